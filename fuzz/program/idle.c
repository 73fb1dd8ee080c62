// SPDX-License-Identifier: GPL-2.0-or-later
/* Schedules that come to nothing. */
#include "idle.h"

void modes_begin(struct modes *modes, const struct header *header)
{
	*modes = (struct modes){ .rcu = header->attributes & ATTRIBUTE_RCU ? (1U << MAX_TREES) - 1 : 0 };
}

/* The tree that @call is on: MAX_TREES if it is on none. */
static unsigned int tree_of(const struct modes *modes, const struct call *call)
{
	if (operation_has_tree(call->op))
		return call->tree;
	return operation_takes(call->op, OPERAND_CURSOR) ? modes->cursor_trees[call->cursor] : MAX_TREES;
}

/* A duplicate has the mode of its source, which its tree had before. */
static void change(struct modes *modes, const struct call *call)
{
	const unsigned int tree = 1U << call->tree;
	const bool sets = operation_takes(call->op, OPERAND_ATTRIBUTES);

	if (call->op == OP_ENTER_RCU || (sets && call->attributes & ATTRIBUTE_RCU))
		modes->rcu |= tree;
	else if (call->op == OP_LEAVE_RCU || sets)
		modes->rcu &= ~tree;
	if (operation_takes(call->op, OPERAND_CURSOR) && operation_takes(call->op, OPERAND_TREE))
		modes->cursor_trees[call->cursor] = call->tree;
}

bool modes_follow(struct modes *modes, const struct call *call, unsigned int *tree)
{
	bool asked = modes->asked, idle;

	*tree = tree_of(modes, call);
	idle = asked && *tree < MAX_TREES && !(modes->rcu >> *tree & 1);
	modes->asked = operation_infos[call->op].group == GROUP_READERS && operation_holds_back(call->op);
	change(modes, call);
	return idle;
}
