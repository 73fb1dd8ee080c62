// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks of the known issues of calls that write: what is replaced, destroyed, or left as a leaf of NULL. */
#include <errno.h>
#include <limits.h>

#include "api.h"
#include "entry.h"
#include "known/hooks.h"
#include "known/probe.h"
#include "mm.h"
#include "ops/block.h"

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

unsigned int avoid_insert_over_all(const struct world *w, const struct call *call, struct outcome *got)
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

unsigned int avoid_rcu_destroy_full(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return destroys_node(w, call, is_full_node) ? KNOWN_LEAVE_RCU : 0;
}

unsigned int avoid_rcu_destroy_metadata(const struct world *w, const struct call *call, struct outcome *got)
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

unsigned int avoid_parent_slot(const struct world *w, const struct call *call, struct outcome *got)
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

/* ---- first-node ---- */

unsigned int avoid_first_node(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return operations[call->op]->cursor == CURSOR_WRITES && !has_nodes(mt_of(w, call)) ? KNOWN_STALE : 0;
}

/* ---- store-returns: NULL; or a node, which is no entry of ours; or the entry that now lies behind ---- */

bool expect_store_returns(const struct world *w, const struct call *call, const struct outcome *want,
				 const struct outcome *got)
{
	const struct oracle_range *next = oracle_next(oracle_of(w, call), call->last);

	return (call->op == OP_NOMEM_STORE || call->op == OP_CURSOR_STORE) && got->entry != want->entry &&
	       (!got->entry || entry_code(got->entry) == UINT32_MAX || (next && got->entry == next->entry));
}

/* ---- null-leaf ---- */

static bool is_null_leaf(const struct maple_tree *mt)
{
	struct view root;

	return view_root(mt, &root) && view_leaf(&root) && root.end == 0 && !view_slot(&root, 0);
}

bool mend_null_leaf(struct world *w, const struct call *call, const struct outcome *got)
{
	(void)got;
	if (operation_infos[call->op].effect == EFFECT_EMPTY || oracle_of(w, call)->count || !is_null_leaf(mt_of(w, call)))
		return false;
	build_anew(w, call->tree);
	return true;
}

/* ---- null-expand: a leaf as the root that has NULLs side by side, or nothing else ---- */

bool mend_null_expand(struct world *w, const struct call *call, const struct outcome *got)
{
	(void)got;
	if (operation_infos[call->op].effect != EFFECT_WRITE || !has_idle_nulls(mt_of(w, call)))
		return false;
	build_anew(w, call->tree);
	return true;
}

/* ---- destroy-alive: a leaf that is the root is destroyed, and readers are not told ---- */

unsigned int avoid_destroy_alive(const struct world *w, const struct call *call, struct outcome *got)
{
	enum effect effect = operation_infos[call->op].effect;
	struct oracle_range range;
	struct view root;

	(void)got;
	if ((effect != EFFECT_WRITE && effect != EFFECT_EMPTY) || finds_room(call) ||
	    !(w->models[call->tree].attributes & ATTRIBUTE_RCU) ||
	    !view_root(mt_of(w, call), &root) || !view_leaf(&root))
		return 0;
	range = written(oracle_of(w, call), call);
	return range.first == 0 && range.last == ULONG_MAX ? KNOWN_LEAVE_RCU : 0;
}

/* ---- span-to-end: a store over several leaves that ends where the last of them and their parent end ---- */

static bool erases_range(const struct call *call)
{
	return call->entry.kind == ENTRY_NULL || !operation_takes(call->op, OPERAND_ENTRY);
}

/* Is what it is given what it stores over, unless something is in the way? Loops store over what they meet, range by range. */
static bool stores_over_range(const struct call *call)
{
	if (operation_infos[call->op].effect != EFFECT_WRITE || call->op == OP_INSERT || call->op == OP_INSERT_RANGE ||
	    call->op == OP_BUILD || call->first > call->last)
		return false;
	if (operations[call->op]->cursor == CURSOR_WRITES)
		return true;
	return operation_takes_indices(call->op) && !finds_room(call);
}

/* Does it end where a node ends that has its first leaf below it, but that leaf does not? */
static bool ends_with_parent(const struct maple_tree *mt, unsigned long first, unsigned long last)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int nodes = view_path(mt, first, path), i;

	if (!nodes || path[nodes - 1].max == last)
		return false;
	for (i = 0; i + 1 < nodes; i++)
		if (path[i].max == last)
			return true;
	return false;
}

static bool spans_to_end(const struct world *w, const struct call *call)
{
	struct oracle_range range;

	if (!stores_over_range(call))
		return false;
	if (ends_with_parent(mt_of(w, call), call->first, call->last))
		return true;
	range = written(oracle_of(w, call), call);
	return erases_range(call) && ends_with_parent(mt_of(w, call), range.first, range.last);
}

unsigned int avoid_span_to_end(const struct world *w, const struct call *call, struct outcome *got)
{
	(void)got;
	return spans_to_end(w, call) ? KNOWN_SKIP : 0;
}

/* ---- split-deficient, build-deficient: nodes with too few slots ---- */

bool mend_split_deficient(struct world *w, const struct call *call, const struct outcome *got)
{
	(void)got;
	if (operation_infos[call->op].effect != EFFECT_WRITE || !has_deficient_node(mt_of(w, call), false))
		return false;
	build_anew(w, call->tree);
	return true;
}

/* A fork() that inserts VMA by VMA builds in order, too. */
static bool mend_map(struct world *w, const struct call *call)
{
	struct mm_struct *child = w->subject.processes[call->child];

	if (call->way != CALL_WAY_INSERT || !child || !has_deficient_node(&child->mm_mt, true))
		return false;
	build_map_anew(w, child);
	return true;
}

bool mend_build_deficient(struct world *w, const struct call *call, const struct outcome *got)
{
	(void)got;
	if (call->op == OP_PROC_FORK)
		return mend_map(w, call);
	if (call->op != OP_BUILD || !has_deficient_node(mt_of(w, call), true))
		return false;
	build_anew(w, call->tree);
	return true;
}

/* ---- destroy-attributes ---- */

bool mend_attributes(struct world *w, const struct call *call, const struct outcome *got)
{
	uint8_t attributes = w->models[call->tree].attributes;

	(void)got;
	if (operation_infos[call->op].effect != EFFECT_EMPTY || mt_of(w, call)->ma_flags == tree_flags(attributes))
		return false;
	api_set_flags(&w->subject, call->tree, attributes);
	return true;
}
