// SPDX-License-Identifier: GPL-2.0-or-later
/* From instructions to calls: what is relative becomes absolute, what the contract forbids becomes its nearest relative. */
#include <limits.h>

#include "ops/block.h"
#include "resolve.h"
#include "view/view.h"

#define PAGE_SHIFT 12

/* Bits 16 to 23 of an operand: -1, 0 or 1, added without passing either end. */
static unsigned long nudge(unsigned long index, uint64_t operand)
{
	switch ((operand >> 16 & 0xff) % 3) {
	case 0:
		return index ? index - 1 : index;
	case 2:
		return index < ULONG_MAX ? index + 1 : index;
	default:
		return index;
	}
}

static unsigned long add(unsigned long index, unsigned long n)
{
	return index > ULONG_MAX - n ? ULONG_MAX : index + n;
}

/* Bits 0 to 15 of an operand choose a range; in an empty tree it is [0, ULONG_MAX]. */
static struct oracle_range chosen_range(const struct oracle *o, uint64_t operand)
{
	struct oracle_range everything = { 0, ULONG_MAX, NULL };

	return o->count ? o->ranges[(operand & 0xffff) % o->count] : everything;
}

static unsigned long middle(struct oracle_range range)
{
	return range.first + (range.last - range.first) / 2;
}

/* The leaf that holds @index. Return: false if the tree has no node. */
static bool find_leaf(const struct tree *t, unsigned long index, struct view *leaf)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int depth = view_path(&t->subject->mt, index, path);

	if (depth)
		*leaf = path[depth - 1];
	return depth;
}

static unsigned long leaf_edge(const struct tree *t, uint64_t operand)
{
	unsigned long index = middle(chosen_range(&t->model->oracle, operand));
	struct view leaf;

	if (!find_leaf(t, index, &leaf))
		return nudge(index, operand);
	return nudge(operand >> 24 & 1 ? leaf.max : leaf.min, operand);
}

/* What the leaf covers that holds the first index of @call. Text has it as it is. */
static void resolve_leaf(const struct tree *t, const struct instruction *insn, struct call *call)
{
	struct view leaf = { .min = 0, .max = ULONG_MAX };

	if (insn->length_mode == LENGTH_ABSOLUTE) {
		call->last = insn->b;
		return;
	}
	find_leaf(t, call->first, &leaf);
	call->first = leaf.min;
	call->last = leaf.max;
}

/* @o: what the tree holds, or the process, of which there is no tree @t then. */
static unsigned long resolve_first(const struct world *w, const struct tree *t, const struct oracle *o,
				   const struct instruction *insn)
{
	uint64_t a = insn->a;

	switch (insn->index_mode) {
	case INDEX_SMALL:
		return a & 0x3f;
	case INDEX_16BIT:
		return a & 0xffff;
	case INDEX_PAGE:
		return (a & 0xffff) << PAGE_SHIFT;
	case INDEX_HIGH:
		return ULONG_MAX - (a & 0xff);
	case INDEX_FIRST_EDGE:
		return nudge(chosen_range(o, a).first, a);
	case INDEX_LAST_EDGE:
		return nudge(chosen_range(o, a).last, a);
	case INDEX_INSIDE:
		return middle(chosen_range(o, a));
	case INDEX_PREVIOUS:
		return nudge(a & 1 ? w->previous_last : w->previous_first, a);
	case INDEX_LEAF_EDGE:
		return t ? leaf_edge(t, a) : nudge(middle(chosen_range(o, a)), a);
	default:
		return a;
	}
}

/* The end of the range, or of the emptiness, that holds @index. */
static unsigned long stretch_end(const struct oracle *o, unsigned long index)
{
	size_t at = oracle_at_or_after(o, index);

	if (at == o->count)
		return ULONG_MAX;
	return o->ranges[at].first <= index ? o->ranges[at].last : o->ranges[at].first - 1;
}

/* The last index of the @k-th range after the one that holds @index, or of the last one. */
static unsigned long over_ranges(const struct oracle *o, unsigned long index, size_t k)
{
	size_t at = oracle_at_or_after(o, index);

	if (at == o->count)
		return ULONG_MAX;
	return o->ranges[at + k < o->count ? at + k : o->count - 1].last;
}

static unsigned long resolve_last(const struct oracle *o, const struct instruction *insn,
				  unsigned long first)
{
	uint64_t b = insn->b;
	unsigned long last;

	switch (insn->length_mode) {
	case LENGTH_ONE:
		return first;
	case LENGTH_SMALL:
		return add(first, b & 0x1f);
	case LENGTH_16BIT:
		return add(first, b & 0xffff);
	case LENGTH_PAGES:
		return add(first, (((b & 0xff) + 1) << PAGE_SHIFT) - 1);
	case LENGTH_TO_EDGE:
		last = nudge(stretch_end(o, first), b);
		break;
	case LENGTH_OVER:
		last = nudge(over_ranges(o, first, b & 0xff), b);
		break;
	case LENGTH_TO_END:
		return ULONG_MAX;
	default:
		return b;
	}
	return last < first ? first : last;
}

/* An empty tree of the attributes of @source, from slot @from on; @from if there is none. */
static unsigned int empty_tree(const struct world *w, unsigned int from, unsigned int source)
{
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++) {
		unsigned int slot = (from + i) % MAX_TREES;

		if (slot != source && !w->models[slot].oracle.count &&
		    w->models[slot].attributes == w->models[source].attributes)
			return slot;
	}
	return from;
}

