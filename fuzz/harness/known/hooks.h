/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hooks of the rows in issues.c, and what they are made of. What each kind of hook is asked is in issue.h.
 */
#ifndef KNOWN_HOOKS_H
#define KNOWN_HOOKS_H

#include "known/issue.h"
#include "view/view.h"

avoid_hook avoid_cyclic_search, avoid_destroy_alive, avoid_empty_area_arguments, avoid_empty_area_overflow, avoid_first_node,
	avoid_insert_over_all, avoid_limit_states, avoid_limit_unwalked, avoid_nomem_spin, avoid_parent_slot,
	avoid_prealloc_null, avoid_prealloc_twice, avoid_prev_below_min, avoid_prev_needs_lock,
	avoid_rcu_destroy_full, avoid_rcu_destroy_metadata, avoid_span_to_end;
interrupted_hook interrupted_retry_heights, interrupted_alloc_leak, interrupted_cyclic_stale, interrupted_erase_leak, interrupted_erase_stale,
	interrupted_null_retry;
amid_hook amid_parent_slot, amid_prev_root, amid_reader_emptied;
stop_hook stop_parent_slot, stop_prev_narrowed, stop_prev_needs_lock, stop_reader_emptied;
expect_hook expect_empty_area_arguments, expect_empty_area_overflow, expect_limit_states, expect_not_made,
	expect_prev_below_min, expect_left_out, expect_store_returns;
fail_hook fail_erase_enomem;
mend_hook mend_attributes, mend_build_deficient, mend_cyclic_wrapped, mend_left_out, mend_null_expand, mend_null_leaf,
	mend_owed, mend_split_deficient;

static inline const struct oracle *oracle_of(const struct world *w, const struct call *call)
{
	return &w->models[call->tree].oracle;
}

static inline const struct maple_tree *mt_of(const struct world *w, const struct call *call)
{
	return &w->subject.trees[call->tree].mt;
}

static inline bool only_entry_in_root(const struct oracle *o)
{
	return o->count == 1 && o->ranges[0].last == 0;
}

static inline bool allocates_cyclically(const struct call *call)
{
	return call->op == OP_ALLOC_CYCLIC || call->op == OP_MAS_ALLOC_CYCLIC;
}

/* Does @call name how much room it wants in a tree? */
static inline bool names_room(const struct call *call)
{
	return operation_takes(call->op, OPERAND_SIZE) && !operation_has_process(call->op);
}

/* Does @call look for room between its indices, and store nowhere else? */
static inline bool finds_room(const struct call *call)
{
	return names_room(call) || allocates_cyclically(call);
}

static inline bool has_nodes(const struct maple_tree *mt)
{
	struct view root;

	return view_root(mt, &root);
}

/** store_known() - Store @ranges in the subject's tree number @tree, with memory: nobody acts in the middle of it, and the lock is kept. */
void store_known(struct world *w, unsigned int tree, const struct oracle_range *ranges, size_t count);

/** build_anew() - Make the subject's tree number @tree of what the oracle's holds. */
void build_anew(struct world *w, unsigned int tree);

/** build_map_anew() - Likewise the tree of @mm, which a fork() has just made, of what it holds. */
void build_map_anew(struct world *w, struct mm_struct *mm);

#endif
