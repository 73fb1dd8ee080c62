// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A reader in the middle of a write comes to an end, though the writer stands still: it meets a dead node once, walks anew, and what was published before the
 * node was marked dead leads it elsewhere. Not every subject promises that.
 */
#include "check/check.h"
#include "reader.h"

void check_progress(struct world *w, struct evidence evidence, const char *who)
{
	if (READERS_GET_ON && checking(w, CHECK_PROGRESS))
		diverged(w, CHECK_PROGRESS, evidence, "%s walks anew for ever while the writer stands still", who);
}