static void resolve_new(const struct world *w, const struct instruction *insn, struct call *call)
{
	if (insn->flags != FLAG_DUP_EXACT)
		call->tree = empty_tree(w, call->tree, call->source);
	/* No caller duplicates a tree into itself: it would take its lock twice. */
	if (call->tree == call->source)
		call->tree = (call->tree + 1) % MAX_TREES;
}

/* A call that names no tree is about the one that its cursor was set on. */
static void resolve_cursor(struct world *w, struct call *call)
{
	if (operation_takes(call->op, OPERAND_TREE))
		w->cursor_trees[call->cursor] = call->tree;
	else
		call->tree = w->cursor_trees[call->cursor];
}

/* What is written through a cursor is written where that stands. */
static void resolve_place(const struct world *w, struct call *call)
{
	const struct model_cursor *c = &w->models[call->tree].cursors[call->cursor];

	if (operations[call->op]->cursor != CURSOR_WRITES || operation_takes_indices(call->op))
		return;
	call->first = c->index;
	call->last = c->last;
}

/* The attributes of the trees that the call is about, together. */
static unsigned int all_attributes(const struct world *w, const struct call *call)
{
	unsigned int attributes = 0;

	if (operation_has_tree(call->op) || operation_takes(call->op, OPERAND_CURSOR))
		attributes |= w->models[call->tree].attributes;
	if (operation_takes(call->op, OPERAND_SOURCE))
		attributes |= w->models[call->source].attributes;
	return attributes;
}

/* Let @call be of the operation @op, if that is one: 0 is OP_INIT, which nothing becomes. */
static void become(struct call *call, uint8_t op)
{
	if (!op)
		return;
	call->op = op;
	if (!operation_takes(op, OPERAND_SIZE))
		call->size = 0;
	if (!operation_takes(op, OPERAND_DOWN))
		call->flags &= ~CALL_DOWN;
	if (!operation_takes(op, OPERAND_FEWER))
		call->fewer = 0;
}

/* Under the lock, or without it, no allocation may block. */
static void must_not_block(struct call *call)
{
	become(call, operations[call->op]->atomic);
	if (call_gfp_blocks(call->gfp))
		call->gfp = CALL_GFP_NOWAIT;
}

/* What it is on trees of these attributes. @all: of the trees that it is about; @own: of the one that it is done to. */
static void become_as(struct call *call, unsigned int all, unsigned int own)
{
	if (all & ATTRIBUTES_CALLERS_LOCK)
		become(call, operations[call->op]->external);
	if (all & ATTRIBUTES_ATOMIC)
		must_not_block(call);
	if (!(own & ATTRIBUTE_ALLOC))
		become(call, operations[call->op]->gapless);
}

uint8_t harness_becomes(uint8_t op, unsigned int attributes)
{
	struct call call = { .op = op };

	become_as(&call, attributes, attributes);
	return call.op;
}

/* The child is a process that is not there yet: the named one, or one behind it. If there are all, the named one ends first, and that is it. */
static void resolve_child(const struct world *w, struct call *call)
{
	unsigned int i;

	for (i = 0; i < MAX_PROCESSES; i++) {
		unsigned int child = (call->child + i) % MAX_PROCESSES;

		if (w->models[child].process.alive)
			continue;
		call->child = child;
		return;
	}
	*call = (struct call){ .op = operations[call->op]->crowded, .process = call->child };
}

static void resolve_process(const struct world *w, const struct instruction *insn, struct call *call)
{
	const struct process *p = &w->models[call->process].process;

	if (!p->alive) {
		*call = (struct call){ .op = operations[call->op]->dead, .process = call->process };
		return;
	}
	if (operation_takes(call->op, OPERAND_CHILD))
		resolve_child(w, call);
	if (operation_takes_indices(call->op))
		call->first = call->last = resolve_first(w, NULL, &p->areas, insn);
	if (operation_takes(call->op, OPERAND_RANGE))
		call->last = resolve_last(&p->areas, insn, call->first);
	if (operations[call->op]->legalise)
		operations[call->op]->legalise(call);
}

/* Where the tree has to be empty, and is not. */
static void resolve_taken(const struct world *w, struct call *call)
{
	const struct model *m = &w->models[call->tree];

	if (m->oracle.count || m->attributes & ATTRIBUTE_RCU)
		become(call, operations[call->op]->taken);
}

void resolve_again(struct world *w, const struct call *call)
{
	struct call *again = &w->calls[call - w->calls];

	resolve_taken(w, again);
	resolve_place(w, again);
}

const struct call *resolve_held(struct world *w, const struct call **held)
{
	const struct call *call = *held;

	*held = NULL;
	if (call)
		resolve_again(w, call);
	return call;
}

void resolve(struct world *w, const struct instruction *insn, struct call *call)
{
	const struct tree *t;

	call_decode(insn, call);
	if (operation_has_process(call->op)) {
		resolve_process(w, insn, call);
		return;
	}
	if (operation_takes(insn->op, OPERAND_NEW))
		resolve_new(w, insn, call);
	if (operation_takes(insn->op, OPERAND_CURSOR))
		resolve_cursor(w, call);
	t = &w->trees[call->tree];
	become_as(call, all_attributes(w, call), t->model->attributes);
	resolve_taken(w, call);
	if (operation_takes_indices(insn->op))
		call->first = call->last = resolve_first(w, t, &t->model->oracle, insn);
	if (operation_takes(insn->op, OPERAND_RANGE) && operation_takes(call->op, OPERAND_RANGE))
		call->last = resolve_last(&t->model->oracle, insn, call->first);
	if (operation_takes(insn->op, OPERAND_LEAF))
		resolve_leaf(t, insn, call);
	resolve_place(w, call);
	if (operations[call->op]->legalise)
		operations[call->op]->legalise(call);
}
