// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The whole table of what a state does from each status: random calls on trees of every kind. The entry, the range
 * and the status after each call go into a digest, and the digests must be those of Linux 6.12, whatever the subject is.
 * Nobody writes meanwhile.
 *
 * Calls are left out where Linux 6.12 is wrong: see docs/findings.md, and src/maple_tree/state.c for what is right.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/maple_tree.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "ground.h"

/* Sequences of calls on each tree, and the most calls of one. */
#define SEQUENCES	20000
#define MAX_CALLS	10

#define EXIT_DIFFERENCE	1
#define EXIT_USAGE	2

/* ---- Random numbers ---- */

static uint64_t random_state;

static unsigned long below(unsigned long limit)
{
	uint64_t x = random_state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (x ^ x >> 31) % limit;
}

static bool one_in(unsigned long n)
{
	return !below(n);
}

/* ---- Trees ---- */

/**
 * struct kind - A tree to walk over.
 * @name: what it is called in the list of digests.
 * @flags: its attributes.
 * @ranges: how many ranges it has of these.
 * @range: their first and last indices.
 * @evenly: how many ranges it has of six indices, one every ten, behind these.
 */
struct kind {
	const char *name;
	unsigned int flags;
	unsigned int ranges;
	unsigned long range[4][2];
	unsigned long evenly;
};

#define EVENLY(i)	(50 + 10 * (i))

static const struct kind kinds[] = {
	{ "empty", 0, 0, { { 0 } }, 0 },
	{ "entry-in-root", 0, 1, { { 0, 0 } }, 0 },
	{ "one-over-all", 0, 1, { { 0, ULONG_MAX } }, 0 },
	{ "one-in-the-middle", 0, 1, { { 10, 19 } }, 0 },
	{ "leaf", 0, 3, { { 10, 19 }, { 20, 20 }, { 30, 35 } }, 0 },
	{ "leaf-to-the-ends", 0, 4, { { 0, 0 }, { 10, 14 }, { 15, 25 }, { ULONG_MAX, ULONG_MAX } }, 0 },
	{ "leaf-without-gaps", 0, 4, { { 0, 9 }, { 10, 19 }, { 20, 29 }, { 30, ULONG_MAX } }, 0 },
	{ "two-levels", 0, 0, { { 0 } }, 60 },
	{ "two-levels-with-gaps", MT_FLAGS_ALLOC_RANGE, 1, { { 0, 0 } }, 60 },
	{ "three-levels", 0, 0, { { 0 } }, 400 },
	{ "three-levels-to-the-ends", MT_FLAGS_USE_RCU, 2, { { 0, 9 }, { ULONG_MAX - 5, ULONG_MAX } }, 400 },
	{ "four-levels-with-gaps", MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU, 0, { { 0 } }, 1500 },
};

static void store(struct maple_tree *mt, unsigned long first, unsigned long last, unsigned long value)
{
	if (mtree_store_range(mt, first, last, xa_mk_value(value), GFP_KERNEL))
		abort();
}

static void build(struct maple_tree *mt, const struct kind *kind)
{
	mt_init_flags(mt, kind->flags);
	for (unsigned int i = 0; i < kind->ranges; i++)
		store(mt, kind->range[i][0], kind->range[i][1], 1 + i);
	for (unsigned long i = 0; i < kind->evenly; i++)
		store(mt, EVENLY(i), EVENLY(i) + 5, 10 + i);
}

/* Is the only entry in the root pointer? */
static bool has_entry_in_root(const struct kind *kind)
{
	return kind->ranges == 1 && !kind->range[0][1] && !kind->evenly;
}

/* An index where something may happen: at the ends, in a range, or right beside it. */
static unsigned long choose_index(const struct kind *kind)
{
	unsigned long at = below(2), range = below(kind->ranges + 1);

	switch (below(10)) {
	case 0:
		return at;
	case 1:
		return ULONG_MAX - at;
	case 2:
		return below(50);
	}
	if (range < kind->ranges)
		return kind->range[range][at] + below(3) - 1;
	return EVENLY(below(kind->evenly + 2)) + below(10);
}

/* ---- Calls ---- */

enum call {
	CALL_WALK, CALL_NEXT, CALL_NEXT_RANGE, CALL_PREV, CALL_PREV_RANGE, CALL_FIND, CALL_FIND_RANGE, CALL_FIND_REV,
	CALL_FIND_RANGE_REV, CALL_SET, CALL_SET_RANGE, CALL_NARROW, CALL_RESET, CALL_PAUSE, CALL_ERROR, CALLS
};

