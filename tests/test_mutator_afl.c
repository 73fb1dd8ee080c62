// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The mutator as afl-fuzz calls it: mutants differ, are canonical and fit; trimming
 * leaves what matters and nothing else; descriptions can stand in the name of a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "aim.h"
#include "instruction.h"

/* As afl-fuzz declares them. */
void *afl_custom_init(void *afl, unsigned int seed);
void afl_custom_deinit(void *data);
size_t afl_custom_fuzz(void *data, const uint8_t *buf, size_t size, uint8_t **out,
		       const uint8_t *other, size_t other_size, size_t max_size);
const char *afl_custom_describe(void *data, size_t max_size);
int32_t afl_custom_init_trim(void *data, const uint8_t *buf, size_t size);
size_t afl_custom_trim(void *data, uint8_t **out);
int32_t afl_custom_post_trim(void *data, uint8_t success);

#define MUTANTS 5000

static int setup(void **state)
{
	*state = afl_custom_init(NULL, 1);
	return !*state;
}

static int teardown(void **state)
{
	afl_custom_deinit(*state);
	return 0;
}

/* A program of @count stores, the one at @n to tree n % MAX_TREES. */
static size_t make_program(uint8_t *data, size_t count)
{
	const struct header header = { .generation = newest_generation() };
	struct instruction insn = { .op = OP_STORE, .index_mode = INDEX_ABSOLUTE };

	header_encode(&header, data);
	for (size_t n = 0; n < count; n++) {
		insn.tree = n % MAX_TREES;
		insn.a = n;
		instruction_encode(&insn, data + HEADER_SIZE + n * INSTRUCTION_SIZE);
	}
	return HEADER_SIZE + count * INSTRUCTION_SIZE;
}

/* Does the program have a store at index @a? */
static bool has_index(const uint8_t *data, size_t size, uint64_t a)
{
	struct instruction insn;
	struct header header;

	header_decode(data, size, &header);
	for (size_t n = 0; n < instruction_count(size); n++) {
		instruction_decode(data, size, &header, n, &insn);
		if (insn.a == a)
			return true;
	}
	return false;
}

static void test_mutants_differ_and_fit(void **state)
{
	uint8_t parent[MAX_PROGRAM_SIZE], other[MAX_PROGRAM_SIZE], *out;
	size_t size = make_program(parent, 20), other_size = make_program(other, 40);
	unsigned int same = 0, longer = 0;

	for (unsigned int i = 0; i < MUTANTS; i++) {
		size_t max_size = 200 + i % 1000;
		size_t mutant = afl_custom_fuzz(*state, parent, size, &out, i % 2 ? other : NULL,
						i % 2 ? other_size : 0, max_size);

		assert_in_range(mutant, HEADER_SIZE, max_size);
		assert_int_equal((mutant - HEADER_SIZE) % INSTRUCTION_SIZE, 0);
		same += mutant == size && !memcmp(out, parent, size);
		longer += mutant > size;
	}
	assert_true(same < MUTANTS / 50);
	assert_true(longer > MUTANTS / 10);
}

/* A queue that another fuzzer filled holds anything. */
static void test_any_parent(void **state)
{
	static const size_t sizes[] = { 0, 1, 3, 4, 5, 27, 28, 29, MAX_PROGRAM_SIZE, 100000 };
	uint8_t *out;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint8_t *parent = malloc(sizes[i] + 1);

		assert_non_null(parent);
		memset(parent, 0xa5, sizes[i]);
		for (unsigned int n = 0; n < 100; n++)
			assert_in_range(afl_custom_fuzz(*state, parent, sizes[i], &out, parent, sizes[i], 1 << 20),
					HEADER_SIZE, MAX_PROGRAM_SIZE);
		free(parent);
	}
}

static void test_same_seed_same_mutants(void **state)
{
	uint8_t parent[MAX_PROGRAM_SIZE], *a, *b;
	size_t size = make_program(parent, 20);
	void *twin = afl_custom_init(NULL, 1);

	assert_non_null(twin);
	for (unsigned int i = 0; i < 200; i++) {
		size_t mutant = afl_custom_fuzz(*state, parent, size, &a, parent, size, 4096);

		assert_int_equal(afl_custom_fuzz(twin, parent, size, &b, parent, size, 4096), mutant);
		assert_memory_equal(a, b, mutant);
	}
	afl_custom_deinit(twin);
}

/* Words of lower-case letters with hyphens between them, the first of which is ours. */
static void check_description(const char *text, size_t max_size)
{
	assert_true(strlen(text) <= max_size);
	assert_int_equal(strspn(text, "abcdefghijklmnopqrstuvwxyz-"), strlen(text));
	assert_int_equal(strncmp(text, "maple", max_size < 5 ? max_size : 5), 0);
}

