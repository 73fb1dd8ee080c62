// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 3: a duplicate has the shape of its source, on nodes of its own, built with the allocations promised. */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "subject_features.h"

/*
 * For each object of the ground, the comparison in which it was last met as a
 * node. Comparisons are numbered, so that nothing need be cleared between them.
 */
static unsigned long met[MAX_LIVE_NODES];
static unsigned long comparison;

struct pair {
	const struct tree *source;
	const struct tree *t;
	const struct view *old;
	const struct view *new;
};

_Noreturn static void wrong_shape(struct world *w, const struct pair *p, const char *what)
{
	char place[PLACE_SIZE];

	snprintf(place, sizeof(place), "check_shape:%s", what);
	diverged_at(w, place, CHECK_SHAPE, (struct evidence){ p->t, p->new->min },
		    "t%u as a duplicate of t%u: the node [0x%lx, 0x%lx] %s", p->t->number,
		    p->source->number, p->new->min, p->new->max, what);
}

static void compare_node(struct world *w, const struct pair *p)
{
	const struct view *old = p->old, *new = p->new;
	unsigned int i;

	if (old->type != new->type)
		wrong_shape(w, p, "has another type than its source");
	if (old->end != new->end)
		wrong_shape(w, p, "has another number of slots than its source");
	for (i = 0; i <= old->end; i++) {
		if (view_slot_max(old, i) != view_slot_max(new, i))
			wrong_shape(w, p, "has other pivots than its source");
		if (view_gap(old, i) != view_gap(new, i))
			wrong_shape(w, p, "has other gaps than its source");
		if (view_leaf(old) && view_slot(old, i) != view_slot(new, i))
			wrong_shape(w, p, "has other entries than its source");
	}
}

static void compare_identity(struct world *w, const struct pair *p)
{
	long old = ground_object_id(p->old->node);
	long new = ground_object_id(p->new->node);

	if (old < 0)
		wrong_shape(w, p, "has a source that is not allocated");
	if (new < 0)
		wrong_shape(w, p, "is not allocated");
	met[old] = comparison;
	if (met[new] == comparison)
		wrong_shape(w, p, "belongs to the source too");
	if (met[new] == comparison + 1)
		wrong_shape(w, p, "stands in the duplicate twice");
	met[new] = comparison + 1;
}

static void compare_parent(struct world *w, const struct pair *p, const struct view_walk *walk)
{
	unsigned int depth = walk->depth;

	if (depth ? !view_parent_is(p->new, &walk->path[depth - 1], walk->slot[depth - 1]) :
		    !view_parent_is_tree(p->new, &p->t->subject->mt))
		wrong_shape(w, p, "has a wrong parent");
}

/* One allocation for the root, one bulk allocation for the children of each internal node. */
static void compare_allocations(struct world *w, const struct tree *t, const struct before *before,
				unsigned long nodes, unsigned long internal)
{
	const struct ground_counts *now = ground_counts();
	struct evidence evidence = { t, 0 };

	if (now->live - before->counts.live != nodes)
		diverged(w, CHECK_SHAPE, evidence, "the duplicate has %lu nodes, but %ld more are allocated",
			 nodes, (long)(now->live - before->counts.live));
	if (HAVE_SHEAVES)
		return;		/* one sheaf for all */
	if (now->singles - before->counts.singles != (nodes != 0))
		diverged(w, CHECK_SHAPE, evidence, "%lu single allocations were made, the algorithm needs %d",
			 now->singles - before->counts.singles, nodes != 0);
	if (now->bulks - before->counts.bulks != internal)
		diverged(w, CHECK_SHAPE, evidence, "%lu bulk allocations were made, the algorithm needs %lu",
			 now->bulks - before->counts.bulks, internal);
}

void check_shape(struct world *w, const struct tree *source, const struct tree *t,
		 const struct before *before)
{
	struct view_walk old_walk, new_walk;
	struct pair p = { .source = source, .t = t };
	unsigned long nodes = 0, internal = 0;
	bool old_nodes, new_nodes;

	/* A tree that is duplicated range by range is a tree of its own. */
	if (!checking(w, CHECK_SHAPE) || !HAVE_MT_DUP)
		return;
	/* The source's nodes are met under one number, the duplicate's under the next. */
	comparison += 2;
	old_nodes = view_walk_begin(&old_walk, &source->subject->mt);
	new_nodes = view_walk_begin(&new_walk, &t->subject->mt);
	if (old_nodes != new_nodes || mt_height(&source->subject->mt) != mt_height(&t->subject->mt))
		diverged(w, CHECK_SHAPE, (struct evidence){ t, 0 },
			 "the duplicate has height %u, its source %u", mt_height(&t->subject->mt),
			 mt_height(&source->subject->mt));
	while (old_nodes && (p.old = view_walk_next(&old_walk))) {
		p.new = view_walk_next(&new_walk);
		compare_identity(w, &p);
		compare_node(w, &p);
		compare_parent(w, &p, &new_walk);
		nodes++;
		internal += !view_leaf(p.new);
	}
	compare_allocations(w, t, before, nodes, internal);
}
