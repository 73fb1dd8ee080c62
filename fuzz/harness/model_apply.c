// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Calls on the oracle: what the API's contract says they give. The contract is
 * that of Linux 6.12, from Documentation/core-api/maple_tree.rst, the
 * kernel-doc of the functions, and experiment.
 */
#include <errno.h>
#include <limits.h>

#include "entry.h"
#include "outcome.h"

/*
 * mtree_store_range(): -EINVAL for a reserved entry or first > last; a NULL
 * entry erases exactly the range.
 */
static int store(struct oracle *o, const struct call *call)
{
	if (call->entry.kind == ENTRY_RESERVED)
		return -EINVAL;
	return oracle_store(o, call->first, call->last, entry_pointer(call->entry));
}

/*
 * mtree_insert_range(): -EINVAL for a reserved entry or first > last, -EEXIST
 * if anything in the range is taken. A NULL stored on emptiness changes nothing.
 */
static int insert(struct oracle *o, const struct call *call)
{
	if (call->entry.kind == ENTRY_RESERVED)
		return -EINVAL;
	return oracle_insert(o, call->first, call->last, entry_pointer(call->entry));
}

/*
 * mt_find(): the entry of the lowest range with last >= *index and first <= max
 * whose entry is not the zero entry; *index becomes the index behind that range, 0 behind
 * ULONG_MAX, and stays if there is none.
 */
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

/* mt_find_after(): mt_find(), but nothing is found once *index is 0, as it is behind ULONG_MAX. */
static void *find_after(const struct oracle *o, unsigned long *index, unsigned long max)
{
	return *index ? find(o, index, max) : NULL;
}

static void find_twice(const struct oracle *o, const struct call *call, struct outcome *out)
{
	unsigned long index = call->first;

	out->entry = find(o, &index, call->last);
	out->first = index;
	out->second = find_after(o, &index, call->last);
	out->last = index;
}

/* mt_next(): the lowest range with first > index and first <= max; the zero entry is returned as it is. */
static void *next(const struct oracle *o, unsigned long index, unsigned long max)
{
	const struct oracle_range *range = oracle_next(o, index);

	return range && range->first <= max ? range->entry : NULL;
}

/* mt_prev(): the highest range with last < index and last >= min; the zero entry is returned as it is. */
static void *prev(const struct oracle *o, unsigned long index, unsigned long min)
{
	const struct oracle_range *range = oracle_prev(o, index);

	return range && range->last >= min ? range->entry : NULL;
}

/*
 * mtree_dup(), __mt_dup(): -EINVAL if the attributes differ or the new tree is not empty.
 * The height, which is not an attribute, is 0 in an empty tree.
 */
static int dup(const struct tree *source, struct tree *t)
{
	if (source->attributes != t->attributes || t->oracle.count)
		return -EINVAL;
	oracle_copy(&t->oracle, &source->oracle);
	return 0;
}

/* mas_store_gfp() leaves index and last at what was stored; of NULL, perhaps widened: check_result.c. */
static void mas_store_range(struct oracle *o, const struct call *call, struct outcome *out)
{
	out->error = oracle_store(o, call->first, call->last, entry_pointer(call->entry));
	out->first = call->first;
	out->last = call->last;
}

/* mas_erase() leaves index and last at the range that was erased. */
static void mas_erase_range(struct oracle *o, const struct call *call, struct outcome *out)
{
	const struct oracle_range *range = oracle_find(o, call->first);

	out->first = range ? range->first : call->first;
	out->last = range ? range->last : call->first;
	out->entry = oracle_erase(o, call->first);
}

/*
 * mas_find() up to last, with mas_pause() after each range: every range that overlaps, once;
 * nothing if last < first.
 */
static void scan(const struct oracle *o, const struct call *call, struct outcome *out)
{
	size_t at = oracle_at_or_after(o, call->first);

	if (call->first > call->last)
		return;
	for (; at < o->count && o->ranges[at].first <= call->last && out->first < MAX_SCAN; at++)
		scan_add(out, o->ranges[at].first, o->ranges[at].last, o->ranges[at].entry);
}

void model_apply(struct world *w, const struct call *call, struct outcome *out)
{
	struct tree *t = &w->trees[call->tree];
	struct oracle *o = &t->oracle;

	*out = (struct outcome){ 0 };
	switch (call->op) {
	case OP_STORE:
	case OP_STORE_RANGE:
	case OP_STORE_NULL:
		out->error = store(o, call);
		break;
	case OP_INSERT:
	case OP_INSERT_RANGE:
		out->error = insert(o, call);
		break;
	case OP_ERASE:
		out->entry = oracle_erase(o, call->first);
		break;
	case OP_LOAD:
		out->entry = entry_visible(oracle_load(o, call->first));
		break;
	case OP_FIND:
		find_twice(o, call, out);
		break;
	case OP_NEXT:
		out->entry = next(o, call->first, call->last);
		break;
	case OP_PREV:
		out->entry = prev(o, call->last, call->first);
		break;
	case OP_DUP:
	case OP_DUP_LOCKED:
		out->error = dup(&w->trees[call->source], t);
		break;
	case OP_INIT:
		t->attributes = call->attributes;
		oracle_clear(o);
		break;
	case OP_DESTROY:
	case OP_DESTROY_LOCKED:
		oracle_clear(o);
		break;
	case OP_SCAN:
		scan(o, call, out);
		break;
	case OP_OVERTAKE:
	case OP_MAS_STORE:
		mas_store_range(o, call, out);
		break;
	case OP_MAS_ERASE:
		mas_erase_range(o, call, out);
		break;
	}
}