static void test_descriptions(void **state)
{
	uint8_t parent[MAX_PROGRAM_SIZE], *out;
	size_t size = make_program(parent, 20);
	unsigned int crossed = 0, tweaked = 0;

	for (unsigned int i = 0; i < MUTANTS; i++) {
		const char *text;

		afl_custom_fuzz(*state, parent, size, &out, parent, size, 4096);
		check_description(afl_custom_describe(*state, i % 80), i % 80);
		text = afl_custom_describe(*state, 200);
		check_description(text, 200);
		assert_true(strlen(text) > strlen("maple"));
		crossed += !strncmp(text, "maple-crossover", 15);
		tweaked += strstr(text, "-tweak") != NULL;
	}
	assert_in_range(crossed, MUTANTS / 5, MUTANTS / 3);
	assert_true(tweaked > MUTANTS / 4);
}

/* Trim while both stores stay, as an engine would, and check what afl-fuzz relies on. */
static size_t trim_to(void *mutator, uint8_t *data, size_t size, uint64_t first, uint64_t second)
{
	int32_t steps = afl_custom_init_trim(mutator, data, size), step = 0;
	const size_t original = size;

	while (step < steps) {
		uint8_t *out;
		size_t candidate = afl_custom_trim(mutator, &out);
		bool same = has_index(out, candidate, first) && has_index(out, candidate, second);
		int32_t next;

		assert_in_range(candidate, HEADER_SIZE, original - 1);
		if (same) {
			memcpy(data, out, candidate);
			size = candidate;
		}
		next = afl_custom_post_trim(mutator, same);
		assert_true(next > step);
		step = next;
	}
	return size;
}

static void test_trim_leaves_what_matters(void **state)
{
	static const size_t counts[] = { 3, 7, 8, 64, 100, MAX_INSTRUCTIONS };
	uint8_t data[MAX_PROGRAM_SIZE];

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		size_t count = counts[i], size = make_program(data, count);

		size = trim_to(*state, data, size, 0, count / 2);
		assert_int_equal(size, HEADER_SIZE + 2 * INSTRUCTION_SIZE);
		size = trim_to(*state, data, size, count / 2, count / 2);
		assert_int_equal(size, HEADER_SIZE + INSTRUCTION_SIZE);
		assert_true(has_index(data, size, count / 2));
	}
}

/* The header of an old file switches all of it off. */
static void test_trim_of_nothing(void **state)
{
	uint8_t data[HEADER_SIZE + 3 * INSTRUCTION_SIZE] = { 0, 0xff }, *out;

	data[HEADER_SIZE] = data[HEADER_SIZE + INSTRUCTION_SIZE] = data[HEADER_SIZE + 2 * INSTRUCTION_SIZE] = OP_STORE;
	assert_int_equal(afl_custom_init_trim(*state, data, sizeof(data)), 1);
	assert_int_equal(afl_custom_trim(*state, &out), HEADER_SIZE);
	assert_int_equal(afl_custom_post_trim(*state, 1), 1);
}

static void test_trim_of_little(void **state)
{
	uint8_t data[HEADER_SIZE + INSTRUCTION_SIZE] = { 0 };

	for (size_t size = 0; size <= HEADER_SIZE; size++)
		assert_int_equal(afl_custom_init_trim(*state, data, size), 0);
	/* An instruction of one byte is one, and the program without it is shorter. */
	for (size_t size = HEADER_SIZE + 1; size <= sizeof(data); size++) {
		uint8_t *out;

		assert_int_equal(afl_custom_init_trim(*state, data, size), 1);
		assert_int_equal(afl_custom_trim(*state, &out), HEADER_SIZE);
		assert_int_equal(afl_custom_post_trim(*state, 1), 1);
	}
}

static void test_target_by_name(void **state)
{
	(void)state;
	setenv("MAPLEFUZZ_TARGET", "none", 1);
	assert_null(afl_custom_init(NULL, 1));
	setenv("MAPLEFUZZ_TARGET", "gap", 1);
	afl_custom_deinit(afl_custom_init(NULL, 1));
	assert_string_equal(mutator_target()->name, "gap");
	unsetenv("MAPLEFUZZ_TARGET");
	afl_custom_deinit(afl_custom_init(NULL, 1));
	assert_null(mutator_target()->name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mutants_differ_and_fit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_any_parent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_same_seed_same_mutants, setup, teardown),
		cmocka_unit_test_setup_teardown(test_descriptions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_trim_leaves_what_matters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_trim_of_little, setup, teardown),
		cmocka_unit_test_setup_teardown(test_trim_of_nothing, setup, teardown),
		cmocka_unit_test(test_target_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
