// SPDX-License-Identifier: GPL-2.0-or-later
/* What may sleep, and where nobody must. */
#include <stdio.h>

#include <ground/raise.h>
#include <linux/rcupdate.h>

#include "internal.h"

static bool allowed;

/* Why the current actor must not sleep; NULL if it may. */
static const char *reason(void)
{
	if (ground_own_spinlocks())
		return "under a spinlock";
	if (ground_rcu_depth)
		return "in a read-side section";
	if (ground_rcu_in_callback)
		return "in an RCU callback";
	return NULL;
}

void ground_allow_sleeping(bool allow)
{
	allowed = allow;
}

void ground_might_sleep(const char *what, const char *file, int line)
{
	const char *why = allowed ? NULL : reason();
	static char text[200];

	if (!why)
		return;
	snprintf(text, sizeof(text), "%s may sleep, and does so %s", what, why);
	ground_raise(GROUND_SLEEP, text, file, line);
}

void ground_sleep_reset(void)
{
	allowed = false;
}
