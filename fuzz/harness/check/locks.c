// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 7: locks. What a call does with a lock while it runs, the ground watches: see on_fault(). */
#include "check/check.h"

static unsigned long taken(const struct world *w, unsigned int tree)
{
	return w->trees[tree].mt.ma_lock.dep_map.taken;
}

void before_locks(const struct world *w, const struct call *call, struct before *before)
{
	before->locks = ground_locks_held();
	if (call->op == OP_DUP) {
		before->taken[0] = taken(w, call->source);
		before->taken[1] = taken(w, call->tree);
	}
}

/*
 * mtree_dup() takes the locks of both trees, even to refuse: its caller holds neither. What
 * it does to a new tree without a lock, nothing else would show. Which lock it takes first is its own affair.
 */
static void check_dup_locks(struct world *w, const struct call *call, const struct before *before)
{
	unsigned int tree;

	if (taken(w, call->source) == before->taken[0])
		tree = call->source;
	else if (taken(w, call->tree) == before->taken[1])
		tree = call->tree;
	else
		return;
	diverged(w, CHECK_LOCKS, (struct evidence){ NULL, 0 }, "t%u: mtree_dup() has not taken its lock", tree);
}

void check_locks(struct world *w, const struct call *call, const struct before *before)
{
	unsigned int held = ground_locks_held();

	if (!checking(w, CHECK_LOCKS))
		return;
	if (held != before->locks)
		diverged(w, CHECK_LOCKS, (struct evidence){ NULL, 0 },
			 "t%u: %u locks are held after the call, %u were before it", call->tree,
			 held, before->locks);
	if (ground_rcu_readers())
		diverged(w, CHECK_LOCKS, (struct evidence){ NULL, 0 },
			 "t%u: a read-side section is open after the call", call->tree);
	if (call->op == OP_DUP)
		check_dup_locks(w, call, before);
}
