// SPDX-License-Identifier: GPL-2.0-or-later
/* Trees of a certain shape in one instruction: each operation is a series of single calls of others. */
#include <limits.h>

#include "ops/bulk.h"

/* Let @unit store entry number @units->done in [@first, @last]. */
static bool store_unit(const struct units *units, const struct world *w, struct call *unit, unsigned long first,
		       unsigned long last)
{
	unit->op = bulk_op(w, units->call, OP_STORE_RANGE);
	unit->first = first;
	unit->last = last;
	unit->entry = bulk_entry(units->call, units->done);
	return true;
}

/*
 * ---- tall: a high tree of few ranges -----------------------------------------------
 *
 * Ranges as long as the given one, one in every two such lengths, are stored from the top down to it. Behind
 * each four of them, one range is split in the middle, and two are at their ends, into the emptiness behind them.
 *
 * Why: a tree gets high with few ranges if its nodes split as soon as they are full, and are left half full. But Linux's tree first
 * moves what is too much to a neighbour that has room, so that a series of plain stores leaves nodes nearly full. It does not
 * where a store spans two leaves: those it rebuilds, into three if two are too few, and so the nodes above, in halves.
 * A leaf ends behind a range, so a store over the end of a range may be such a store; the stores into the middle see to it that both leaves
 * are full then. The distances were found by trying all of them out. In a tree that tracks gaps each further level takes just five
 * times as many calls, on 6.1, 6.12 and the embedded tree: 390 calls make height 4, 1,965 height 5, 9,840 height 6. The best plain
 * series takes 535, 4,564, 39,545. Without gaps height 4 takes 957, height 5 7,677 instead of 18,215.
 */

enum part { WHOLE, MIDDLE, END };

/* The steps of a round: which part of which range, counted back from the last one that the round stores. */
static const struct {
	uint8_t back;
	uint8_t part;
} round_steps[] = {
	{ 3, WHOLE }, { 2, WHOLE }, { 1, WHOLE }, { 0, WHOLE }, { 7, MIDDLE }, { 1, END }, { 6, END },
};

#define ROUND_STEPS (sizeof(round_steps) / sizeof(round_steps[0]))
#define ROUND_RANGES 4

/* Steps of the first round that are left out: what they would split is not there. */
#define LEFT_OUT 2

/* Shorter ranges have no such parts. */
#define TALL_LENGTH 8

static void tall_legalise(struct call *call)
{
	legalise_state(call);
	if (call->first > ULONG_MAX - TALL_LENGTH)
		call->first = ULONG_MAX - TALL_LENGTH;
	if (call->last - call->first < TALL_LENGTH - 1)
		call->last = call->first + TALL_LENGTH - 1;
}

/* The part @part of range @n, 0 being the given one. Return: false if it does not fit below ULONG_MAX. */
static bool tall_range(const struct call *call, unsigned long n, enum part part, unsigned long *first, unsigned long *last)
{
	unsigned long length = call->last - call->first + 1, distance;

	/* With the emptiness behind it. */
	if (__builtin_mul_overflow(length, 2 * n, &distance) || distance > ULONG_MAX - call->last ||
	    length > ULONG_MAX - call->last - distance)
		return false;
	*first = call->first + distance;
	*last = call->last + distance;
	if (part == MIDDLE) {
		*last = *first + length / 2 - 1;
		*first += length / 4;
	} else if (part == END) {
		*first = *last - length / 8 + 1;
		*last += length / 4 - 1;
	}
	return true;
}

static bool tall_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	unsigned long first, last, rounds = (call->count + LEFT_OUT + ROUND_STEPS - 1) / ROUND_STEPS;

	while (units->done < call->count && units->next < rounds * ROUND_STEPS) {
		unsigned long round = units->next / ROUND_STEPS, step = units->next % ROUND_STEPS;
		unsigned long n = ROUND_RANGES * (rounds - 1 - round) + round_steps[step].back;

		units->next++;
		if (n < ROUND_RANGES * rounds && tall_range(call, n, round_steps[step].part, &first, &last))
			return store_unit(units, w, unit, first, last);
	}
	if (units->done < call->count)
		units->cut = NO_MORE_INDICES;
	return false;
}

OPERATION(TALL) {
	.legalise = tall_legalise,
	.unit = tall_unit,
};

/* ---- densify: single indices are stored until what a leaf covers takes so many slots -------- */

/* What holds @index, a range or emptiness, as far as it lies at or before @last. @at: the position of the first range that ends at or after @index. */
static unsigned long stretch_last(const struct oracle *o, size_t at, unsigned long index, unsigned long last)
{
	unsigned long end = ULONG_MAX;

	if (at < o->count)
		end = o->ranges[at].first <= index ? o->ranges[at].last : o->ranges[at].first - 1;
	return end < last ? end : last;
}

/*
 * Where the next index goes: into the middle of the longest range or emptiness, which takes two slots more, or to its end if
 * only one is wanted. Return: false if the leaf has enough slots, or nothing in it is longer than an index.
 */
