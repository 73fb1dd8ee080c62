// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 6: no node is lost, and none is freed while a reader may be on it. */
#include "check/check.h"

static bool contains(const struct view *path, unsigned int length, const struct maple_node *node)
{
	while (length--)
		if (path[length].node == node)
			return true;
	return false;
}

/*
 * Of the nodes that were on the way to the first index, where a reader may be: none
 * is freed yet, and one that has left the tree is its own parent, so that the reader walks anew.
 */
void check_grace(struct world *w, const struct call *call, const struct before *before)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int i, length;

	if (!before->path_length || !checking(w, CHECK_MEMORY))
		return;
	length = view_path(&w->subject.trees[call->tree].mt, call->first, path);
	for (i = 0; i < before->path_length; i++) {
		const struct view *view = &before->path[i];

		if (ground_object_id(view->node) < 0)
			diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
				 "t%u: the node [0x%lx, 0x%lx] was freed without waiting for readers",
				 call->tree, view->min, view->max);
		if ((const void *)view->node->parent != view->node && !contains(path, length, view->node))
			diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
				 "t%u: the node [0x%lx, 0x%lx] has left the tree and is not marked dead",
				 call->tree, view->min, view->max);
	}
}

void check_unchanged(struct world *w, const struct call *call, const struct before *before)
{
	unsigned long live = ground_counts()->live;

	if (checking(w, CHECK_MEMORY) && !before->waits && !node_waits() && live != before->counts.live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 operation_has_process(call->op) ? "p%u: the call failed, and %ld more nodes, VMAs and maps are allocated than before it" :
							   "t%u: the call failed, and %ld more nodes are allocated than before it",
			 operation_has_process(call->op) ? call->process : call->tree, (long)(live - before->counts.live));
}

void check_freed(struct world *w, const struct call *call, const struct before *before)
{
	unsigned long live = ground_counts()->live;

	if (checking(w, CHECK_MEMORY) && !before->waits && !node_waits() && before->counts.live - live != before->nodes)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "t%u had %lu nodes, %ld were freed", call->tree, before->nodes,
			 (long)(before->counts.live - live));
}

unsigned long nodes_of_trees(const struct world *w)
{
	unsigned long nodes = 0, internal;
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++)
		nodes += view_count(&w->subject.trees[i].mt, &internal);
	return nodes + objects_of_processes(w);
}

void check_nodes(struct world *w)
{
	unsigned long nodes;

	if (!checking(w, CHECK_MEMORY) || node_waits() || w->kept_unknown)
		return;
	nodes = nodes_of_trees(w) + w->kept_nodes;
	if (nodes != ground_counts()->live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "the trees have %lu nodes, but %lu are allocated", nodes,
			 ground_counts()->live);
}

void check_nothing_left(struct world *w)
{
	if (checking(w, CHECK_MEMORY) && ground_counts()->live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "every tree is destroyed, but %lu nodes or VMAs are still allocated",
			 ground_counts()->live);
}
