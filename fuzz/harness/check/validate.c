// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 8: what the subject checks itself, and what the ground sees it do. */
#include <string.h>

#include "check/check.h"
#include "complaint.h"

/* The largest run of NULL below a node, by what is below it. */
static unsigned long gap_below(const struct view *view)
{
	unsigned long first = view->min, gap = 0;
	unsigned int i;

	for (i = 0; i <= view->end; i++) {
		unsigned long last = view_slot_max(view, i), size = view_gap(view, i);

		if (view_leaf(view))
			size = view_slot(view, i) ? 0 : last - first + 1;
		if (size > gap)
			gap = size;
		first = last + 1;
	}
	return gap;
}

/* Does each node know the gaps below it? mt_validate() may count them as the subject does. */
static void check_gaps(struct world *w, const struct tree *t)
{
	struct view_walk walk;
	const struct view *view;

	if (!(t->model->attributes & ATTRIBUTE_ALLOC) || !view_walk_begin(&walk, &t->subject->mt))
		return;
	while ((view = view_walk_next(&walk))) {
		const struct view *parent = walk.depth ? &walk.path[walk.depth - 1] : NULL;

		if (parent && view_gap(parent, walk.slot[walk.depth - 1]) != gap_below(view))
			diverged(w, CHECK_VALIDATE, (struct evidence){ t, view->min },
				 "t%u: the node [0x%lx, 0x%lx] has a gap of 0x%lx, its parent says 0x%lx",
				 t->number, view->min, view->max, gap_below(view),
				 view_gap(parent, walk.slot[walk.depth - 1]));
	}
}

void check_valid(struct world *w, struct tree *t)
{
	bool taken;

	if (!checking(w, CHECK_VALIDATE))
		return;
	/* It walks the tree without an RCU section of its own. */
	taken = check_lock(t);
	mt_validate(&t->subject->mt);
	check_unlock(t, taken);
	check_gaps(w, t);
}

static enum check check_of_fault(enum ground_fault fault)
{
	switch (fault) {
	case GROUND_LOCK:
	case GROUND_RCU:
	case GROUND_SLEEP:
		return CHECK_LOCKS;
	case GROUND_MEMORY:
	case GROUND_STUCK:
		return CHECK_MEMORY;
	default:
		return CHECK_VALIDATE;
	}
}

static void place_of(const char *file, int line, char *place)
{
	snprintf(place, PLACE_SIZE, "%.*s:%d", PLACE_SIZE - 16, file_name(file), line);
}

/* A check of the subject itself has failed. */
_Noreturn static void complain(struct world *w, enum check check, const struct complaint *c)
{
	char place[PLACE_SIZE];

	snprintf(place, sizeof(place), "%s:%u", c->function, c->line);
	failed(w, &(struct fault){ check, place, c->tree, c->node, c->slot }, "%s() in line %u%s%s", c->function, c->line,
	       *c->words ? ": " : "", c->words);
}

void on_fault(struct world *w, enum ground_fault fault, const char *what, const char *file,
	      int line)
{
	enum check check = check_of_fault(fault);
	struct complaint complaint;
	char place[PLACE_SIZE];

	if (!checking(w, check))
		return;
	if (fault == GROUND_DUMP_STACK && complaint_read(w, file, line, &complaint))
		complain(w, check, &complaint);
	place_of(file, line, place);
	failed(w, &(struct fault){ .check = check, .place = place, .slot = -1 }, "%s: %s, at %s:%d",
	       ground_fault_name(fault), what, file, line);
}
