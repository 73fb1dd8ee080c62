// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 7: locks. What a call does with a lock while it runs, the ground watches: see on_fault(). */
#include "check/check.h"

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
}

long locks_unasked(const struct world *w, unsigned int tree)
{
	const struct subject_tree *t = &w->subject.trees[tree];

	/* An external lock is in the place of the tree's own. */
	return t->external ? 0 : (long)(t->mt.ma_lock.dep_map.taken - t->locked);
}

void check_kept(struct world *w, const struct call *call, const struct before *before)
{
	if (checking(w, CHECK_LOCKS) && !call_gfp_blocks(call->gfp) && locks_unasked(w, call->tree) > before->taken)
		diverged(w, CHECK_LOCKS, (struct evidence){ NULL, 0 },
			 "t%u: the lock was let go of in a call that must not wait for memory", call->tree);
}

/* Not waited for: a cursor may hold it, or a lock that is not to be taken before this one. */
bool check_lock(const struct tree *t)
{
	return subject_trylock(t->subject);
}

void check_unlock(const struct tree *t, bool taken)
{
	if (taken)
		subject_unlock(t->subject);
}
