// SPDX-License-Identifier: GPL-2.0-or-later
/* A maple tree, as the library has it. Values are shifted, to be entries. */
#include <stdlib.h>

#include <ground.h>
#include <linux/maple_tree.h>
#include <linux/xarray.h>

#include "../measure.h"
#include "map.h"

struct map {
	struct maple_tree mt;
};

struct map *map_new(void)
{
	struct map *map = array(1, sizeof(*map));

	mt_init(&map->mt);
	return map;
}

struct map *map_copy(const struct map *map)
{
	struct map *copy = map_new();

	must(!mtree_dup((struct maple_tree *)&map->mt, &copy->mt, GFP_NOWAIT), "mtree_dup()");
	return copy;
}

void map_free(struct map *map)
{
	mtree_destroy(&map->mt);
	free(map);
}

void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	must(!mtree_insert_range(&map->mt, first, last, xa_mk_value(value), GFP_KERNEL), "mtree_insert_range()");
}

void map_store(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	must(!mtree_store_range(&map->mt, first, last, xa_mk_value(value), GFP_KERNEL), "mtree_store_range()");
}

unsigned long map_load(const struct map *map, unsigned long index)
{
	return xa_to_value(mtree_load((struct maple_tree *)&map->mt, index));
}

unsigned long map_walk(const struct map *map)
{
	MA_STATE(mas, (struct maple_tree *)&map->mt, 0, 0);
	unsigned long sum = 0;
	void *entry;

	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX)
		sum += mas.last + xa_to_value(entry);
	rcu_read_unlock();
	return sum;
}
