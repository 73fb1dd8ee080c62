// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks of the known issues of calls that fail or wait for want of memory. */
#include <linux/slab.h>

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
	return (effect == EFFECT_WRITE || (effect == EFFECT_DUP && !HAVE_MT_DUP)) && ground_faults_armed() ? KNOWN_LIFT_BUDGET : 0;
}
