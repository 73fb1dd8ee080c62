// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that is had before it is needed: for one store, and for many. What holds then: the store allocates nothing, and
 * so cannot fail; nobody asks for more nodes than such a store can need; and all that is left over is given back.
 */
#include <errno.h>
#include <limits.h>

#include "check/check.h"
#include "entry.h"
#include "ops/bulk.h"
#include "ops/mas.h"
#include "subject_features.h"
#include "subject_view.h"

/* What the call in progress asked for, and may ask for. */
static struct {
	unsigned long asked;	/* objects allocated beforehand */
	unsigned long later;	/* allocations behind that, tried or had */
	unsigned long most;	/* that may be asked for */
	unsigned long live;	/* objects before the call */
} use;

static unsigned long allocations(void)
{
	return ground_counts()->allocs + ground_counts()->failures;
}

/* ---- How many nodes a store can need --------------------------------------------------- */

/*
 * A store over the border of two leaves makes three nodes of those that it meets on a level, at most: what stays on the left, what is
 * new, what stays on the right, with what it takes in from their neighbours; and the tree may grow by a root.
 */
static unsigned long most_spanning(unsigned int height)
{
	return 3 * height + 1;
}

/* One within a leaf makes two of each node on the way, when all are full, and a root; or it takes in a neighbour on each level. */
static unsigned long most_in_leaf(unsigned int height)
{
	return 2 * height + 1;
}

/* From this number of slots to that one a leaf is neither split nor made one with its neighbour, even if a NULL at its end goes. */
#define SLOTS_LOW (MAPLE_RANGE64_SLOTS / 2 + 3)
#define SLOTS_HIGH (MAPLE_RANGE64_SLOTS - 3)

/* How many slots the leaf has when [@first, @last] is stored, if no NULL beside it takes that in. */
static unsigned int slots_after(const struct view *leaf, unsigned long first, unsigned long last)
{
	unsigned long from = leaf->min;
	unsigned int slots = 1, i;

	for (i = 0; i <= leaf->end; i++) {
		unsigned long to = view_slot_max(leaf, i);

		slots += from < first;
		slots += to > last;
		from = to + 1;
	}
	return slots;
}

/*
 * How many nodes a store of [@first, @last] may ask for. A NULL may spread over the emptiness beside it, and then over the end of its leaf.
 * Where the version does not look at what it stores (before 6.12), it is the worst case of all stores.
 */
static unsigned long most_nodes(const struct world *w, const struct call *call, unsigned long first, unsigned long last)
{
	const bool by_kind = HAVE_STORE_TYPE || !SUBJECT_IS_LINUX;
	bool null = call->entry.kind == ENTRY_NULL;
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int height = view_path(&w->subject.trees[call->tree].mt, first, path), slots;

	if (!height)
		return by_kind ? 1 : most_spanning(1);
	if (!by_kind)
		return most_spanning(height);
	if (last > path[height - 1].max || (null && last == path[height - 1].max))
		return most_spanning(height);
	slots = slots_after(&path[height - 1], first, last);
	return slots >= SLOTS_LOW && slots <= SLOTS_HIGH ? 1 : most_in_leaf(height);
}

/* The range that is preallocated for first, where that is done twice. */
static unsigned long first_last(const struct call *call)
{
	return call->size - 1 > ULONG_MAX - call->first ? ULONG_MAX : call->first + call->size - 1;
}

/* Where nodes come from sheaves, a single node that was had first is given back for a sheaf: it was asked for all the same. */
static void prealloc_before(struct world *w, const struct call *call)
{
	use.most = most_nodes(w, call, call->first, call->last);
	if (operation_takes(call->op, OPERAND_TWICE) && call->size) {
		unsigned long most = most_nodes(w, call, call->first, first_last(call));

		if (most > use.most)
			use.most = most;
		use.most += HAVE_SHEAVES;
	}
	use.live = ground_counts()->live;
}

/* ---- Checks ------------------------------------------------------------------------------- */

