/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Schedules that come to nothing: `beside` and `amid` in front of a call on a tree that is not in RCU mode. Its readers hold the lock, so nobody acts in the middle
 * of a write, and the call is made at its own place. Whoever writes such a program by hand is told.
 */
#ifndef PROGRAM_IDLE_H
#define PROGRAM_IDLE_H

#include "call.h"
#include "instruction.h"

/**
 * struct modes - Which trees are in RCU mode, as far as a program says so.
 * @rcu: set of trees.
 * @cursor_trees: the tree that each cursor was set on last.
 * @asked: the next call is to be made in the middle of another.
 */
struct modes {
	unsigned int rcu;
	uint8_t cursor_trees[MAX_CURSORS];
	bool asked;
};

/** modes_begin() - As @header has it. */
void modes_begin(struct modes *modes, const struct header *header);

/**
 * modes_follow() - What becomes of them by @call.
 * @tree: set to the tree that is not in RCU mode, if it is to be made in the middle of another call, and cannot.
 *
 * Return: is it one such?
 */
bool modes_follow(struct modes *modes, const struct call *call, unsigned int *tree);

#endif
