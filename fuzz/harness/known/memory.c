// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks of the known issues of calls that fail or wait for want of memory. */
#include <linux/slab.h>

#include "api.h"
#include "entry.h"
#include "known/hooks.h"
#include "ops/block.h"
#include "subject_features.h"

/* ---- erase-enomem ---- */

static bool still_there(const struct world *w, const struct call *call, const void *entry)
{
	MA_STATE(mas, (struct maple_tree *)mt_of(w, call), call->first, call->first);
	bool found;

	rcu_read_lock();
	found = mas_walk(&mas) == entry;
	rcu_read_unlock();
	return found;
}

bool fail_erase_enomem(const struct world *w, const struct call *call, const struct outcome *got)
{
	/* Not got->entry: another writer may have put something else there meanwhile. */
	return call->op == OP_ERASE && got->entry && still_there(w, call, oracle_load(oracle_of(w, call), call->first));
}

/* ---- erase-stale ---- */

static bool erases(const struct call *call)
{
	return call->op == OP_ERASE || call->op == OP_MAS_ERASE || call->op == OP_CURSOR_ERASE;
}

bool interrupted_erase_stale(const struct world *w, const struct call *call)
{
	(void)w;
	return erases(call);
}

/* ---- null-retry: a store of NULL goes on with the range that it was widened to ---- */

bool interrupted_null_retry(const struct world *w, const struct call *call)
{
	bool null = call->entry.kind == ENTRY_NULL || !operation_takes(call->op, OPERAND_ENTRY);

	return operation_infos[call->op].effect == EFFECT_WRITE && null && !interrupted_erase_stale(w, call);
}

/* ---- erase-leak: the entry to be erased is gone when there is memory ---- */

bool interrupted_erase_leak(const struct world *w, const struct call *call)
{
	return erases(call) && !oracle_find(oracle_of(w, call), call->first);
}

/* ---- nomem-spin ---- */

unsigned int avoid_nomem_spin(const struct world *w, const struct call *call, struct outcome *got)
{
	enum effect effect = operation_infos[call->op].effect;

	(void)w;
	(void)got;
	/* Versions without mtree_dup() duplicate by stores. */
	return (effect == EFFECT_WRITE || effect == EFFECT_PROCESS || (effect == EFFECT_DUP && !HAVE_MT_DUP)) && ground_faults_armed() ?
		       KNOWN_LIFT_BUDGET : 0;
}

/* ---- retry-heights: all that goes on with the struct ma_wr_state of its first attempt; what finds room has one for each ---- */

bool interrupted_retry_heights(const struct world *w, const struct call *call)
{
	if (operation_infos[call->op].effect != EFFECT_WRITE || finds_room(call))
		return false;
	/* An erase that finds nothing any more stores nothing. */
	return !erases(call) || oracle_find(oracle_of(w, call), call->first);
}

/* ---- cyclic-stale, cyclic-wrapped ---- */

bool interrupted_cyclic_stale(const struct world *w, const struct call *call)
{
	(void)w;
	return allocates_cyclically(call);
}

bool mend_cyclic_wrapped(struct world *w, const struct call *call, const struct outcome *got)
{
	const struct maple_tree *mt = mt_of(w, call);
	uint8_t attributes = w->models[call->tree].attributes;

	(void)got;
	if (!allocates_cyclically(call) || !(tree_flags(attributes) & ~mt->ma_flags))
		return false;
	api_set_flags(&w->subject, call->tree, attributes);
	return true;
}

/* ---- cyclic-search: where nothing is free behind the last index, the search begins anew, but not its state ---- */

unsigned int avoid_cyclic_search(const struct world *w, const struct call *call, struct outcome *got)
{
	const struct oracle *o = oracle_of(w, call);
	unsigned long from = w->models[call->tree].next, found;

	(void)got;
	if (!allocates_cyclically(call) || from <= call->first || call->first > call->last)
		return 0;
	if (from <= call->last && oracle_gap(o, from, call->last, 1, &found))
		return 0;
	return oracle_gap(o, call->first, call->last, 1, &found) ? KNOWN_SKIP : 0;
}

/* ---- prealloc-null, prealloc-twice ---- */

unsigned int avoid_prealloc_null(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)w;
	(void)got;
	return call->op == OP_PREALLOC_STORE && call->entry.kind == ENTRY_NULL ? KNOWN_SKIP : 0;
}

unsigned int avoid_prealloc_twice(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)w;
	(void)got;
	return call->op == OP_PREALLOC_STORE && (call->size || call->flags & CALL_MOVED) ? KNOWN_SKIP : 0;
}
