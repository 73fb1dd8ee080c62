// SPDX-License-Identifier: GPL-2.0-or-later
/* Abseil's btree_map, a B-tree of C++, of Debian's libabsl-dev: the last index of each range leads to its first one and its value. */
#include <cstdio>
#include <cstdlib>

#include <absl/container/btree_map.h>

#include "map.h"

struct content {
	unsigned long first;
	unsigned long value;
};

struct map {
	absl::btree_map<unsigned long, content> ranges;
};

struct map *map_new(void)
{
	return new map;
}

struct map *map_copy(const struct map *from)
{
	return new map(*from);
}

void map_free(struct map *map)
{
	delete map;
}

void map_insert(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	map->ranges.emplace(last, content{ first, value });
}

void map_store(struct map *map, unsigned long first, unsigned long last, unsigned long value)
{
	auto at = map->ranges.lower_bound(first);

	if (at == map->ranges.end() || at->first != last || at->second.first != first) {
		std::fputs("bench-other-btree: the search of a range to store over failed\n", stderr);
		std::exit(2);
	}
	at->second.value = value;
}

unsigned long map_load(const struct map *map, unsigned long index)
{
	auto at = map->ranges.lower_bound(index);

	return at != map->ranges.end() && at->second.first <= index ? at->second.value : 0;
}

unsigned long map_walk(const struct map *map)
{
	unsigned long sum = 0;

	for (const auto &[last, content] : map->ranges)
		sum += last + content.value;
	return sum;
}
