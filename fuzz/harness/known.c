// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "known.h"
#include "known_probe.h"
#include "subject_features.h"
#include "subject_view.h"
#include "view/view.h"

/**
 * struct known_issue - One row of the table.
 * @name: short and stable.
 * @what: what happens, and where it comes from.
 * @reference: the upstream discussion or change, or where this project describes it.
 * @reproducer: a program in corpus/ that shows it under --strict.
 * @possible: versions of this kind have it, as far as the header tells; elsewhere it is a divergence.
 * @probe: does the subject have it? Returns true, or crashes.
 * @present: what @probe said.
 * @met: how often a run was stepped around it since the process began.
 */
struct known_issue {
	const char *name;
	const char *what;
	const char *reference;
	const char *reproducer;
	bool possible;
	bool (*probe)(struct maple_tree *mt);
	bool present;
	unsigned long met;
};

enum known {
	KNOWN_PREV_BELOW_MIN,
	KNOWN_NULL_LEAF,
	KNOWN_ERASE_ENOMEM,
	KNOWN_INSERT_OVER_ALL,
	KNOWN_RCU_DESTROY_FULL,
	KNOWN_DESTROY_ATTRIBUTES,
	KNOWN_PREV_NEEDS_LOCK,
	KNOWN_READER_EMPTIED,
	KNOWN_RCU_DESTROY_METADATA,
	KNOWN_COUNT
};

static struct known_issue issues[KNOWN_COUNT] = {
	[KNOWN_PREV_BELOW_MIN] = {
		.name = "prev-below-min",
		.what = "mas_prev() and mt_prev() return the entry in the root pointer though 0 < min "
			"(mas_prev_setup() does not compare it with min)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-below-min.txt",
		.possible = true,
		.probe = probe_prev_below_min,
	},
	[KNOWN_NULL_LEAF] = {
		.name = "null-leaf",
		.what = "NULL stored over an entry that covers [0, ULONG_MAX] leaves a leaf with one NULL: "
			"mtree_empty() is false, and the tree is refused as the destination of a dup",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/null-leaf.txt",
		.possible = HAVE_STORE_TYPE,
		.probe = probe_null_leaf,
	},
	[KNOWN_ERASE_ENOMEM] = {
		.name = "erase-enomem",
		.what = "mtree_erase() and mas_erase() return the entry though -ENOMEM kept them from erasing it",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/erase-enomem.txt",
		.possible = true,
		.probe = probe_erase_enomem,
	},
	[KNOWN_INSERT_OVER_ALL] = {
		.name = "insert-over-all",
		.what = "mtree_insert_range() of [0, ULONG_MAX] replaces whatever the nodes hold and returns 0 "
			"(mas_insert() looks for no entry where the store makes a new root)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/insert-over-all.txt",
		.possible = HAVE_STORE_TYPE,
		.probe = probe_insert_over_all,
	},
	[KNOWN_RCU_DESTROY_FULL] = {
		.name = "rcu-destroy-full",
		.what = "in RCU mode, destroying a tree or a subtree whose top node has 16 children frees a wrong "
			"node (mt_clear_meta() takes the last child's address for metadata)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/rcu-destroy-full.txt",
		.possible = true,
		.probe = probe_rcu_destroy_full,
	},
	[KNOWN_DESTROY_ATTRIBUTES] = {
		.name = "destroy-attributes",
		.what = "destroying a tree drops its attributes (__mt_destroy() clears all flags)",
		.reference = "mended in 6.8 by 'maple_tree: preserve the tree attributes when destroying maple tree'",
		.reproducer = "corpus/dup/seeds/dup-after-destroy.txt",
		.possible = !DESTROY_KEEPS_ATTRIBUTES,
		.probe = probe_destroy_attributes,
	},
	[KNOWN_PREV_NEEDS_LOCK] = {
		.name = "prev-needs-lock",
		.what = "mt_prev() wants the tree's lock for the entry in the root pointer, though it holds the RCU "
			"read lock (mas_prev() reads it by mas_root_locked())",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-needs-lock.txt",
		.possible = !HAVE_MAPLE_STATUS,
		.probe = probe_prev_needs_lock,
	},
	[KNOWN_READER_EMPTIED] = {
		.name = "reader-emptied",
		.what = "a reader under RCU crashes when it goes on in a tree that has lost its last node "
			"(mas_next_slot() walks anew and does not look whether it found a node)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/reader-emptied.txt",
		.possible = true,
		.probe = probe_reader_emptied,
	},
	[KNOWN_RCU_DESTROY_METADATA] = {
		.name = "rcu-destroy-metadata",
		.what = "in RCU mode, destroying a tree or a subtree crashes where a node below the top has 15 children "
			"that have children (mt_free_walk() takes its metadata for a 16th)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/rcu-destroy-metadata.txt",
		.possible = true,
		.probe = probe_rcu_destroy_metadata,
	},
};

