// SPDX-License-Identifier: GPL-2.0-or-later
/* Hooks of the known issues of calls that read: limits, the entry in the root pointer, readers that are left behind. */
#include "cursor_step.h"
#include "known/hooks.h"
#include "ops/block.h"
#include "subject_features.h"

#if HAVE_MAPLE_STATUS

static bool is_overflow(const struct ma_state *mas)
{
	return mas->status == ma_overflow;
}

static bool is_underflow(const struct ma_state *mas)
{
	return mas->status == ma_underflow;
}

/* At a limit, too: there it goes on from the slot where it has stopped. */
static bool stands_on_slot(const struct ma_state *mas)
{
	return (mas->status == ma_active || is_overflow(mas) || is_underflow(mas)) && mas->node;
}

#else

static bool is_overflow(const struct ma_state *mas)
{
	(void)mas;
	return false;
}

#define is_underflow is_overflow
#define stands_on_slot is_overflow

#endif

/* ---- prev-below-min: one entry, in the root pointer, is returned though it lies below the limit ---- */

bool expect_prev_below_min(const struct world *w, const struct call *call, const struct outcome *want,
				  const struct outcome *got)
{
	const struct oracle *o = oracle_of(w, call);
	bool goes_down = call->op == OP_PREV || operations[call->op]->down;

	if (!goes_down || !call->first || !only_entry_in_root(o))
		return false;
	return got->not_made || (!want->entry && got->entry == o->ranges[0].entry);
}

/* A loop would store over what it should not have met. */
unsigned int avoid_prev_below_min(const struct world *w, const struct call *call, struct outcome *got)
{
	static struct ranges_met none;

	if (call->op != OP_CURSOR_FOR_EACH_REV || !call->first || !only_entry_in_root(oracle_of(w, call)))
		return 0;
	got->ranges = &none;
	return KNOWN_SKIP;
}

/* ---- prev-needs-lock ---- */

unsigned int avoid_prev_needs_lock(const struct world *w, const struct call *call, struct outcome *got)
{
	bool goes_down = call->op == OP_PREV || operations[call->op]->down;

	(void)got;
	return goes_down && only_entry_in_root(oracle_of(w, call)) && w->hold.locked != call->tree ? KNOWN_LOCK : 0;
}

bool stop_prev_needs_lock(const struct subject *s, unsigned int tree)
{
	return s->reader.down && !has_nodes(&s->trees[tree].mt);
}

/* ---- reader-emptied ---- */

bool stop_reader_emptied(const struct subject *s, unsigned int tree)
{
	return !has_nodes(&s->trees[tree].mt);
}

/* Is there no node when @writer is done? It may be: what it erases is not looked at. */
bool amid_reader_emptied(const struct world *w, const struct call *reader, const struct call *writer)
{
	const struct oracle *o = oracle_of(w, writer);
	const struct oracle_range *next = oracle_next(o, writer->last);
	size_t written = (next ? (size_t)(next - o->ranges) : o->count) - oracle_at_or_after(o, writer->first);

	/* An entry behind index 0 is in a node. */
	if (operation_takes(writer->op, OPERAND_ENTRY) && writer->entry.kind != ENTRY_NULL && writer->last)
		return false;
	return operations[reader->op]->iterates &&
	       (operation_infos[writer->op].effect == EFFECT_EMPTY || o->count <= written + 1);
}

/* ---- prev-root: what goes down in a tree that has no node yet ---- */

bool amid_prev_root(const struct world *w, const struct call *reader, const struct call *writer)
{
	(void)writer;
	return operations[reader->op]->down && !has_nodes(mt_of(w, reader));
}

/* ---- parent-slot: a node names the right parent, but the wrong slot in it ---- */

static bool names_wrong_slot(const struct view_walk *walk, const struct view *view)
{
	const struct view *parent = walk->depth ? &walk->path[walk->depth - 1] : NULL;
	unsigned int slot;

	if (!parent || view_parent_is(view, parent, walk->slot[walk->depth - 1]))
		return false;
	for (slot = 0; slot < view_slot_count(parent); slot++)
		if (view_parent_is(view, parent, slot))
			return true;
	return false;
}

/* Before 6.8 mas_prev() and mas_next() pass over entries when somebody writes in the middle of their steps. */
bool amid_parent_slot(const struct world *w, const struct call *reader, const struct call *writer)
{
	(void)w;
	(void)writer;
	return !HAVE_MAPLE_STATUS && operations[reader->op]->iterates;
}

/* Who goes from leaf to leaf in the middle of a write. Before 6.8 nodes are marked dead before new ones are published: nobody looks at them then. */
bool stop_parent_slot(const struct subject *s, unsigned int tree)
{
	struct view_walk walk;
	const struct view *view;

	if (!s->midway)
		return false;
	if (!HAVE_MAPLE_STATUS)
		return true;
	if (!view_walk_begin(&walk, &s->trees[tree].mt))
		return false;
	while ((view = view_walk_next(&walk)))
		if (names_wrong_slot(&walk, view))
			return true;
	return false;
}

/* ---- prev-narrowed: a reader stands on a slot whose first index was moved in place ---- */

bool stop_prev_narrowed(const struct subject *s, unsigned int tree)
{
	const struct ma_state *mas = &s->reader.mas;
	const struct maple_node *node = (const void *)((unsigned long)mas->node & ~(unsigned long)MAPLE_NODE_MASK);

	/* One that has left the tree is its own parent: there the reader walks anew. */
	if (!s->reader.down || !stands_on_slot(mas) || (const void *)node->parent == node || !has_nodes(&s->trees[tree].mt))
		return false;
	return mas->index != (mas->offset ? node->mr64.pivot[mas->offset - 1] + 1 : mas->min);
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
unsigned int avoid_limit_states(const struct world *w, const struct call *call, struct outcome *got)
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
bool expect_limit_states(const struct world *w, const struct call *call, const struct outcome *want,
				const struct outcome *got)
{
	return steps(call) && (got->not_made || (!got->entry && (!want->entry || only_entry_in_root(oracle_of(w, call)))));
}

/* ---- limit-unwalked ---- */

/* Calls that go on from a limit without walking: in the direction in which it was reached, and mas_find_rev() from either. */
unsigned int avoid_limit_unwalked(const struct world *w, const struct call *call, struct outcome *got)
{
	const struct ma_state *mas = &w->subject.cursors[call->cursor].mas;
	unsigned int does = operation_steps(call->op);
	bool up = does & STEP_UP && !(does & STEP_FINDS), down = does & STEP_DOWN, find_rev = down && does & STEP_FINDS;

	(void)got;
	if (operations[call->op]->cursor != CURSOR_READS || mas->node)
		return 0;
	if (is_overflow(mas))
		return (up && mas->last < call->first) || (find_rev && mas->index > call->first) ? KNOWN_WALK : 0;
	return is_underflow(mas) && down && mas->index > call->first ? KNOWN_WALK : 0;
}
