// SPDX-License-Identifier: GPL-2.0-or-later
/* A random tree in RCU mode, and random writes to it. */
#include "scene.h"

#include <limits.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include <ground.h>

/* How many ranges a tree may have, and how often it has about as many: most bugs need two or three levels. */
static const struct {
	unsigned int least;
	unsigned int most;
	unsigned int weight;
} sizes[] = {
	{ 0, 2, 2 },
	{ 3, 16, 3 },
	{ 17, 60, 6 },
	{ 61, 250, 6 },
	{ 251, 900, 2 },
	{ 901, 3500, 1 },
};

/* A prime above all sizes: its multiples go through all ranges in a mixed-up order. */
#define SHUFFLE	7919

static const unsigned int widths[] = { 1, 2, 10, 16, 0x1000 };

/* ---- Random numbers ---- */

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

unsigned long scene_below(struct scene *scene, unsigned long limit)
{
	scene->random += 0x9e3779b97f4a7c15;
	return limit ? mix(scene->random) % limit : 0;
}

static bool one_in(struct scene *scene, unsigned long n)
{
	return !scene_below(scene, n);
}

static unsigned long between(struct scene *scene, unsigned long least, unsigned long most)
{
	unsigned long span = most - least + 1;

	return span ? least + scene_below(scene, span) : scene_below(scene, ULONG_MAX);
}

/* ---- Writes ---- */

void scene_apply(struct maple_tree *tree, const struct write *write)
{
	switch (write->kind) {
	case WRITE_STORE:
		mtree_store_range(tree, write->first, write->last, write->entry, GFP_KERNEL);
		break;
	case WRITE_NULL:
		mtree_store_range(tree, write->first, write->last, NULL, GFP_KERNEL);
		break;
	case WRITE_ERASE:
		mtree_erase(tree, write->first);
		break;
	case WRITE_INSERT:
		mtree_insert_range(tree, write->first, write->last, write->entry, GFP_KERNEL);
		break;
	case WRITE_DESTROY:
		mtree_destroy(tree);
		break;
	}
}

static void apply_to_oracle(struct oracle *oracle, const struct write *write)
{
	switch (write->kind) {
	case WRITE_STORE:
		oracle_store(oracle, write->first, write->last, write->entry);
		break;
	case WRITE_NULL:
		oracle_store(oracle, write->first, write->last, NULL);
		break;
	case WRITE_ERASE:
		oracle_erase(oracle, write->first);
		break;
	case WRITE_INSERT:
		oracle_insert(oracle, write->first, write->last, write->entry);
		break;
	case WRITE_DESTROY:
		oracle_clear(oracle);
		break;
	}
}

static void *new_entry(struct scene *scene)
{
	return xa_mk_value(++scene->entries);
}

/* How many ranges a write goes over: mostly few. */
static unsigned long choose_span(struct scene *scene)
{
	switch (scene_below(scene, 16)) {
	case 0 ... 7:
		return 0;
	case 8 ... 11:
		return 1;
	case 12 ... 13:
		return scene_below(scene, 6);
	case 14:
		return scene_below(scene, 30);
	default:
		return scene_below(scene, scene->before.count);
	}
}

/* An index in a range, or right beside it. */
static unsigned long choose_near(struct scene *scene, const struct oracle_range *range)
{
	switch (scene_below(scene, 5)) {
	case 0:
		return range->first;
	case 1:
		return range->last;
	case 2:
		return range->first - (range->first > 0);
	case 3:
		return range->last + (range->last < ULONG_MAX);
	default:
		return between(scene, range->first, range->last);
	}
}

static void choose_range(struct scene *scene, struct write *write)
{
	const struct oracle *o = &scene->before;
	size_t from, to;

	if (!o->count) {
		write->first = scene_below(scene, 3);
		write->last = write->first + scene_below(scene, 20);
		return;
	}
	from = scene_below(scene, o->count);
	to = from + choose_span(scene);
	if (to >= o->count)
		to = o->count - 1;
	write->first = choose_near(scene, &o->ranges[from]);
	write->last = choose_near(scene, &o->ranges[to]);
	if (write->first > write->last) {
		unsigned long first = write->last;

		write->last = write->first;
		write->first = first;
	}
}

/* Make the range one that nothing is in, if there is one near. */
static void choose_gap(struct scene *scene, struct write *write)
{
	const struct oracle *o = &scene->before;
	const struct oracle_range *there = oracle_find(o, write->first), *next;
	unsigned long first = write->first, last = ULONG_MAX;

	if (there && there->last == ULONG_MAX)
		return;
	if (there)
		first = there->last + 1;
	next = oracle_find(o, first) ? NULL : oracle_next(o, first);
	if (oracle_find(o, first))
		return;
	if (next)
		last = next->first - 1;
	write->first = between(scene, first, last);
	write->last = one_in(scene, 2) ? write->first : between(scene, write->first, last);
}

