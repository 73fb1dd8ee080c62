// SPDX-License-Identifier: GPL-2.0-or-later
/* A reader under RCU beside a writer. */
#include "check.h"

#include <limits.h>

#include <linux/xarray.h>

static const char *const names[READER_KINDS] = {
	[READER_LOAD] = "mtree_load()",
	[READER_WALK] = "mas_walk()",
	[READER_MT_FIND] = "mt_find()",
	[READER_FIND] = "mas_find()",
	[READER_NEXT] = "mas_next()",
	[READER_PREV] = "mas_prev()",
};

const char *reader_name(const struct reader *reader)
{
	return names[reader->kind];
}

bool reader_iterates(const struct reader *reader)
{
	return reader->kind >= READER_FIND;
}

bool reader_goes_down(const struct reader *reader)
{
	return reader->kind == READER_PREV;
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
	} else if (got.entry) {
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

	fprintf(out, "reader:      %s from %lu\n", names[reader->kind], reader->from);
	for (; i < reader->steps; i++) {
		const struct oracle_range *got = &reader->trail[i % READER_TRAIL];

		fprintf(out, "  step %u %s: [%lu, %lu] entry %lu\n", i + 1, when[reader->moments[i % READER_TRAIL]],
			got->first, got->last, xa_to_value(got->entry));
	}
}
