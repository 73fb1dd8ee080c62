/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A writer in the middle of a read. `amid at K` holds the next call of the program back, if it is a single call that changes a tree in RCU mode. It is made,
 * the whole of it, in the middle of the next call that reads that tree, at its K-th dereference; or right behind it, if it has not so
 * many, or a known issue keeps writers out. Which calls read so is what `beside` may hold back (beside.h).
 *
 * On the oracle the writer always comes behind the reader, which may be given what was there before or behind the write: check/beside.c and
 * check/history.c. So what a program comes to is the same on every subject.
 */
#ifndef AMID_H
#define AMID_H

#include "world.h"

/** amid_execute() - Make @call, or hold it back; and make what is held back, before it, in the middle of it, or behind it. */
void amid_execute(struct world *w, const struct call *call);

/** amid_execute_on_oracle() - The same on the oracle alone. */
void amid_execute_on_oracle(struct world *w, const struct call *call);

/** amid_end() - The program is over: make the call that is still held back. */
void amid_end(struct world *w);

/** amid_end_on_oracle() - The same on the oracle alone. */
void amid_end_on_oracle(struct world *w);

#endif
