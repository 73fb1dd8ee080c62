// SPDX-License-Identifier: GPL-2.0-or-later
/* From range to range. */
#include <limits.h>

#include "entry.h"
#include "ops/iterate.h"

/*
 * mt_find(): the entry of the lowest range with last >= *index and first <= max whose entry is not the zero
 * entry; *index becomes the index behind that range, 0 behind ULONG_MAX, and stays if there is none.
 * mt_find_after(): the same, but nothing is found once *index is 0.
 */
static void find_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long index = call->first;

	out->entry = api_mt_find(s, call->tree, &index, call->last);
	outcome_set_index(out, index);
	out->next_entry = api_mt_find_after(s, call->tree, &index, call->last);
	out->next_index = index;
}

static void *find(const struct oracle *o, unsigned long *index, unsigned long max)
{
	size_t at;

	if (*index > max)
		return NULL;
	for (at = oracle_at_or_after(o, *index); at < o->count && o->ranges[at].first <= max; at++) {
		if (entry_visible(o->ranges[at].entry)) {
			*index = o->ranges[at].last + 1;
			return o->ranges[at].entry;
		}
	}
	return NULL;
}

static void find_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle *o = &models[call->tree]->oracle;
	unsigned long index = call->first;

	out->entry = find(o, &index, call->last);
	outcome_set_index(out, index);
	out->next_entry = index ? find(o, &index, call->last) : NULL;
	out->next_index = index;
}

OPERATION(FIND) {
	.beside = true,
	.iterates = true,
	.subject = find_subject,
	.model = find_model,
};

/* mt_next(): the lowest range with first > index and first <= max; the zero entry is returned as it is. */
static void next_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_mt_next(s, call->tree, call->first, call->last);
}

static void next_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle_range *range = oracle_next(&models[call->tree]->oracle, call->first);

	out->entry = range && range->first <= call->last ? range->entry : NULL;
}

OPERATION(NEXT) {
	.beside = true,
	.iterates = true,
	.subject = next_subject,
	.model = next_model,
};

/* mt_prev(): the highest range with last < index and last >= min; the zero entry is returned as it is. */
static void prev_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_mt_prev(s, call->tree, call->last, call->first);
}

static void prev_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle_range *range = oracle_prev(&models[call->tree]->oracle, call->last);

	out->entry = range && range->last >= call->first ? range->entry : NULL;
}

OPERATION(PREV) {
	.beside = true,
	.iterates = true,
	.down = true,
	.subject = prev_subject,
	.model = prev_model,
};

/*
 * mas_find() up to last, with mas_pause() after each range, as if the lock had been dropped: every range that
 * overlaps, once; nothing if last < first.
 */
static void scan_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set(s, call->tree, call->first);
	api_rcu_read_lock(s, call->tree);
	api_mas_find_all(s, call->tree, call->last, out);
	api_rcu_read_unlock(s, call->tree);
}

static void scan_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle *o = &models[call->tree]->oracle;
	static struct ranges_met met;
	size_t at;

	met.count = 0;
	out->ranges = &met;
	if (call->first > call->last)
		return;
	for (at = oracle_at_or_after(o, call->first); at < o->count && o->ranges[at].first <= call->last; at++)
		if (!ranges_add(&met, o->ranges[at].first, o->ranges[at].last, o->ranges[at].entry))
			break;
}

OPERATION(SCAN) {
	.beside = true,
	.iterates = true,
	.subject = scan_subject,
	.model = scan_model,
};

/*
 * mas_walk(), as per-VMA locking looks up a VMA: the entry at the index, the zero entry as it is, and the range that it has, or
 * the emptiness that holds the index.
 */
static void walk_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set(s, call->tree, call->first);
	api_rcu_read_lock(s, call->tree);
	out->entry = api_mas_walk(s, call->tree);
	api_rcu_read_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

void walk_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct oracle *o = &models[call->tree]->oracle;
	const struct oracle_range *range = oracle_find(o, call->first);
	const struct oracle_range *prev = oracle_prev(o, call->first), *next = oracle_next(o, call->first);

	if (range) {
		out->entry = range->entry;
		model_gives_state(out, range->first, range->last);
	} else {
		model_gives_state(out, prev ? prev->last + 1 : 0, next ? next->first - 1 : ULONG_MAX);
	}
}

OPERATION(WALK) {
	.beside = true,
	.subject = walk_subject,
	.model = walk_model,
};
