// SPDX-License-Identifier: GPL-2.0-or-later
/* A reader beside a writer: it goes on at each publication of a write in turn, up and down, and there is no divergence. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "ground.h"
#include "harness_fixture.h"

/* ---- How many publications does a write have? ---- */

static void nobody(void *arg)
{
	(void)arg;
}

static void begin_counting(const struct call *call, void *arg)
{
	(void)arg;
	if (call->op == OP_MAS_STORE)
		ground_on_publication(ULONG_MAX, nobody, NULL);
}

static void end_counting(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	unsigned long *publications = arg;

	(void)got;
	(void)want;
	if (call->op != OP_MAS_STORE)
		return;
	*publications = ground_publications();
	ground_on_publication(0, NULL, NULL);
}

/* Of the last mas_store in @text, or a few more. */
static unsigned long publications_of(const char *text)
{
	struct run_options options = careful(false);
	unsigned long publications = 0;
	struct program program;

	options.on_unit = begin_counting;
	options.on_outcome = end_counting;
	options.arg = &publications;
	assemble(&program, text);
	run_with(&program, &options);
	return publications;
}

/* ---- Someone stands beside it, and goes on at each ---- */

/**
 * struct write - A write into a tree.
 * @before: the program up to it.
 * @first: where it begins.
 * @last: where it ends.
 * @entry: what is written.
 */
struct write {
	const char *before;
	unsigned long first;
	unsigned long last;
	const char *entry;
};

#define PROGRAM_SIZE 400

/* @how: the operands behind the entry. */
static void write_text(const struct write *write, const char *operation, const char *how, char *text)
{
	snprintf(text, PROGRAM_SIZE, "%s%s t0 [%lu, %lu] %s%s\n", write->before, operation, write->first, write->last,
		 write->entry, how);
}

static void read_beside(const struct write *write, unsigned long at, const char *down)
{
	const struct run_options options = careful(false);
	struct run_result result;
	struct program program;
	char text[PROGRAM_SIZE], how[32] = "";

	if (at)
		snprintf(how, sizeof(how), " at %lu%s", at, down);
	else
		snprintf(how, sizeof(how), "%s", down);
	write_text(write, "overtake", how, text);
	assemble(&program, text);
	if (!harness_run(program.data, program.size, &options, &result))
		fail_msg("%s:\n%s", result.token, text);
}

static unsigned long most_publications;

static void read_at_each_publication(const struct write *write)
{
	unsigned long publications, at;
	char text[PROGRAM_SIZE];

	write_text(write, "mas_store", "", text);
	publications = publications_of(text);
	assert_in_range(publications, 1, MAX_AT - 1);
	if (publications > most_publications)
		most_publications = publications;
	for (at = 0; at <= publications + 1; at++) {
		read_beside(write, at, "");
		read_beside(write, at, " down");
	}
}

/* Writes of every length all over the tree, and erases. */
static void read_beside_writes(const char *before, unsigned long length, unsigned int ranges)
{
	static const unsigned int over[] = { 1, 2, 5, 20, 60 };

	for (unsigned int range = 0; range < ranges; range += ranges / 7 + 1) {
		unsigned long first = range * length;

		for (size_t i = 0; i < sizeof(over) / sizeof(over[0]) && range + over[i] <= ranges; i++) {
			unsigned long last = first + over[i] * length - 1;
			const struct write whole = { before, first, last, "v99" }, null = { before, first, last, "null" },
					   inner = { before, first + length / 2, last - length / 4, "v99" };

			read_at_each_publication(&whole);
			read_at_each_publication(&inner);
			read_at_each_publication(&null);
		}
	}
}

static void test_ranges_side_by_side(void **state)
{
	(void)state;
	read_beside_writes("trees rcu\nfill t0 [0, 9] v0 stride 1 count 200\n", 10, 200);
}

static void test_ranges_with_gaps(void **state)
{
	(void)state;
	read_beside_writes("trees alloc,rcu\nfill t0 [0, 9] v0 stride 2 count 100\n", 20, 100);
}

static void test_full_nodes(void **state)
{
	(void)state;
	read_beside_writes("trees rcu,extern\nfill t0 [1990, 1999] v0 stride 1 count 200 down\n", 10, 200);
}

/* Trees that change their height, and lose their nodes. */
static void test_small_trees(void **state)
{
	(void)state;
	for (unsigned int ranges = 1; ranges <= 34; ranges++) {
		char before[100];

		snprintf(before, sizeof(before), "trees rcu\nfill t0 [0, 9] v0 stride 1 count %u\n", ranges);
		read_beside_writes(before, 10, ranges);
	}
}

/* Some of these writes have had a few: a spanning store has more than one on a single leaf. */
static void test_there_were_publications(void **state)
{
	(void)state;
	assert_in_range(most_publications, 10, MAX_AT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_side_by_side),
		cmocka_unit_test(test_ranges_with_gaps),
		cmocka_unit_test(test_full_nodes),
		cmocka_unit_test(test_small_trees),
		cmocka_unit_test(test_there_were_publications),
	};

	return cmocka_run_group_tests_name("readers", tests, set_up_harness, NULL);
}
