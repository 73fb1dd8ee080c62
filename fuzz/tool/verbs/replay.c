// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * maplefuzz replay: runs the programs in files, and lists those that diverge.
 *
 * Several files are run by a child process, all of them unless one crashes: that is the end of the child, and another goes on
 * with the file behind it. What has come of them stands in shared memory. A single file is run by this process itself.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "tool.h"

/* A child ends so when its standard output takes no more. */
#define EXIT_OUTPUT 3

/**
 * struct finding - A divergence.
 * @file: index in the list of files.
 * @token: what it is.
 */
struct finding {
	size_t file;
	char token[TOKEN_SIZE];
};

/**
 * struct progress - How far it has come: shared with the child.
 * @at: the file that runs now; at the end, how many have been run.
 * @unreadable: files that could not be read.
 * @calls: made so far, those of a program that crashed included.
 * @found: divergences so far.
 * @findings: them, at most one for each file.
 */
struct progress {
	size_t at;
	size_t unreadable;
	unsigned long calls;
	size_t found;
	struct finding findings[];
};

/* The state of the verb; static, since a crash ends the run from a signal handler. */
static struct {
	struct run_options options;
	bool digests;
	bool json;
	bool first;			/* end at the first divergence */
	uint64_t timeout;
	struct input_list files;
	struct progress *progress;
	bool in_child;
	const char *other_tree;		/* on which the program that runs now is said to diverge; NULL if it is not said */
	unsigned long known;		/* known issues that were met before it */
	struct timespec start;
} replay;

/* ---- What came of a file ---------------------------------------------------------- */

static const char *file_name(size_t file)
{
	return replay.files.paths[file];
}

static void add_finding(const char *token)
{
	struct finding *finding = &replay.progress->findings[replay.progress->found++];

	finding->file = replay.progress->at;
	snprintf(finding->token, sizeof(finding->token), "%s", token);
}

static const char *verdict(const char *token)
{
	const char *how = strchr(token, ':');

	if (!how)
		return "clean";
	if (!strcmp(how, ":hang"))
		return "hang";
	return strcmp(how, ":crash") && strcmp(how, ":asan") ? "divergence" : "crash";
}

static void print_member(const char *name, const char *text)
{
	printf(", \"%s\": ", name);
	json_string(stdout, text);
}

/* @result: NULL if the file could not be read. */
static void print_object(const struct run_result *result)
{
	printf("{\"file\": ");
	json_string(stdout, file_name(replay.progress->at));
	print_member("verdict", result ? verdict(result->token) : "unreadable");
	if (result) {
		print_member("token", result->token);
		print_member("place", result->place);
		print_member("found", result->found);
		printf(", \"calls\": %lu, \"passed_over\": %lu, \"known\": %lu, \"digest\": \"%016" PRIx64 "\"", result->calls,
		       result->passed_over, harness_known_total() - replay.known, result->digest);
	}
	print_member("tree", harness_subject());
	if (replay.other_tree)
		print_member("other_tree", replay.other_tree);
	puts("}");
	fflush(stdout);
}

static void print_line(const struct run_result *result)
{
	const char *path = file_name(replay.progress->at);

	if (replay.digests && result->passed_over)
		printf("passed over       %s\n", path);
	else if (replay.digests)
		printf("%016" PRIx64 "  %s\n", result->digest, path);
	if (replay.other_tree && !*result->token)
		printf("%s: no divergence here; it diverged on another tree, %s\n", path, replay.other_tree);
}

static void take_result(const struct run_result *result)
{
	if (*result->token)
		add_finding(result->token);
	replay.progress->calls += result->calls;
	if (replay.json)
		print_object(result);
	else
		print_line(result);
}

static void print_summary(void)
{
	const struct progress *progress = replay.progress;
	size_t files = progress->at - progress->unreadable;

	/* Where nothing was run, the complaints say it all. */
	if (!files || replay.json)
		return;
	printf("%zu file%s, %lu calls, %.2f s: ", files, files == 1 ? "" : "s", progress->calls, seconds_since(&replay.start));
	if (progress->found)
		printf("%zu divergence%s\n", progress->found, progress->found == 1 ? "" : "s");
	else
		puts("no divergence");
	harness_known_summary(stdout);
	for (size_t i = 0; i < progress->found; i++)
		printf("divergence %s  %s\n", progress->findings[i].token, file_name(progress->findings[i].file));
}

