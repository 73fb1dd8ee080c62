/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The locks and read-side sections that are held for cursors on the subject: taking, dropping, and what it does to who has them. */
#ifndef HELD_H
#define HELD_H

#include "world.h"

/** held_on() - Does cursor @k stand in @tree? */
bool held_on(const struct world *w, unsigned int k, unsigned int tree);

/** held_pause() - Pause cursor @k of @tree, if it stands on something. */
void held_pause(struct world *w, unsigned int k, unsigned int tree);

/** held_lock() - Have the lock of @tree; that of no other tree is held. */
void held_lock(struct world *w, unsigned int tree);

/** held_unlock() - Pause whoever stands there by the lock that is held, and drop it. */
void held_unlock(struct world *w);

/** held_open() - Have a section for cursor @k of @tree. */
void held_open(struct world *w, unsigned int k, unsigned int tree);

/** held_forget() - Cursor @k stands beside no writers any more. */
void held_forget(struct world *w, unsigned int k);

/** held_close() - Leave the section of cursor @k, if it has one: it begins anew when it is used again. */
void held_close(struct world *w, unsigned int k);

/** held_lose() - Cursor @k was left in the middle of a step, and its section with it. */
void held_lose(struct world *w, unsigned int k);

/** held_close_all() - Leave those of all cursors of @tree; -1: of all trees. */
void held_close_all(struct world *w, int tree);

/** held_leave() - Readers of @tree leave their sections. */
void held_leave(struct world *w, unsigned int tree);

/** held_release() - Drop and close everything. */
void held_release(struct world *w);

#endif
