// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 8: what the subject checks itself, and what the ground sees it do. */
#include "check.h"

void check_valid(struct world *w, struct tree *t)
{
	if (!checking(w, CHECK_VALIDATE))
		return;
	/* It walks the tree without an RCU section of its own. */
	tree_lock(t);
	mt_validate(&t->mt);
	tree_unlock(t);
}

static enum check check_of_fault(enum ground_fault fault)
{
	switch (fault) {
	case GROUND_LOCK:
	case GROUND_RCU:
		return CHECK_LOCKS;
	case GROUND_MEMORY:
		return CHECK_MEMORY;
	default:
		return CHECK_VALIDATE;
	}
}

void on_fault(struct world *w, enum ground_fault fault, const char *what, const char *file,
	      int line)
{
	enum check check = check_of_fault(fault);

	if (checking(w, check))
		diverged(w, check, (struct evidence){ NULL, 0 }, "%s: %s, at %s:%d",
			 ground_fault_name(fault), what, file, line);
}