/* ---- Running them ------------------------------------------------------------------- */

static void crashed(const struct run_result *result)
{
	take_result(result);
	if (replay.in_child)
		return;
	replay.progress->at++;
	print_summary();
}

static void replay_file(void)
{
	const char *path = file_name(replay.progress->at);
	struct run_result result;
	struct input input;

	replay.other_tree = NULL;
	replay.known = harness_known_total();
	if (!input_load(path, &input)) {
		replay.progress->unreadable++;
		if (replay.json)
			print_object(NULL);
		return;
	}
	if (input.tree && harness_other_tree(input.tree))
		replay.other_tree = input.tree;
	replay.options.name = path;
	guard_run(&input, &replay.options, &result);
	take_result(&result);
	input_free(&input);
}

static bool is_done(void)
{
	return replay.progress->at == replay.files.count || (replay.first && replay.progress->found);
}

static void replay_rest(void)
{
	for (; !is_done(); replay.progress->at++)
		replay_file();
}

_Noreturn static void be_child(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	replay.in_child = true;
	replay_rest();
	/* Not _exit(): a build for coverage writes its counts at the end. */
	exit(fflush(stdout) || ferror(stdout) ? EXIT_OUTPUT : EXIT_CLEAN);
}

/* The child ended in the file at which it was, and perhaps could not say why. */
static void note_end(void)
{
	const struct run_result unknown = { .token = "start:crash", .found = "the process was killed" };
	struct progress *progress = replay.progress;

	if (!progress->found || progress->findings[progress->found - 1].file != progress->at)
		take_result(&unknown);
	progress->at++;
}

/* Let a child run files until the last one, or one that is the end of it. Return: false after a complaint. */
static bool run_child(void)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (!child)
		be_child();
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return !complain("no child process: %s", strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OUTPUT)
		return !complain("standard output takes no more");
	if (replay.progress->at < replay.files.count && (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_CLEAN))
		note_end();
	return true;
}

static bool replay_all(void)
{
	clock_gettime(CLOCK_MONOTONIC, &replay.start);
	if (replay.files.count == 1)
		replay_rest();
	else
		harness_known_share();
	while (!is_done())
		if (!run_child())
			return false;
	print_summary();
	return true;
}

/* ---- The verb --------------------------------------------------------------------------- */

static bool share_progress(void)
{
	size_t size = sizeof(*replay.progress) + replay.files.count * sizeof(struct finding);

	replay.progress = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return replay.progress != MAP_FAILED || !complain("no shared memory: %s", strerror(errno));
}

static int replay_files(void)
{
	if (!share_progress())
		return EXIT_USAGE;
	guard_init((unsigned int)replay.timeout, crashed);
	if (!replay_all())
		return EXIT_USAGE;
	if (replay.progress->found)
		return EXIT_DIVERGENCE;
	return replay.progress->unreadable ? EXIT_USAGE : EXIT_CLEAN;
}

/* Return: true to go on; false with the exit code in @status. */
static bool parse_options(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "digest", no_argument, NULL, 'd' },
		{ "json", no_argument, NULL, 'j' },
		{ "first", no_argument, NULL, 'f' },
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
		if (option == 'f')
			replay.first = true;
		else if (option == 'd')
			replay.digests = true;
		else if (option == 'j')
			replay.json = true;
		else if (!run_option(option, optarg, &replay.options, &replay.timeout))
			return false;
	}
	if (replay.digests && replay.json)
		complain("replay: --json has the digests in it; give it without --digest");
	return !(replay.digests && replay.json);
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
	status = replay_files();
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
	"order; hidden files and READMEs in them are passed over. A crash is reported as\n"
	"any divergence, and the next file is run.\n\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --thorough          check everything after every call (the default)\n"
	"  --light             check as often as fuzzing does\n"
	STRICT_USAGE
	"  --without CHECK,... leave out groups of checks: result, state, shape,\n"
	"                      independence, attributes, memory, locks, validate, reader,\n"
	"                      progress\n"
	"  --omit OP,...       pass over the operations of these names\n"
	"  --digest            print a digest of every program's calls and results; 'passed over' for\n"
	"                      one with an operation that the subject lacks\n"
	"  --first             end at the first divergence\n"
	"  --json              print an object for each file, in a line, instead of the summary\n"
	"  --timeout S         seconds until a program counts as a hang (default 25; 0: never)\n",
	.run = run,
};
