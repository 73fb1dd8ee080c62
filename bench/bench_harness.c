// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the harness costs: the programs of a corpus, run with all checks as
 * fuzzing runs them, beside the bare calls of the same programs on the tree alone.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "measure.h"
#include "ops/block.h"
#include "text.h"

struct program {
	uint8_t *data;
	size_t size;
	struct header header;
	struct call *units;
	size_t unit_count;
	size_t unit_capacity;
};

static struct program *programs;
static size_t program_count;
static struct subject bare;

static void *grow(void *array, size_t bytes)
{
	array = realloc(array, bytes);
	if (!array) {
		perror("bench-harness");
		exit(2);
	}
	return array;
}

/* The bytes of the program in @path, a text program if its name says so. */
static size_t read_program(const char *path, uint8_t *buffer)
{
	static char text[1 << 16];
	struct text_error error;
	const char *end = strrchr(path, '.');
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		return 0;
	if (!end || strcmp(end, ".txt")) {
		size = fread(buffer, 1, MAX_PROGRAM_SIZE, file);
	} else {
		size = fread(text, 1, sizeof(text), file);
		if (text_assemble(text, size, buffer, &size, &error))
			size = 0;
	}
	fclose(file);
	return size;
}

static void load_program(const char *path)
{
	static uint8_t buffer[MAX_PROGRAM_SIZE];
	size_t size = read_program(path, buffer);
	struct program *p;

	if (!size)
		return;
	programs = grow(programs, (program_count + 1) * sizeof(*programs));
	p = &programs[program_count++];
	memset(p, 0, sizeof(*p));
	p->size = size;
	p->data = grow(NULL, p->size + 1);
	memcpy(p->data, buffer, p->size);
	header_decode(p->data, p->size, &p->header);
}

static void load_corpus(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[4096];

	if (!dir) {
		fprintf(stderr, "bench-harness: %s: no such directory\n", path);
		exit(2);
	}
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		load_program(name);
	}
	closedir(dir);
	if (!program_count) {
		fprintf(stderr, "bench-harness: %s: no programs in it\n", path);
		exit(2);
	}
}

static void record_unit(const struct call *unit, void *arg)
{
	struct program *p = arg;

	/* Nothing is held for cursors between bare calls. */
	if (operation_infos[unit->op].effect == EFFECT_FAULT || operations[unit->op]->cursor != CURSOR_UNUSED)
		return;
	if (p->unit_count == p->unit_capacity) {
		p->unit_capacity = 2 * p->unit_capacity + 64;
		p->units = grow(p->units, p->unit_capacity * sizeof(*p->units));
	}
	p->units[p->unit_count++] = *unit;
}

static unsigned long run_checked(struct program *p, bool record)
{
	struct run_options options = { .on_unit = record ? record_unit : NULL, .arg = p };
	struct run_result result;

	harness_run(p->data, p->size, &options, &result);
	return result.calls;
}

static void begin_bare(const struct header *header)
{
	unsigned int i;

	ground_reset();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	for (i = 0; i < MAX_TREES; i++)
		api_init(&bare, i, header->attributes);
}

static void destroy_bare(void)
{
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++) {
		subject_lock(&bare.trees[i]);
		__mt_destroy(&bare.trees[i].mt);
		subject_unlock(&bare.trees[i]);
	}
	ground_rcu_quiesce();
}

static unsigned long run_bare(const struct program *p)
{
	size_t i;

	begin_bare(&p->header);
	ground_expect_warning(true);
	for (i = 0; i < p->unit_count; i++) {
		struct outcome outcome;

		outcome_clear(&outcome);
		operations[p->units[i].op]->subject(&bare, &p->units[i], &outcome);
		ground_rcu_quiesce();
	}
	ground_expect_warning(false);
	destroy_bare();
	return p->unit_count;
}

struct way {
	const char *name;
	unsigned long calls;
	double seconds;
};

static void add_round(struct way *way, unsigned long calls, double seconds)
{
	way->calls += calls;
	way->seconds += seconds;
	printf("round: %s,%lu,%.9f\n", way->name, calls, seconds);
}

/* One round of each in turn, so that what else the machine does falls on both alike. */
static void measure(unsigned long rounds)
{
	struct way checked = { .name = "checked" }, bare = { .name = "bare" };
	unsigned long round, calls;
	double start;
	size_t i;

	for (round = 0; round < rounds; round++) {
		start = now();
		for (i = 0, calls = 0; i < program_count; i++)
			calls += run_checked(&programs[i], false);
		add_round(&checked, calls, now() - start);
		start = now();
		for (i = 0, calls = 0; i < program_count; i++)
			calls += run_bare(&programs[i]);
		add_round(&bare, calls, now() - start);
	}
	printf("%zu programs, %lu rounds, subject %s\n", program_count, rounds, harness_subject());
	printf("with checks: %10.0f calls/s  (%lu calls, %.2f s)\n", checked.calls / checked.seconds, checked.calls, checked.seconds);
	printf("bare calls:  %10.0f calls/s  (%lu calls, %.2f s)\n", bare.calls / bare.seconds, bare.calls, bare.seconds);
	printf("ratio of the times: %.2f\n", checked.seconds / bare.seconds);
}

int main(int argc, char **argv)
{
	bool help = argc == 2 && !strcmp(argv[1], "--help");
	unsigned long rounds;
	size_t i;

	if (argc < 2 || argc > 3 || argv[1][0] == '-') {
		fprintf(help ? stdout : stderr, "usage: bench-harness CORPUS-DIR [ROUNDS]\n");
		return help ? 0 : 2;
	}
	rounds = argc > 2 ? number(argv[2], 10000, "the number of rounds") : 5;
	load_corpus(argv[1]);
	harness_init();
	subject_init(&bare);
	for (i = 0; i < program_count; i++)
		run_checked(&programs[i], true);
	measure(rounds);
	return 0;
}
