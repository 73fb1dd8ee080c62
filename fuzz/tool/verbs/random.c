// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * maplefuzz random: fuzzing without an engine. Programs come from a seed:
 * half are generated, half are mutated or spliced from a pool of the corpus and of
 * programs made before.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "aim.h"
#include "generate.h"
#include "mutate.h"
#include "report_replay.h"
#include "stop.h"
#include "tool.h"

/* Programs made here that stay in the pool: enough for variety, few enough to be mutated again. */
#define RECENT 64

static struct {
	struct run_options options;
	const char *corpus;
	const char *save;
	uint64_t runs;
	uint64_t max_calls;
	uint64_t state;			/* of the generator of random numbers */
	uint64_t instructions;
	uint64_t timeout;

	struct input_list files;
	struct input *pool;		/* the corpus, then RECENT others */
	size_t pool_size;
	struct input current;		/* the program that runs now */
	uint64_t executions;
	uint64_t calls;
	struct timespec start;
	time_t shown;			/* when progress was last shown */
} fuzz;

/* splitmix64 */
static uint64_t random_number(void)
{
	uint64_t z = fuzz.state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* ---- What is printed ---------------------------------------------------- */

static void show_progress(void)
{
	time_t now = time(NULL);

	if (now == fuzz.shown)
		return;
	fuzz.shown = now;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " executions, %" PRIu64 " calls, %.0f s ",
		fuzz.executions, fuzz.runs, fuzz.calls, seconds_since(&fuzz.start));
}

static void print_summary(const char *token)
{
	if (fuzz.shown)
		fputc('\n', stderr);
	printf("%s on %s: %" PRIu64 " executions, %" PRIu64 " calls, %.2f s: %s%s\n",
	       fuzz.options.target ? fuzz.options.target : "all", harness_subject(), fuzz.executions, fuzz.calls,
	       seconds_since(&fuzz.start), *token ? "divergence " : "no divergence", token);
	harness_known_summary(stdout);
}

static void diverged(const struct run_result *result)
{
	const char *save = fuzz.save ? fuzz.save : output_default(result->token, "");

	print_summary(result->token);
	if (!output_save(save, fuzz.current.data, fuzz.current.size))
		return;
	printf("reproducer: %s\nreplay: ", save);
	report_replay_by(program_path(), &fuzz.options, save, stdout);
	putchar('\n');
}

/* ---- Programs ----------------------------------------------------------- */

static bool load_corpus(void)
{
	if (fuzz.corpus && !input_list_add(&fuzz.files, fuzz.corpus))
		return false;
	fuzz.pool = calloc(fuzz.files.count + RECENT, sizeof(*fuzz.pool));
	for (size_t i = 0; i < fuzz.files.count; i++)
		if (!input_load(fuzz.files.paths[i], &fuzz.pool[fuzz.pool_size++]))
			return false;
	return true;
}

/* Before hours of work: can a reproducer be written, and is it no file of the corpus? */
static bool save_allowed(void)
{
	const char *save = fuzz.save ? fuzz.save : output_default("", "");

	if (is_stream(save)) {
		complain("--save wants the name of a file, since standard output has the summary");
		return false;
	}
	for (size_t i = 0; i < fuzz.files.count; i++)
		if (!output_check(save, fuzz.files.paths[i]))
			return false;
	return output_check(save, NULL);
}

static const struct input *pick(void)
{
	return &fuzz.pool[random_number() % fuzz.pool_size];
}

/* Change a program of the pool a few times. */
static size_t make_mutant(uint8_t *data, size_t max_size)
{
	const struct input *base = pick();
	size_t size = base->size < max_size ? base->size : max_size;

	if (random_number() % 4 == 0) {
		const struct input *other = pick();

		return crossover(base->data, base->size, other->data, other->size, data, max_size,
				 random_number());
	}
	memcpy(data, base->data, size);
	for (uint64_t times = 1 + random_number() % 4; times; times--)
		size = mutate(data, size, max_size, random_number());
	return size;
}

static struct input make_program(void)
{
	size_t max_size = HEADER_SIZE + fuzz.instructions * INSTRUCTION_SIZE;
	struct input program = { 0 };

	program.data = malloc(max_size);
	if (!fuzz.pool_size || random_number() % 2)
		program.size = generate(program.data, max_size, fuzz.instructions, random_number());
	else
		program.size = make_mutant(program.data, max_size);
	program.data = realloc(program.data, program.size ? program.size : 1);
	return program;
}

