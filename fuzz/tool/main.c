// SPDX-License-Identifier: GPL-2.0-or-later
/* The maplefuzz command: finds the verb and runs it. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

static const struct verb *const verbs[] = {
	&replay_verb,
	&show_verb,
	&asm_verb,
	&random_verb,
	&stats_verb,
	&min_verb,
	&emit_verb,
	&dot_verb,
};

#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

static int print_help(void)
{
	const struct fuzz_target *target;

	puts("usage: maplefuzz VERB [argument...]\n\nRuns programs on a maple tree and on a sorted array, and compares.\n\nVerbs:");
	for (size_t i = 0; i < VERB_COUNT; i++)
		printf("  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
	puts("\nTargets:");
	for (size_t i = 0; (target = fuzz_target_at(i)); i++)
		printf("  %-8s %s\n", target->name, target->description);
	printf("\nSubject: %s. `maplefuzz --subject` prints the name alone.\n", harness_subject());
	puts("Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use.\n"
	     "`maplefuzz VERB --help` says more about a verb.");
	return EXIT_CLEAN;
}

static int print_subject(void)
{
	puts(harness_subject());
	return EXIT_CLEAN;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	char name[32];

	/* getopt_long() begins its messages with it. */
	snprintf(name, sizeof(name), "maplefuzz %s", verb->name);
	argv[0] = name;
	return verb->run(argc, argv);
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		return complain("a verb is missing; see maplefuzz --help");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_help();
	if (!strcmp(argv[1], "--subject"))
		return print_subject();
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (!strcmp(argv[1], verbs[i]->name))
			return run_verb(verbs[i], argc - 1, argv + 1);
	return complain("there is no verb '%s'; see maplefuzz --help", argv[1]);
}

int main(int argc, char **argv)
{
	int status;

	program_started(argv[0]);
	status = run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		perror("maplefuzz: stdout");
		return EXIT_USAGE;
	}
	return status;
}
