/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another writer, who comes in while a call has let go of the lock to wait for memory. `window at K` holds the next call
 * of the program back. It is made in the middle of the call behind that, at its K-th wait; or right after it, if it does not wait so
 * often. With `any`, that is any call but those that say `at_once` in their blocks (ops/block.h). Calls in whose middle
 * nobody may come in say `alone`.
 *
 * Who comes in is another thread: what a cursor of his locks, he drops before the interrupted call goes on. His calls come before that one on the
 * oracle, but behind what it did before its first attempt: pausing others who had the lock.
 *
 * Whether a call waits is the subject's affair, so what a program with windows comes to is not the same on every subject.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "world.h"

/** window_execute() - Make @call, or hold it back; and make, in the middle of it or behind it, the one that is held back. */
void window_execute(struct world *w, const struct call *call);

/** window_execute_on_oracle() - The same on the oracle alone; run_options.window says who comes in where. */
void window_execute_on_oracle(struct world *w, const struct call *call);

/** window_end() - The program is over: make the call that is still held back. */
void window_end(struct world *w);

/** window_end_on_oracle() - The same on the oracle alone. */
void window_end_on_oracle(struct world *w);

#endif
