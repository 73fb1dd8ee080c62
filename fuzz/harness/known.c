// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "known.h"
#include "view.h"

/**
 * struct known_issue - One row of the table.
 * @name: short and stable.
 * @what: what happens, and where it comes from.
 * @reference: the upstream discussion or change, or where this project describes it.
 * @reproducer: a program in corpus/ that shows it under --strict.
 * @probe: does the subject have it?
 * @present: what @probe said.
 * @met: how often a run was stepped around it since the process began.
 */
struct known_issue {
	const char *name;
	const char *what;
	const char *reference;
	const char *reproducer;
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
	KNOWN_COUNT
};

/* Has the ground seen a fault during a probe? */
static bool probe_faulted;

#define ANY_ENTRY xa_mk_value(1)

static bool probe_prev_below_min(struct maple_tree *mt)
{
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	return mt_prev(mt, 20, 9) != NULL;
}

static bool probe_null_leaf(struct maple_tree *mt)
{
	mtree_store_range(mt, 0, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 0, ULONG_MAX, NULL, GFP_KERNEL);
	return !mtree_empty(mt);
}

/* In RCU mode an erase between two entries that stay needs a new node. */
static bool probe_erase_enomem(struct maple_tree *mt)
{
	bool returned, there;

	mt_set_in_rcu(mt);
	mtree_store_range(mt, 10, 19, ANY_ENTRY, GFP_KERNEL);
	mtree_store_range(mt, 30, 39, ANY_ENTRY, GFP_KERNEL);
	ground_fail_nth(1);
	returned = mtree_erase(mt, 10) != NULL;
	ground_clear_faults();
	there = mtree_load(mt, 10) != NULL;
	return returned && there;
}

static bool probe_insert_over_all(struct maple_tree *mt)
{
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	return !mtree_insert_range(mt, 0, ULONG_MAX, ANY_ENTRY, GFP_KERNEL);
}

static bool is_full_node(const struct view *view)
{
	return view->type == maple_range_64 && view->end == MAPLE_RANGE64_SLOTS - 1;
}

/* Grow a tree downwards until its root is full, then see whether all of it is freed. */
static bool probe_rcu_destroy_full(struct maple_tree *mt)
{
	struct view root;
	unsigned long i;

	mt_set_in_rcu(mt);
	for (i = 1000; i; i--) {
		mtree_store(mt, i, ANY_ENTRY, GFP_KERNEL);
		if (view_root(mt, &root) && is_full_node(&root))
			break;
	}
	mtree_destroy(mt);
	ground_rcu_quiesce();
	return ground_counts()->live != 0;
}

static bool probe_destroy_attributes(struct maple_tree *mt)
{
	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	mtree_destroy(mt);
	return !(mt->ma_flags & MT_FLAGS_ALLOC_RANGE);
}

static bool probe_prev_needs_lock(struct maple_tree *mt)
{
	mtree_store(mt, 0, ANY_ENTRY, GFP_KERNEL);
	probe_faulted = false;
	mt_prev(mt, 20, 0);
	return probe_faulted;
}

/* In a child, since it crashes where the issue is present. */
static bool probe_reader_emptied(struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	int status = 0;
	pid_t child = fork();

	if (child) {
		return child < 0 || waitpid(child, &status, 0) != child || status;
	}
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	mt_set_in_rcu(mt);
	mtree_store(mt, 10, ANY_ENTRY, GFP_KERNEL);
	rcu_read_lock();
	mas_find(&mas, ULONG_MAX);
	mtree_erase(mt, 10);
	mas_find(&mas, ULONG_MAX);
	_exit(0);
}

