// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of the table of known issues, and their hooks. Their probes are in probe.c. */
#include <errno.h>
#include <limits.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "api.h"
#include "check/check.h"
#include "entry.h"
#include "hold.h"
#include "known/issue.h"
#include "known/probe.h"
#include "ops/block.h"
#include "subject_features.h"
#include "view/view.h"

static const struct oracle *oracle_of(const struct world *w, const struct call *call)
{
	return &w->models[call->tree].oracle;
}

static const struct maple_tree *mt_of(const struct world *w, const struct call *call)
{
	return &w->subject.trees[call->tree].mt;
}

static bool only_entry_in_root(const struct oracle *o)
{
	return o->count == 1 && o->ranges[0].last == 0;
}

#if HAVE_MAPLE_STATUS

static bool is_overflow(const struct ma_state *mas)
{
	return mas->status == ma_overflow;
}

static bool is_underflow(const struct ma_state *mas)
{
	return mas->status == ma_underflow;
}

static bool is_active(const struct ma_state *mas)
{
	return mas->status == ma_active && mas->node;
}

#else

static bool is_overflow(const struct ma_state *mas)
{
	(void)mas;
	return false;
}

#define is_underflow is_overflow
#define is_active is_overflow

#endif

static bool has_nodes(const struct maple_tree *mt)
{
	struct view root;

	return view_root(mt, &root);
}

/* ---- prev-below-min: one entry, in the root pointer, is returned though it lies below the limit ---- */

static bool expect_prev_below_min(const struct world *w, const struct call *call, const struct outcome *want,
				  const struct outcome *got)
{
	const struct oracle *o = oracle_of(w, call);
	bool goes_down = call->op == OP_PREV || operations[call->op]->down;

	if (!goes_down || !call->first || !only_entry_in_root(o))
		return false;
	return got->not_made || (!want->entry && got->entry == o->ranges[0].entry);
}

/* A loop would store over what it should not have met. */
static unsigned int avoid_prev_below_min(const struct world *w, const struct call *call, struct outcome *got)
{
	static struct ranges_met none;

	if (call->op != OP_CURSOR_FOR_EACH_REV || !call->first || !only_entry_in_root(oracle_of(w, call)))
		return 0;
	got->ranges = &none;
	return KNOWN_SKIP;
}

/* ---- prev-needs-lock ---- */

static unsigned int avoid_prev_needs_lock(const struct world *w, const struct call *call, struct outcome *got)
{
	bool goes_down = call->op == OP_PREV || operations[call->op]->down;

	(void)got;
	return goes_down && only_entry_in_root(oracle_of(w, call)) && w->hold.locked != call->tree ? KNOWN_LOCK : 0;
}

static bool stop_prev_needs_lock(const struct subject *s, unsigned int tree)
{
	return s->reader.down && !has_nodes(&s->trees[tree].mt);
}

/* ---- reader-emptied ---- */

static bool stop_reader_emptied(const struct subject *s, unsigned int tree)
{
	return !has_nodes(&s->trees[tree].mt);
}

/* ---- prev-narrowed: a reader stands on a slot whose first index was moved in place ---- */

static bool stop_prev_narrowed(const struct subject *s, unsigned int tree)
{
	const struct ma_state *mas = &s->reader.mas;
	const struct maple_node *node = (const void *)((unsigned long)mas->node & ~(unsigned long)MAPLE_NODE_MASK);

	/* One that has left the tree is its own parent: there the reader walks anew. */
	if (!s->reader.down || !is_active(mas) || (const void *)node->parent == node || !has_nodes(&s->trees[tree].mt))
		return false;
	return mas->index != (mas->offset ? node->mr64.pivot[mas->offset - 1] + 1 : mas->min);
}

/* ---- insert-over-all ---- */

/* The indices that @call may write: a NULL spreads over the emptiness on either side. */
static struct oracle_range written(const struct oracle *o, const struct call *call)
{
	const struct oracle_range *prev = oracle_prev(o, call->first), *next = oracle_next(o, call->last);
	struct oracle_range range = { 0, ULONG_MAX, NULL };

	if (operation_takes_indices(call->op)) {
		range.first = prev ? prev->last + 1 : 0;
		range.last = next ? next->first - 1 : ULONG_MAX;
	}
	return range;
}

static unsigned int avoid_insert_over_all(const struct world *w, const struct call *call, struct outcome *got)
{
	struct oracle_range range = { call->first, call->last, NULL };

	if ((call->op != OP_INSERT && call->op != OP_INSERT_RANGE) || call->entry.kind == ENTRY_RESERVED ||
	    call->first > call->last || !oracle_of(w, call)->count || !has_nodes(mt_of(w, call)))
		return 0;
	if (call->entry.kind == ENTRY_NULL)
		range = written(oracle_of(w, call), call);
	if (range.first > 0 || range.last < ULONG_MAX)
		return 0;
	got->error = -EEXIST;
	return KNOWN_SKIP;
}

