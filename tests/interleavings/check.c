// SPDX-License-Identifier: GPL-2.0-or-later
/* What must hold for a reader beside a writer: see check.h. */
#include "check.h"

#include <limits.h>

#include <linux/xarray.h>

static bool same(const struct oracle_range *a, const struct oracle_range *b)
{
	return a->first == b->first && a->last == b->last && a->entry == b->entry;
}

/* ---- Look-ups ---- */

struct oracle_range range_at(const struct oracle *o, unsigned long index)
{
	const struct oracle_range *there = oracle_find(o, index), *beside;
	struct oracle_range empty = { 0, ULONG_MAX, NULL };

	if (there)
		return *there;
	beside = oracle_prev(o, index);
	if (beside)
		empty.first = beside->last + 1;
	beside = oracle_next(o, index);
	if (beside)
		empty.last = beside->first - 1;
	return empty;
}

/* Is this what a look-up finds where @o is right? mtree_load() tells only the entry. */
static bool is_right(const struct reader *reader, const struct oracle *o, const struct oracle_range *got)
{
	struct oracle_range want;

	if (!o)
		return false;
	want = range_at(o, reader->from);
	return reader->kind == READER_LOAD ? got->entry == want.entry : same(got, &want);
}

void check_look_up(struct reader *reader, const struct answers *answers, struct oracle_range got)
{
	bool old = is_right(reader, answers->old, &got), new = is_right(reader, answers->new, &got);

	if (!old && !new)
		difference("%s at %lu gave [%lu, %lu] entry %lu, which is not right %s", reader_name(reader),
			   reader->from, got.first, got.last, xa_to_value(got.entry),
			   !answers->old ? "after the write" : !answers->new ? "before the write" :
			   "before the write nor after it");
	reader->saw_new |= !old;
}

/* ---- What an iterator meets ---- */

static bool holds(const struct oracle *o, const struct oracle_range *range)
{
	struct oracle_range there;

	if (!o)
		return false;
	there = range_at(o, range->first);
	return same(&there, range);
}

/* Where an iterator is: it goes on behind this index, or before it if it goes down. */
static unsigned long stand(const struct reader *reader)
{
	if (!reader->stands)
		return reader->from;
	return reader_goes_down(reader) ? reader->at.first : reader->at.last;
}

/* Is the first step still to come, of those that meet the range which holds the index where they begin? */
static bool begins_with_index(const struct reader *reader)
{
	return !reader->stands && reader_meets_index(reader);
}

static void check_direction(const struct reader *reader, const struct answers *answers,
			    const struct oracle_range *met)
{
	bool stretched = reader->stands || (answers->old && answers->new);
	unsigned long start = stand(reader);
	bool back;

	if (begins_with_index(reader))
		back = reader_goes_down(reader) ? met->first > start : met->last < start;
	else if (reader_goes_down(reader))
		back = stretched ? met->first >= start : met->last >= start;
	else
		back = stretched ? met->last <= start : met->first <= start;
	if (back)
		difference("%s went back to [%lu, %lu]", reader_name(reader), met->first, met->last);
}

/* ---- What an iterator passes over ---- */

/* Is there an index in [@first, @last] at which the same entry is in @a and in @b? */
static bool find_common(const struct oracle *a, const struct oracle *b, unsigned long first, unsigned long last,
			unsigned long *index)
{
	for (size_t i = oracle_at_or_after(a, first); i < a->count && a->ranges[i].first <= last; i++) {
		const struct oracle_range *range = &a->ranges[i];

		for (size_t j = oracle_at_or_after(b, range->first); j < b->count; j++) {
			const struct oracle_range *other = &b->ranges[j];
			unsigned long from = max3(range->first, other->first, first);
			unsigned long to = min3(range->last, other->last, last);

			if (other->first > range->last)
				break;
			*index = from;
			if (range->entry == other->entry && from <= to)
				return true;
		}
	}
	return false;
}

static bool stood_all_the_time(const struct answers *answers, unsigned long first, unsigned long last,
			       unsigned long *index)
{
	const struct oracle *old = answers->old ? answers->old : answers->new;

	return first <= last && find_common(old, answers->new ? answers->new : old, first, last, index);
}

