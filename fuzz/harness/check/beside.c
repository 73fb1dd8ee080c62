// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A lookup in the middle of a write, or with a write in its own middle. (A step of a cursor there is in check/history.c.)
 *
 * The write takes effect at one moment. So what a lookup gives is right before it or behind it. One that goes from range to range may
 * take the old of the one place and the new of the other: each range that it is given is one before or behind the write, or, while that is going on, a part of one
 * (check/reader.c); it moves in its direction only; and it passes over no range that is there before and behind.
 */
#include <limits.h>

#include "entry.h"
#include "known.h"
#include "check/check.h"
#include "ops/block.h"
#include "recorder.h"

/**
 * struct sight - What a lookup may see, and what it was given.
 * @w: the world.
 * @t: the tree.
 * @call: the lookup.
 * @got: what it gave.
 * @old: what the tree held before the write.
 * @now: what it holds behind it.
 */
struct sight {
	struct world *w;
	const struct tree *t;
	const struct call *call;
	const struct outcome *got;
	const struct oracle *old;
	const struct oracle *now;
};

/* ---- Right before it, or behind it ------------------------------------------------- */

/* What the contract says where the tree holds what @o does. */
static void ask_model(const struct sight *sight, const struct oracle *o, struct outcome *want)
{
	static struct model then;
	struct model *models[MAX_TREES];
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++)
		models[i] = &sight->w->models[i];
	then.oracle = *o;
	models[sight->call->tree] = &then;
	outcome_clear(want);
	operations[sight->call->op]->model(models, sight->call, want);
}

static bool agrees(const struct sight *sight, const struct oracle *o)
{
	struct outcome want;

	ask_model(sight, o, &want);
	return outcome_difference(sight->call->op, &want, sight->got) == GIVE_NOTHING;
}

static void exchange(struct oracle *a, struct oracle *b)
{
	struct oracle held = *a;

	*a = *b;
	*b = held;
}

/* Is it what a known issue gives, before or behind? Their hooks look at the model. */
static bool is_known(const struct sight *sight)
{
	struct world *w = sight->w;
	struct oracle *model = &w->models[sight->call->tree].oracle;
	struct outcome want;
	bool known;

	ask_model(sight, sight->now, &want);
	if (known_result(w, sight->call, &want, sight->got))
		return true;
	ask_model(sight, sight->old, &want);
	exchange(model, &w->old);
	known = known_result(w, sight->call, &want, sight->got);
	exchange(model, &w->old);
	return known;
}

/* ---- From range to range ---------------------------------------------------------------- */

/* Is [@first, @last] in a range of @entry in @o? */
static bool lies_in(const struct oracle *o, unsigned long first, unsigned long last, const void *entry)
{
	const struct oracle_range *there = oracle_find(o, first);

	return there && last <= there->last && there->entry == entry;
}

static bool is_steady(const struct sight *sight, const struct oracle_range *range)
{
	const struct oracle_range *there = oracle_find(sight->old, range->first);

	return there && there->first == range->first && there->last == range->last && there->entry == range->entry;
}

/* The lowest range that is there before and behind, and lies in [@from, @to]; NULL if there is none. */
static const struct oracle_range *steady(const struct sight *sight, unsigned long from, unsigned long to, bool visible)
{
	const struct oracle *o = sight->now;
	size_t at;

	for (at = oracle_at_or_after(o, from); from <= to && at < o->count && o->ranges[at].last <= to; at++)
		if (o->ranges[at].first >= from && (!visible || entry_visible(o->ranges[at].entry)) && is_steady(sight, &o->ranges[at]))
			return &o->ranges[at];
	return NULL;
}

/*
 * Has @o a range of the entry that overlaps with [@from, @to], so that a step which meets it, or a part of it, passes over nothing that is steady?
 * @down: towards lower indices.
 */
static bool may_meet(const struct sight *sight, const struct oracle *o, unsigned long from, unsigned long to, bool down)
{
	size_t at;

	for (at = oracle_at_or_after(o, from); at < o->count && o->ranges[at].first <= to; at++) {
		const struct oracle_range *range = &o->ranges[at];

		if (range->entry != sight->got->entry)
			continue;
		if (down ? range->last >= to || !steady(sight, range->last + 1, to, false) :
			   range->first <= from || !steady(sight, from, range->first - 1, false))
			return true;
	}
	return false;
}