/* ---- rcu-destroy-full, rcu-destroy-metadata: a subtree that is written over has a node that does harm ---- */

/* No node that does harm holds fewer ranges: each of its children has one at least. */
#define HARMFUL_RANGES (MAPLE_RANGE64_SLOTS - 1)

static size_t ranges_in(const struct oracle *o, const struct oracle_range *range)
{
	const struct oracle_range *next = oracle_next(o, range->last);

	return (next ? (size_t)(next - o->ranges) : o->count) - oracle_at_or_after(o, range->first);
}

/* Is there a node that @harmful says yes to among those that @call may destroy? */
static bool destroys_node(const struct world *w, const struct call *call,
			  bool (*harmful)(const struct view *view, unsigned int depth))
{
	enum effect effect = operation_infos[call->op].effect;
	struct oracle_range range;
	struct view_walk walk;
	const struct view *view;

	if ((effect != EFFECT_WRITE && effect != EFFECT_EMPTY) ||
	    (w->models[call->tree].attributes & (ATTRIBUTE_RCU | ATTRIBUTE_ALLOC)) != ATTRIBUTE_RCU)
		return false;
	range = written(oracle_of(w, call), call);
	if (ranges_in(oracle_of(w, call), &range) < HARMFUL_RANGES || !view_walk_begin(&walk, mt_of(w, call)))
		return false;
	while ((view = view_walk_next(&walk)))
		if (range.first <= view->min && view->max <= range.last && harmful(view, walk.depth))
			return true;
	return false;
}

static unsigned int avoid_rcu_destroy_full(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return destroys_node(w, call, is_full_node) ? KNOWN_LEAVE_RCU : 0;
}

static unsigned int avoid_rcu_destroy_metadata(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return destroys_node(w, call, is_nearly_full_node) ? KNOWN_LEAVE_RCU : 0;
}

/* ---- parent-slot: a store that makes other leaves of several ---- */

/* A leaf with fewer slots in use than these is rebalanced, which makes new leaves, too. */
#define ENOUGH_SLOTS (MAPLE_RANGE64_SLOTS / 2)

static unsigned int slots_in(const struct view *leaf, unsigned long first, unsigned long last)
{
	unsigned long from = leaf->min;
	unsigned int slots = 0, i;

	for (i = 0; i <= leaf->end && from <= last; i++) {
		unsigned long to = view_slot_max(leaf, i);

		slots += to >= first;
		from = to + 1;
	}
	return slots;
}

static unsigned int avoid_parent_slot(const struct world *w, const struct call *call, struct outcome *got)
{
	struct view path[VIEW_MAX_HEIGHT];
	const struct view *leaf;
	unsigned int nodes;

	(void)got;
	if (!call->at)
		return 0;
	nodes = view_path(mt_of(w, call), call->first, path);
	if (nodes < 2)
		return 0;
	leaf = &path[nodes - 1];
	if (call->last <= leaf->max && leaf->end >= ENOUGH_SLOTS + slots_in(leaf, call->first, call->last))
		return 0;
	return KNOWN_KEEP_OUT;
}

/* ---- Room that the subject does not find ---- */

static bool searches_down(const struct call *call)
{
	return call->op == OP_EMPTY_AREA_REV || call->op == OP_CURSOR_EMPTY_AREA_REV || call->op == OP_ALLOC_RRANGE ||
	       (call->op == OP_EMPTY_AREA_STORE && call->flags & CALL_DOWN);
}

/* The room that @call is to take. Return: false if it takes none, or there is none. */
static bool room_to_take(const struct world *w, const struct call *call, struct oracle_range *room)
{
	const struct oracle *o = oracle_of(w, call);

	if (operation_infos[call->op].effect != EFFECT_WRITE || call->entry.kind == ENTRY_RESERVED ||
	    (call->entry.kind == ENTRY_ZERO && call->op != OP_EMPTY_AREA_STORE) ||
	    !(w->models[call->tree].attributes & ATTRIBUTE_ALLOC) || call->first > call->last || !call->size ||
	    call->last - call->first < call->size - 1)
		return false;
	if (!(searches_down(call) ? oracle_gap_rev : oracle_gap)(o, call->first, call->last, call->size, &room->first))
		return false;
	room->last = room->first + call->size - 1;
	room->entry = entry_pointer(call->entry);
	return true;
}

/* What is to be stored once the call that does not find it has been passed over. */
static struct oracle_range owed;
static bool any_owed;

