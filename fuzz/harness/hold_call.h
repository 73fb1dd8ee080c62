/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a call is to cursors. */
#ifndef HOLD_CALL_H
#define HOLD_CALL_H

#include "ops/block.h"
#include "world.h"

/** hold_use() - What @call does with its cursor. */
static inline enum cursor_use hold_use(const struct call *call)
{
	return operations[call->op]->cursor;
}

/** hold_goes_on() - Is this a call of a cursor that goes on with what is held on its tree, which is @tree? */
static inline bool hold_goes_on(const struct call *call, int tree)
{
	return hold_use(call) > CURSOR_ALONE && call->tree == tree;
}

/** hold_changes_tree() - Does @call change what the tree holds? */
static inline bool hold_changes_tree(const struct call *call)
{
	return effect_changes_tree(operation_infos[call->op].effect);
}

/** hold_others_change() - Does @call change the tree by another hand than that of cursor @k? */
static inline bool hold_others_change(const struct call *call, unsigned int k)
{
	return hold_changes_tree(call) && !(hold_use(call) >= CURSOR_WRITES && call->cursor == k);
}

/** hold_unclear() - Is it unclear where the call begins? Then the cursor is paused first. */
static inline bool hold_unclear(const struct call *call, const struct model_cursor *c)
{
	return operations[call->op]->unclear && operations[call->op]->unclear(c);
}

/** hold_in_rcu_mode() - Do cursors of @tree read in sections of their own? */
static inline bool hold_in_rcu_mode(const struct world *w, unsigned int tree)
{
	return w->models[tree].attributes & ATTRIBUTE_RCU;
}

#endif
