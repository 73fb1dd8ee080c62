/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Readers in the middle of a write. `beside at K` holds the next call of the program back, if it reads a tree in RCU mode and its
 * block says that a reader beside a writer may (ops/block.h, @beside). It is made in the middle of the next call that changes that tree, right behind its
 * K-th publication; or right behind the call, if that has not so many, or a known issue keeps readers out. Several
 * readers may be held back at once.
 *
 * On the oracle they always come right behind the call: what they may be given in the middle of it is in check/beside.c and check/history.c. So what
 * a program comes to is the same on every subject.
 */
#ifndef BESIDE_H
#define BESIDE_H

#include "world.h"

/** beside_execute() - Make @call, or hold it back; and make those that are held back, before it, in the middle of it, or behind it. */
void beside_execute(struct world *w, const struct call *call);

/** beside_execute_on_oracle() - The same on the oracle alone. */
void beside_execute_on_oracle(struct world *w, const struct call *call);

/** beside_end() - The program is over: make the calls that are still held back. */
void beside_end(struct world *w);

/** beside_end_on_oracle() - The same on the oracle alone. */
void beside_end_on_oracle(struct world *w);

#endif
