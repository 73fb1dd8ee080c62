// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the subject finds in memory depends on the program alone, and not on where this process has its code, its variables and its
 * stack: a tree with a bug may take an address for something else, and what it does then has to be the same in every process.
 *
 * So programs run in several processes, each of which notes before each call the bytes of all nodes, and of the trees.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cache.h"
#include "harness_fixture.h"
#include "mix.h"
#include "world.h"

/* Each has its addresses somewhere else, unless the machine is told not to do that. */
#define PROCESSES 3

static const char *const programs[] = {
	/* Each operation, among them those that leave entries and nodes of all kinds. */
	NULL,
	/* Dead nodes that wait for a reader, with an rcu_head where there were pivots. */
	"trees rcu\nfill t0 [0] v1 stride 2 count 60\nstore t0 [7] p3\ncursor_set c0 t0 [5]\ncursor_walk c0\nerase t0 [8]\n"
	"store_range t0 [20, 70] p5\nload t0 [7]\n",
	"trees alloc,extern\nfill t2 [9] p1 stride 2 count 200\ndup t2 t1\nstore_range t1 [30, 300] p2\nload t1 [9]\n",
};

/* Whether somebody may look at them or not. */
__attribute__((__no_sanitize_address__))
static uint64_t hash_bytes(const unsigned char *bytes, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325;

	while (size--)
		hash = mix(hash, *bytes++);
	return hash;
}

/* Of what else there is, nobody has set the bytes between the members. */
static bool has_nodes(const struct kmem_cache *cache)
{
	return cache->name && !strcmp(cache->name, "maple_node");
}

static void print_bytes(const char *before)
{
	const struct subject *s = &the_world()->subject;
	uint64_t hash = 0;

	for (unsigned int i = 0; i < MAX_TREES; i++)
		hash = mix(hash, hash_bytes((unsigned char *)&s->trees[i].mt, sizeof(s->trees[i].mt)));
	printf("%s: trees at %p: %016lx\n", before, (void *)s->trees, (unsigned long)hash);
	for (const struct kmem_cache *cache = ground_caches; cache < ground_caches + MAX_CACHES; cache++)
		if (has_nodes(cache))
			printf("%s: %u nodes at %p: %016lx\n", before, cache->used, (void *)cache->base,
			       (unsigned long)hash_bytes((unsigned char *)cache->base, (size_t)cache->used * cache->stride));
}

static void note_call(const struct call *call, void *arg)
{
	(void)arg;
	print_bytes(operation_infos[call->op].name);
}

static void note_record(const struct record *record, void *arg)
{
	(void)arg;
	print_bytes(record->text);
}

/* What one process prints. */
static void print_all(void)
{
	const struct run_options options = {
		.thorough = true, .keep_going = true, .on_call = note_call, .on_record = note_record,
	};
	struct program program;

	harness_init();
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (programs[i])
			assemble(&program, programs[i]);
		else
			every_operation(&program, 0, NULL);
		run_with(&program, &options);
		print_bytes("behind the end");
	}
}

/* What another process prints, from a heap. */
static char *ask_another(void)
{
	char *text = NULL, command[4096 + 16] = "'", *end = command + 1;
	size_t size = 0;
	ssize_t length = readlink("/proc/self/exe", end, 4095);
	FILE *in;

	assert_true(length > 0);
	strcpy(end + length, "' print");
	in = popen(command, "r");
	assert_non_null(in);
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	assert_int_equal(pclose(in), 0);
	return text;
}

/* Line by line, since there are thousands. */
static void compare(const char *first, const char *other)
{
	while (*first || *other) {
		size_t length = strcspn(first, "\n"), other_length = strcspn(other, "\n");

		if (length != other_length || memcmp(first, other, length))
			fail_msg("one process has\n%.*s\nand another\n%.*s", (int)length, first, (int)other_length, other);
		first += length + (first[length] == '\n');
		other += other_length + (other[other_length] == '\n');
	}
}

static void test_same_in_every_process(void **state)
{
	char *first = ask_another(), *other;

	(void)state;
	for (unsigned int i = 1; i < PROCESSES; i++) {
		other = ask_another();
		compare(first, other);
		free(other);
	}
	free(first);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_same_in_every_process) };

	(void)argv;
	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	print_all();
	return 0;
}
