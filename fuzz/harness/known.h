/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known issues of the subject: what it does otherwise than its contract says,
 * and will do until it is mended. Fuzzing steps around them, to reach the next one.
 *
 * Whether the subject has an issue is found out by trying, once, when the process starts:
 * a tree in which it is mended needs no word from anybody. The embedded tree has none: there each is a
 * divergence. A row gets into the table (known/issues.c) only with an explanation down to function and
 * line (docs/findings.md), never to make an alarm go away. The rest of the harness calls
 * these functions, which ask the hooks of every row, and knows no issue by name.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "world.h"

/** known_init() - Find out which issues the subject has. The ground must be in use by nobody. */
void known_init(void);

/** known_begin() - Before a run: which issues does it step around? */
void known_begin(struct world *w);

/** known_probe_fault() - The ground saw a fault while no program was running. */
void known_probe_fault(void);

/* What keeps a call from doing harm. */
#define KNOWN_SKIP (1 << 0)		/* do not make it */
#define KNOWN_LOCK (1 << 1)		/* hold the tree's lock, though its contract does not ask for it */
#define KNOWN_LEAVE_RCU (1 << 2)	/* take the tree out of RCU mode for its time */
#define KNOWN_WALK (1 << 5)		/* let its cursor walk to where it stands */
#define KNOWN_STALE (1 << 6)		/* set its cursor anew afterwards */
#define KNOWN_RESET (1 << 7)		/* reset its cursor */
#define KNOWN_KEEP_OUT (1 << 3)		/* let no reader go on in the middle of it */
#define KNOWN_LIFT_BUDGET (1 << 4)	/* let allocations not fail for ever */

/**
 * known_avoid() - Where the run steps around some: what has to be done so that @call does no harm by a known issue?
 * @got: set to what the contract says, if the call is not to be made.
 *
 * Return: set of KNOWN_*.
 */
unsigned int known_avoid(struct world *w, const struct call *call, struct outcome *got);

/** known_amid() - Would it do harm that @writer comes in in the middle of @reader? */
bool known_amid(struct world *w, const struct call *reader, const struct call *writer);

/**
 * known_interrupted() - Would it do harm that @call, which waits for memory, goes on, since another writer has come in?
 */
bool known_interrupted(struct world *w, const struct call *call);

/**
 * known_result() - Is what @got differs from @want in a known issue?
 *
 * Called when a result is not what the contract says, before it is a divergence, and before known_mend().
 */
bool known_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got);

/**
 * known_failure() - Did @call give up for want of memory and not say so?
 *
 * Called when an allocation was made to fail during @call and its result does not tell.
 */
bool known_failure(struct world *w, const struct call *call, const struct outcome *got);

/** known_mend() - After @call, also one that gave up for want of memory: bring the tree back to its contract where a known issue has led it astray. */
void known_mend(struct world *w, const struct call *call, const struct outcome *got);

#endif
