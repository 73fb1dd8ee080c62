// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * maplefuzz exhaust: all programs of a small scope, no randomness. At the end it says what has been proved.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exhaust/calls.h"
#include "exhaust/crew.h"
#include "exhaust/find.h"
#include "exhaust/memory.h"
#include "origin.h"
#include "report_replay.h"
#include "stop.h"
#include "tool.h"
#include "trial.h"
#include "view/inspect.h"

/* What can be saved as text. */
#define TEXT ".txt"

static struct {
	struct run_options options;
	uint64_t timeout;
	const struct scope *scope;
	struct part part;
	uint64_t jobs;
	const char *state;
	const char *save;
	const char *omit;
	bool list;

	struct plan plan;
	struct crew crew;
	struct memory memory;
	struct timespec start;
	double begun;		/* the share that an earlier run had done */
	time_t shown;
} exhaust;

/* ---- What is printed ---------------------------------------------------- */

static struct tally total(void)
{
	struct tally sum = { 0 };

	for (size_t i = 0; i < exhaust.plan.count; i++) {
		sum.programs += exhaust.crew.done[i].tally.programs;
		sum.saved += exhaust.crew.done[i].tally.saved;
		sum.calls += exhaust.crew.done[i].tally.calls;
	}
	return sum;
}

/* Seconds for each unit of weight of the cells of @sweep that were done in this run; of all that were, if it is NULL or has none. */
static double rate_of(const struct sweep *sweep)
{
	double seconds = 0, weight = 0;

	for (size_t i = 0; i < exhaust.plan.count; i++) {
		if (!exhaust.crew.done[i].done || !exhaust.crew.done[i].seconds || (sweep && exhaust.plan.cells[i].sweep != sweep))
			continue;
		seconds += exhaust.crew.done[i].seconds;
		weight += exhaust.plan.weights[i];
	}
	if (!weight)
		return sweep ? rate_of(NULL) : 1;
	return seconds / weight;
}

/* The share of the work that is done, from 0 to 1, by the time that cells have taken. */
static double share_done(void)
{
	double done = 0, all = 0;

	for (size_t p = 0; sweep_at(p); p++) {
		const double rate = rate_of(sweep_at(p));

		for (size_t i = 0; i < exhaust.plan.count; i++) {
			if (exhaust.plan.cells[i].sweep != sweep_at(p))
				continue;
			all += rate * exhaust.plan.weights[i];
			if (exhaust.crew.done[i].done)
				done += rate * exhaust.plan.weights[i];
		}
	}
	return all ? done / all : 1;
}

static bool all_done(void)
{
	for (size_t i = 0; i < exhaust.plan.count; i++)
		if (!exhaust.crew.done[i].done)
			return false;
	return true;
}

static void show_progress(void)
{
	const double share = share_done(), seconds = seconds_since(&exhaust.start);
	const double now = share - exhaust.begun;
	time_t at = time(NULL);

	if (at == exhaust.shown)
		return;
	exhaust.shown = at;
	fprintf(stderr, "\r%5.1f %% done, %" PRIu64 " programs, %.0f s", 100 * share, total().programs, seconds);
	if (now > 0)
		fprintf(stderr, ", about %.0f s left   ", seconds * (1 - share) / now);
}

static void on_tick(struct crew *crew)
{
	if (exhaust.state)
		memory_write(&exhaust.memory, crew);
	if (isatty(STDERR_FILENO))
		show_progress();
}

/* How many operations take part in some kind of tree. */
static size_t count_operations(void)
{
	bool takes_part[OP_COUNT] = { false };
	size_t count = 0;

	for (size_t i = 0; i < exhaust.plan.count; i++)
		for (uint8_t op = 0; op < OP_COUNT; op++)
			takes_part[op] |= calls_take_part(&exhaust.options, op, exhaust.plan.cells[i].kind->attributes);
	for (size_t op = 0; op < OP_COUNT; op++)
		count += takes_part[op];
	return count;
}

/* What has been proved, if nothing was found. */
static void print_claim(void)
{
	const struct plan *plan = &exhaust.plan;

	printf("%zu operations over all pairs of up to %zu edges on %zu shapes in %zu kinds of trees", count_operations(), plan->edges,
	       plan->shapes, plan->kinds);
	for (size_t i = 0; i < plan->sweeps; i++)
		printf(", %s", plan->cells[i].sweep->words);
	if (plan->less)
		printf(" (of shapes of more than %zu ranges, some of this in one kind only)", plan->scope->large);
}

