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
