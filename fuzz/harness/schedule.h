/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which check is made when. While fuzzing, checks are paid for by calls: around each call what it touched, the whole tree
 * once it has had as many calls as it has ranges. A thorough run checks everything after every call.
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include "check/check.h"
#include "units.h"

/** schedule_before() - Remember what the checks of the single call @call will need. */
void schedule_before(struct world *w, const struct call *call, struct before *before);

/** schedule_after() - The checks after the single call @call, which gave @got. */
void schedule_after(struct world *w, const struct call *call, const struct outcome *got, const struct before *before);

/** schedule_after_failure() - The checks after @call gave up for want of memory: it left everything as it was, and lost nothing. */
void schedule_after_failure(struct world *w, const struct call *call, const struct outcome *got,
			    const struct before *before);

/** schedule_while_waiting() - The checks while a call has dropped the lock to wait for memory. */
void schedule_while_waiting(struct world *w);

/**
 * schedule_again() - Another writer has come in in the middle of the single call @call: remember what is after him.
 * @since: the ground's counts when he came.
 * @before: what was remembered before the call.
 */
void schedule_again(struct world *w, const struct call *call, const struct ground_counts *since, struct before *before);

/** schedule_after_call() - The checks after all single calls of @call: @units has been gone through. */
void schedule_after_call(struct world *w, const struct call *call, const struct units *units);

/** schedule_at_end() - The checks of all trees when the program is over. */
void schedule_at_end(struct world *w);

#endif