static unsigned int owe(const struct oracle_range *room, struct outcome *got)
{
	outcome_set_index(got, room->first);
	outcome_set_last(got, room->last);
	owed = *room;
	any_owed = true;
	return KNOWN_SKIP;
}

/* With memory: nobody acts in the middle of it, and the lock is kept all the time. */
static bool mend_owed(struct world *w, const struct call *call)
{
	struct subject_tree *t = &w->subject.trees[call->tree];
	struct ma_state mas = subject_state(&t->mt, owed.first);

	if (!any_owed)
		return false;
	any_owed = false;
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mas_set_range(&mas, owed.first, owed.last);
	subject_lock(t);
	mas_store_gfp(&mas, owed.entry, GFP_KERNEL);
	subject_unlock(t);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
	ground_rcu_quiesce();
	return true;
}

/* ---- empty-area-overflow: what lies below the first slot of the root is not found ---- */

static bool below_first_slot(const struct world *w, const struct call *call, unsigned long last)
{
	struct view root;

	return searches_down(call) && call->last == ULONG_MAX && view_root(mt_of(w, call), &root) &&
	       last <= view_slot_max(&root, 0);
}

static unsigned int avoid_empty_area_overflow(const struct world *w, const struct call *call, struct outcome *got)
{
	struct oracle_range room;

	if (!operation_takes(call->op, OPERAND_SIZE) || !room_to_take(w, call, &room) || !below_first_slot(w, call, room.last))
		return 0;
	return owe(&room, got);
}

static bool expect_empty_area_overflow(const struct world *w, const struct call *call, const struct outcome *want,
				       const struct outcome *got)
{
	return operation_infos[call->op].effect == EFFECT_READ && !want->error && got->error == -EBUSY &&
	       below_first_slot(w, call, want->last);
}

/* ---- empty-area-arguments ---- */

static unsigned int avoid_empty_area_arguments(const struct world *w, const struct call *call, struct outcome *got)
{
	struct oracle_range room;

	if (!operation_takes(call->op, OPERAND_SIZE))
		return 0;
	if (call->first == call->last && room_to_take(w, call, &room))
		return owe(&room, got);
	if (call->first <= call->last && call->size && call->last - call->first >= call->size - 1)
		return 0;
	got->error = -EINVAL;
	return KNOWN_SKIP;
}

static bool expect_empty_area_arguments(const struct world *w, const struct call *call, const struct outcome *want,
					const struct outcome *got)
{
	(void)w;
	return operation_takes(call->op, OPERAND_SIZE) && call->first == call->last &&
	       want->error != -EINVAL && got->error == -EINVAL;
}

/* ---- limit-states ---- */

static bool steps(const struct call *call)
{
	return operations[call->op]->cursor == CURSOR_READS;
}

/*
 * Not promised is what is done from a limit on; what is done from a pause, but for mas_find(); and where the limit is reached already.
 * mas_walk() and writes begin with a reset.
 */
static unsigned int avoid_limit_states(const struct world *w, const struct call *call, struct outcome *got)
{
	const struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];
	bool down = operations[call->op]->down, goes_on;

	(void)got;
	if (call->op == OP_CURSOR_WALK || operations[call->op]->cursor == CURSOR_WRITES)
		return KNOWN_RESET;
	if (!steps(call))
		return 0;
	goes_on = !(c->status & ~(STATUS_START | STATUS_ACTIVE | STATUS_ROOT)) && !c->anew && !w->hold.cursors[call->cursor].beside;
	if (!goes_on && call->op == OP_CURSOR_FIND)
		goes_on = !(c->status & (STATUS_OVERFLOW | STATUS_UNDERFLOW));
	return goes_on && (down ? c->index > call->first : c->last < call->first) ? 0 : KNOWN_SKIP;
}

/* Nor is where a state is that has found nothing; nor that what goes down finds a lone entry in the root pointer. */
static bool expect_limit_states(const struct world *w, const struct call *call, const struct outcome *want,
				const struct outcome *got)
{
	return steps(call) && (got->not_made || (!got->entry && (!want->entry || only_entry_in_root(oracle_of(w, call)))));
}

/* ---- limit-unwalked ---- */

/* Calls that go on from a limit without walking: in the direction in which it was reached, and mas_find_rev() from either. */
static unsigned int avoid_limit_unwalked(const struct world *w, const struct call *call, struct outcome *got)
{
	const struct ma_state *mas = &w->subject.cursors[call->cursor].mas;
	bool up, down, find_rev;

	(void)got;
	if (operations[call->op]->cursor != CURSOR_READS || mas->node)
		return 0;
	find_rev = call->op == OP_CURSOR_FIND_REV || call->op == OP_CURSOR_FIND_RANGE_REV;
	up = call->op == OP_CURSOR_NEXT || call->op == OP_CURSOR_NEXT_RANGE;
	down = call->op == OP_CURSOR_PREV || call->op == OP_CURSOR_PREV_RANGE;
	if (is_overflow(mas))
		return (up && mas->last < call->first) || (find_rev && mas->index > call->first) ? KNOWN_WALK : 0;
	if (is_underflow(mas))
		return (down || find_rev) && mas->index > call->first ? KNOWN_WALK : 0;
	return 0;
}