static void print_summary(const char *token)
{
	const struct tally sum = total();

	if (exhaust.shown)
		fputc('\n', stderr);
	harness_known_summary(stdout);
	printf("%s scope on %s: %" PRIu64 " calls, %.2f s, %" PRIu64 " programs saved, which would do what others did\n",
	       exhaust.scope->name, harness_subject(), sum.calls, seconds_since(&exhaust.start), sum.saved);
	if (all_done())
		print_claim();
	else
		printf("%.1f %% done", 100 * share_done());
	printf(": %" PRIu64 " programs: %s%s\n", sum.programs, *token ? "divergence " : "no divergence", token);
}

static void list_shapes(void)
{
	struct start *start = malloc(sizeof(*start));
	struct run_result result;

	for (size_t i = 0; i < exhaust.plan.count; i++) {
		const struct cell *cell = &exhaust.plan.cells[i];
		struct tree_size size;

		/* Its sweeps are side by side. */
		if (i && cell->kind == cell[-1].kind && cell->shape == cell[-1].shape)
			continue;
		start_assemble(start, cell->kind, cell->shape, NOWAIT_SUCCEED);
		start_measure(start, exhaust.scope->effort);
		harness_perform(start->data, start->size, &exhaust.options, MAX_INSTRUCTIONS, &result);
		size = inspect_size(TREE_SHAPE);
		printf("%-18s%-34s%5zu ranges,%5lu nodes, height %u, %3zu edges\n", cell->kind->name, cell->shape->name, size.ranges,
		       size.nodes, size.height, start->edge_count);
	}
	free(start);
}

/* ---- A find -------------------------------------------------------------- */

static void nothing(const struct run_result *result)
{
	(void)result;
}

