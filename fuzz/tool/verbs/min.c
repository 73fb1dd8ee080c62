// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz min: makes a reproducer as small and as plain as it gets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "origin.h"
#include "shrink/shrink.h"
#include "text.h"

/* Milliseconds of processor time after which a call counts as hanging while what hangs is made smaller. */
#define HANG_MILLISECONDS 100

/* A day: more than anybody waits. */
#define MAX_SECONDS 86400

static struct timespec start;

static void show_progress(const struct shrink *s)
{
	fprintf(stderr, "%s%zu operation%s after %lu trials, %.1f s%s", isatty(STDERR_FILENO) ? "\r" : "",
		s->draft.count, s->draft.count == 1 ? "" : "s", s->trials, seconds_since(&start),
		isatty(STDERR_FILENO) ? "  " : "\n");
}

static void print_text(const struct draft *draft, const char *token, FILE *out)
{
	char text[CALL_TEXT_SIZE];
	size_t i;

	origin_print(out, token);
	header_format(&draft->header, text);
	fputs(text, out);
	for (i = 0; i < draft->count; i++) {
		call_format(&draft->calls[i], text);
		fprintf(out, "%s\n", text);
	}
}

static bool ends_in_txt(const char *path)
{
	size_t length = strlen(path);

	return length >= 4 && !strcmp(path + length - 4, ".txt");
}

static bool save_text(const struct shrink *s, const char *path)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool saved;

	print_text(&s->draft, s->token, out);
	fclose(out);
	saved = output_save(path, (const uint8_t *)text, size);
	free(text);
	return saved;
}

static bool save(const struct shrink *s, const char *path)
{
	uint8_t data[MAX_PROGRAM_SIZE];

	if (path && ends_in_txt(path))
		return save_text(s, path);
	if (path)
		return output_save(path, data, draft_encode(&s->draft, data));
	print_text(&s->draft, s->token, stdout);
	return true;
}

static bool is_hang(const char *token)
{
	return !strcmp(token + strcspn(token, ":"), ":hang");
}

/* Run the draft. Return: false after a complaint, if it does not diverge as it should. */
static bool reproduces(const struct shrink *s, const char *path, const char *what)
{
	static uint8_t data[MAX_PROGRAM_SIZE];
	const struct trial *trial = trial_run_alone(data, draft_encode(&s->draft, data));

	if (!trial)
		return false;
	if (strcmp(trial->token, s->token))
		complain("%s: diverges with %s, but %s with %s: the run does not depend on the program alone", path,
			 s->token, what, *trial->token ? trial->token : "nothing");
	return !strcmp(trial->token, s->token);
}

/* It does not diverge. @tree: on which it did; NULL if that is not known. */
static void complain_missing(const char *path, const char *tree)
{
	if (tree && harness_other_tree(tree))
		complain("%s: no divergence on %s; it diverged on another tree, %s", path, harness_subject(), tree);
	else
		complain("%s: does not reproduce: no divergence on %s", path, harness_subject());
}

/* The first run: with what does it diverge, and which calls were made until then? */
static bool begin(struct shrink *s, const char *path, bool same_token)
{
	struct input input;
	const struct trial *trial;

	if (!input_load(path, &input))
		return false;
	trial = trial_run_alone(input.data, input.size);
	header_decode(input.data, input.size, &s->draft.header);
	s->draft.header.swarm = 0;
	if (trial && !*trial->token)
		complain_missing(path, input.tree);
	input_free(&input);
	if (!trial || !*trial->token)
		return false;
	s->units = trial->units;
	s->draft.count = trial->count;
	memcpy(s->draft.calls, trial->calls, trial->count * sizeof(*trial->calls));
	strcpy(s->token, trial->token);
	if (!same_token && place_tells(trial->place))
		strcpy(s->place, trial->place);
	return true;
}

/**
 * struct wanted - What the command line says.
 * @output: where to write the result; NULL for stdout.
 * @seconds: of processor time that it may take; 0 for no limit.
 * @same_token: is a bug another one if another operation meets it?
 * @trials: how programs are run.
 */
struct wanted {
	const char *output;
	uint64_t seconds;
	bool same_token;
	struct trial_options trials;
};

static int minimise(const char *path, const struct wanted *wanted)
{
	static struct shrink s;
	size_t before;

	clock_gettime(CLOCK_MONOTONIC, &start);
	trial_init(&wanted->trials);
	s.seconds = wanted->seconds;
	if (!begin(&s, path, wanted->same_token))
		return EXIT_USAGE;
	before = s.draft.count;
	fprintf(stderr, "%s: %s, %zu operations\n", path, s.token, before);
	if (is_hang(s.token))
		trial_limit(HANG_MILLISECONDS);
	if (!reproduces(&s, path, "with absolute operands"))
		return EXIT_USAGE;
	shrink(&s, show_progress);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	trial_limit((unsigned int)wanted->trials.timeout * 1000);
	if (s.broken || !reproduces(&s, path, "made smaller") || !save(&s, wanted->output))
		return EXIT_USAGE;
	fprintf(stderr, "%s: %s: %zu operations before, %zu after, %lu trials, %.1f s: %s%s\n", path, s.token, before, s.draft.count,
		s.trials, seconds_since(&start), s.limit ? "stopped at " : "nothing simpler diverges", s.limit ? s.limit : "");
	return EXIT_CLEAN;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "output", required_argument, NULL, 'o' },
		{ "time", required_argument, NULL, 'm' },
		{ "same-token", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct wanted wanted = { .trials = trial_defaults() };
	bool good = true;
	int option;

	while (good && (option = option_next(argc, argv, ":ho:", options)) != -1) {
		if (option == 'h')
			return verb_usage(&min_verb);
		if (option == 'o')
			wanted.output = optarg;
		else if (option == 'k')
			wanted.same_token = true;
		else if (option == 'm')
			good = option_number("--time", optarg, MAX_SECONDS, &wanted.seconds);
		else
			good = run_option(option, optarg, &wanted.trials.run, &wanted.trials.timeout);
	}
	if (!good)
		return EXIT_USAGE;
	if (optind != argc - 1)
		return complain("min wants one file; see maplefuzz min --help");
	if (wanted.output && !output_check(wanted.output, argv[optind]))
		return EXIT_USAGE;
	return minimise(argv[optind], &wanted);
}

const struct verb min_verb = {
	.name = "min",
	.summary = "make a reproducer as small and as plain as it gets",
	.usage =
	"[option...] FILE [-o OUT]\n\n"
	"Drops operations, trees and attributes, and makes numbers smaller, as long as the\n"
	"program still diverges with the same token, or by the same check at the same line\n"
	"of the subject, whatever the operation. Works for crashes and hangs too. The\n"
	"result is text on stdout or in OUT.txt, bytes in any other OUT; progress and the\n"
	"figures go to stderr.\n\n"
	TRIAL_USAGE
	"  --same-token        only with the same token\n"
	"  --time S            seconds of processor time after which the smallest program so far is\n"
	"                      the result (default: no limit; how many trials are made is limited)\n"
	"  -o, --output OUT    where to write the result\n\n"
	"Exit codes: 0 minimised; 2 FILE does not reproduce, or wrong use.\n",
	.run = run,
};