static struct known_issue issues[KNOWN_COUNT] = {
	[KNOWN_PREV_BELOW_MIN] = {
		.name = "prev-below-min",
		.what = "mas_prev() and mt_prev() return the entry in the root pointer though 0 < min "
			"(mas_prev_setup() does not compare it with min)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-below-min.txt",
		.probe = probe_prev_below_min,
	},
	[KNOWN_NULL_LEAF] = {
		.name = "null-leaf",
		.what = "NULL stored over an entry that covers [0, ULONG_MAX] leaves a leaf with one NULL: "
			"mtree_empty() is false, and the tree is refused as the destination of a dup",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/null-leaf.txt",
		.probe = probe_null_leaf,
	},
	[KNOWN_ERASE_ENOMEM] = {
		.name = "erase-enomem",
		.what = "mtree_erase() and mas_erase() return the entry though -ENOMEM kept them from erasing it",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/erase-enomem.txt",
		.probe = probe_erase_enomem,
	},
	[KNOWN_INSERT_OVER_ALL] = {
		.name = "insert-over-all",
		.what = "mtree_insert_range() of [0, ULONG_MAX] replaces whatever the nodes hold and returns 0 "
			"(mas_insert() looks for no entry where the store makes a new root)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/insert-over-all.txt",
		.probe = probe_insert_over_all,
	},
	[KNOWN_RCU_DESTROY_FULL] = {
		.name = "rcu-destroy-full",
		.what = "in RCU mode, destroying a tree or a subtree whose top node has 16 children frees a wrong "
			"node (mt_clear_meta() takes the last child's address for metadata)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/rcu-destroy-full.txt",
		.probe = probe_rcu_destroy_full,
	},
	[KNOWN_DESTROY_ATTRIBUTES] = {
		.name = "destroy-attributes",
		.what = "destroying a tree drops its attributes (__mt_destroy() clears all flags)",
		.reference = "mended in 6.8 by 'maple_tree: preserve the tree attributes when destroying maple tree'",
		.reproducer = "corpus/dup/seeds/dup-after-destroy.txt",
		.probe = probe_destroy_attributes,
	},
	[KNOWN_PREV_NEEDS_LOCK] = {
		.name = "prev-needs-lock",
		.what = "mt_prev() wants the tree's lock for the entry in the root pointer, though it holds the RCU "
			"read lock (mas_prev() reads it by mas_root_locked())",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/prev-needs-lock.txt",
		.probe = probe_prev_needs_lock,
	},
	[KNOWN_READER_EMPTIED] = {
		.name = "reader-emptied",
		.what = "a reader under RCU crashes when it goes on in a tree that has lost its last node "
			"(mas_next_slot() walks anew and does not look whether it found a node)",
		.reference = "docs/findings.md",
		.reproducer = "corpus/dup/regressions/reader-emptied.txt",
		.probe = probe_reader_emptied,
	},
};

static bool only_entry_in_root(const struct oracle *o)
{
	return o->count == 1 && o->ranges[0].last == 0;
}

void known_init(void)
{
	unsigned int i;

	for (i = 0; i < KNOWN_COUNT; i++) {
		struct maple_tree mt;

		ground_reset();
		mt_init_flags(&mt, 0);
		issues[i].present = issues[i].probe(&mt);
		mtree_destroy(&mt);
	}
	ground_reset();
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

static bool covers_full_node(const struct tree *t, struct oracle_range range)
{
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, &t->mt))
		return false;
	while ((view = view_walk_next(&walk)))
		if (is_full_node(view) && range.first <= view->min && view->max <= range.last)
			return true;
	return false;
}

void known_probe_fault(void)
{
	probe_faulted = true;
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

	if (!issues[KNOWN_RCU_DESTROY_FULL].present || group == SWARM_READ || group == SWARM_DUP ||
	    (t->attributes & (ATTRIBUTE_RCU | ATTRIBUTE_ALLOC)) != ATTRIBUTE_RCU ||
	    t->oracle.count < MAPLE_RANGE64_SLOTS || !covers_full_node(t, written(t, call)) ||
	    !step_around(w, KNOWN_RCU_DESTROY_FULL))
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
