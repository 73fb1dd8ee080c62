// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a fuzzing engine calls. Built once for each target, with FUZZ_TARGET
 * the name of its struct fuzz_target.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "target.h"

extern const struct fuzz_target FUZZ_TARGET;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct fuzz_totals unshared_totals;
static struct fuzz_totals *totals = &unshared_totals;
static bool strict;

static void share_totals(const char *path)
{
	void *shared = MAP_FAILED;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (fd >= 0 && !ftruncate(fd, sizeof(*totals)))
		shared = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (shared == MAP_FAILED) {
		perror(path);
		exit(2);
	}
	close(fd);
	totals = shared;
}

static void print_known(void)
{
	harness_known_summary(stderr);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("MAPLEFUZZ_STATS");

	(void)argc;
	(void)argv;
	if (path)
		share_totals(path);
	strict = getenv("MAPLEFUZZ_STRICT") != NULL;
	harness_init();
	atexit(print_known);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct run_options options = { .operations = FUZZ_TARGET.operations, .strict = strict };
	struct run_result result;

	totals->executions++;
	harness_run(data, size, &options, &result);
	totals->calls += result.calls;
	totals->known = harness_known_total();
	harness_forget();
	return 0;
}
