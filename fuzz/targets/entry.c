// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a fuzzing engine calls. Built once for each target, with FUZZ_TARGET
 * the name of its struct fuzz_target.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "names.h"
#include "target.h"
#include "totals.h"

extern const struct fuzz_target FUZZ_TARGET;

const struct fuzz_target *const the_target = &FUZZ_TARGET;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In the file that MAPLEFUZZ_STATS names, if it names one. */
static struct totals *totals;
static bool strict;
static const char *strict_issues;

static void print_known(void)
{
	harness_known_summary(stderr);
}

/* MAPLEFUZZ_STRICT is "1", or NAME,... for what --strict=NAME,... is elsewhere. */
static void read_strict(void)
{
	const char *word = getenv("MAPLEFUZZ_STRICT"), *unknown;

	strict = word != NULL;
	if (!word || !strcmp(word, "1"))
		return;
	unknown = harness_unknown_issue(word);
	if (unknown) {
		fprintf(stderr, "MAPLEFUZZ_STRICT: there is no known issue '%.*s'\n", (int)names_length(unknown), unknown);
		exit(2);
	}
	strict_issues = word;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("MAPLEFUZZ_STATS");

	(void)argc;
	(void)argv;
	if (path) {
		totals = totals_open(path);
		if (!totals) {
			perror(path);
			exit(2);
		}
	}
	read_strict();
	harness_init();
	atexit(print_known);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct run_options options = {
		.operations = the_target->operations,
		.target = the_target->name,
		.strict = strict,
		.strict_issues = strict_issues,
	};
	unsigned long known = harness_known_total();
	struct run_result result;

	/* Before the run, which a divergence does not come back from. */
	if (totals)
		totals_add(totals, TOTAL_EXECUTIONS, 1);
	harness_run(data, size, &options, &result);
	if (totals) {
		totals_add(totals, TOTAL_CALLS, result.calls);
		totals_add(totals, TOTAL_KNOWN, harness_known_total() - known);
	}
	harness_forget();
	return 0;
}
