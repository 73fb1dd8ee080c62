// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz show: prints programs as text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quote.h"
#include "tool.h"
#include "verbs/trace.h"

static const char *path;
static bool tracing;

static void crashed(const struct run_result *result)
{
	if (tracing)
		printf("diverges: %s\n", result->token);
	else
		complain("%s: %s while resolving a structural operand", path, result->token);
}

/* Print the program in a file, or its trace. Return: an exit code. */
static int show(const char *file, const struct run_options *common)
{
	struct run_options options = *common;
	int status = EXIT_CLEAN;
	struct input input;

	path = file;
	if (!input_load(path, &input))
		return EXIT_USAGE;
	options.name = path;
	if (tracing)
		status = trace(&input, &options) ? EXIT_CLEAN : EXIT_DIVERGENCE;
	else
		guard_show(&input, &options, stdout);
	input_free(&input);
	return status;
}

static void print_heading(const char *file)
{
	char *quoted = malloc(QUOTE_SIZE(strlen(file)));

	printf("# %s\n", quote(file, strlen(file), quoted));
	free(quoted);
}

/* Each file begins with a comment that names it, unless there is but one. Return: the exit code. */
static int show_all(int count, char **files, const struct run_options *options)
{
	int status = EXIT_CLEAN;

	for (int i = 0; i < count; i++) {
		int one;

		if (count > 1)
			print_heading(files[i]);
		one = show(files[i], options);
		if (one == EXIT_USAGE)
			return one;
		if (one)
			status = one;
	}
	return status;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "target", required_argument, NULL, 't' },
		{ "trace", no_argument, NULL, 'r' },
		{ "strict", optional_argument, NULL, 'S' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct run_options run_options = { .thorough = true, .quiet = true, .keep_going = true };
	const struct fuzz_target *target;
	int option;

	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h')
			return verb_usage(&show_verb);
		if (option == 'r') {
			tracing = true;
			continue;
		}
		if (option == 'S') {
			if (!option_strict(optarg, &run_options))
				return EXIT_USAGE;
			continue;
		}
		if (option != 't' || !option_target(optarg, &target))
			return EXIT_USAGE;
		run_options.operations = target->operations;
	}
	if (optind == argc)
		return complain("show wants a file; see maplefuzz show --help");
	guard_init(DEFAULT_TIMEOUT, crashed);
	return show_all(argc - optind, argv + optind, &run_options);
}

const struct verb show_verb = {
	.name = "show",
	.summary = "print programs as text, one call a line",
	.usage =
	"[option...] FILE...\n\n"
	"Prints the program with absolute operands. `maplefuzz asm` turns the text into\n"
	"bytes again. Of several, each begins with a comment that names its file.\n\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --trace             run it, and print what every call gave, how large its trees\n"
	"                      are then, and which calls of the API it made\n"
	STRICT_USAGE
	"                      (with --trace)\n",
	.run = run,
};