static const char *const names[CALLS] = {
	"walk", "next", "next_range", "prev", "prev_range", "find", "find_range", "find_rev",
	"find_range_rev", "set", "set_range", "narrow", "reset", "pause", "error",
};

/**
 * struct walker - A state and what is known of it.
 * @kind: the tree it is on.
 * @mas: the state.
 * @placed: it stands on a slot.
 * @narrowed: its range may be no longer that of its slot.
 * @failed: it has an error, and nobody has reset it since.
 */
struct walker {
	const struct kind *kind;
	struct ma_state mas;
	bool placed;
	bool narrowed;
	bool failed;
};

static bool goes_up(enum call call)
{
	return call == CALL_NEXT || call == CALL_NEXT_RANGE || call == CALL_FIND || call == CALL_FIND_RANGE;
}

static bool goes_down(enum call call)
{
	return call == CALL_PREV || call == CALL_PREV_RANGE || call == CALL_FIND_REV || call == CALL_FIND_RANGE_REV;
}

/* Is Linux wrong in this call? */
static bool is_known(const struct walker *w, enum call call, unsigned long limit)
{
	const struct ma_state *mas = &w->mas;
	bool at_limit = mas->status == ma_overflow || mas->status == ma_underflow;

	/* prev-narrowed */
	if (goes_down(call) && w->narrowed)
		return true;
	/* prev-below-min */
	if (goes_down(call) && limit && has_entry_in_root(w->kind))
		return true;
	/* A limit hides the error; 6.18 walks from the node that there is not (mas_may_activate()). Nobody may go on from an error. */
	if (w->failed && at_limit && call < CALL_SET)
		return true;
	/* limit-unwalked; find() and find_range() walk, and so does who turns round */
	if (w->placed || !at_limit || call == CALL_FIND || call == CALL_FIND_RANGE)
		return false;
	if (mas->status == ma_overflow && (call == CALL_PREV || call == CALL_PREV_RANGE))
		return false;
	if (mas->status == ma_underflow && (call == CALL_NEXT || call == CALL_NEXT_RANGE))
		return false;
	return goes_up(call) || goes_down(call);
}

static void *make(struct ma_state *mas, enum call call, unsigned long index, unsigned long other)
{
	switch (call) {
	case CALL_WALK:
		return mas_walk(mas);
	case CALL_NEXT:
		return mas_next(mas, index);
	case CALL_NEXT_RANGE:
		return mas_next_range(mas, index);
	case CALL_PREV:
		return mas_prev(mas, index);
	case CALL_PREV_RANGE:
		return mas_prev_range(mas, index);
	case CALL_FIND:
		return mas_find(mas, index);
	case CALL_FIND_RANGE:
		return mas_find_range(mas, index);
	case CALL_FIND_REV:
		return mas_find_rev(mas, index);
	case CALL_FIND_RANGE_REV:
		return mas_find_range_rev(mas, index);
	case CALL_SET:
		mas_set(mas, index);
		break;
	case CALL_SET_RANGE:
		mas_set_range(mas, min(index, other), max(index, other));
		break;
	case CALL_NARROW:
		__mas_set_range(mas, index, other);
		break;
	case CALL_RESET:
		mas_reset(mas);
		break;
	case CALL_PAUSE:
		mas_pause(mas);
		break;
	default:
		mas->node = MA_ERROR(-EINVAL);
		mas->status = ma_error;
		break;
	}
	return NULL;
}

/* The limit of a call, or the index of another: mostly near the range of the state, or none at all. */
static unsigned long choose_limit(const struct walker *w, enum call call)
{
	const struct ma_state *mas = &w->mas;

	switch (below(8)) {
	case 0:
		return mas->index;
	case 1:
		return mas->index - (mas->index > 0);
	case 2:
		return mas->last;
	case 3:
		return mas->last + (mas->last < ULONG_MAX);
	case 4:
	case 5:
		return goes_up(call) ? ULONG_MAX : 0;
	default:
		return choose_index(w->kind);
	}
}

static void note(struct walker *w, enum call call, unsigned long index, unsigned long last)
{
	switch (w->mas.status) {
	case ma_active:
		w->placed = true;
		break;
	case ma_overflow:
	case ma_underflow:
		break;
	default:
		w->placed = false;
		break;
	}
	w->failed = w->mas.status == ma_error || (w->failed && (w->mas.status == ma_overflow || w->mas.status == ma_underflow));
	if (call == CALL_NARROW)
		w->narrowed = true;
	else if (w->mas.index != index || w->mas.last != last || !w->placed)
		w->narrowed = false;
}

