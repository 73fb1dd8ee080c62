// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz stats: what the programs of a corpus have in them, and how far they get. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "view/inspect.h"
#include "verbs/stats_print.h"

/* The state of the verb; static, since a crash ends the run from a signal handler. */
static struct {
	struct run_options options;
	uint64_t timeout;
	bool json;
	struct input_list files;
	size_t at;			/* the file that is read now */
	size_t unreadable;
	uint64_t *digests;		/* of the bytes of each program */
	struct stats stats;
	struct timespec start;
	time_t shown;			/* when progress was last shown */
} survey;

/* What the program that runs now has come to. */
static struct {
	bool attributes[ATTRIBUTE_COUNT + 1];
	unsigned long calls[OP_COUNT];
	unsigned int height;
} program;

/* ---- One program -------------------------------------------------------- */

static void note_attributes(unsigned int attributes)
{
	for (unsigned int i = 0; i < ATTRIBUTE_COUNT; i++)
		program.attributes[i] |= attributes >> i & 1;
	program.attributes[PLAIN] |= !attributes;
}

static void note_call(const struct call *call, void *arg)
{
	(void)arg;
	program.calls[call->op]++;
	if (operation_takes(call->op, OPERAND_ATTRIBUTES))
		note_attributes(call->attributes);
}

static void note_outcome(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	unsigned int height = inspect_height(call->tree);

	(void)got;
	(void)want;
	(void)arg;
	if (height > program.height)
		program.height = height;
}

/* FNV-1a */
static uint64_t digest(const struct input *input)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < input->size; i++)
		hash = (hash ^ input->data[i]) * UINT64_C(0x100000001b3);
	return hash;
}

/* Count what the bytes say, without running them. */
static void count_bytes(struct stats *stats, const struct input *input)
{
	static uint8_t written[MAX_PROGRAM_SIZE];
	size_t count = instruction_count(input->size);
	size_t size = HEADER_SIZE + count * INSTRUCTION_SIZE;
	struct instruction insn;
	bool structural = false;
	struct header header;

	header_decode(input->data, input->size, &header);
	header_encode(&header, written);
	for (size_t i = 0; i < count; i++) {
		instruction_decode(input->data, input->size, &header, i, &insn);
		instruction_encode(&insn, written + HEADER_SIZE + i * INSTRUCTION_SIZE);
		structural |= instruction_structural(&insn);
	}
	note_attributes(header.attributes);
	stats->lengths[count]++;
	stats->generations[header.generation]++;
	stats->structural += structural;
	stats->not_canonical += size != input->size || memcmp(written, input->data, size);
	stats->bytes += input->size;
	survey.digests[stats->files] = digest(input);
	stats->files++;
}

static void count_program(struct stats *stats)
{
	for (unsigned int i = 0; i <= ATTRIBUTE_COUNT; i++)
		stats->attributes[i] += program.attributes[i];
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		stats->operations[op].calls += program.calls[op];
		stats->operations[op].files += program.calls[op] != 0;
	}
	stats->heights[program.height]++;
}

static void add_finding(const char *token)
{
	struct stats *stats = &survey.stats;
	struct finding *finding = &stats->findings[stats->found++];

	finding->path = survey.files.paths[survey.at];
	snprintf(finding->token, sizeof(finding->token), "%s", token);
}

static void count_file(const char *path)
{
	struct run_result result;
	struct input input;

	if (!input_load(path, &input)) {
		survey.unreadable++;
		return;
	}
	memset(&program, 0, sizeof(program));
	count_bytes(&survey.stats, &input);
	survey.options.name = path;
	if (!guard_run(&input, &survey.options, &result))
		add_finding(result.token);
	survey.stats.calls += result.calls;
	count_program(&survey.stats);
	input_free(&input);
}

/* ---- All of them -------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static size_t count_duplicates(uint64_t *digests, size_t count)
{
	size_t duplicates = 0;

	qsort(digests, count, sizeof(*digests), by_value);
	for (size_t i = 1; i < count; i++)
		duplicates += digests[i] == digests[i - 1];
	return duplicates;
}

static void print(void)
{
	struct stats *stats = &survey.stats;

	if (survey.shown)
		fputc('\n', stderr);
	stats->duplicates = count_duplicates(survey.digests, stats->files);
	stats->seconds = seconds_since(&survey.start);
	if (survey.json)
		stats_json(stats);
	else
		stats_table(stats);
}

static void crashed(const struct run_result *result)
{
	add_finding(result->token);
	count_program(&survey.stats);
	survey.stats.not_run = survey.files.count - survey.at - 1;
	print();
}

static void show_progress(void)
{
	time_t now = time(NULL);

	if (now == survey.shown)
		return;
	survey.shown = now;
	fprintf(stderr, "\r%zu of %zu files ", survey.at + 1, survey.files.count);
}

static int count_all(void)
{
	bool terminal = isatty(STDERR_FILENO);
	size_t count = survey.files.count;

	survey.digests = calloc(count, sizeof(*survey.digests));
	survey.stats.findings = calloc(count, sizeof(*survey.stats.findings));
	clock_gettime(CLOCK_MONOTONIC, &survey.start);
	for (survey.at = 0; survey.at < count; survey.at++) {
		count_file(survey.files.paths[survey.at]);
		if (terminal)
			show_progress();
	}
	/* Where nothing was read, the complaints say it all. */
	if (survey.unreadable < count)
		print();
	free(survey.digests);
	free(survey.stats.findings);
	if (survey.stats.found)
		return EXIT_DIVERGENCE;
	return survey.unreadable ? EXIT_USAGE : EXIT_CLEAN;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option, status;

	survey.options = (struct run_options){
		.checks = CHECKS_ALL, .keep_going = true, .quiet = true,
		.on_call = note_call, .on_outcome = note_outcome,
	};
	survey.timeout = DEFAULT_TIMEOUT;
	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h')
			return verb_usage(&stats_verb);
		if (option == 'j')
			survey.json = true;
		else if (!run_option(option, optarg, &survey.options, &survey.timeout))
			return EXIT_USAGE;
	}
	if (optind == argc)
		return complain("stats: no file given; see maplefuzz stats --help");
	for (int i = optind; i < argc; i++)
		if (!input_list_add(&survey.files, argv[i]))
			return EXIT_USAGE;
	guard_init((unsigned int)survey.timeout, crashed);
	status = count_all();
	input_list_free(&survey.files);
	return status;
}

const struct verb stats_verb = {
	.name = "stats",
	.summary = "count what a corpus has in it, and how high its trees get",
	.usage =
	"[option...] FILE|DIR...\n\n"
	"Runs each program, and prints the sizes of all, the operations and attributes that\n"
	"they use, and the heights that their trees reach. Files are taken as by maplefuzz\n"
	"replay. After a crash, what was counted so far is printed.\n\n"
	"  --json              one object of JSON instead of a table\n"
	"  --target T          only the operations of target T (default: all)\n"
	"  --light             check as often as fuzzing does (the default)\n"
	"  --thorough          check everything after every call\n"
	STRICT_USAGE
	"  --without CHECK,... leave out groups of checks, see maplefuzz replay --help\n"
	"  --omit OP,...       pass over the operations of these names\n"
	"  --timeout S         seconds until a program counts as a hang (default 25; 0: never)\n",
	.run = run,
};