/* The program that has run goes into the pool, over an older one when that is full. */
static void keep_current(void)
{
	size_t corpus = fuzz.files.count;
	size_t at = fuzz.pool_size;

	if (at < corpus + RECENT) {
		fuzz.pool_size++;
	} else {
		at = corpus + random_number() % RECENT;
		input_free(&fuzz.pool[at]);
	}
	fuzz.pool[at] = fuzz.current;
	fuzz.current.data = NULL;
}

static void release(void)
{
	for (size_t i = 0; i < fuzz.pool_size; i++)
		input_free(&fuzz.pool[i]);
	free(fuzz.pool);
	input_free(&fuzz.current);
	input_list_free(&fuzz.files);
}

static int fuzz_all(void)
{
	bool terminal = isatty(STDERR_FILENO);
	struct run_result result;

	clock_gettime(CLOCK_MONOTONIC, &fuzz.start);
	stop_expect();
	while (fuzz.executions < fuzz.runs && fuzz.calls < fuzz.max_calls && !stop_signal) {
		bool good;

		fuzz.current = make_program();
		fuzz.executions++;
		good = guard_run(&fuzz.current, &fuzz.options, &result);
		fuzz.calls += result.calls;
		if (!good) {
			diverged(&result);
			return EXIT_DIVERGENCE;
		}
		keep_current();
		if (terminal)
			show_progress();
	}
	print_summary("");
	return stop_signal ? 128 + stop_signal : EXIT_CLEAN;
}

/* ---- The command line --------------------------------------------------- */

/* Return: true to go on; false with the exit code in @status. */
static bool parse_options(int argc, char **argv, int *status)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "runs", required_argument, NULL, 'r' },
		{ "calls", required_argument, NULL, 'l' },
		{ "seed", required_argument, NULL, 'e' },
		{ "instructions", required_argument, NULL, 'i' },
		{ "corpus", required_argument, NULL, 'c' },
		{ "save", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	bool good = true;
	int option;

	*status = EXIT_USAGE;
	while (good && (option = option_next(argc, argv, ":h", options)) != -1) {
		switch (option) {
		case 'r':
			good = option_number("--runs", optarg, UINT64_MAX, &fuzz.runs);
			break;
		case 'l':
			good = option_number("--calls", optarg, UINT64_MAX, &fuzz.max_calls);
			break;
		case 'e':
			good = option_number("--seed", optarg, UINT64_MAX, &fuzz.state);
			break;
		case 'i':
			good = option_number("--instructions", optarg, MAX_INSTRUCTIONS, &fuzz.instructions);
			break;
		case 'c':
			fuzz.corpus = optarg;
			break;
		case 'o':
			fuzz.save = optarg;
			break;
		case 'h':
			*status = verb_usage(&random_verb);
			return false;
		default:
			good = run_option(option, optarg, &fuzz.options, &fuzz.timeout);
		}
	}
	return good;
}

static int run(int argc, char **argv)
{
	int status;

	fuzz.options = (struct run_options){ .checks = CHECKS_ALL, .keep_going = true };
	fuzz.runs = 10000;
	fuzz.max_calls = UINT64_MAX;
	fuzz.instructions = 64;
	fuzz.timeout = DEFAULT_TIMEOUT;
	if (!parse_options(argc, argv, &status))
		return status;
	if (optind != argc)
		return complain("random takes no file, but '%s' was given; see maplefuzz random --help",
				argv[optind]);
	if (!load_corpus() || !save_allowed())
		return EXIT_USAGE;
	if (fuzz.options.target)
		mutator_aim(fuzz_target_find(fuzz.options.target));
	guard_init((unsigned int)fuzz.timeout, diverged);
	status = fuzz_all();
	release();
	return status;
}

const struct verb random_verb = {
	.name = "random",
	.summary = "fuzz without an engine; the same seed does the same",
	.usage =
	"[option...]\n\n"
	"Half of the programs are generated, half are mutated and spliced from the corpus\n"
	"and from programs made before. Stops at the first divergence.\n\n"
	"  --runs N            programs to run (default 10000)\n"
	"  --calls N           end when N calls have been made (default: no limit)\n"
	"  --seed S            where the random numbers begin (default 0)\n"
	"  --instructions N    length of a program at most (default 64)\n"
	"  --corpus DIR        programs to begin with (default: none)\n"
	"  --target T          what target T does, and as often as it does it (default: all)\n"
	"  --light             check as often as fuzzing does (default)\n"
	"  --thorough          check everything after every call\n"
	STRICT_USAGE
	"  --without CHECK,... leave out groups of checks, see maplefuzz replay --help\n"
	"  --omit OP,...       pass over the operations of these names\n"
	"  --save FILE         where to write a reproducer (default ./crash-TOKEN)\n"
	"  --timeout S         seconds until a program counts as a hang (default 25; 0: never)\n",
	.run = run,
};
