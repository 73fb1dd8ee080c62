// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bench-tree: makes a tree of so many ranges, and measures the operations that it is told to, slice by slice. scripts/bench runs two of them, with
 * another tree each, in turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_tree.h"

#define MOST_RANGES	2000000
#define LONGEST_WORD	31

static const char usage[] =
	"usage: bench-tree RANGES [gaps] [rcu]\n"
	"\n"
	"Makes a tree of RANGES ranges, two at least, which tracks gaps and is in RCU mode if asked to. Reads lines\n"
	"    OPERATION MILLISECONDS\n"
	"from its input, makes the operation for so long, checks what came of it, and answers each with a line\n"
	"    OPERATION,COUNT,SECONDS,NODES\n"
	"how often it was made in how many seconds of the processor, and how many nodes were allocated in them; of\n"
	"fill-..., which is made once, how many the tree has.\n"
	"\n"
	"Operations:";

static const struct operation *const tables[] = { read_operations, gap_operations, write_operations, whole_operations, memory_operations };

#define TABLES	(sizeof(tables) / sizeof(tables[0]))

/* The operation that is called @name, or else the number @nth of all; NULL if there is none. */
static const struct operation *find_operation(const char *name, unsigned long nth)
{
	const struct operation *op;
	size_t t;

	for (t = 0; t < TABLES; t++)
		for (op = tables[t]; op->name; op++)
			if (name ? !strcmp(op->name, name) : !nth--)
				return op;
	return NULL;
}

static int print_usage(FILE *file)
{
	const struct operation *op;
	unsigned long nth;

	fputs(usage, file);
	for (nth = 0; (op = find_operation(NULL, nth)); nth++)
		fprintf(file, " %s", op->name);
	fputs("\n", file);
	return file == stdout ? 0 : 2;
}

static int complain(const char *format, const char *word)
{
	fputs("bench-tree: ", stderr);
	fprintf(stderr, format, word);
	fputs("\n", stderr);
	return 2;
}

static void measure(struct bench *b, const struct operation *op, double seconds)
{
	struct slice slice = { .length = seconds };

	/* What an operation before has left behind is not to be counted. */
	ground_rcu_quiesce();
	op->run(b, &slice);
	printf("%s,%lu,%.9f,%lu\n", op->name, slice.count, slice.spent, slice.nodes);
	fflush(stdout);
}

/* Do as the lines of the input say. */
static int obey(struct bench *b)
{
	char line[128], name[LONGEST_WORD + 1], more;
	const struct operation *op;
	double milliseconds;

	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%31s %lf %c", name, &milliseconds, &more) != 2 || !(milliseconds > 0 && milliseconds <= 60000))
			return complain("each line is an operation and 0 to 60000 milliseconds%s", "");
		op = find_operation(name, 0);
		if (!op)
			return complain("there is no operation '%s'; see bench-tree --help", name);
		if (op->possible && !op->possible(b->attributes))
			return complain("the operation '%s' can't be made on trees with these attributes", name);
		measure(b, op, milliseconds * 1e-3);
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int attributes = 0;
	unsigned long ranges;
	struct bench b;
	int arg, result;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return print_usage(stdout);
	if (argc < 2)
		return print_usage(stderr);
	for (arg = 2; arg < argc; arg++) {
		if (!strcmp(argv[arg], "gaps"))
			attributes |= MT_FLAGS_ALLOC_RANGE;
		else if (!strcmp(argv[arg], "rcu"))
			attributes |= MT_FLAGS_USE_RCU;
		else
			return complain("'%s' is no attribute; see bench-tree --help", argv[arg]);
	}
	ranges = number(argv[1], MOST_RANGES, "the number of ranges");
	if (ranges < 2)
		return complain("there are two ranges at least, not '%s'", argv[1]);
	maple_tree_init();
	ranges_init(&b, ranges, attributes);
	result = obey(&b);
	ranges_exit(&b);
	return result;
}