/* Print the report of @program, in a process of its own, which may crash. */
static void report(const struct input *program)
{
	struct run_options options = exhaust.options;
	struct run_result result;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (!child) {
		options.thorough = true;
		options.keep_going = true;
		guard_expect((unsigned int)exhaust.timeout, nothing);
		guard_run(program, &options, &result);
		_exit(EXIT_DIVERGENCE);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

static bool save(const struct input *program, const char *token, const char *path)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool saved;

	origin_print(out, token);
	guard_show(program, &exhaust.options, out);
	fclose(out);
	saved = output_save(path, (const uint8_t *)text, size);
	free(text);
	return saved;
}

static int found(const struct find *find)
{
	char token[TOKEN_SIZE];
	struct input program;
	const char *path;

	if (!find_reduce(find, &program, token))
		return EXIT_USAGE;
	report(&program);
	print_summary(token);
	path = exhaust.save ? exhaust.save : output_default(token, TEXT);
	if (save(&program, token, path)) {
		printf("reproducer: %s\nreplay: ", path);
		report_replay_by(program_path(), &exhaust.options, path, stdout);
		putchar('\n');
	}
	input_free(&program);
	return EXIT_DIVERGENCE;
}

/* ---- The run -------------------------------------------------------------- */

/* Which run a state is of: what is done there must be what would be done here. */
static char *name_run(void)
{
	char *name;

	if (asprintf(&name, "exhaust %s, plan %016" PRIx64 "%s%s, on %s", exhaust.scope->name,
		     plan_digest(&exhaust.plan), exhaust.omit ? ", without " : "", exhaust.omit ? exhaust.omit : "", harness_subject()) < 0)
		abort();
	return name;
}

static bool begin(void)
{
	char *name = name_run();
	bool good;

	exhaust.crew = (struct crew){
		.plan = &exhaust.plan, .options = exhaust.options, .timeout = (unsigned int)exhaust.timeout,
		.jobs = (unsigned int)exhaust.jobs, .done = crew_cells(&exhaust.plan), .on_tick = on_tick,
	};
	good = exhaust.crew.done && (!exhaust.state || memory_open(&exhaust.memory, exhaust.state, name, &exhaust.crew));
	free(name);
	exhaust.begun = share_done();
	return good;
}

static int work(void)
{
	struct find *find = malloc(sizeof(*find));
	int status;

	clock_gettime(CLOCK_MONOTONIC, &exhaust.start);
	harness_known_share();
	stop_expect();
	status = crew_work(&exhaust.crew, &stop_signal, find);
	if (exhaust.state && !memory_close(&exhaust.memory))
		status = EXIT_USAGE;
	if (status == EXIT_DIVERGENCE)
		status = found(find);
	else if (status == EXIT_CLEAN)
		print_summary("");
	free(find);
	return status == EXIT_CLEAN && stop_signal ? 128 + stop_signal : status;
}

/* ---- The command line ------------------------------------------------------ */

static bool option_scope(const char *name)
{
	exhaust.scope = scope_find(name);
	if (!exhaust.scope)
		complain_name("there is no scope", name, strlen(name), scope_name);
	return exhaust.scope;
}

/* Return: true to go on; false with the exit code in @status. */
static bool parse_options(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "scope", required_argument, NULL, 'c' },
		{ "sweeps", required_argument, NULL, 'p' },
		{ "kind", required_argument, NULL, 'k' },
		{ "shape", required_argument, NULL, 'e' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "state", required_argument, NULL, 'a' },
		{ "save", required_argument, NULL, 'o' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool good = true;
	int option;

	*status = EXIT_USAGE;
	while (good && (option = option_next(argc, argv, ":h", options)) != -1) {
		switch (option) {
		case 'c':
			good = option_scope(optarg);
			break;
		case 'p':
			exhaust.part.sweeps = optarg;
			break;
		case 'k':
			exhaust.part.kind = optarg;
			break;
		case 'e':
			exhaust.part.shape = optarg;
			break;
		case 'j':
			good = option_number("--jobs", optarg, MOST_JOBS, &exhaust.jobs);
			break;
		case 'a':
			exhaust.state = optarg;
			break;
		case 'o':
			exhaust.save = optarg;
			break;
		case 'l':
			exhaust.list = true;
			break;
		case 'h':
			*status = verb_usage(&exhaust_verb);
			return false;
		default:
			good = run_option(option, optarg, &exhaust.options, &exhaust.timeout);
			if (option == 'O')
				exhaust.omit = optarg;
		}
	}
	return good;
}

static bool arguments_fit(int argc, char **argv)
{
	const char *path = exhaust.save ? exhaust.save : output_default("", TEXT);

	if (optind != argc)
		complain("exhaust takes no file, but '%s' was given; see maplefuzz exhaust --help", argv[optind]);
	else if (!exhaust.jobs)
		complain("exhaust: --jobs wants 1 or more");
	else if (is_stream(path))
		complain("--save wants the name of a file, since standard output has the summary");
	else
		return output_check(path, NULL);
	return false;
}

static int run(int argc, char **argv)
{
	int status;

	exhaust.options = (struct run_options){ .checks = CHECKS_ALL, .compare = COMPARE_WRITTEN };
	exhaust.timeout = DEFAULT_TIMEOUT;
	exhaust.jobs = 1;
	exhaust.scope = scope_find("default");
	if (!parse_options(argc, argv, &status))
		return status;
	if (!arguments_fit(argc, argv))
		return EXIT_USAGE;
	trial_init(&(struct trial_options){ .run = exhaust.options, .timeout = exhaust.timeout });
	if (!plan_make(&exhaust.plan, exhaust.scope, &exhaust.part))
		return EXIT_USAGE;
	if (exhaust.list)
		list_shapes();
	status = exhaust.list ? EXIT_CLEAN : begin() ? work() : EXIT_USAGE;
	plan_free(&exhaust.plan);
	return status;
}

const struct verb exhaust_verb = {
	.name = "exhaust",
	.summary = "all programs of a small scope, and what that proves",
	.usage =
	"[option...]\n\n"
	"Builds some fifty trees of each kind, and makes every call on each, over all pairs of\n"
	"the edges of what it holds; then more, sweep by sweep: see docs/exhaust.md. Nothing is\n"
	"random. Stops at the first divergence, which is the same for any number of processes.\n"
	"The last line says what has been proved.\n\n"
	"  --scope SCOPE       how much of it: tiny, small, default or deep (default:\n"
	"                      default)\n"
	"  --sweeps P,...      only these sweeps (default: all): one, cursors, two, dup,\n"
	"                      faults, windows, schedules\n"
	"  --kind KIND         only trees of this kind, such as alloc,rcu; see --list\n"
	"  --shape SHAPE       only this shape, such as 'two leaves'; see --list\n"
	"  --jobs N            processes (default 1)\n"
	"  --state FILE        write down what is done, and go on behind what FILE says is done\n"
	"  --save FILE         where to write a reproducer, as text (default ./crash-TOKEN.txt)\n"
	"  --list              print the trees that it begins with, and end\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --light             compare a tree after each write to it (default)\n"
	"  --thorough          check everything after every call\n"
	STRICT_USAGE
	"  --without CHECK,... leave out groups of checks, see maplefuzz replay --help\n"
	"  --omit OP,...       pass over the operations of these names\n"
	"  --timeout S         seconds until some hundred programs count as a hang (default 25;\n"
	"                      0: never)\n",
	.run = run,
};
