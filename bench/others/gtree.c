// SPDX-License-Identifier: GPL-2.0-or-later
/* GLib's GTree, a balanced binary tree, of Debian's libglib2.0-dev. Ranges that overlap are equal to it. */
#include <stdlib.h>

#include <glib.h>

#include "../measure.h"
#include "map.h"

struct map {
	GTree *tree;
};

static int compare(const void *a, const void *b, void *data)
{
	const struct map_range *range = a, *other = b;

	(void)data;
	return range->last < other->first ? -1 : range->first > other->last;
}

struct map *map_new(void)
{
	struct map *map = array(1, sizeof(*map));

	map->tree = g_tree_new_full(compare, NULL, NULL, free);
	return map;
}

void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	struct map_range *range = array(1, sizeof(*range));

	*range = (struct map_range){ first, last, value };
	g_tree_insert(map->tree, range, range);
}

static struct map_range *find(const struct map *map, unsigned long index)
{
	const struct map_range wanted = { index, index, 0 };

	return g_tree_lookup(map->tree, &wanted);
}

void map_store(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	struct map_range *range = find(map, first);

	must(range && range->first == first && range->last == last, "the search of a range to store over");
	range->value = value;
}

unsigned long map_load(const struct map *map, unsigned long index)
{
	const struct map_range *range = find(map, index);

	return range ? range->value : 0;
}

unsigned long map_walk(const struct map *map)
{
	unsigned long sum = 0;
	GTreeNode *node;

	for (node = g_tree_node_first(map->tree); node; node = g_tree_node_next(node)) {
		const struct map_range *range = g_tree_node_value(node);

		sum += range->last + range->value;
	}
	return sum;
}

/* GTree has no copy of its own. */
struct map *map_copy(const struct map *map)
{
	struct map *copy = map_new();
	GTreeNode *node;

	for (node = g_tree_node_first(map->tree); node; node = g_tree_node_next(node)) {
		const struct map_range *range = g_tree_node_value(node);

		map_insert(copy, range->first, range->last, range->value);
	}
	return copy;
}

void map_free(struct map *map)
{
	g_tree_destroy(map->tree);
	free(map);
}
