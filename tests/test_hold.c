// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is held for cursors between their calls: short programs, what the last line of each makes of calls, and what
 * is held behind it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "harness_fixture.h"
#include "world.h"

/* ---- The calls of the last line ---- */

static char made[4096];

static void begin_line(const struct call *call, void *arg)
{
	(void)call;
	(void)arg;
	*made = '\0';
}

static void note_statement(const struct record *record, void *arg)
{
	size_t length = strlen(made);

	(void)arg;
	if (record->kind == RECORD_STATEMENT)
		snprintf(made + length, sizeof(made) - length, "%s\n", record->text);
}

/* Make the calls of @text, and leave everything as it is then. */
static const struct world *after(const char *text)
{
	struct run_options options = careful(true);
	struct run_result result;
	struct program program;

	options.on_call = begin_line;
	options.on_record = note_statement;
	assemble(&program, text);
	/* To the end as well. */
	run(&program, true);
	run(&program, false);
	if (!harness_perform(program.data, program.size, &options, MAX_INSTRUCTIONS, &result))
		fail_msg("%s:\n%s", result.token, text);
	return the_world();
}

/* Among the calls of the last line, each of these is there once, in this order. */
static void check_made(const char *const *wanted, size_t count)
{
	const char *from = made;

	for (size_t i = 0; i < count; i++) {
		const char *at = strstr(from, wanted[i]);

		if (!at || strstr(at + 1, wanted[i]))
			fail_msg("'%s' is not made, out of order or made twice:\n%s", wanted[i], made);
		from = at + strlen(wanted[i]);
	}
}

#define assert_made(...) check_made((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void assert_not_made(const char *call)
{
	if (strstr(made, call))
		fail_msg("'%s' is made:\n%s", call, made);
}

static void assert_sections(const struct world *w, unsigned int cursors)
{
	unsigned int count = 0;

	for (unsigned int k = 0; k < MAX_CURSORS; k++) {
		assert_int_equal(w->subject.cursors[k].in_section, cursors >> k & 1);
		count += w->subject.cursors[k].in_section;
	}
	assert_int_equal(w->hold.sections, count);
}

/* ---- The lock ---- */

#define FILLED "fill t0 [16, 31] v0 stride 2 count 9\nfill t1 [16, 31] v0 stride 2 count 9\n"
#define READER "cursor_set c0 t0 [20]\ncursor_walk c0\n"

static void test_nothing_is_held_at_first(void **state)
{
	const struct world *w = after(FILLED "cursor_set c0 t0 [20]\n");

	(void)state;
	assert_int_equal(w->hold.locked, -1);
	assert_sections(w, 0);
	assert_not_made("lock");
}

static void test_reader_takes_the_lock(void **state)
{
	const struct world *w = after(FILLED READER);

	(void)state;
	assert_int_equal(w->hold.locked, 0);
	assert_sections(w, 0);
	assert_int_equal(ground_locks_held(), 1);
	assert_made("mtree_lock(&t0)", "mas_walk(&cursor0)");
}

/* Whoever goes on in the same tree goes on with it. */
static void test_lock_is_shared(void **state)
{
	const struct world *w = after(FILLED READER "cursor_set c1 t0 [100]\ncursor_prev c1 [0]\n");

	(void)state;
	assert_int_equal(w->hold.locked, 0);
	assert_not_made("lock");
	assert_not_made("mas_pause");
	assert_true(w->models[0].cursors[0].locked);
	assert_true(w->models[0].cursors[1].locked);
}

static const char *const others[] = {
	"load t0 [20]\n", "store t0 [20] v5\n", "load t1 [20]\n", "store t1 [20] v5\n", "destroy t0\n", "dup t0 t3\n",
	"cursor_set c1 t1 [20]\ncursor_walk c1\n", "cursor_set c1 t0 [20]\ncursor_find_pause c1 [100]\n",
};