/* ---- Digests and traces ---- */

static const char *status_name(enum maple_status status)
{
	switch (status) {
	case ma_active:
		return "active";
	case ma_start:
		return "start";
	case ma_root:
		return "root";
	case ma_none:
		return "none";
	case ma_pause:
		return "pause";
	case ma_overflow:
		return "overflow";
	case ma_underflow:
		return "underflow";
	default:
		return "error";
	}
}

/* FNV-1a over a line of the trace. */
static uint64_t digest_line(uint64_t digest, const char *line)
{
	while (*line)
		digest = (digest ^ (unsigned char)*line++) * 0x100000001b3;
	return digest;
}

static uint64_t walk_once(const struct kind *kind, struct maple_tree *mt, uint64_t digest, bool trace)
{
	unsigned long calls = 1 + below(MAX_CALLS);
	struct walker w = { .kind = kind };
	char line[200];

	mas_init(&w.mas, mt, choose_index(kind));
	while (calls--) {
		enum call call = below(one_in(3) ? CALLS : CALL_SET);
		unsigned long index = choose_limit(&w, call), other = choose_index(kind);
		const struct ma_state was = w.mas;
		void *entry;

		if (call == CALL_NARROW) {
			if (!mas_is_active(&w.mas))
				continue;
			other = was.last - (was.last - was.index) / 3;
			index = was.index + (was.last - was.index) / 3;
		}
		if (is_known(&w, call, index))
			continue;
		entry = make(&w.mas, call, index, other);
		note(&w, call, was.index, was.last);
		snprintf(line, sizeof(line), "%s %s [%lu, %lu]: %s(%lu) = %lu, %s [%lu, %lu]\n", kind->name,
			 status_name(was.status), was.index, was.last, names[call], index, entry ? xa_to_value(entry) : 0,
			 status_name(w.mas.status), w.mas.index, w.mas.last);
		digest = digest_line(digest, line);
		if (trace)
			fputs(line, stdout);
	}
	return digest;
}

static uint64_t walk(const struct kind *kind, bool trace)
{
	uint64_t digest = 0xcbf29ce484222325;
	struct maple_tree mt;

	random_state = kind - kinds;
	ground_reset();
	build(&mt, kind);
	rcu_read_lock();
	for (int i = 0; i < SEQUENCES; i++)
		digest = walk_once(kind, &mt, digest, trace);
	rcu_read_unlock();
	mtree_destroy(&mt);
	ground_rcu_quiesce();
	return digest;
}

/* ---- The command ---- */

static const char usage[] =
"usage: states [EXPECTED]\n"
"       states --trace TREE\n"
"\n"
"Makes random calls with states on trees of every kind, and prints a digest of what comes of it for each tree.\n"
"\n"
"  EXPECTED      compare with this list, and print only what differs\n"
"  --trace TREE  print each call on this tree instead. Where two subjects differ, so do their traces\n"
"\n"
"Exit codes: 0 as expected; 1 a difference; 2 wrong use.\n";

__attribute__((__noreturn__)) static void wrong_use(const char *what, const char *word)
{
	fprintf(stderr, "states: %s '%s'; see states --help\n", what, word);
	exit(EXIT_USAGE);
}

static int trace(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].name, name)) {
			walk(&kinds[i], true);
			return 0;
		}
	}
	wrong_use("there is no tree", name);
}

static int print_digests(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%016" PRIx64 " %s\n", walk(&kinds[i], false), kinds[i].name);
	return 0;
}

/* Each line of the list has the digest and the name of a tree; they are in the same order. */
static int check_digests(const char *path)
{
	FILE *in = fopen(path, "r");
	int result = 0;

	if (!in)
		wrong_use("can't read", path);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint64_t digest = walk(&kinds[i], false), expected;
		char name[40];

		if (fscanf(in, "%" SCNx64 " %39s", &expected, name) != 2 || strcmp(name, kinds[i].name))
			wrong_use("another list of trees is in", path);
		if (digest == expected)
			continue;
		printf("%s: the digest is %016" PRIx64 ", expected: %016" PRIx64 "; see states --trace %s\n", name,
		       digest, expected, name);
		result = EXIT_DIFFERENCE;
	}
	fclose(in);
	return result;
}

int main(int argc, char **argv)
{
	maple_tree_init();
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--trace"))
		return trace(argv[2]);
	if (argc == 2 && argv[1][0] != '-')
		return check_digests(argv[1]);
	if (argc == 1)
		return print_digests();
	wrong_use("what is", argv[1]);
}