/* mt_next(): what begins behind the index, up to the limit. */
static bool next_is_right(const struct sight *sight)
{
	unsigned long from = sight->call->first + 1, to = sight->call->last;

	if (!from || from > to)
		return !sight->got->entry;
	if (!sight->got->entry) {
		const struct oracle_range *there = steady(sight, from, ULONG_MAX, false);

		return !there || there->first > to;
	}
	return may_meet(sight, sight->old, from, to, false) || may_meet(sight, sight->now, from, to, false);
}

/* mt_prev(): what ends before the index, down to the limit. */
static bool prev_is_right(const struct sight *sight)
{
	unsigned long to = sight->call->last - 1, from = sight->call->first;

	if (!sight->call->last || from > to)
		return !sight->got->entry;
	if (!sight->got->entry)
		return !steady(sight, from, to, false);
	return may_meet(sight, sight->old, from, to, true) || may_meet(sight, sight->now, from, to, true);
}

/* A step of mt_find(): from @index up to the limit, to @entry, whose range ends before @behind. */
static bool find_is_right(const struct sight *sight, unsigned long index, const void *entry, unsigned long behind)
{
	unsigned long last = behind - 1;
	const struct oracle_range *passed;

	if (!entry) {
		passed = steady(sight, index, ULONG_MAX, true);
		return behind == index && (!passed || passed->first > sight->call->last);
	}
	if (last < index || (!lies_in(sight->old, last, last, entry) && !lies_in(sight->now, last, last, entry)))
		return false;
	passed = steady(sight, index, last, true);
	return !passed || (passed->last == last && passed->entry == entry);
}

static bool finds_are_right(const struct sight *sight)
{
	const struct outcome *got = sight->got;

	if (!find_is_right(sight, sight->call->first, got->entry, got->index))
		return false;
	if (!got->index)
		return !got->next_entry && got->next_index == 0;
	return find_is_right(sight, got->index, got->next_entry, got->next_index);
}

/* A loop of mas_find(): all that overlaps with the indices of the call. */
static bool scan_is_right(const struct sight *sight)
{
	const struct ranges_met *met = sight->got->ranges;
	unsigned long from = sight->call->first;
	unsigned int i;

	for (i = 0; i < met->count; i++) {
		const struct oracle_range *range = &met->range[i];

		if (!lies_in(sight->old, range->first, range->last, range->entry) && !lies_in(sight->now, range->first, range->last, range->entry))
			return false;
		if (range->last < from || range->first > sight->call->last ||
		    (range->first > from && steady(sight, from, range->first - 1, false)))
			return false;
		from = range->last + 1;
		if (!from)
			return i + 1 == met->count;
	}
	if (met->count == MAX_MET || from > sight->call->last)
		return true;
	return !steady(sight, from, sight->call->last, false);
}

/* mas_walk(): the entry at the index, in a range that holds it, or the emptiness there. */
static bool walk_is_right(const struct sight *sight)
{
	const struct outcome *got = sight->got;
	const struct oracle *const both[] = { sight->old, sight->now };
	unsigned int i;

	if (got->index > sight->call->first || got->last < sight->call->first)
		return false;
	for (i = 0; i < 2; i++) {
		size_t at = oracle_at_or_after(both[i], got->index);

		if (got->entry ? lies_in(both[i], got->index, got->last, got->entry) :
				 at == both[i]->count || both[i]->ranges[at].first > got->last)
			return true;
	}
	return false;
}

/* Is what it gave right of one place before the write, of another behind it? */
static bool is_between(const struct sight *sight)
{
	switch (sight->call->op) {
	case OP_NEXT:
		return next_is_right(sight);
	case OP_PREV:
		return prev_is_right(sight);
	case OP_FIND:
		return finds_are_right(sight);
	case OP_SCAN:
		return scan_is_right(sight);
	case OP_WALK:
		return walk_is_right(sight);
	default:
		return false;
	}
}