/* ---- first-node ---- */

static unsigned int avoid_first_node(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return operations[call->op]->cursor == CURSOR_WRITES && !has_nodes(mt_of(w, call)) ? KNOWN_STALE : 0;
}

/* ---- erase-enomem ---- */

static bool still_there(const struct world *w, const struct call *call, const void *entry)
{
	MA_STATE(mas, (struct maple_tree *)mt_of(w, call), call->first, call->first);
	bool found;

	rcu_read_lock();
	found = mas_walk(&mas) == entry;
	rcu_read_unlock();
	return found;
}

static bool fail_erase_enomem(const struct world *w, const struct call *call, const struct outcome *got)
{
	/* Not got->entry: another writer may have put something else there meanwhile. */
	return call->op == OP_ERASE && got->entry && still_there(w, call, oracle_load(oracle_of(w, call), call->first));
}

/* ---- erase-stale ---- */

static bool erases(const struct call *call)
{
	return call->op == OP_ERASE || call->op == OP_MAS_ERASE || call->op == OP_CURSOR_ERASE;
}

static bool interrupted_erase_stale(const struct world *w, const struct call *call)
{
	(void)w;
	return erases(call);
}

/* ---- null-retry: a store of NULL goes on with the range that it was widened to ---- */

static bool interrupted_null_retry(const struct world *w, const struct call *call)
{
	bool null = call->entry.kind == ENTRY_NULL || !operation_takes(call->op, OPERAND_ENTRY);

	return operation_infos[call->op].effect == EFFECT_WRITE && null && !interrupted_erase_stale(w, call);
}

/* ---- erase-leak: the entry to be erased is gone when there is memory ---- */

static bool interrupted_erase_leak(const struct world *w, const struct call *call)
{
	return erases(call) && !oracle_find(oracle_of(w, call), call->first);
}

/* ---- store-returns: NULL; or a node, which is no entry of ours; or the entry that now lies behind ---- */

static bool expect_store_returns(const struct world *w, const struct call *call, const struct outcome *want,
				 const struct outcome *got)
{
	const struct oracle_range *next = oracle_next(oracle_of(w, call), call->last);

	return (call->op == OP_NOMEM_STORE || call->op == OP_CURSOR_STORE) && got->entry != want->entry &&
	       (!got->entry || entry_code(got->entry) == UINT32_MAX || (next && got->entry == next->entry));
}

/* ---- nomem-spin ---- */

static unsigned int avoid_nomem_spin(const struct world *w, const struct call *call, struct outcome *got)
{
	enum effect effect = operation_infos[call->op].effect;

	(void)w;
	(void)got;
	/* Versions without mtree_dup() duplicate by stores. */
	return (effect == EFFECT_WRITE || (effect == EFFECT_DUP && !HAVE_MT_DUP)) && ground_faults_armed() ? KNOWN_LIFT_BUDGET : 0;
}

/* ---- null-leaf ---- */

static bool is_null_leaf(const struct maple_tree *mt)
{
	struct view root;

	return view_root(mt, &root) && view_leaf(&root) && root.end == 0 && !view_slot(&root, 0);
}

static bool mend_null_leaf(struct world *w, const struct call *call)
{
	struct subject_tree *t = &w->subject.trees[call->tree];
	bool locked;

	if (operation_infos[call->op].effect == EFFECT_EMPTY || oracle_of(w, call)->count || mtree_empty(&t->mt) ||
	    !is_null_leaf(&t->mt))
		return false;
	locked = check_lock(&w->trees[call->tree]);
	__mt_destroy(&t->mt);
	check_unlock(&w->trees[call->tree], locked);
	hold_stale(w, call->tree);
	t->mt.ma_flags = tree_flags(w->models[call->tree].attributes);
	ground_rcu_quiesce();
	return true;
}

/* ---- destroy-attributes ---- */

static bool mend_attributes(struct world *w, const struct call *call)
{
	struct maple_tree *mt = &w->subject.trees[call->tree].mt;
	unsigned int flags = tree_flags(w->models[call->tree].attributes);

	if (operation_infos[call->op].effect != EFFECT_EMPTY || mt->ma_flags == flags)
		return false;
	mt->ma_flags = flags;
	return true;
}

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
