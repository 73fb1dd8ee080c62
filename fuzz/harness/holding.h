/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is held for cursors between their calls, and what their histories are. Who takes and drops it is held.c. */
#ifndef HOLDING_H
#define HOLDING_H

#include <stdbool.h>

#include "bounds.h"
#include "history.h"
#include "oracle.h"

/* How much work others may do beside a reader: what they free waits for it. */
#define MAX_SECTION_WORK 2048

/**
 * struct hold_cursor - What is known of a cursor, beside its model.
 * @beside: it stands in its section beside writers: what it is given may be one thing or another, see check/history.c.
 * @stale: its state is not where its model is, and is brought there before it is used.
 * @midway: the step that is looked at was made in the middle of a write, from what @old of struct hold has to what is there now.
 * @busy: a step is being made through it; others act meanwhile.
 * @lost: its section was to be left while it was busy.
 * @index: where it stood before the step: mas->index.
 * @last: mas->last.
 * @status: STATUS_*; 0 if the subject does not tell.
 * @history: where @beside.
 */
struct hold_cursor {
	bool beside;
	bool stale;
	bool midway;
	bool busy;
	bool lost;
	unsigned long index;
	unsigned long last;
	uint8_t status;
	struct history history;
};

/**
 * struct hold - What is held.
 * @used: a cursor has been used: there may be something to be done.
 * @locked: the tree whose lock is held between calls; -1 for none.
 * @opened: the work done when the oldest section was opened.
 * @sections: how many sections are open.
 * @watched: the call that is being made changes the tree of a reader.
 * @old: what that tree held.
 * @cursors: by number.
 */
struct hold {
	bool used;
	int locked;
	unsigned long opened;
	unsigned int sections;
	bool watched;
	struct oracle old;
	struct hold_cursor cursors[MAX_CURSORS];
};

/** hold_begin() - Nothing is held. */
static inline void hold_begin(struct hold *hold)
{
	unsigned int k;

	hold->used = hold->watched = false;
	hold->locked = -1;
	hold->sections = 0;
	for (k = 0; k < MAX_CURSORS; k++) {
		struct hold_cursor *c = &hold->cursors[k];

		c->beside = c->stale = c->midway = c->busy = c->lost = false;
		history_forget(&c->history);
	}
}

#endif
