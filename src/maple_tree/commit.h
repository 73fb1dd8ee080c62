/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Committing a store that changes the root pointer or one leaf. */
#ifndef MAPLE_COMMIT_H
#define MAPLE_COMMIT_H

#include "plan.h"
#include "publish.h"

void commit_gap(const struct mt_plan *plan);
void commit_node(const struct mt_plan *plan);

/**
 * commit_store() - Do a store that changes the root pointer or one leaf.
 * @plan: its plan; the nodes are reserved.
 *
 * Afterwards the state stands on the new range; if the tree has no nodes then, it is reset.
 *
 * Context: the tree's write lock is held.
 */
static inline void commit_store(const struct mt_plan *plan)
{
	struct ma_state *mas = plan->mas;

	if (plan->change == MT_CHANGE_SLOT) {
		publish_entry(mas_node(mas), mas->offset, plan->entry);
		if (unlikely(!plan->entry != !plan->old))
			commit_gap(plan);
	} else if (plan->change != MT_CHANGE_NOTHING) {
		commit_node(plan);
	}
}

#endif
