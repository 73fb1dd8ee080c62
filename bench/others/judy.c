// SPDX-License-Identifier: GPL-2.0-or-later
/* JudyL, of Debian's libjudy-dev: the last index of each range leads to the range. */
#include <stdlib.h>

#include <Judy.h>

#include "../measure.h"
#include "map.h"

struct map {
	Pvoid_t ranges;
};

struct map *map_new(void)
{
	return array(1, sizeof(struct map));
}

void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	PPvoid_t place = JudyLIns(&map->ranges, last, PJE0);
	struct map_range *range = array(1, sizeof(*range));

	must(place && place != PPJERR, "JudyLIns()");
	*range = (struct map_range){ first, last, value };
	*place = range;
}

/* The first range that does not end in front of @index. */
static struct map_range *find(const struct map *map, unsigned long index)
{
	PPvoid_t place = JudyLFirst(map->ranges, &index, PJE0);

	return place ? *place : NULL;
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

	return range && range->first <= index ? range->value : 0;
}

unsigned long map_walk(const struct map *map)
{
	unsigned long index = 0, sum = 0;
	PPvoid_t place;

	for (place = JudyLFirst(map->ranges, &index, PJE0); place; place = JudyLNext(map->ranges, &index, PJE0)) {
		const struct map_range *range = *place;

		sum += range->last + range->value;
	}
	return sum;
}

/* JudyL has no copy of its own. */
struct map *map_copy(const struct map *map)
{
	struct map *copy = map_new();
	unsigned long index = 0;
	PPvoid_t place;

	for (place = JudyLFirst(map->ranges, &index, PJE0); place; place = JudyLNext(map->ranges, &index, PJE0)) {
		const struct map_range *range = *place;

		map_insert(copy, range->first, range->last, range->value);
	}
	return copy;
}

void map_free(struct map *map)
{
	unsigned long index = 0;
	PPvoid_t place;

	for (place = JudyLFirst(map->ranges, &index, PJE0); place; place = JudyLNext(map->ranges, &index, PJE0))
		free(*place);
	JudyLFreeArray(&map->ranges, PJE0);
	free(map);
}
