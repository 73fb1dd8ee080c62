// SPDX-License-Identifier: GPL-2.0-or-later
/* What is not tried on Linux's tree, since it is known not to hold. */
#include "known.h"

#include <limits.h>

#include "check.h"
#include "subject_features.h"
#include "subject_view.h"
#include "view/view.h"

enum known {
	READER_EMPTIED,
	RCU_DESTROY,
	STORE_IN_STEPS,
	PARENT_SLOT,
	PREV_ROOT,
	OLD_ITERATORS,
	KNOWN_COUNT
};

static const char *const names[KNOWN_COUNT] = {
	[READER_EMPTIED] = "reader-emptied",
	[RCU_DESTROY] = "rcu-destroy",
	[STORE_IN_STEPS] = "store-in-steps",
	[PARENT_SLOT] = "parent-slot",
	[PREV_ROOT] = "prev-root",
	[OLD_ITERATORS] = "old-iterators",
};

static unsigned long avoided[KNOWN_COUNT];

static bool avoid(enum known known, bool applies)
{
	if (SUBJECT_IS_LINUX && applies)
		avoided[known]++;
	return SUBJECT_IS_LINUX && applies;
}

static bool no_node(const struct oracle *o)
{
	return !o->count || (o->count == 1 && !o->ranges[0].last);
}

/* A reader that goes from range to range crashes when the tree loses its last node. */
static bool empties(const struct scene *scene, const struct reader *reader)
{
	return no_node(&scene->after) && (reader_iterates(reader) || reader->kind == READER_MT_FIND);
}

/*
 * rcu-destroy-full and rcu-destroy-metadata: in a tree that does not track gaps, a write in RCU mode that cuts off an
 * internal node frees wrong nodes. An internal node has more than thirty ranges below it.
 */
static bool cuts_off(const struct scene *scene, const struct write *write)
{
	const struct oracle *o = &scene->before;

	return !(scene->tree.ma_flags & MT_FLAGS_ALLOC_RANGE) &&
	       oracle_at_or_after(o, write->last) - oracle_at_or_after(o, write->first) > 30;
}

/*
 * A store over the whole of one slot and a part of the one beside it is done in place, in two steps: first the
 * whole slot gets the entry, then it is stretched over the part. A reader sees the entry in a range that was
 * never stored. A NULL is stored over the emptiness beside it, too.
 */
static bool takes_steps(const struct scene *scene, const struct write *write)
{
	unsigned long first = write->first, last = write->last;
	struct oracle_range left, right;

	if (write->kind == WRITE_NULL && first && !oracle_find(&scene->before, first - 1))
		first = range_at(&scene->before, first - 1).first;
	if (write->kind == WRITE_NULL && last < ULONG_MAX && !oracle_find(&scene->before, last + 1))
		last = range_at(&scene->before, last + 1).last;
	left = range_at(&scene->before, first);
	right = range_at(&scene->before, last);
	return (write->kind == WRITE_STORE || write->kind == WRITE_NULL) && left.last + 1 == right.first &&
	       (first == left.first) != (last == right.last);
}

/*
 * mas_prev() and mas_find_rev() in a tree without nodes read the root pointer once more for their answer: if the tree has
 * got nodes meanwhile, they return the address of one as an entry.
 */
static bool prev_in_root(const struct scene *scene, const struct reader *reader)
{
	return reader_goes_down(reader) && no_node(&scene->before);
}

/*
 * Before 6.8 mas_prev() passes over entries when the tree is written to in the middle of its step, and a write
 * marks nodes dead before it publishes new ones, so that wrong_slot() can't look into the tree. Only look-ups are
 * tried there.
 */
static bool old_iterators(const struct reader *reader)
{
	return !HAVE_MAPLE_STATUS && reader->kind > READER_WALK;
}

bool known_pair(const struct scene *scene, const struct write *write, const struct reader *reader)
{
	return avoid(OLD_ITERATORS, old_iterators(reader)) || avoid(READER_EMPTIED, empties(scene, reader)) ||
	       avoid(RCU_DESTROY, cuts_off(scene, write)) || avoid(STORE_IN_STEPS, takes_steps(scene, write)) ||
	       avoid(PREV_ROOT, prev_in_root(scene, reader));
}

/* Is there a node that names the right parent, but the wrong slot in it? */
static bool wrong_slot(const struct maple_tree *tree)
{
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, tree))
		return false;
	while ((view = view_walk_next(&walk))) {
		const struct view *parent = walk.depth ? &walk.path[walk.depth - 1] : NULL;

		if (!parent || view_parent_is(view, parent, walk.slot[walk.depth - 1]))
			continue;
		for (unsigned int slot = 0; slot < view_slot_count(parent); slot++)
			if (view_parent_is(view, parent, slot))
				return true;
	}
	return false;
}

/*
 * When a store spans leaves or a leaf gets too small, mas_spanning_rebalance() names slot 0 (and 1, and 2) as the
 * place of the new nodes in their parent, wherever they are. The subtree is published, and only then
 * mas_adopt_children() says it right: in between a reader goes on from a new leaf to a wrong one.
 */
bool known_point(const struct maple_tree *tree, const struct reader *reader)
{
	return SUBJECT_IS_LINUX && (reader_iterates(reader) || reader->kind == READER_MT_FIND) &&
	       avoid(PARENT_SLOT, wrong_slot(tree));
}

void known_summary(FILE *out)
{
	bool any = false;

	for (int i = 0; i < KNOWN_COUNT; i++) {
		if (avoided[i])
			fprintf(out, "%s%s %lu times", any ? ", " : "stepped around ", names[i], avoided[i]);
		any |= avoided[i];
	}
	if (any)
		fputs("; see docs/findings.md, or --strict\n", out);
}
