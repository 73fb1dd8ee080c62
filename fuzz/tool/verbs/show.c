// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz show: prints a program as text. */
#include <stdio.h>

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
	struct input input;
	int status = EXIT_CLEAN;
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
	if (optind != argc - 1)
		return complain("show wants one file; see maplefuzz show --help");
	path = argv[optind];
	if (!input_load(path, &input))
		return EXIT_USAGE;
	guard_init(DEFAULT_TIMEOUT, crashed);
	run_options.name = path;
	if (tracing)
		status = trace(&input, &run_options) ? EXIT_CLEAN : EXIT_DIVERGENCE;
	else
		guard_show(&input, &run_options, stdout);
	input_free(&input);
	return status;
}

const struct verb show_verb = {
	.name = "show",
	.summary = "print a program as text, one call a line",
	.usage =
	"[option...] FILE\n\n"
	"Prints the program with absolute operands. `maplefuzz asm` turns the text into\n"
	"bytes again.\n\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --trace             run it, and print what every call gave, how large its trees\n"
	"                      are then, and which calls of the API it made\n"
	"  --strict[=NAME]     with --trace: known issues of the subject, or the one called\n"
	"                      NAME, are divergences\n",
	.run = run,
};