static void test_lock_is_dropped_before_others_act(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		char text[400];
		const struct world *w;

		snprintf(text, sizeof(text), "%s%s", FILLED READER, others[i]);
		w = after(text);
		assert_false(w->models[0].cursors[0].locked);
		assert_int_not_equal(w->hold.locked, 0);
		/* Setting another cursor on another tree drops it, too; the line behind that finds it dropped. */
		if (!strstr(others[i], "t1") || !strstr(others[i], "cursor"))
			assert_made("mas_pause(&cursor0)", "mtree_unlock(&t0)");
	}
}

/* Only who stands on something. */
static void test_who_is_paused(void **state)
{
	(void)state;
	after(FILLED READER "cursor_set c1 t0 [30]\ncursor_set c2 t0 [30]\ncursor_walk c2\nload t0 [1]\n");
	assert_made("mas_pause(&cursor0)", "mas_pause(&cursor2)", "mtree_unlock(&t0)");
	assert_not_made("mas_pause(&cursor1)");
}

/* A write by one of them: the others are paused, the lock stays. */
static void test_cursor_writes_beside_others(void **state)
{
	const struct world *w = after(FILLED READER "cursor_set_range c1 t0 [24, 40]\ncursor_store_gfp c1 v9\n");

	(void)state;
	assert_int_equal(w->hold.locked, 0);
	assert_made("mas_pause(&cursor0)", "mas_store_gfp(&cursor1");
	assert_not_made("lock");
	assert_int_equal(w->models[0].cursors[0].status, STATUS_PAUSE);
}

static void test_external_lock(void **state)
{
	const struct world *w = after("trees extern\nmas_store t0 [16, 31] v1\n" READER "next t0 [3]\n");

	(void)state;
	assert_int_equal(w->hold.locked, -1);
	assert_made("mas_pause(&cursor0)", "up_write(&lock0)");
}

/* ---- Sections ---- */

static void test_reader_opens_a_section(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER);

	(void)state;
	assert_int_equal(w->hold.locked, -1);
	assert_sections(w, 1);
	assert_made("section_open(&section0)", "section_resume(&section0)", "mas_walk(&cursor0)", "section_park(&section0)");
	assert_int_equal(ground_locks_held(), 0);
}

/* In which it stays while others act, and is beside them where they write to its tree. */
static void test_reader_beside_writers(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER "load t0 [1]\nstore t1 [1] v1\n");

	(void)state;
	assert_sections(w, 1);
	assert_false(w->hold.cursors[0].beside);
	w = after("trees rcu\n" FILLED READER "store t0 [3] v1\n");
	assert_sections(w, 1);
	assert_not_made("mas_pause");
	assert_true(w->hold.cursors[0].beside);
	assert_int_equal(w->hold.cursors[0].history.young_count, 1);
	w = after("trees rcu\n" FILLED READER "destroy t0\n");
	assert_sections(w, 1);
	assert_int_equal(w->hold.cursors[0].history.gone_count, 9);
	/* Nor is a write that changes nothing a change. */
	w = after("trees rcu\n" FILLED READER "erase t0 [3]\n");
	assert_true(w->hold.cursors[0].beside);
	assert_int_equal(w->hold.cursors[0].history.gone_count, 0);
}

/* More than it is followed over. */
static void test_reader_leaves_for_too_much(void **state)
{
	const struct world *w = after("trees rcu\nfill t0 [16, 31] v0 stride 2 count 60\n" READER "destroy t0\n");

	(void)state;
	assert_sections(w, 0);
	assert_made("mtree_destroy(&t0)", "section_close(&section0)");
	assert_true(w->hold.cursors[0].stale);
	assert_false(w->hold.cursors[0].beside);
}

