// SPDX-License-Identifier: GPL-2.0-or-later
/* How a program is told what to measure: see requests.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "requests.h"

#define LONGEST_WORD	"31"

/* The operation that is called @name, or else the number @nth of all; NULL if there is none. */
static const struct operation *find_operation(const char *name, unsigned long nth)
{
	const struct operation *const *table, *op;

	for (table = operation_tables; *table; table++)
		for (op = *table; op->name; op++)
			if (name ? !strcmp(op->name, name) : !nth--)
				return op;
	return NULL;
}

int requests_usage(FILE *file, const char *usage)
{
	const struct operation *op;
	unsigned long nth;

	fputs(usage, file);
	fputs("Reads lines\n"
	      "    OPERATION MILLISECONDS\n"
	      "from its input, makes the operation for so long, checks what came of it, and answers each with a line\n"
	      "    OPERATION,COUNT,SECONDS,MEMORY\n"
	      "how often it was made in how many seconds of the processor, and what memory was allocated in them.\n"
	      "\n"
	      "Operations:", file);
	for (nth = 0; (op = find_operation(NULL, nth)); nth++)
		fprintf(file, " %s", op->name);
	fputs("\n", file);
	return file == stdout ? 0 : 2;
}

int complain(const char *format, const char *word)
{
	fprintf(stderr, "%s: ", program_invocation_short_name);
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
	printf("%s,%lu,%.9f,%lu\n", op->name, slice.count, slice.spent, slice.memory);
	fflush(stdout);
}

int requests_obey(struct bench *b)
{
	char line[128], name[sizeof(line)], more;
	const struct operation *op;
	double milliseconds;

	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%" LONGEST_WORD "s %lf %c", name, &milliseconds, &more) != 2 || !(milliseconds > 0 && milliseconds <= 60000))
			return complain("each line is an operation and 0 to 60000 milliseconds%s", "");
		op = find_operation(name, 0);
		if (!op)
			return complain("there is no operation '%s'; see --help", name);
		if (op->possible && !op->possible(b))
			return complain("the operation '%s' can't be made on what there is", name);
		measure(b, op, milliseconds * 1e-3);
	}
	return 0;
}
