// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 6: no node is lost, and none is freed while a reader may be on it. */
#include "check.h"

void check_grace(struct world *w, const struct call *call, const struct before *before)
{
	unsigned int i;

	if (!checking(w, CHECK_MEMORY))
		return;
	for (i = 0; i < before->path_length; i++)
		if (ground_object_id(before->path[i].node) < 0)
			diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
				 "t%u: the node [0x%lx, 0x%lx] was freed without waiting for readers",
				 call->tree, before->path[i].min, before->path[i].max);
}

void check_unchanged(struct world *w, const struct call *call, const struct before *before)
{
	unsigned long live = ground_counts()->live;

	if (checking(w, CHECK_MEMORY) && live != before->counts.live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "t%u: the call failed, and %ld more nodes are allocated than before it",
			 call->tree, (long)(live - before->counts.live));
}

void check_freed(struct world *w, const struct call *call, const struct before *before)
{
	unsigned long live = ground_counts()->live;

	if (checking(w, CHECK_MEMORY) && before->counts.live - live != before->nodes)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "t%u had %lu nodes, %ld were freed", call->tree, before->nodes,
			 (long)(before->counts.live - live));
}

void check_nodes(struct world *w)
{
	unsigned long nodes = 0, internal;
	unsigned int i;

	if (!checking(w, CHECK_MEMORY))
		return;
	for (i = 0; i < MAX_TREES; i++)
		nodes += view_count(&w->trees[i].mt, &internal);
	if (nodes != ground_counts()->live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "the trees have %lu nodes, but %lu are allocated", nodes,
			 ground_counts()->live);
}

void check_nothing_left(struct world *w)
{
	if (checking(w, CHECK_MEMORY) && ground_counts()->live)
		diverged(w, CHECK_MEMORY, (struct evidence){ NULL, 0 },
			 "every tree is destroyed, but %lu nodes are still allocated",
			 ground_counts()->live);
}
