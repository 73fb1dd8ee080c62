// SPDX-License-Identifier: GPL-2.0-or-later
/* A red-black tree of ranges, of <sys/tree.h> as Debian's libbsd-dev has it. */
#include <stdlib.h>

#include <bsd/sys/tree.h>

#include "../measure.h"
#include "map.h"

struct node {
	RB_ENTRY(node) links;
	struct map_range range;
};

RB_HEAD(map, node);

static int compare(const struct node *a, const struct node *b)
{
	return (a->range.last > b->range.last) - (a->range.last < b->range.last);
}

RB_GENERATE(map, node, links, compare)

struct map *map_new(void)
{
	return array(1, sizeof(struct map));
}

static struct node *node_new(struct map_range range)
{
	struct node *node = array(1, sizeof(*node));

	node->range = range;
	return node;
}

void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	RB_INSERT(map, map, node_new((struct map_range){ first, last, value }));
}

/* The first range that does not end in front of @index. */
static struct node *find(const struct map *map, unsigned long index)
{
	struct node wanted;

	wanted.range.last = index;
	return RB_NFIND(map, (struct map *)map, &wanted);
}

void map_store(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	struct node *node = find(map, first);

	must(node && node->range.first == first && node->range.last == last, "the search of a range to store over");
	node->range.value = value;
}

unsigned long map_load(const struct map *map, unsigned long index)
{
	const struct node *node = find(map, index);

	return node && node->range.first <= index ? node->range.value : 0;
}

unsigned long map_walk(const struct map *map)
{
	unsigned long sum = 0;
	struct node *node;

	RB_FOREACH(node, map, (struct map *)map)
		sum += node->range.last + node->range.value;
	return sum;
}

/* The same tree with the same colours, without a comparison. */
static struct node *copy_below(struct node *from, struct node *parent)
{
	struct node *node;

	if (!from)
		return NULL;
	node = node_new(from->range);
	node->links = from->links;
	RB_PARENT(node, links) = parent;
	RB_LEFT(node, links) = copy_below(RB_LEFT(from, links), node);
	RB_RIGHT(node, links) = copy_below(RB_RIGHT(from, links), node);
	return node;
}

struct map *map_copy(const struct map *map)
{
	struct map *copy = map_new();

	RB_ROOT(copy) = copy_below(RB_ROOT(map), NULL);
	return copy;
}

static void free_below(struct node *node)
{
	if (!node)
		return;
	free_below(RB_LEFT(node, links));
	free_below(RB_RIGHT(node, links));
	free(node);
}

void map_free(struct map *map)
{
	free_below(RB_ROOT(map));
	free(map);
}