/*
 * How far a range reaches that holds @index, among those that may be right. An iterator may pass over it or meet it:
 * mas_next() and mas_prev() begin beside the range that holds their index, and a write may have stretched a
 * range over the place where the iterator stood.
 */
static unsigned long reach(const struct answers *answers, unsigned long index, bool down)
{
	const struct oracle *const both[] = { answers->old, answers->new };
	unsigned long end = index;

	for (int i = 0; i < 2; i++) {
		const struct oracle_range *there = both[i] ? oracle_find(both[i], index) : NULL;

		if (there)
			end = down ? min(end, there->first) : max(end, there->last);
	}
	return end;
}

/* Has it passed over an index at which the same entry stood all the time? @met: what it met then; NULL for the end. */
static bool passed(const struct reader *reader, const struct answers *answers, const struct oracle_range *met,
		   unsigned long *index)
{
	bool exact = begins_with_index(reader), down = reader_goes_down(reader);
	bool stretched = !exact && (!reader->stands || !answers->old || !answers->new);
	unsigned long start = stand(reader);

	if (stretched)
		start = reach(answers, start, down);
	if (met && (down ? met->last >= start : met->first <= start))
		return false;
	if (down && !exact && !start--)
		return false;
	if (down)
		return stood_all_the_time(answers, met ? met->last + 1 : 0, start, index);
	if (!exact && start++ == ULONG_MAX)
		return false;
	return stood_all_the_time(answers, start, met ? met->first - 1 : ULONG_MAX, index);
}

/* Is no slot in the tree? Then there is no emptiness to meet. */
static bool has_no_slots(const struct oracle *o)
{
	return o && (!o->count || (o->count == 1 && !o->ranges[0].last));
}

/* Where @index is, the emptiness or the entry around it, up to its end that is farther in the direction of the reader. */
static unsigned long end_of(const struct oracle *o, unsigned long index, bool down)
{
	struct oracle_range there;

	if (!o)
		return index;
	there = range_at(o, index);
	return down ? there.first : there.last;
}

/*
 * Has an iterator that meets emptiness passed over an index that was empty all the time? Not in the first step, nor where
 * emptiness has come to reach over the place where it stood.
 */
static bool passed_emptiness(const struct reader *reader, const struct answers *answers, const struct oracle_range *met,
			     unsigned long *index)
{
	const struct oracle *old = answers->old ? answers->old : answers->new, *new = answers->new ? answers->new : old;
	bool down = reader_goes_down(reader);
	unsigned long edge = down ? 0 : ULONG_MAX, limit = met ? (down ? met->last : met->first) : edge, at;

	if (!reader->stands || !reader_meets_emptiness(reader) || has_no_slots(old) || has_no_slots(new))
		return false;
	at = stand(reader);
	at = down ? min(end_of(old, at, down), end_of(new, at, down)) : max(end_of(old, at, down), end_of(new, at, down));
	while (at != edge) {
		at += down ? -1 : 1;
		if (met && (down ? at <= limit : at >= limit))
			return false;
		*index = at;
		if (!oracle_find(old, at) && !oracle_find(new, at))
			return true;
		at = oracle_find(old, at) ? end_of(old, at, down) : end_of(new, at, down);
	}
	return false;
}

static void check_passed(const struct reader *reader, const struct answers *answers,
			 const struct oracle_range *met)
{
	unsigned long index;

	if (passed(reader, answers, met, &index))
		difference("%s %s index %lu, where the same entry stood all the time", reader_name(reader),
			   met ? "passed over" : "ended before", index);
	if (passed_emptiness(reader, answers, met, &index))
		difference("%s %s index %lu, which was empty all the time", reader_name(reader),
			   met ? "passed over" : "ended before", index);
}

void check_met(struct reader *reader, const struct answers *answers, const struct oracle_range *met)
{
	bool old = holds(answers->old, met), new = holds(answers->new, met);

	check_direction(reader, answers, met);
	if (!old && !new)
		difference("%s met [%lu, %lu] entry %lu, which was not there since it was last here", reader_name(reader),
			   met->first, met->last, xa_to_value(met->entry));
	check_passed(reader, answers, met);
	reader->saw_new |= !old;
	reader->at = *met;
	reader->stands = true;
}

void check_end(const struct reader *reader, const struct answers *answers)
{
	check_passed(reader, answers, NULL);
}