static void choose(struct scene *scene, struct write *write)
{
	*write = (struct write){ .kind = WRITE_STORE };
	choose_range(scene, write);
	switch (scene_below(scene, 20)) {
	case 0 ... 8:
		write->entry = new_entry(scene);
		break;
	case 9 ... 12:
		write->kind = WRITE_NULL;
		break;
	case 13 ... 15:
		write->kind = WRITE_ERASE;
		write->last = write->first;
		break;
	case 16 ... 18:
		write->kind = WRITE_INSERT;
		write->entry = new_entry(scene);
		choose_gap(scene, write);
		break;
	default:
		write->kind = WRITE_DESTROY;
		write->first = 0;
		write->last = ULONG_MAX;
		break;
	}
}

void scene_choose_write(struct scene *scene, struct write *write)
{
	choose(scene, write);
	oracle_copy(&scene->after, &scene->before);
	apply_to_oracle(&scene->after, write);
}

/* ---- Building ---- */

static void store(struct scene *scene, unsigned long first, unsigned long last, void *entry)
{
	struct write write = { .kind = entry ? WRITE_STORE : WRITE_NULL, .first = first, .last = last, .entry = entry };

	scene_apply(&scene->tree, &write);
	apply_to_oracle(&scene->before, &write);
}

static unsigned int choose_size(struct scene *scene)
{
	unsigned int total = 0, at = 0;
	unsigned long pick;

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		total += sizes[i].weight;
	for (pick = scene_below(scene, total); pick >= sizes[at].weight; at++)
		pick -= sizes[at].weight;
	return between(scene, sizes[at].least, sizes[at].most);
}

/* Ranges side by side or with gaps, from left to right, from right to left, from both ends, or shuffled. */
static void fill(struct scene *scene, unsigned int count)
{
	/* The entry of a tree without nodes is at index 0. */
	unsigned long width = count < 3 ? 1 : widths[scene_below(scene, ARRAY_SIZE(widths))];
	unsigned long stride = width * between(scene, 1, 2) + (one_in(scene, 4) ? 1 : 0);
	unsigned long base = one_in(scene, 4) ? 1000 : one_in(scene, 8) ? ULONG_MAX - count * stride + 1 : 0;
	unsigned int order = scene_below(scene, 4);

	for (unsigned int i = 0; i < count; i++) {
		unsigned int at = i;

		if (order == 1)
			at = count - 1 - i;
		else if (order == 2)
			at = i % 2 ? count - 1 - i / 2 : i / 2;
		else if (order == 3)
			at = i * SHUFFLE % count;
		store(scene, base + at * stride, base + at * stride + width - 1, new_entry(scene));
	}
}

/* Erase, overwrite and split here and there. */
static void disturb(struct scene *scene, unsigned int count)
{
	bool thin = one_in(scene, 3);

	while (count-- && scene->before.count) {
		const struct oracle_range range = scene->before.ranges[scene_below(scene, scene->before.count)];

		if (thin || one_in(scene, 3))
			store(scene, range.first, range.last, NULL);
		else if (one_in(scene, 2))
			store(scene, between(scene, range.first, range.last), range.last, new_entry(scene));
		else
			store(scene, range.first, choose_near(scene, &range), new_entry(scene));
	}
}

void scene_build(struct scene *scene, uint64_t seed, unsigned long number)
{
	unsigned int flags, count;
	bool rcu;

	scene->random = mix(seed * 0x9e3779b97f4a7c15 + number);
	scene->entries = 0;
	oracle_clear(&scene->before);
	flags = one_in(scene, 2) ? MT_FLAGS_ALLOC_RANGE : 0;
	rcu = one_in(scene, 2);
	mt_init_flags(&scene->tree, flags | (rcu ? MT_FLAGS_USE_RCU : 0));
	count = choose_size(scene);
	fill(scene, count);
	if (!one_in(scene, 3))
		disturb(scene, scene_below(scene, count + 1));
	mt_set_in_rcu(&scene->tree);
	ground_rcu_quiesce();
}

/* ---- In words ---- */

void scene_describe(FILE *out, const struct scene *scene, const struct write *write)
{
	static const char *const calls[] = {
		[WRITE_STORE] = "mtree_store_range()",
		[WRITE_NULL] = "mtree_store_range() of NULL",
		[WRITE_ERASE] = "mtree_erase()",
		[WRITE_INSERT] = "mtree_insert_range()",
		[WRITE_DESTROY] = "mtree_destroy()",
	};
	const struct oracle *o = &scene->before;
	size_t at = oracle_at_or_after(o, write->first), from = at > 20 ? at - 20 : 0;

	fprintf(out, "tree:        in RCU mode, gaps are %stracked, height %u, %zu ranges\n",
		scene->tree.ma_flags & MT_FLAGS_ALLOC_RANGE ? "" : "not ", mt_height(&scene->tree), o->count);
	for (size_t i = from; i < o->count && i < at + 20; i++)
		fprintf(out, "  range %zu: [%lu, %lu] entry %lu\n", i, o->ranges[i].first, o->ranges[i].last,
			xa_to_value(o->ranges[i].entry));
	fprintf(out, "write:       %s over [%lu, %lu]", calls[write->kind], write->first, write->last);
	if (write->entry)
		fprintf(out, ", entry %lu", xa_to_value(write->entry));
	fputc('\n', out);
}
