// SPDX-License-Identifier: GPL-2.0-or-later
/* What the tool asks of the subject's trees: their size, attributes and nodes. */
#include "view/inspect.h"
#include "view/view.h"
#include "world.h"

struct tree_size inspect_size(unsigned int tree)
{
	const struct tree *t = &the_world()->trees[tree];
	struct tree_size size = { .attributes = t->model->attributes, .ranges = t->model->oracle.count };
	unsigned long internal;

	size.nodes = view_count(&t->subject->mt, &internal);
	size.height = inspect_height(tree);
	return size;
}

unsigned int inspect_attributes(unsigned int tree)
{
	return the_world()->models[tree].attributes;
}

unsigned int inspect_height(unsigned int tree)
{
	return mt_height(&the_world()->subject.trees[tree].mt);
}

void *inspect_range(unsigned int tree, size_t at, unsigned long *first, unsigned long *last)
{
	const struct oracle *o = &the_world()->models[tree].oracle;

	if (at >= o->count)
		return NULL;
	*first = o->ranges[at].first;
	*last = o->ranges[at].last;
	return o->ranges[at].entry;
}

struct happened inspect_happened(void)
{
	return (struct happened){ ground_counts()->blocking_failures, ground_publications(), ground_dereferences() };
}

const void *inspect_nodes(unsigned int tree, void (*node)(const struct picture_node *node, void *arg),
			  void *arg)
{
	const struct maple_tree *mt = &the_world()->subject.trees[tree].mt;
	struct picture_node copy;
	struct view_walk walk;
	const struct view *view;

	if (!view_walk_begin(&walk, mt))
		return (const void *)mt->ma_root;
	while ((view = view_walk_next(&walk))) {
		picture_take(view, &the_world()->models[tree].oracle, &copy);
		node(&copy, arg);
	}
	return NULL;
}
