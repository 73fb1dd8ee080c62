/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known issues of the subject: what it does otherwise than its contract says,
 * and will do until it is mended. Fuzzing steps around them, to reach the next one.
 *
 * Whether the subject has an issue is found out by trying, once, when the process starts:
 * a tree in which it is mended needs no word from anybody. The embedded tree has none: there each is a
 * divergence. An entry gets in only with an explanation down to function and
 * line (docs/findings.md), never to make an alarm go away.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "outcome.h"

/** known_init() - Find out which issues the subject has. The ground must be in use by nobody. */
void known_init(void);

/**
 * known_avoid() - Would @call do harm by a known issue?
 * @got: then set to what the contract says, for a call that is not made.
 */
bool known_avoid(struct world *w, const struct call *call, struct outcome *got);

/** known_probe_fault() - The ground saw a fault while no program was running. */
void known_probe_fault(void);

/** known_needs_lock() - Must the tree's lock be held for @call, though its contract does not ask for it? */
bool known_needs_lock(struct world *w, const struct call *call);

/** known_stops_reader() - Would a reader of @t do harm by going on, towards lower indices if @down? */
bool known_stops_reader(struct world *w, const struct tree *t, bool down);

/**
 * known_suspend_rcu() - Would @call do harm if its tree were in RCU mode?
 *
 * Return: whether the tree was taken out of RCU mode, to be put back when the call is over.
 */
bool known_suspend_rcu(struct world *w, const struct call *call);

/**
 * known_result() - Is what @got differs from @want in a known issue?
 *
 * Called when a result is not what the contract says, before it is a divergence.
 */
bool known_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got);

/**
 * known_failure() - Did @call give up for want of memory and not say so?
 *
 * Called when an allocation was made to fail during @call and its result does not tell.
 */
bool known_failure(struct world *w, const struct call *call, const struct outcome *got);

/** known_mend() - After @call: bring the tree back to its contract where a known issue has led it astray. */
void known_mend(struct world *w, const struct call *call);

#endif