static void check_use(struct world *w, const struct call *call)
{
	if (!checking(w, CHECK_MEMORY))
		return;
	if (use.asked > use.most)
		diverged(w, CHECK_MEMORY, (struct evidence){ &w->trees[call->tree], call->first },
			 "t%u: %lu nodes were preallocated, %lu are enough for such a store", call->tree, use.asked, use.most);
	if (use.later)
		diverged(w, CHECK_MEMORY, (struct evidence){ &w->trees[call->tree], call->first },
			 "t%u: %lu nodes were preallocated, and then %lu more were asked for", call->tree, use.asked, use.later);
}

static void prealloc_store_after(struct world *w, const struct call *call, const struct outcome *got)
{
	if (!got->error)
		check_use(w, call);
}

/* Nothing of it was needed. */
static void prealloc_destroy_after(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned long live = ground_counts()->live;

	prealloc_store_after(w, call, got);
	if (checking(w, CHECK_MEMORY) && live != use.live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "t%u: %ld more objects are allocated than before it", call->tree, (long)(live - use.live));
}

/* ---- Preallocating for one store ------------------------------------------------------------ */

/* Under a spinlock, too, where only allocations that do not block are right: see dup_subject(). */
static int preallocate(struct subject *s, const struct call *call, unsigned long last, bool again, int error)
{
	bool sleeps = call_gfp_blocks(call->gfp) && !s->trees[call->tree].external;

	api_mas_set_range(s, call->tree, call->first, last);
	if (sleeps)
		api_allow_sleeping(s, call->tree, true);
	error = api_mas_preallocate(s, call->tree, again, error, entry_pointer(call->entry), call->gfp);
	if (sleeps)
		api_allow_sleeping(s, call->tree, false);
	return error;
}

/* For another range first, then for the right one. The nodes of the first count for the second. */
static int preallocate_all(struct subject *s, const struct call *call)
{
	unsigned long before = ground_counts()->allocs;
	int error = 0;

	api_count_asked(s, call->tree);
	if (call->size)
		error = preallocate(s, call, first_last(call), false, 0);
	error = preallocate(s, call, call->last, call->size != 0, error);
	use.asked = ground_counts()->allocs - before;
	api_asked_at_most(s, call->tree, use.most);
	return error;
}

/*
 * The state goes elsewhere, and comes back to its range: the nodes are still there. It is preallocated for anew, since a version that knows
 * the kind of a store when it preallocates goes on from the node where the state stands, and does not walk: between mas_preallocate() and
 * mas_store_prealloc() nothing but __mas_set_range() is allowed (docs/findings.md, What a preallocation binds).
 */
static int move_and_come_back(struct subject *s, const struct call *call, int error)
{
	api_mas_set(s, call->tree, call->first);
	api_mas_prev_range(s, call->tree);
	return preallocate(s, call, call->last, true, error);
}

/*
 * mas_preallocate() and mas_store_prealloc(): as mas_store_gfp(), and once the first has returned 0, the second cannot
 * fail. -ENOMEM leaves a state that is good for another attempt.
 */
static void prealloc_store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long before;

	api_lock(s, call->tree);
	out->error = preallocate_all(s, call);
	before = allocations();
	if (call->flags & CALL_MOVED)
		out->error = move_and_come_back(s, call, out->error);
	api_mas_store_prealloc(s, call->tree, out->error, entry_pointer(call->entry));
	use.later = allocations() - before;
	api_asked_no_more(s, call->tree);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

OPERATION(PREALLOC_STORE) {
	.legalise = legalise_state,
	.subject = prealloc_store_subject,
	.model = mas_store_model,
	.before = prealloc_before,
	.after = prealloc_store_after,
};

/* mas_preallocate(), and mas_destroy() instead of the store. */
static void prealloc_destroy_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_lock(s, call->tree);
	out->error = preallocate_all(s, call);
	use.later = 0;
	api_mas_destroy(s, call->tree);
	api_unlock(s, call->tree);
}

OPERATION(PREALLOC_DESTROY) {
	.legalise = legalise_state,
	.subject = prealloc_destroy_subject,
	.before = prealloc_before,
	.after = prealloc_destroy_after,
};

/* ---- The caller's own loop -------------------------------------------------------------------- */

/* mas_store() under the lock, again and again as long as mas_nomem() says that there is memory now. */
static void nomem_store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_lock(s, call->tree);
	out->entry = api_mas_store_nomem(s, call->tree, call->first, call->last, entry_pointer(call->entry), call->gfp,
					 &out->error);
	api_mas_destroy(s, call->tree);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

