// SPDX-License-Identifier: GPL-2.0-or-later
/* All values of each kind of operand, within a scope. A kind without a function does not link. */
#include <limits.h>

#include "exhaust/vary.h"

typedef void vary_operand(struct vary *v, const uint8_t *next);

#define OPERAND(id, name, generation, word, fields, as) static vary_operand vary_##as;
#include "operands.def"
#undef OPERAND

static vary_operand *const operands[OPERANDS] = {
#define OPERAND(id, name, generation, word, fields, as) [OPERAND_##id] = vary_##as,
#include "operands.def"
#undef OPERAND
};

/* The operand in front of @next has its value. */
static void go_on(struct vary *v, const uint8_t *next)
{
	if (*next)
		operands[*next](v, next + 1);
	else
		v->emit(v, v->arg);
}

/* ---- Indices ---- */

static void vary_index(struct vary *v, const uint8_t *next)
{
	for (size_t i = 0; i < v->start->edge_count; i++) {
		v->call.first = v->call.last = v->start->edges[i];
		go_on(v, next);
	}
}

static void range(struct vary *v, unsigned long first, unsigned long last, const uint8_t *next)
{
	v->call.first = first;
	v->call.last = last;
	go_on(v, next);
}

/* Every pair, and a few whose last index is below the first. */
static void vary_range(struct vary *v, const uint8_t *next)
{
	const unsigned long *edges = v->start->edges;
	const size_t count = v->start->edge_count;

	for (size_t i = 0; i < count; i++)
		for (size_t j = i; j < count; j++)
			range(v, edges[i], edges[j], next);
	range(v, edges[count - 1], edges[0], next);
	range(v, edges[count / 2], edges[count / 2 - 1], next);
}

static void vary_leaf(struct vary *v, const uint8_t *next)
{
	vary_range(v, next);
}

/* A cursor through which something is written without a range of its own stands on each pair, else on each index. */
static void vary_cursor(struct vary *v, const uint8_t *next)
{
	const unsigned long *edges = v->start->edges;
	const size_t count = v->start->edge_count;
	const bool pairs = operation_infos[v->call.op].effect == EFFECT_WRITE && !operation_takes_indices(v->call.op);

	if (operation_takes(v->call.op, OPERAND_TREE) || operation_takes(v->call.op, OPERAND_RANGE)) {
		/* Where it stands before that does not matter. */
		v->place.first = v->place.last = edges[count / 2];
		go_on(v, next);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = i; j < (pairs ? count : i + 1); j++) {
			v->place.first = edges[i];
			v->place.last = edges[j];
			go_on(v, next);
		}
	}
}

/* ---- Entries, and how memory is had ---- */

/* One that no shape has but those of three ranges, and NULL. In small trees also one that is there, and those that are no ordinary ones. */
static void vary_entry(struct vary *v, const uint8_t *next)
{
	static const struct entry entries[] = {
		{ ENTRY_POINTER, 40 }, { ENTRY_NULL, 0 }, { ENTRY_VALUE, 1 }, { ENTRY_ZERO, 0 }, { ENTRY_RESERVED, 0 },
	};
	const size_t count = v->all ? sizeof(entries) / sizeof(entries[0]) : 2;

	for (size_t i = 0; i < count; i++) {
		v->call.entry = entries[i];
		go_on(v, next);
	}
}

static void vary_gfp(struct vary *v, const uint8_t *next)
{
	for (unsigned int gfp = 0; gfp < (v->gfps ? CALL_GFPS : 1); gfp++) {
		v->call.gfp = (uint8_t)gfp;
		go_on(v, next);
	}
}

/* ---- Numbers ---- */

/* What is written is looked room for of two sizes only, if the tree is no small one. */
static void vary_size(struct vary *v, const uint8_t *next)
{
	const bool all = v->all || operation_infos[v->call.op].effect == EFFECT_READ;

	for (size_t i = 0; i < (all ? v->start->size_count : 2); i++) {
		v->call.size = v->start->sizes[i];
		go_on(v, next);
	}
}

static void vary_twice(struct vary *v, const uint8_t *next)
{
	static const unsigned long sizes[] = { 0, 1, 4096 };

	for (size_t i = 0; i < (v->all ? 3 : 1); i++) {
		v->call.size = sizes[i];
		go_on(v, next);
	}
}

static void vary_at(struct vary *v, const uint8_t *next)
{
	for (unsigned int at = 0; at <= v->most_at; at++) {
		v->call.at = (uint8_t)at;
		go_on(v, next);
	}
}

static void vary_stride(struct vary *v, const uint8_t *next)
{
	for (unsigned int stride = 1; stride <= 2; stride++) {
		v->call.stride = (uint16_t)stride;
		go_on(v, next);
	}
}

static void vary_count(struct vary *v, const uint8_t *next)
{
	static const uint16_t counts[] = { 1, 3, 20 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		v->call.count = counts[i];
		go_on(v, next);
	}
}

static void vary_many(struct vary *v, const uint8_t *next)
{
	vary_count(v, next);
}

static void vary_fewer(struct vary *v, const uint8_t *next)
{
	for (unsigned int fewer = 0; fewer <= 1; fewer++) {
		v->call.fewer = (uint8_t)fewer;
		go_on(v, next);
	}
}

/* ---- Flags ---- */

static void flag(struct vary *v, unsigned int flag, const uint8_t *next)
{
	v->call.flags &= (uint8_t)~flag;
	go_on(v, next);
	v->call.flags |= (uint8_t)flag;
	go_on(v, next);
	v->call.flags &= (uint8_t)~flag;
}

static void vary_down(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_DOWN, next);
}

static void vary_same(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_SAME, next);
}

static void vary_nulls(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_NULLS, next);
}

static void vary_moved(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_MOVED, next);
}

static void vary_any(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_ANY, next);
}

/* ---- Trees ---- */

static void vary_tree(struct vary *v, const uint8_t *next)
{
	v->call.tree = TREE_CALLED;
	go_on(v, next);
}

static void vary_source(struct vary *v, const uint8_t *next)
{
	v->call.source = TREE_CALLED;
	go_on(v, next);
}

static void vary_new(struct vary *v, const uint8_t *next)
{
	v->call.tree = TREE_SECOND;
	go_on(v, next);
}

static void vary_attributes(struct vary *v, const uint8_t *next)
{
	for (unsigned int attributes = 0; attributes <= ATTRIBUTES_ALL; attributes++) {
		v->call.attributes = (uint8_t)attributes;
		go_on(v, next);
	}
}

/* The kinds of trees have all locks: begin with a tree's own. */
static void vary_lock(struct vary *v, const uint8_t *next)
{
	go_on(v, next);
}

/* ---- Processes: no operation on them takes part ---- */

static void vary_process(struct vary *v, const uint8_t *next)
{
	go_on(v, next);
}

static void vary_child(struct vary *v, const uint8_t *next)
{
	go_on(v, next);
}

static void vary_access(struct vary *v, const uint8_t *next)
{
	go_on(v, next);
}

static void vary_fixed(struct vary *v, const uint8_t *next)
{
	flag(v, CALL_FIXED, next);
}

static void vary_way(struct vary *v, const uint8_t *next)
{
	go_on(v, next);
}

void vary(struct vary *v, uint8_t op)
{
	v->call = (struct call){ .op = op };
	go_on(v, operation_infos[op].operands);
}