static bool gives_entry(const struct call *call)
{
	return operation_gives(call->op, GIVE_ENTRY);
}

static bool is_right(const struct sight *sight)
{
	return agrees(sight, sight->old) || agrees(sight, sight->now);
}

/* Though it is not right? */
static bool is_allowed(const struct sight *sight)
{
	return is_between(sight) || is_known(sight);
}

/* Tell what a test in C can ask: the entry is that of before, or of behind. @reader: who was given it in the middle of a write; 0 for none. */
static void record_expected(const struct sight *sight, unsigned int reader)
{
	struct outcome old, now;

	if (!sight->w->subject.on_record || !gives_entry(sight->call) || check_follows(sight->call) || (!is_right(sight) && is_allowed(sight)))
		return;
	ask_model(sight, sight->old, &old);
	ask_model(sight, sight->now, &now);
	record_either(&sight->w->subject, (int)sight->t->number, reader, old.entry, now.entry);
}

bool check_follows(const struct call *call)
{
	return call->op == OP_WALK || call->op == OP_FIND || call->op == OP_SCAN;
}

/* Likewise, of the ranges that one has met: a test in C has the same check. Not where it has met a known issue. */
static void record_followed(const struct sight *sight, unsigned int reader)
{
	const struct call *call = sight->call;
	struct subject *s = &sight->w->subject;
	const char *only_if = reader ? "if (!reader_gave_up) " : "", *given;

	if (!s->on_record || !check_follows(call) || (!is_between(sight) && is_known(sight)))
		return;
	given = reader ? c_kept(call, reader) : c_given(call);
	if (call->op == OP_WALK)
		RECORD_CHECK(s, call->tree, "%scheck_walked(&t%u, &%s, %s);", only_if, call->tree, given, c_number(call->first));
	else
		RECORD_CHECK(s, call->tree, "%s%s(&t%u, &%s, %s, %s);", only_if, call->op == OP_FIND ? "check_finds" : "check_scan", call->tree, given,
			     c_number(call->first), c_number(call->last));
}

static struct sight sight_of(struct world *w, const struct call *call, const struct outcome *got)
{
	const struct tree *t = &w->trees[call->tree];

	return (struct sight){ w, t, call, got, &w->old, &t->model->oracle };
}

/* @where: in words, behind "in the middle of". */
static void check_sight(const struct sight *sight, const char *where, unsigned int at)
{
	enum give give = operation_infos[sight->call->op].gives[0];
	char text[GIVEN_TEXT_SIZE];

	if (is_right(sight) || is_allowed(sight))
		return;
	outcome_print(give, sight->got, text);
	diverged(sight->w, CHECK_READER, (struct evidence){ sight->t, sight->call->first },
		 "t%u: %s %u, %s is %s, which is right neither before the write nor behind it", sight->t->number, where, at,
		 outcome_words(give), text);
}

void check_lookup_amid(struct world *w, const struct call *call, const struct outcome *got)
{
	const struct sight sight = sight_of(w, call, got);

	if (checking(w, CHECK_READER))
		check_sight(&sight, "with a write at dereference", w->amid.at);
}

void record_lookup(struct world *w, const struct call *call, const struct outcome *got)
{
	const struct sight sight = sight_of(w, call, got);

	record_expected(&sight, 0);
	record_followed(&sight, 0);
}

static void check_lookup_beside(struct world *w, const struct companion *c)
{
	const struct sight sight = sight_of(w, c->call, &c->got);

	record_expected(&sight, c->number);
	record_followed(&sight, c->number);
	check_sight(&sight, "in the middle of a write, at its publication", c->publication);
}

void check_beside(struct world *w, const struct companion *c)
{
	unsigned int k = c->call->cursor;

	if (!c->in_time)
		check_progress(w, (struct evidence){ &w->trees[c->call->tree], c->call->first }, "a reader");
	if (!c->in_time || !checking(w, CHECK_READER))
		return;
	if (operations[c->call->op]->cursor == CURSOR_UNUSED) {
		check_lookup_beside(w, c);
		return;
	}
	w->hold.cursors[k].midway = true;
	operations[c->call->op]->after(w, c->call, &c->got);
	w->hold.cursors[k].midway = false;
}
