// SPDX-License-Identifier: GPL-2.0-or-later
/* The tree where it is wrong: what the oracle holds there, and the nodes as they are. */
#include "entry.h"
#include "report_tree.h"
#include "view/picture.h"
#include "view/view.h"

/* How many ranges around the place are listed of the oracle. */
#define RANGES_SHOWN 3

static void print_range(FILE *out, unsigned long first, unsigned long last, const void *entry)
{
	char text[ENTRY_TEXT_SIZE];

	entry_format(entry, text);
	fprintf(out, "    [0x%lx, 0x%lx] %s\n", first, last, text);
}

static void print_oracle(const struct oracle *o, unsigned long index, FILE *out)
{
	size_t at = oracle_at_or_after(o, index);
	size_t from = at > RANGES_SHOWN ? at - RANGES_SHOWN : 0;
	size_t i;

	fprintf(out, "  oracle: %zu ranges", o->count);
	fprintf(out, o->count ? ", near 0x%lx:\n" : "\n", index);
	for (i = from; i < o->count && i <= at + RANGES_SHOWN; i++)
		print_range(out, o->ranges[i].first, o->ranges[i].last, o->ranges[i].entry);
}

/* How a row or a node is marked. */
#define FAULT ">>"

static void print_content(const struct picture_node *node, const struct picture_slot *slot, FILE *out)
{
	char entry[ENTRY_TEXT_SIZE];

	if (slot->used)
		fprintf(out, "[0x%lx, 0x%lx] ", slot->first, slot->last);
	else
		fprintf(out, "behind the end: ");
	entry_format(slot->content, entry);
	if (node->leaf)
		fputs(entry, out);
	else
		fprintf(out, "child %p", slot->content);
	if (node->gaps)
		fprintf(out, ", gap 0x%lx", slot->gap);
}

static void print_want(const struct picture_slot *slot, FILE *out)
{
	char entry[ENTRY_TEXT_SIZE];

	entry_format(slot->want.entry, entry);
	if (slot->want.entry)
		fprintf(out, "   the oracle has [0x%lx, 0x%lx] %s", slot->want.first, slot->want.last, entry);
	else
		fprintf(out, "   the oracle has nothing there");
}

/* A row of a node. It is marked if it is the one that the subject names, or holds something else than the oracle. */
static void print_slot(const struct picture_node *node, unsigned int row, bool named, FILE *out)
{
	const struct picture_slot *slot = &node->slot[row];
	char pivot[32] = "no pivot";

	if (slot->has_pivot)
		snprintf(pivot, sizeof(pivot), "pivot 0x%lx", slot->pivot);
	fprintf(out, "  %-2s %2u  %-24s  ", named || slot->wrong ? FAULT : "", node->number[row], pivot);
	print_content(node, slot, out);
	if (slot->wrong)
		print_want(slot, out);
	fputc('\n', out);
}

/* @named: the number of the slot that the subject names; -1 for none. */
static void print_node(const struct picture_node *node, unsigned int depth, bool at_fault, int named, FILE *out)
{
	char meta[PICTURE_META_SIZE];
	unsigned int row;

	picture_meta_format(node, meta);
	fprintf(out, "  %slevel %u: %s %p [0x%lx, 0x%lx], %u slot%s%s\n", at_fault ? FAULT " " : "", depth,
		node->leaf ? "leaf" : node->gaps ? "node with gaps" : "node", node->node, node->min, node->max, node->slots,
		node->slots == 1 ? "" : "s", meta);
	for (row = 0; row < node->rows; row++)
		print_slot(node, row, node->number[row] == named, out);
}

/* An index that lies in @node: the way there leads to the node. Return: false if it is not in the tree. */
static bool find_node(const struct maple_tree *mt, const void *node, int slot, unsigned long *index)
{
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, mt))
		return false;
	while ((view = view_walk_next(&walk))) {
		if (view->node != node)
			continue;
		*index = slot > 0 && (unsigned int)slot <= view->end ? view_slot_max(view, (unsigned int)slot - 1) + 1 : view->min;
		return true;
	}
	return false;
}

static void print_path(const struct tree *t, unsigned long index, const struct place *at, FILE *out)
{
	struct view path[VIEW_MAX_HEIGHT];
	struct picture_node node;
	unsigned int nodes, i;

	nodes = view_path(&t->subject->mt, index, path);
	fprintf(out, "  subject: flags 0x%x, %s\n", t->subject->mt.ma_flags,
		nodes ? "the path to there:" : mtree_empty(&t->subject->mt) ? "empty" : "one entry, in the root pointer");
	for (i = 0; i < nodes; i++) {
		bool at_fault = at->node && path[i].node == at->node;

		picture_take(&path[i], &t->model->oracle, &node);
		print_node(&node, i, at_fault, at_fault ? at->slot : -1, out);
		fflush(out);
	}
}

void report_tree(const struct place *at, FILE *out)
{
	unsigned long index = at->index;
	bool found = at->node && find_node(&at->tree->subject->mt, at->node, at->slot, &index);

	fprintf(out, "\nTree t%u near 0x%lx:\n", at->tree->number, index);
	print_oracle(&at->tree->model->oracle, index, out);
	fflush(out);
	print_path(at->tree, index, at, out);
	if (at->node && !found)
		fprintf(out, "  the node %p is none of the tree\n", at->node);
}