static void nomem_store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	model_gives_overwritten(&models[call->tree]->oracle, out, call->first, call->last);
	mas_store_model(models, call, out);
}

OPERATION(NOMEM_STORE) {
	.legalise = legalise_state,
	.subject = nomem_store_subject,
	.model = nomem_store_model,
};

/* ---- Many stores in order ------------------------------------------------------------------------ */

/* Range @i of those of @call, as a fill has them. Return: false if it lies beyond the last index. */
static bool build_range(const struct call *call, unsigned int i, unsigned long *first, unsigned long *last)
{
	unsigned long distance = 0;

	/* Nothing is behind all indices. */
	if (i && (!bulk_distance(call, i, &distance) || !distance || distance > ULONG_MAX - call->last))
		return false;
	*first = call->first + distance;
	*last = call->last + distance;
	return true;
}

/*
 * How many nodes @entries stores in order can take, with emptiness between them: leaves that are half full, parents
 * that are, the fewest that a node with gaps may have being four; and what a split on each level needs at the end.
 */
static unsigned long most_for_entries(unsigned long entries)
{
	unsigned long level = (2 * entries + 1) / (MAPLE_RANGE64_SLOTS / 2) + 1, nodes = level;

	while (level > 1) {
		level = level / (MAPLE_ARANGE64_SLOTS / 2 - 1) + 1;
		nodes += level;
		if (level == 1)
			break;
	}
	return nodes + most_spanning(4);
}

/* NULL is not stored in order: it makes no range. */
static void legalise_build(struct call *call)
{
	legalise_state(call);
	if (call->entry.kind == ENTRY_NULL)
		call->entry.kind = ENTRY_VALUE;
}

#if HAVE_EXPECTED_ENTRIES
/* As fork() built a tree before 6.8: the state is moved on from range to range by hand. */
static void build_each(struct subject *s, const struct call *call, int error)
{
	unsigned long first, last;
	unsigned int i;

	for (i = 0; i < call->count && build_range(call, i, &first, &last); i++) {
		if (i)
			api_mas_move(s, call->tree, first, last);
		else
			api_mas_set_range(s, call->tree, first, last);
		api_mas_store_expected(s, call->tree, error, entry_pointer(bulk_entry(call, i)));
	}
}

static void build_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	bool sleeps = !s->trees[call->tree].external;
	unsigned long before = ground_counts()->allocs;

	api_mas_set(s, call->tree, 0);
	api_lock(s, call->tree);
	api_count_asked(s, call->tree);
	if (sleeps)
		api_allow_sleeping(s, call->tree, true);
	out->error = api_mas_expected_entries(s, call->tree, call->count + call->fewer);
	if (sleeps)
		api_allow_sleeping(s, call->tree, false);
	use.asked = ground_counts()->allocs - before;
	api_asked_at_most(s, call->tree, use.most);
	before = allocations();
	build_each(s, call, out->error);
	use.later = allocations() - before;
	api_asked_no_more(s, call->tree);
	api_mas_destroy(s, call->tree);
	api_unlock(s, call->tree);
}
#else
#define build_subject NULL
#endif

/* mas_expected_entries() on an empty tree that is not in RCU mode, as many stores or fewer, and mas_destroy(). */
static void build_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct oracle *o = &models[call->tree]->oracle;
	unsigned long first, last;
	unsigned int i;

	(void)out;
	for (i = 0; i < call->count && build_range(call, i, &first, &last); i++)
		oracle_store(o, first, last, entry_pointer(bulk_entry(call, i)));
}

static void build_before(struct world *w, const struct call *call)
{
	(void)w;
	use.most = most_for_entries(call->count + call->fewer);
}

static void build_after(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned long first, last;
	unsigned int i;

	if (got->error)
		return;
	check_use(w, call);
	for (i = 0; i < call->count && build_range(call, i, &first, &last); i += call->count / 4 + 1)
		check_near(w, &w->trees[call->tree], first, last);
}

OPERATION(BUILD) {
	.atomic = OP_FILL,
	.taken = OP_FILL,
	.legalise = legalise_build,
	.subject = build_subject,
	.model = build_model,
	.before = build_before,
	.after = build_after,
};
