/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making calls: on the subject, on the oracle, and the checks that follow. */
#ifndef EXECUTE_H
#define EXECUTE_H

#include "world.h"

/**
 * execute() - Make @call, with its checks.
 *
 * A call that would pass a limit of the world, a fill half-way for instance, is cut there.
 */
void execute(struct world *w, const struct call *call);

/** execute_in_turn() - The program comes to @call: tell of it if somebody asks, and make it. */
void execute_in_turn(struct world *w, const struct call *call);

/**
 * execute_within() - Make @call in the middle of the single call @w->unit, which goes on then.
 * @since: the counts of the ground when that was interrupted.
 */
void execute_within(struct world *w, const struct call *call, const struct ground_counts *since);

/** execute_done() - The subject has made @call in the middle of another one, and it was checked: make it on the oracle. @got: what it gave. */
void execute_done(struct world *w, const struct call *call, const struct outcome *got);

/** execute_early() - A writer comes in in the middle of the single call @call, which is being made: make that on the oracle. */
void execute_early(struct world *w, const struct call *call);

/** execute_on_oracle() - Make @call on the oracle alone. */
void execute_on_oracle(struct world *w, const struct call *call);

/** finish() - The end of a program: the final comparison, then destroy every tree and see that nothing is left. */
void finish(struct world *w);

#endif
