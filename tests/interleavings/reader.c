// SPDX-License-Identifier: GPL-2.0-or-later
/* A reader under RCU beside a writer. */
#include "check.h"

#include <limits.h>

#include <linux/xarray.h>

#include "subject_features.h"

#if HAVE_MAPLE_STATUS
static bool stands_on_slot(struct ma_state *mas)
{
	return mas_is_active(mas);
}
#else
/* known.c leaves out all iterators then. Some are not there at all. */
#define mas_next_range mas_next
#define mas_prev_range mas_prev
#define mas_find_range mas_find
#define mas_find_range_rev mas_find_rev

static bool stands_on_slot(struct ma_state *mas)
{
	(void)mas;
	return false;
}
#endif

/**
 * struct kind - What a kind of reader does.
 * @name: what it calls.
 * @iterates: it goes from range to range.
 * @down: to lower indices.
 * @index: it first meets the range that holds the index where it begins.
 * @empty: it meets emptiness, too.
 */
struct kind {
	const char *name;
	bool iterates;
	bool down;
	bool index;
	bool empty;
};

static const struct kind kinds[READER_KINDS] = {
	[READER_LOAD] = { "mtree_load()", .iterates = false },
	[READER_WALK] = { "mas_walk()", .iterates = false },
	[READER_MT_FIND] = { "mt_find()", .index = true },
	[READER_FIND] = { "mas_find()", .iterates = true, .index = true },
	[READER_NEXT] = { "mas_next()", .iterates = true },
	[READER_PREV] = { "mas_prev()", .iterates = true, .down = true },
	[READER_NEXT_RANGE] = { "mas_next_range()", .iterates = true, .empty = true },
	[READER_PREV_RANGE] = { "mas_prev_range()", .iterates = true, .down = true, .empty = true },
	[READER_FIND_REV] = { "mas_find_rev()", .iterates = true, .down = true, .index = true },
	[READER_FIND_RANGE] = { "mas_find_range()", .iterates = true, .index = true, .empty = true },
	[READER_FIND_RANGE_REV] = { "mas_find_range_rev()", .iterates = true, .down = true, .index = true, .empty = true },
};

const char *reader_name(const struct reader *reader)
{
	return kinds[reader->kind].name;
}

bool reader_iterates(const struct reader *reader)
{
	return kinds[reader->kind].iterates;
}

bool reader_goes_down(const struct reader *reader)
{
	return kinds[reader->kind].down;
}

bool reader_meets_index(const struct reader *reader)
{
	return kinds[reader->kind].index;
}

bool reader_meets_emptiness(const struct reader *reader)
{
	return kinds[reader->kind].empty;
}

void reader_begin(struct reader *reader, struct maple_tree *tree)
{
	MA_STATE(mas, tree, reader->places[0], reader->places[0]);

	reader->mas = mas;
	reader->from = reader->places[0];
	reader->steps = 0;
	reader->stands = false;
	reader->ended = false;
	reader->saw_new = false;
}

/* Does an iterator stand on the entry in the root pointer? It meets nothing that is stored later. */
static bool at_its_end(const struct reader *reader, const struct oracle *old)
{
	return reader->stands && !reader->at.last && old->count == 1 && !old->ranges[0].last;
}

/* mt_find() does not tell where a range begins; the oracle does, if it has one with this end and this entry. */
static void complete(struct oracle_range *got, const struct oracle *o)
{
	const struct oracle_range *there = oracle_find(o, got->last);

	if (there && there->last == got->last && there->entry == got->entry)
		*got = *there;
}

static struct oracle_range call(struct reader *reader)
{
	unsigned long index = reader->from;
	struct oracle_range got;

	switch (reader->kind) {
	case READER_MT_FIND:
		got.entry = mt_find(reader->mas.tree, &index, ULONG_MAX);
		got.first = got.last = index - 1;
		return got;
	case READER_FIND:
		got.entry = mas_find(&reader->mas, ULONG_MAX);
		break;
	case READER_NEXT:
		got.entry = mas_next(&reader->mas, ULONG_MAX);
		break;
	case READER_PREV:
		got.entry = mas_prev(&reader->mas, 0);
		break;
	case READER_NEXT_RANGE:
		got.entry = mas_next_range(&reader->mas, ULONG_MAX);
		break;
	case READER_PREV_RANGE:
		got.entry = mas_prev_range(&reader->mas, 0);
		break;
	case READER_FIND_REV:
		got.entry = mas_find_rev(&reader->mas, 0);
		break;
	case READER_FIND_RANGE:
		got.entry = mas_find_range(&reader->mas, ULONG_MAX);
		break;
	case READER_FIND_RANGE_REV:
		got.entry = mas_find_range_rev(&reader->mas, 0);
		break;
	case READER_LOAD:
		got.entry = mtree_load(reader->mas.tree, index);
		got.first = got.last = index;
		return got;
	default:
		mas_set(&reader->mas, index);
		got.entry = mas_walk(&reader->mas);
		break;
	}
	got.first = reader->mas.index;
	got.last = reader->mas.last;
	return got;
}

/* Does the iterator stand on emptiness that it has just met? At the end of the indices mas_find_range() stays where it is. */
static bool met_emptiness(struct reader *reader, const struct oracle_range *got)
{
	return reader_meets_emptiness(reader) && !got->entry && stands_on_slot(&reader->mas) &&
	       !(reader->stands && reader->at.last == ULONG_MAX && !reader_goes_down(reader));
}

void reader_step(struct reader *reader, const struct oracle *old, const struct oracle *new,
		 const unsigned int *moments)
{
	bool looks_up = reader->kind == READER_LOAD || reader->kind == READER_WALK;
	struct oracle_range got;
	struct answers answers;

	if (reader->ended)
		return;
	if (!reader_iterates(reader))
		reader->from = reader->places[reader->steps % READER_PLACES];
	got = call(reader);
	reader->trail[reader->steps % READER_TRAIL] = got;
	reader->moments[reader->steps++ % READER_TRAIL] = *moments;
	answers.old = (*moments & READ_OLD) && !(reader->saw_new && (*moments & READ_NEW)) ? old : NULL;
	answers.new = *moments & READ_NEW ? new : NULL;
	if (looks_up) {
		check_look_up(reader, &answers, got);
	} else if (got.entry || met_emptiness(reader, &got)) {
		if (answers.new && reader->kind == READER_MT_FIND)
			complete(&got, new);
		if (answers.old && reader->kind == READER_MT_FIND)
			complete(&got, old);
		check_met(reader, &answers, &got);
	} else {
		if (!at_its_end(reader, old))
			check_end(reader, &answers);
		reader->ended = true;
	}
	if (!reader_iterates(reader))
		reader->stands = reader->ended = false;
}

void reader_describe(FILE *out, const struct reader *reader)
{
	static const char *const when[] = { "", "before the write", "after the write", "about the write" };
	unsigned int i = reader->steps > READER_TRAIL ? reader->steps - READER_TRAIL : 0;

	fprintf(out, "reader:      %s from %lu\n", reader_name(reader), reader->from);
	for (; i < reader->steps; i++) {
		const struct oracle_range *got = &reader->trail[i % READER_TRAIL];

		fprintf(out, "  step %u %s: [%lu, %lu] entry %lu\n", i + 1, when[reader->moments[i % READER_TRAIL]],
			got->first, got->last, xa_to_value(got->entry));
	}
}
