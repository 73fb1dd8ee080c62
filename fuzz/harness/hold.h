/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is held for cursors from call to call, and what has to be done before anybody else acts.
 *
 * A cursor holds what it needs from its first use to its last. For writing, and for reading in a tree that is not in RCU mode, that is
 * the tree's lock, under which other cursors may act on the same tree; at most one lock is held between calls. For reading in
 * a tree in RCU mode it is a read-side section of its own, in which it stands still while others act, as on another CPU.
 *
 * Before anybody else acts than a cursor on the same tree, cursors that hold the lock are paused, and it is dropped. Before
 * a write by another one they are paused. A reader in its section goes on beside writers; a write through its state begins with
 * leaving the section.
 */
#ifndef HOLD_H
#define HOLD_H

#include "world.h"

/** hold_before() - Before @call is made on the subject: take what it needs, and mend what others would be wrong to go on with. */
void hold_before(struct world *w, const struct call *call);

/** hold_leave() - Drop a lock that cursors do not go on with in @call: it is made by others. */
void hold_leave(struct world *w, const struct call *call);

/**
 * hold_interrupt() - @call, which is being made, has let go of the lock, and another writer comes in. What the call has paused is paused on the
 * models, too, which have not made it yet.
 *
 * Return: what hold_go_on() is to be told.
 */
int hold_interrupt(struct world *w, const struct call *call);

/** hold_let_go() - He is done, and drops the lock that he has, for a cursor of his. */
void hold_let_go(struct world *w);

/** hold_go_on() - @call goes on: what it changes beside readers begins with what he has left. @locked: from hold_interrupt(). */
void hold_go_on(struct world *w, const struct call *call, int locked);

/** hold_remember() - Cursor @k, which is on @tree, may meet what that held before the last write, or what it holds now. */
void hold_remember(struct world *w, unsigned int k, unsigned int tree);

/** hold_after() - After @call was made on both, and gave @want: what it has changed beside readers. */
void hold_after(struct world *w, const struct call *call, const struct outcome *want);

/** hold_open() - Is what @call gives that of a reader beside writers? */
bool hold_open(const struct world *w, const struct call *call);

/** hold_walk() - Known issues: let the cursor of @call walk to where it stands. */
void hold_walk(struct world *w, const struct call *call);

/** hold_stale() - Known issues: cursors of @tree can't go on from the nodes that they stand on. */
void hold_stale(struct world *w, unsigned int tree);

#endif
