// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz replay: runs the programs in files, and lists those that diverge. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool.h"

/**
 * struct finding - A divergence.
 * @file: index in the list of files.
 * @token: what it is.
 */
struct finding {
	size_t file;
	char token[TOKEN_SIZE];
};

/* The state of the verb; static, since a crash ends the run from a signal handler. */
static struct {
	struct run_options options;
	bool digests;
	uint64_t timeout;
	struct input_list files;
	size_t at;			/* the file that runs now */
	size_t unreadable;
	unsigned long calls;
	struct finding *findings;	/* one at most for each file */
	size_t found;
	struct timespec start;
} replay;

static void add_finding(const char *token)
{
	struct finding *finding = &replay.findings[replay.found++];

	finding->file = replay.at;
	snprintf(finding->token, sizeof(finding->token), "%s", token);
}

static void print_summary(size_t files)
{
	printf("%zu file%s, %lu calls, %.2f s: ", files, files == 1 ? "" : "s", replay.calls,
	       seconds_since(&replay.start));
	if (replay.found)
		printf("%zu divergence%s\n", replay.found, replay.found == 1 ? "" : "s");
	else
		puts("no divergence");
	harness_known_summary(stdout);
	for (size_t i = 0; i < replay.found; i++)
		printf("divergence %s  %s\n", replay.findings[i].token,
		       replay.files.paths[replay.findings[i].file]);
}

static void crashed(const char *token)
{
	size_t files = replay.at + 1 - replay.unreadable;

	add_finding(token);
	print_summary(files);
	if (replay.at + 1 < replay.files.count)
		printf("%zu more files were not run\n",
		       replay.files.count - replay.at - 1);
}

static void replay_file(const char *path)
{
	struct run_result result;
	struct input input;

	if (!input_load(path, &input)) {
		replay.unreadable++;
		return;
	}
	replay.options.name = path;
	if (!guard_run(&input, &replay.options, &result))
		add_finding(result.token);
	replay.calls += result.calls;
	if (replay.digests && result.passed_over)
		printf("passed over       %s\n", path);
	else if (replay.digests)
		printf("%016" PRIx64 "  %s\n", result.digest, path);
	input_free(&input);
}

static int replay_all(void)
{
	size_t count = replay.files.count;

	replay.findings = calloc(count, sizeof(*replay.findings));
	clock_gettime(CLOCK_MONOTONIC, &replay.start);
	for (replay.at = 0; replay.at < count; replay.at++)
		replay_file(replay.files.paths[replay.at]);
	/* Where nothing was run, the complaints say it all. */
	if (replay.unreadable < count)
		print_summary(count - replay.unreadable);
	free(replay.findings);
	if (replay.found)
		return EXIT_DIVERGENCE;
	return replay.unreadable ? EXIT_USAGE : EXIT_CLEAN;
}

/* Return: true to go on; false with the exit code in @status. */
static bool parse_options(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "digest", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	*status = EXIT_USAGE;
	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h') {
			*status = verb_usage(&replay_verb);
			return false;
		}
		if (option == 'd')
			replay.digests = true;
		else if (!run_option(option, optarg, &replay.options, &replay.timeout))
			return false;
	}
	return true;
}

static int run(int argc, char **argv)
{
	int status;

	replay.options = (struct run_options){ .checks = CHECKS_ALL, .thorough = true, .keep_going = true };
	replay.timeout = DEFAULT_TIMEOUT;
	if (!parse_options(argc, argv, &status))
		return status;
	if (optind == argc)
		return complain("replay: no file given; see maplefuzz replay --help");
	for (int i = optind; i < argc; i++)
		if (!input_list_add(&replay.files, argv[i]))
			return EXIT_USAGE;
	guard_init((unsigned int)replay.timeout, crashed);
	status = replay_all();
	input_list_free(&replay.files);
	return status;
}

const struct verb replay_verb = {
	.name = "replay",
	.summary = "run the programs in files, and list those that diverge",
	.usage =
	"[option...] FILE|DIR...\n\n"
	"Runs each program, checking everything after every call. A file whose name ends\n"
	"in .txt is a text program, any other is bytes. Directories are walked in sorted\n"
	"order; hidden files and READMEs in them are passed over.\n\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --thorough          check everything after every call (the default)\n"
	"  --light             check as often as fuzzing does\n"
	"  --strict[=NAME]     known issues of the subject, or the one called NAME, are\n"
	"                      divergences too\n"
	"  --without CHECK,... leave out groups of checks: result, state, shape,\n"
	"                      independence, attributes, memory, locks, validate\n"
	"  --digest            print a digest of every program's calls and results; 'passed over' for\n"
	"                      one with an operation that the subject lacks\n"
	"  --timeout S         seconds until a program counts as a hang (default 25; 0: never)\n",
	.run = run,
};