/* Nobody makes a tree anew that readers are in; and who is set on a tree leaves the other one. */
static void test_reader_leaves(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER "init t0 rcu\n");

	(void)state;
	assert_sections(w, 0);
	assert_made("section_close(&section0)", "mt_init_flags(&t0");
	w = after("trees rcu\n" FILLED READER "init t1 rcu\n");
	assert_sections(w, 1);
	w = after("trees rcu\n" FILLED READER "cursor_set c0 t1 [20]\n");
	assert_sections(w, 0);
	assert_false(w->hold.cursors[0].stale);
	w = after("trees rcu\n" FILLED READER "cursor_find_pause c0 [100]\n");
	assert_sections(w, 0);
}

/* A write through the state of a reader begins with leaving the section. */
static void test_reader_writes(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER "cursor_store_gfp c0 v3\n");

	(void)state;
	assert_sections(w, 0);
	assert_int_equal(w->hold.locked, 0);
	assert_made("section_close(&section0)", "mtree_lock(&t0)", "mas_pause(&cursor0);\nerror = mas_store_gfp(&cursor0");
	/* One that has been beside writers is somewhere, and is set to where it was to be. */
	after("trees rcu\n" FILLED READER "store t0 [3] v1\ncursor_store_gfp c0 v3\n");
	assert_made("section_close(&section0)", "mtree_lock(&t0)", "mas_set_range(&cursor0", "mas_store_gfp(&cursor0");
	/* And with the lock it goes on reading. */
	w = after("trees rcu\n" FILLED READER "cursor_store_gfp c0 v3\ncursor_next c0 [0xff]\n");
	assert_sections(w, 0);
	assert_int_equal(w->hold.locked, 0);
	assert_not_made("lock");
}

/* Others read beside one that has the lock. */
static void test_lock_and_sections(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER "cursor_set_range c1 t0 [24, 40]\ncursor_store c1 v9\n");

	(void)state;
	assert_sections(w, 1);
	assert_int_equal(w->hold.locked, 0);
	assert_not_made("mas_pause(&cursor0)");
	assert_true(w->hold.cursors[0].beside);
	w = after("trees rcu\n" FILLED READER "cursor_set_range c1 t0 [24, 40]\ncursor_store c1 v9\ncursor_next c0 [0xff]\n");
	assert_int_equal(w->hold.locked, 0);
	assert_false(w->models[0].cursors[0].locked);
}

static void test_sections_of_two_trees(void **state)
{
	const struct world *w = after("trees rcu\n" FILLED READER "cursor_set c1 t1 [20]\ncursor_walk c1\nstore t1 [3] v1\n");

	(void)state;
	assert_sections(w, 3);
	assert_false(w->hold.cursors[0].beside);
	assert_true(w->hold.cursors[1].beside);
}

/* ---- Where the contract does not say where it is ---- */

static void test_set_anew(void **state)
{
	const struct world *w = after("cursor_set c0 t0 [20]\ncursor_walk c0\ncursor_next c0 [100]\n");

	(void)state;
	assert_made("mas_set_range(&cursor0, 0x14, 0x14)", "mas_next(&cursor0");
	assert_true(w->models[0].cursors[0].anew);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_held_at_first),
		cmocka_unit_test(test_reader_takes_the_lock),
		cmocka_unit_test(test_lock_is_shared),
		cmocka_unit_test(test_lock_is_dropped_before_others_act),
		cmocka_unit_test(test_who_is_paused),
		cmocka_unit_test(test_cursor_writes_beside_others),
		cmocka_unit_test(test_external_lock),
		cmocka_unit_test(test_reader_opens_a_section),
		cmocka_unit_test(test_reader_beside_writers),
		cmocka_unit_test(test_reader_leaves_for_too_much),
		cmocka_unit_test(test_reader_leaves),
		cmocka_unit_test(test_reader_writes),
		cmocka_unit_test(test_lock_and_sections),
		cmocka_unit_test(test_sections_of_two_trees),
		cmocka_unit_test(test_set_anew),
	};

	return cmocka_run_group_tests_name("hold", tests, set_up_harness, NULL);
}
