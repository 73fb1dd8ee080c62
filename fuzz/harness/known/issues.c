// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of the table of known issues. Their hooks are in reading.c, writing.c, room.c and memory.c, their probes in probe.c. */
#include "known/hooks.h"
#include "known/probe.h"
#include "subject_features.h"

const struct known_issue known_issues[] = {
	{
		.name = "limit-states",
		.what = "a state that has found nothing does not know on which side its limit was: what the next call does is not "
			"promised, nor is its range",
		.reference = "6.8, which has statuses",
		.reproducer = "corpus/cursor/seeds/statuses.txt",
		.difference = true,
		.possible = !HAVE_MAPLE_STATUS,
		.probe = probe_limit_states,
		.avoid = avoid_limit_states,
		.expect = expect_limit_states,
	},
	{
		.name = "first-node",
		.what = "a state that has stored the first node of a tree is active, but knows neither the limits of the node nor "
			"its end (mas_root_expand()): mas_next_range() does not visit the emptiness behind",
		.reference = "docs/findings.md",
		.reproducer = "corpus/cursor/regressions/first-node.txt",
		.possible = HAVE_MAPLE_STATUS,
		.probe = probe_first_node,
		.avoid = avoid_first_node,
	},
	{
		.name = "limit-unwalked",
		.what = "mas_next() and its kin crash when they go on from a limit that a state had reached before it walked "
			"(mas_next_setup() and others make it active though it has no node)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/cursor/regressions/limit-unwalked.txt",
		.possible = HAVE_MAPLE_STATUS,
		.probe = probe_limit_unwalked,
		.avoid = avoid_limit_unwalked,
	},
	{
		.name = "prev-narrowed",
		.what = "a reader under RCU that goes down from a slot whose first index was moved in place gets a last index that is out of "
			"date (mas_prev_slot() takes it from mas->index)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/cursor/regressions/prev-narrowed.txt",
		.possible = HAVE_MAPLE_STATUS,
		.probe = probe_prev_narrowed,
		.stop = stop_prev_narrowed,
	},
	{
		.name = "prev-below-min",
		.what = "mas_prev(), mt_prev() and mas_find_rev() return the entry in the root pointer though 0 < min "
			"(mas_prev_setup() does not compare it with min)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-below-min.txt",
		.possible = true,
		.probe = probe_prev_below_min,
		.avoid = avoid_prev_below_min,
		.expect = expect_prev_below_min,
	},
	{
		.name = "null-leaf",
		.what = "NULL stored over an entry that covers [0, ULONG_MAX] leaves a leaf with one NULL: "
			"mtree_empty() is false, and the tree is refused as the destination of a dup",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/null-leaf.txt",
		.possible = HAVE_STORE_TYPE,
		.probe = probe_null_leaf,
		.mend = mend_null_leaf,
	},
	{
		.name = "erase-enomem",
		.what = "mtree_erase() and mas_erase() return the entry though -ENOMEM kept them from erasing it",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/erase-enomem.txt",
		.possible = true,
		.probe = probe_erase_enomem,
		.fail = fail_erase_enomem,
	},
	{
		.name = "insert-over-all",
		.what = "mtree_insert_range() of [0, ULONG_MAX] replaces whatever the nodes hold and returns 0 "
			"(mas_insert() looks for no entry where the store makes a new root)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/insert-over-all.txt",
		.possible = HAVE_STORE_TYPE,
		.probe = probe_insert_over_all,
		.avoid = avoid_insert_over_all,
	},
	{
		.name = "rcu-destroy-full",
		.what = "in RCU mode, destroying a tree or a subtree whose top node has 16 children frees a wrong "
			"node (mt_clear_meta() takes the last child's address for metadata)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/rcu-destroy-full.txt",
		.possible = true,
		.probe = probe_rcu_destroy_full,
		.avoid = avoid_rcu_destroy_full,
	},
	{
		.name = "destroy-attributes",
		.what = "destroying a tree drops its attributes (__mt_destroy() clears all flags)",
		.reference = "mended in 6.8 by 'maple_tree: preserve the tree attributes when destroying maple tree'",
		.reproducer = "corpus/dup/seeds/dup-after-destroy.txt",
		.difference = true,
		.possible = !DESTROY_KEEPS_ATTRIBUTES,
		.probe = probe_destroy_attributes,
		.mend = mend_attributes,
	},
	{
		.name = "prev-needs-lock",
		.what = "mt_prev() wants the tree's lock for the entry in the root pointer, though it holds the RCU "
			"read lock (mas_prev() reads it by mas_root_locked())",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-needs-lock.txt",
		.possible = !HAVE_MAPLE_STATUS,
		.probe = probe_prev_needs_lock,
		.avoid = avoid_prev_needs_lock,
		.stop = stop_prev_needs_lock,
	},
	{
		.name = "reader-emptied",
		.what = "a reader under RCU crashes when it goes on in a tree that has lost its last node "
			"(mas_next_slot() walks anew and does not look whether it found a node)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/reader-emptied.txt",
		.possible = true,
		.probe = probe_reader_emptied,
		.stop = stop_reader_emptied,
	},
	{
		.name = "rcu-destroy-metadata",
		.what = "in RCU mode, destroying a tree or a subtree crashes where a node below the top has 15 children "
			"that have children (mt_free_walk() takes its metadata for a 16th)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/rcu-destroy-metadata.txt",
		.possible = true,
		.probe = probe_rcu_destroy_metadata,
		.avoid = avoid_rcu_destroy_metadata,
	},
	{
		.name = "parent-slot",
		.what = "a reader under RCU that walks from leaf to leaf while a spanning store or a rebalance is going on skips a "
			"leaf, meets one twice or returns metadata as an entry (the new nodes name wrong slots of their parent, "
			"see mast_set_split_parents(), until mas_adopt_children() has run: behind the publication)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/parent-slot.txt",
		.possible = true,
		.probe = probe_parent_slot,
		.avoid = avoid_parent_slot,
	},
	{
		.name = "empty-area-overflow",
		.what = "mas_empty_area_rev() up to ULONG_MAX does not find room below the first slot of the root: -EBUSY "
			"(mas_rev_awalk() computes last - min + 1, which is 0)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/empty-area-overflow.txt",
		.possible = true,
		.probe = probe_empty_area_overflow,
		.avoid = avoid_empty_area_overflow,
		.expect = expect_empty_area_overflow,
		.mend = mend_owed,
	},
	{
		.name = "empty-area-arguments",
		.what = "mas_empty_area() and mas_empty_area_rev() do not look whether what is asked for fits between the limits, "
			"and refuse limits that are equal",
		.reference = "mended before 6.12, where both say -EINVAL",
		.reproducer = "corpus/dup/seeds/empty-areas.txt",
		.difference = true,
		.possible = true,
		.probe = probe_empty_area_arguments,
		.avoid = avoid_empty_area_arguments,
		.expect = expect_empty_area_arguments,
		.mend = mend_owed,
	},
	{
		.name = "nomem-spin",
		.what = "a store that needs several nodes never comes back while allocations fail, once it has got one "
			"(mas_nomem() says that there are nodes, mas_store_gfp() tries again)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/nomem-spin.txt",
		.possible = true,
		.probe = probe_nomem_spin,
		.avoid = avoid_nomem_spin,
	},
	{
		.name = "store-returns",
		.what = "mas_store() over several leaves returns NULL or the address of a node, and one that makes new leaves the entry behind, not the "
			"one that it overwrites first (what mas_wr_walk() met last, or mas_store_b_node() copied last, is returned)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/fault/regressions/store-returns.txt",
		.possible = true,
		.probe = probe_store_returns,
		.expect = expect_store_returns,
	},
	{
		.name = "erase-leak",
		.what = "mtree_erase() and mas_erase() lose the nodes that they have waited for if another writer has erased the entry "
			"meanwhile (mas_erase() returns without mas_destroy())",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/erase-leak.txt",
		.possible = true,
		.probe = probe_erase_leak,
		.interrupted = interrupted_erase_leak,
	},
	{
		.name = "erase-stale",
		.what = "mtree_erase() and mas_erase() do not walk anew when they have waited for memory: they erase the range and return the entry "
			"that was there before",
		.reference = "mended before 6.12, where mas_erase() walks anew",
		.reproducer = "corpus/fault/seeds/erased-anew.txt",
		.difference = true,
		.possible = true,
		.probe = probe_erase_stale,
		.interrupted = interrupted_erase_stale,
	},
	{
		.name = "null-retry",
		.what = "a store of NULL that has waited for memory erases what another writer has stored beside its range meanwhile "
			"(mas_wr_extend_null() has widened the range of the state, and nobody sets it back before the next attempt)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/fault/regressions/null-retry.txt",
		.possible = true,
		.probe = probe_null_retry,
		.interrupted = interrupted_null_retry,
	},
	{ .name = NULL },
};
