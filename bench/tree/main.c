// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench-tree: makes a tree of so many ranges, and measures the operations that it is told to. scripts/bench runs two of them, with another tree
 * each, in turn.
 */
#include <string.h>

#include "bench_tree.h"

#define MOST_RANGES	2000000

static const char usage[] =
	"usage: bench-tree RANGES [gaps] [rcu]\n"
	"\n"
	"Makes a tree of RANGES ranges, two at least, which tracks gaps and is in RCU mode if asked to. Memory is counted\n"
	"in nodes; of fill-..., which is made once, those that the tree has at the end.\n"
	"\n";

const struct operation *const operation_tables[] = {
	read_operations, gap_operations, write_operations, whole_operations, memory_operations, NULL,
};

int main(int argc, char **argv)
{
	unsigned int attributes = 0;
	unsigned long ranges;
	struct bench b;
	int arg, result;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return requests_usage(stdout, usage);
	if (argc < 2)
		return requests_usage(stderr, usage);
	for (arg = 2; arg < argc; arg++) {
		if (!strcmp(argv[arg], "gaps"))
			attributes |= MT_FLAGS_ALLOC_RANGE;
		else if (!strcmp(argv[arg], "rcu"))
			attributes |= MT_FLAGS_USE_RCU;
		else
			return complain("'%s' is no attribute; see --help", argv[arg]);
	}
	ranges = number(argv[1], MOST_RANGES, "the number of ranges");
	if (ranges < 2)
		return complain("there are two ranges at least, not '%s'", argv[1]);
	maple_tree_init();
	ranges_init(&b, ranges, attributes);
	result = requests_obey(&b);
	ranges_exit(&b);
	return result;
}
