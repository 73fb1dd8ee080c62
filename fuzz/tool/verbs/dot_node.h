/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A node in a graph for Graphviz. */
#ifndef DOT_NODE_H
#define DOT_NODE_H

#include <stdio.h>

#include "view/picture.h"

/**
 * struct dot_node - How a node is drawn.
 * @side: what its name in the graph begins with, and
 * @id: ends with.
 * @before: it stands as it was before the call.
 * @compare: mark what is not as the oracle has it. A crash leaves the two at different calls.
 */
struct dot_node {
	const char *side;
	size_t id;
	bool before;
	bool compare;
};

/** dot_same_node() - Is @b what @a was? */
bool dot_same_node(const struct picture_node *a, const struct picture_node *b);

/** dot_any_wrong() - Has the oracle something else than some slot of @node? */
bool dot_any_wrong(const struct picture_node *node);

/** dot_draw_node() - Write the node to @out. @other: as it is on the other side of the call; NULL if it is not there. */
void dot_draw_node(FILE *out, const struct picture_node *node, const struct picture_node *other, const struct dot_node *at);

#endif