static bool only_entry_in_root(const struct oracle *o)
{
	return o->count == 1 && o->ranges[0].last == 0;
}

void known_init(void)
{
	unsigned int i;

	for (i = 0; i < KNOWN_COUNT; i++)
		issues[i].present = SUBJECT_IS_LINUX && issues[i].possible &&
				    probe_in_child(issues[i].probe);
}

/* Step around issue @known, if the subject has it and the run allows it. */
static bool step_around(struct world *w, enum known known)
{
	if (!issues[known].present || w->options.strict)
		return false;
	issues[known].met++;
	return true;
}

/* One entry, in the root pointer, and it was returned though it lies below the limit. */
static bool prev_below_min(const struct oracle *o, const struct call *call,
			   const struct outcome *want, const struct outcome *got)
{
	return call->op == OP_PREV && call->first > 0 && !want->entry &&
	       only_entry_in_root(o) && got->entry == o->ranges[0].entry;
}

bool known_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got)
{
	const struct oracle *o = &w->trees[call->tree].oracle;

	return prev_below_min(o, call, want, got) && step_around(w, KNOWN_PREV_BELOW_MIN);
}

/* The indices that @call may write: a NULL spreads over the emptiness on either side. */
static struct oracle_range written(const struct tree *t, const struct call *call)
{
	const struct oracle_range *prev = oracle_prev(&t->oracle, call->first);
	const struct oracle_range *next = oracle_next(&t->oracle, call->last);
	struct oracle_range everything = { 0, ULONG_MAX, NULL };

	if (opcode_infos[call->op].operands & (OPERAND_INDEX | OPERAND_RANGE)) {
		everything.first = prev ? prev->last + 1 : 0;
		everything.last = next ? next->first - 1 : ULONG_MAX;
	}
	return everything;
}

bool known_avoid(struct world *w, const struct call *call, struct outcome *got)
{
	const struct tree *t = &w->trees[call->tree];
	struct oracle_range range = { call->first, call->last, NULL };
	struct view root;

	if (!issues[KNOWN_INSERT_OVER_ALL].present || opcode_infos[call->op].group != SWARM_INSERT ||
	    call->entry.kind == ENTRY_RESERVED || call->first > call->last ||
	    !t->oracle.count || !view_root(&t->mt, &root))
		return false;
	if (call->entry.kind == ENTRY_NULL)
		range = written(t, call);
	if (range.first > 0 || range.last < ULONG_MAX || !step_around(w, KNOWN_INSERT_OVER_ALL))
		return false;
	*got = (struct outcome){ .error = -EEXIST };
	return true;
}

/* Which issue makes a destroy of this node do harm? KNOWN_COUNT for none. */
static enum known harmful_node(const struct view *view)
{
	if (is_full_node(view) && issues[KNOWN_RCU_DESTROY_FULL].present)
		return KNOWN_RCU_DESTROY_FULL;
	if (is_nearly_full_node(view) && issues[KNOWN_RCU_DESTROY_METADATA].present)
		return KNOWN_RCU_DESTROY_METADATA;
	return KNOWN_COUNT;
}

