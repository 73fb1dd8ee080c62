/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes: does the subject have a known issue? One for each row of the table in
 * issues.c. Each gets an empty tree of its own, and returns true, or crashes, if it has.
 */
#ifndef KNOWN_PROBE_H
#define KNOWN_PROBE_H

#include "view/view.h"

bool probe_prev_below_min(struct maple_tree *mt);
bool probe_null_leaf(struct maple_tree *mt);
bool probe_erase_enomem(struct maple_tree *mt);
bool probe_insert_over_all(struct maple_tree *mt);
bool probe_rcu_destroy_full(struct maple_tree *mt);
bool probe_destroy_attributes(struct maple_tree *mt);
bool probe_prev_needs_lock(struct maple_tree *mt);
bool probe_reader_emptied(struct maple_tree *mt);
bool probe_rcu_destroy_metadata(struct maple_tree *mt);
bool probe_first_node(struct maple_tree *mt);
bool probe_prev_narrowed(struct maple_tree *mt);
bool probe_limit_states(struct maple_tree *mt);
bool probe_limit_unwalked(struct maple_tree *mt);
bool probe_parent_slot(struct maple_tree *mt);
bool probe_prev_root(struct maple_tree *mt);
bool probe_empty_area_overflow(struct maple_tree *mt);
bool probe_empty_area_arguments(struct maple_tree *mt);
bool probe_erase_stale(struct maple_tree *mt);
bool probe_null_retry(struct maple_tree *mt);
bool probe_erase_leak(struct maple_tree *mt);
bool probe_store_returns(struct maple_tree *mt);
bool probe_nomem_spin(struct maple_tree *mt);
bool probe_null_expand(struct maple_tree *mt);
bool probe_destroy_alive(struct maple_tree *mt);
bool probe_span_to_end(struct maple_tree *mt);
bool probe_split_deficient(struct maple_tree *mt);
bool probe_build_deficient(struct maple_tree *mt);
bool probe_retry_heights(struct maple_tree *mt);
bool probe_alloc_leak(struct maple_tree *mt);
bool probe_cyclic_search(struct maple_tree *mt);
bool probe_cyclic_stale(struct maple_tree *mt);
bool probe_cyclic_wrapped(struct maple_tree *mt);
bool probe_prealloc_null(struct maple_tree *mt);
bool probe_prealloc_twice(struct maple_tree *mt);

/** is_full_node() - Has a node without gaps all of its 16 children? @depth: not looked at. */
bool is_full_node(const struct view *view, unsigned int depth);

/**
 * is_nearly_full_node() - Has a node below the root, without gaps, 15 children which have children?
 *
 * It keeps metadata in the place of the 16th. The root of a tree is not freed in the way that mistakes them for a child.
 */
bool is_nearly_full_node(const struct view *view, unsigned int depth);

/** has_idle_nulls() - Is the root of @mt a leaf that has NULLs side by side, or nothing else? */
bool has_idle_nulls(const struct maple_tree *mt);

/** has_deficient_node() - Has a node of @mt too few slots in use? @at_end: even if it is the last one of its level. */
bool has_deficient_node(const struct maple_tree *mt, bool at_end);

/** probe_has_faulted() - Has the ground seen a fault during the probe? */
bool probe_has_faulted(void);

#endif
