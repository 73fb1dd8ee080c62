// SPDX-License-Identifier: GPL-2.0-or-later
/* The maplefuzz command: finds the verb and runs it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "tool.h"

static const struct verb *const verbs[] = {
	&replay_verb,
	&show_verb,
	&asm_verb,
	&random_verb,
	&exhaust_verb,
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
	printf("\nSubject: %s.\n", harness_subject());
	puts("`maplefuzz --subject` prints this alone, `maplefuzz --identity` as JSON, and `maplefuzz --version` with the\n"
	     "generation of the input format.");
	puts("Exit codes: 0 no divergence; 1 a divergence, a crash or a hang; 2 wrong use.\n"
	     "`maplefuzz help VERB` says more about a verb.");
	return EXIT_CLEAN;
}

static int print_subject(void)
{
	puts(harness_subject());
	return EXIT_CLEAN;
}

static int print_identity(void)
{
	json_identity(stdout);
	putchar('\n');
	return EXIT_CLEAN;
}

static int print_version(void)
{
	printf("maplefuzz, input format %u, subject %s\n", newest_generation(), harness_subject());
	return EXIT_CLEAN;
}

static int run_verb(const struct verb *verb, int argc, char **argv)
{
	char name[32];

	/* Complaints about options begin with it. */
	snprintf(name, sizeof(name), "maplefuzz %s", verb->name);
	argv[0] = name;
	return verb->run(argc, argv);
}

/* Return: NULL after a complaint. */
static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (!strcmp(name, verbs[i]->name))
			return verbs[i];
	complain("there is no verb '%s'; see maplefuzz --help", name);
	return NULL;
}

/* maplefuzz help [VERB] */
static int help(int argc, char **argv)
{
	const struct verb *verb;

	if (argc == 1)
		return print_help();
	if (argc > 2)
		return complain("help wants one verb; see maplefuzz --help");
	verb = find_verb(argv[1]);
	return verb ? verb_usage(verb) : EXIT_USAGE;
}

/* What is said of the command itself; NULL if @word is no such option. */
static int (*printer(const char *word))(void)
{
	static const struct {
		const char *word;
		int (*print)(void);
	} printers[] = {
		{ "--help", print_help },
		{ "-h", print_help },
		{ "--subject", print_subject },
		{ "--identity", print_identity },
		{ "--version", print_version },
	};

	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++)
		if (!strcmp(word, printers[i].word))
			return printers[i].print;
	return NULL;
}

static int run(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2)
		return complain("a verb is missing; see maplefuzz --help");
	if (printer(argv[1]))
		return argc == 2 ? printer(argv[1])() : complain("%s stands alone; '%s' is too much", argv[1], argv[2]);
	if (!strcmp(argv[1], "help"))
		return help(argc - 1, argv + 1);
	verb = find_verb(argv[1]);
	return verb ? run_verb(verb, argc - 1, argv + 1) : EXIT_USAGE;
}

/* A file that is opened must not become one of the standard streams that the caller has closed. */
static void occupy_streams(void)
{
	for (int stream = 0; stream <= 2; stream++)
		if (fcntl(stream, F_GETFD) < 0)
			open("/dev/null", stream ? O_RDONLY : O_WRONLY);
}

int main(int argc, char **argv)
{
	int status;

	occupy_streams();
	program_started(argv[0]);
	status = run(argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return complain("standard output: %s", strerror(errno));
	return status;
}
