/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Iterator states that live on: what each call does from each status. */
#ifndef STATES_H
#define STATES_H

#include "cursor_step.h"
#include "model.h"

/** states_set() - mas_set_range(). */
static inline void states_set(struct model_cursor *c, unsigned long first, unsigned long last)
{
	*c = (struct model_cursor){ .index = first, .last = last, .status = STATUS_START, .locked = c->locked };
}

/** states_set_anew() - Where the state is now is not promised: whoever goes on sets it to [@first, @last]. */
static inline void states_set_anew(struct model_cursor *c, unsigned long first, unsigned long last)
{
	states_set(c, first, last);
	c->anew = true;
}

/** states_on_node() - Does the state point into the tree, so that it has to be paused before others may write? */
static inline bool states_on_node(const struct model_cursor *c)
{
	return c->status & (STATUS_ACTIVE | STATUS_ROOT | STATUS_OVERFLOW | STATUS_UNDERFLOW);
}

/** states_pause() - mas_pause(), where it is needed: a state that has not begun would begin behind its index. */
static inline void states_pause(struct model_cursor *c)
{
	if (!states_on_node(c))
		return;
	c->status = STATUS_PAUSE;
	c->unwalked = false;
}

/** states_others_write() - The tree is changed by another hand: the state is paused. */
static inline void states_others_write(struct model_cursor *c)
{
	states_pause(c);
	/* The emptiness that it is in somewhere may be none any more. */
	c->anew |= c->loose;
	c->loose = false;
}

/**
 * states_may_be_paused() - May it be active or paused, after a write? Calls that visit emptiness are made from either, and differ:
 * behind a pause, mas_find_range() passes over the emptiness that an active state stops at.
 */
bool states_may_be_paused(const struct model_cursor *c);

/**
 * states_may_not_have_walked() - That, or has it been at a limit before it walked? It is not promised whether
 * mas_find_rev() then begins with the entry at the index or with the one before it.
 */
bool states_may_not_have_walked(const struct model_cursor *c);

/**
 * states_step() - Make a step through what @o holds.
 * @limit: the highest index of interest, or the lowest for what goes down; STEP_WALK has none.
 * @out: what it gives.
 */
void states_step(const struct oracle *o, struct model_cursor *c, enum step step, unsigned long limit,
		 struct outcome *out);

#endif