static bool densify_at(const struct oracle *o, const struct call *call, unsigned long *place)
{
	size_t at = oracle_at_or_after(o, call->first);
	unsigned long index = call->first, longest = 0, end = 0;
	unsigned int slots = 1;

	for (;; slots++) {
		unsigned long last = stretch_last(o, at, index, call->last);

		if (slots >= call->count)
			return false;
		if (last - index > longest) {
			longest = last - index;
			end = last;
		}
		if (last == call->last)
			break;
		index = last + 1;
		at += at < o->count && o->ranges[at].last == last;
	}
	*place = slots + 1 < call->count ? end - longest / 2 : end;
	return longest > 0;
}

static bool densify_unit(struct units *units, const struct world *w, struct call *unit)
{
	unsigned long place;

	/* A NULL takes no slot: there would be no end. */
	if (units->call->entry.kind == ENTRY_NULL ||
	    !densify_at(&w->models[units->call->tree].oracle, units->call, &place))
		return false;
	return store_unit(units, w, unit, place, place);
}

OPERATION(DENSIFY) {
	.legalise = legalise_state,
	.unit = densify_unit,
};

/* ---- pages: mappings as a process has them, from the page of the index on; the last one is its stack ---- */

/* Files with mappings side by side, small ones and large ones, anonymous memory, and a guard page here and there: pages, and the gap behind them. */
static const struct {
	uint16_t pages;
	uint16_t gap;
} mappings[] = {
	{ 40, 0 }, { 342, 0 }, { 88, 0 }, { 4, 0 }, { 2, 0 }, { 13, 1 },
	{ 1, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 }, { 1, 7 },
	{ 16384, 1 }, { 2048, 1 }, { 2048, 510 },
	{ 3, 0 }, { 11, 0 }, { 5, 0 }, { 1, 0 }, { 1, 33 },
	{ 33, 2 }, { 512, 0 }, { 65535, 512 },
};

#define MAPPINGS (sizeof(mappings) / sizeof(mappings[0]))

/* Where x86 has a stack, and how long it is. */
#if BITS_PER_LONG == 64
#define STACK_TOP 0x7ffffffff000UL
#else
#define STACK_TOP 0xbffff000UL
#endif
#define STACK_PAGES 33

static void pages_legalise(struct call *call)
{
	legalise_state(call);
	call->first = call->last = call->first & ~(PAGE_SIZE - 1);
}

static bool pages_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	unsigned int n = units->done % MAPPINGS;
	unsigned long first = call->first, length = mappings[n].pages * PAGE_SIZE;

	if (units->done == call->count)
		return false;
	if (units->done)
		first = units->last + 1 + mappings[(units->done - 1) % MAPPINGS].gap * PAGE_SIZE;
	if (first < call->first || length > ULONG_MAX - first) {
		units->cut = NO_MORE_INDICES;
		return false;
	}
	if (units->done + 1 == call->count && first < STACK_TOP - STACK_PAGES * PAGE_SIZE) {
		first = STACK_TOP - STACK_PAGES * PAGE_SIZE;
		length = STACK_PAGES * PAGE_SIZE;
	}
	return store_unit(units, w, unit, first, first + length - 1);
}

OPERATION(PAGES) {
	.legalise = pages_legalise,
	.unit = pages_unit,
};

/* ---- comb: as fill, but the gaps alternate: one index, and what a fill leaves empty between two ranges ---- */

static bool comb_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	unsigned long length = call->last - call->first + 1;	/* 0 for all indices */
	unsigned long pair, distance, room = call->flags & CALL_DOWN ? call->first : ULONG_MAX - call->last;

	if (units->done == call->count)
		return false;
	/* Two ranges and two gaps. */
	if (!length || __builtin_mul_overflow(length, 1UL + call->stride, &pair) ||
	    __builtin_add_overflow(pair, 1, &pair) || __builtin_mul_overflow(pair, units->done / 2UL, &distance) ||
	    (units->done % 2 && __builtin_add_overflow(distance, length + 1, &distance)) || distance > room) {
		units->cut = NO_MORE_INDICES;
		return false;
	}
	if (call->flags & CALL_DOWN)
		distance = -distance;
	return store_unit(units, w, unit, call->first + distance, call->last + distance);
}

OPERATION(COMB) {
	.legalise = legalise_state,
	.unit = comb_unit,
};

/* ---- trim: the lowest ranges of the tree are erased, or the highest ones ---- */

static bool trim_unit(struct units *units, const struct world *w, struct call *unit)
{
	const struct call *call = units->call;
	const struct oracle *o = &w->models[call->tree].oracle;

	if (units->done == call->count || !o->count)
		return false;
	bulk_erase(w, call, &o->ranges[call->flags & CALL_DOWN ? o->count - 1 : 0], unit);
	return true;
}

OPERATION(TRIM) {
	.unit = trim_unit,
};