static enum known harmful_range(const struct tree *t, struct oracle_range range)
{
	enum known known = KNOWN_COUNT;
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, &t->mt))
		return KNOWN_COUNT;
	while (known == KNOWN_COUNT && (view = view_walk_next(&walk)))
		if (range.first <= view->min && view->max <= range.last)
			known = harmful_node(view);
	return known;
}

bool known_needs_lock(struct world *w, const struct call *call)
{
	return call->op == OP_PREV && only_entry_in_root(&w->trees[call->tree].oracle) &&
	       step_around(w, KNOWN_PREV_NEEDS_LOCK);
}

bool known_stops_reader(struct world *w, const struct tree *t, bool down)
{
	struct view root;

	if (view_root(&t->mt, &root))
		return false;
	return (down && step_around(w, KNOWN_PREV_NEEDS_LOCK)) || step_around(w, KNOWN_READER_EMPTIED);
}

bool known_suspend_rcu(struct world *w, const struct call *call)
{
	struct tree *t = &w->trees[call->tree];
	enum swarm_group group = opcode_infos[call->op].group;
	enum known known;

	if (!SUBJECT_IS_LINUX || group == SWARM_READ || group == SWARM_DUP ||
	    (t->attributes & (ATTRIBUTE_RCU | ATTRIBUTE_ALLOC)) != ATTRIBUTE_RCU ||
	    t->oracle.count < MAPLE_RANGE64_SLOTS)
		return false;
	known = harmful_range(t, written(t, call));
	if (known == KNOWN_COUNT || !step_around(w, known))
		return false;
	t->mt.ma_flags &= ~MT_FLAGS_USE_RCU;
	return true;
}

static bool still_there(struct tree *t, unsigned long index, const void *entry)
{
	MA_STATE(mas, &t->mt, index, index);
	bool found;

	rcu_read_lock();
	found = mas_walk(&mas) == entry;
	rcu_read_unlock();
	return found;
}

bool known_failure(struct world *w, const struct call *call, const struct outcome *got)
{
	return call->op == OP_ERASE && got->entry &&
	       still_there(&w->trees[call->tree], call->first, got->entry) &&
	       step_around(w, KNOWN_ERASE_ENOMEM);
}

static bool is_null_leaf(const struct tree *t)
{
	struct view root;

	return view_root(&t->mt, &root) && view_leaf(&root) && root.end == 0 && !view_slot(&root, 0);
}

static void mend_null_leaf(struct world *w, struct tree *t)
{
	if (t->oracle.count || mtree_empty(&t->mt) || !is_null_leaf(t) ||
	    !step_around(w, KNOWN_NULL_LEAF))
		return;
	tree_lock(t);
	__mt_destroy(&t->mt);
	tree_unlock(t);
	t->mt.ma_flags = tree_flags(t->attributes);
	ground_rcu_quiesce();
}

static void mend_attributes(struct world *w, struct tree *t)
{
	if (t->mt.ma_flags != tree_flags(t->attributes) && step_around(w, KNOWN_DESTROY_ATTRIBUTES))
		t->mt.ma_flags = tree_flags(t->attributes);
}

void known_mend(struct world *w, const struct call *call)
{
	struct tree *t = &w->trees[call->tree];

	if (call->op == OP_DESTROY || call->op == OP_DESTROY_LOCKED)
		mend_attributes(w, t);
	else
		mend_null_leaf(w, t);
}

unsigned long harness_known_total(void)
{
	unsigned long total = 0;
	unsigned int i;

	for (i = 0; i < KNOWN_COUNT; i++)
		total += issues[i].met;
	return total;
}

void harness_known_summary(FILE *out)
{
	unsigned int i;

	for (i = 0; i < KNOWN_COUNT; i++)
		if (issues[i].met)
			fprintf(out, "known issue %s: stepped around %lu times (%s)\n",
				issues[i].name, issues[i].met, issues[i].what);
}
