// SPDX-License-Identifier: GPL-2.0-or-later
/* A node in a graph for Graphviz: its slots as they stand there, what a call changed, and where the oracle holds something else. */
#include "entry.h"
#include "verbs/dot_node.h"

#define COLOUR_NEW "#b7e1b0"
#define COLOUR_CHANGED "#ffd966"
#define COLOUR_GONE "#f4b6b6"
#define COLOUR_WRONG "#b00020"

static bool same_slot(const struct picture_node *a, const struct picture_node *b, unsigned int slot)
{
	const struct picture_slot *x = &a->slot[slot], *y = &b->slot[slot];

	return slot < a->rows && slot < b->rows && x->used == y->used && x->last == y->last && x->pivot == y->pivot &&
	       x->gap == y->gap && x->content == y->content;
}

bool dot_same_node(const struct picture_node *a, const struct picture_node *b)
{
	unsigned int slot;

	if (a->rows != b->rows || a->slots != b->slots || a->min != b->min || a->dead != b->dead || a->meta_end != b->meta_end ||
	    a->meta_gap != b->meta_gap)
		return false;
	for (slot = 0; slot < a->rows; slot++)
		if (!same_slot(a, b, slot))
			return false;
	return true;
}

static const char *node_colour(const struct picture_node *node, const struct picture_node *other, bool before)
{
	if (!other)
		return before ? COLOUR_GONE : COLOUR_NEW;
	return dot_same_node(node, other) ? "white" : COLOUR_CHANGED;
}

bool dot_any_wrong(const struct picture_node *node)
{
	unsigned int row;

	for (row = 0; row < node->rows; row++)
		if (node->slot[row].wrong)
			return true;
	return false;
}

/* The pivot as it stands in the node; and the last index, where a reader takes another. */
static void draw_pivot(FILE *out, const struct picture_slot *s)
{
	if (s->has_pivot)
		fprintf(out, "0x%lx", s->pivot);
	else
		fputs("no pivot", out);
	if (!s->used)
		fputs(", behind the end", out);
	else if (!s->has_pivot || s->pivot != s->last)
		fprintf(out, ", read as 0x%lx", s->last);
}

static void draw_content(FILE *out, const struct picture_node *node, const struct picture_slot *s, bool wrong)
{
	char entry[ENTRY_TEXT_SIZE];

	entry_format(s->content, entry);
	if (node->gaps)
		fprintf(out, "gap 0x%lx", s->gap);
	else if (node->leaf)
		fputs(entry, out);
	if (!wrong)
		return;
	entry_format(s->want.entry, entry);
	fprintf(out, "; the oracle: %s", entry);
	if (s->want.entry)
		fprintf(out, " to 0x%lx", s->want.last);
}

static void draw_slot(FILE *out, const struct picture_node *node, const struct picture_node *other, unsigned int row, bool compare)
{
	const struct picture_slot *s = &node->slot[row];
	bool wrong = compare && s->wrong;
	const char *begin = wrong ? "<font color=\"white\">" : "", *end = wrong ? "</font>" : "";
	const char *colour = "";

	if (wrong)
		colour = " bgcolor=\"" COLOUR_WRONG "\"";
	else if (other && !same_slot(node, other, row))
		colour = " bgcolor=\"" COLOUR_CHANGED "\"";

	fprintf(out, "<tr><td align=\"left\"%s>%s", colour, begin);
	draw_pivot(out, s);
	fprintf(out, "%s</td><td port=\"s%u\" align=\"left\"%s>%s", end, row, colour, begin);
	draw_content(out, node, s, wrong);
	fprintf(out, "%s</td></tr>", end);
}

void dot_draw_node(FILE *out, const struct picture_node *node, const struct picture_node *other, const struct dot_node *at)
{
	char meta[PICTURE_META_SIZE];
	unsigned int row;

	picture_meta_format(node, meta);
	fprintf(out, "\t\t\t%s%zu [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">"
		"<tr><td port=\"top\" colspan=\"2\" bgcolor=\"%s\">%s %zu: from 0x%lx, %u slots%s</td></tr>", at->side, at->id,
		node_colour(node, other, at->before), node->leaf ? "leaf" : "node", at->id, node->min, node->slots, meta);
	for (row = 0; row < node->rows; row++)
		draw_slot(out, node, other, row, at->compare);
	fprintf(out, "</table>>];\n");
}
