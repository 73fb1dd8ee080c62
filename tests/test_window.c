// SPDX-License-Identifier: GPL-2.0-or-later
/* Other writers, who come in while a call waits for memory: who may, when, and in which order the contract sees the calls. */
#include <errno.h>
#include <stdio.h>

#include "harness_fixture.h"

/* What the calls of a program gave, in the order in which they were made. */
static struct {
	uint8_t op[32];
	struct outcome want[32];
	unsigned int count;
} made;

static void note_made(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	const bool *on_oracle = arg;

	assert_true(*on_oracle == !got);
	made.op[made.count] = call->op;
	made.want[made.count++] = *want;
}

static void run_and_note(const char *text)
{
	bool on_oracle = false;
	struct run_options options = { .thorough = true, .keep_going = true, .on_outcome = note_made, .arg = &on_oracle };
	struct program program;

	made.count = 0;
	assemble(&program, text);
	run_with(&program, &options);
}

static void expect_and_note(const char *text)
{
	bool on_oracle = true;
	struct run_options options = { .on_outcome = note_made, .arg = &on_oracle };
	struct program program;

	made.count = 0;
	assemble(&program, text);
	harness_expect(program.data, program.size, &options);
}

#define ASSERT_MADE(...) ASSERT_OPERATIONS(made, __VA_ARGS__)

/* The one that comes in is made first, and the other one as if it came behind. */
static void test_another_writer_comes_in(void **state)
{
	(void)state;
	run_and_note("trees rcu\nnowait fail\nstore t0 [9] v1\nwindow at 1\nstore t0 [5] v2\ninsert t0 [5] v3\n");
	assert_int_equal(made.count, 4);
	assert_int_equal(made.op[2], OP_STORE);
	assert_int_equal(made.op[3], OP_INSERT);
	assert_int_equal(made.want[3].error, -EEXIST);
}

/* It comes behind where nobody waits, or not so often; and at the end where nothing follows. */
static void test_another_writer_comes_behind(void **state)
{
	static const char *const texts[] = {
		"store t0 [9] v1\nwindow at 1\nstore t0 [5] v2\ninsert t0 [5] v3\n",
		"trees rcu\nnowait fail\nstore t0 [9] v1\nwindow at 2\nstore t0 [5] v2\ninsert t0 [5] v3\n",
		"trees rcu\nnowait fail\nstore t0 [9] v1\nwindow\nstore t0 [5] v2\ninsert t0 [5] v3\n",
		"trees rcu\nnowait fail\nstore t0 [9] v1\nwindow at 1\ninit t0 rcu\ninsert t0 [5] v3\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		run_and_note(texts[i]);
		assert_int_equal(made.count, 4);
		assert_int_equal(made.op[2], OP_INSERT);
		assert_int_equal(made.want[2].error, 0);
	}
	run_and_note("store t0 [9] v1\nwindow at 1\nstore t0 [5] v2\n");
	ASSERT_MADE(OP_STORE, OP_WINDOW, OP_STORE);
	expect_and_note("store t0 [9] v1\nwindow at 1\nstore t0 [5] v2\n");
	ASSERT_MADE(OP_STORE, OP_WINDOW, OP_STORE);
	run_and_note("store t0 [9] v1\nwindow at 1\nstore t0 [5] v2\ncursor_walk c0\n");
	ASSERT_MADE(OP_STORE, OP_WINDOW, OP_CURSOR_WALK, OP_STORE);
	expect_and_note("store t0 [9] v1\nwindow at 1\nstore t0 [5] v2\ncursor_walk c0\n");
	ASSERT_MADE(OP_STORE, OP_WINDOW, OP_CURSOR_WALK, OP_STORE);
}

/* It is made when the program is over, also where the trees are left standing; not where more calls are to come. */
static void test_another_writer_when_performed(void **state)
{
	bool on_oracle = false;
	struct run_options options = { .keep_going = true, .on_outcome = note_made, .arg = &on_oracle };
	struct run_result result;
	struct program program;

	(void)state;
	assemble(&program, "store t0 [9] v1\nwindow at 1\nload t0 [9]\ncursor_walk c0\n");
	made.count = 0;
	assert_true(harness_perform(program.data, program.size, &options, 4, &result));
	ASSERT_MADE(OP_STORE, OP_WINDOW, OP_CURSOR_WALK, OP_LOAD);
	made.count = 0;
	assert_true(harness_perform(program.data, program.size, &options, 3, &result));
	ASSERT_MADE(OP_STORE, OP_WINDOW);
}

/* A write through a cursor lets go of the lock that the cursor holds; what else is done to cursors is done at once, unless any call may be held back. */
static void test_another_writer_and_cursors(void **state)
{
	(void)state;
	run_and_note("trees alloc,rcu\nnowait fail\nstore_range t0 [5, 9] v1\nstore t0 [20] v1\nwindow at 1\nstore t0 [5] v2\n"
		     "cursor_set c0 t0 [5]\ncursor_empty_area c0 [0, 9] size 1\ncursor_set c0 t0 [5]\ncursor_erase c0\n");
	assert_int_equal(made.count, 8);
	assert_int_equal(made.op[6], OP_STORE);
	assert_int_equal(made.op[7], OP_CURSOR_ERASE);
	assert_non_null(made.want[7].entry);
	run_and_note("trees rcu\nwindow at 1\ncursor_walk c0\nstore t0 [5] v2\nstore t0 [6] v2\n");
	ASSERT_MADE(OP_WINDOW, OP_CURSOR_WALK, OP_STORE, OP_STORE);
}

/* Seven ranges of t0, in a leaf that has no room for two more; cursor c1 stands on the first, c0 where it will write. AT: how many single calls that are. */
#define TWO_CURSORS											\
	"nowait fail\nfill t0 [0x10, 0x1f] v1 stride 2 count 7\ncursor_set c1 t0 [0x10]\ncursor_find c1 [ULONG_MAX]\n"	\
	"cursor_set_range c0 t0 [0x32, 0x34]\n"
#define AT 10

/*
 * Another cursor comes in, reads or writes, and goes on behind the interrupted call; in RCU mode from its section, else under the lock, which it
 * drops before the call that was interrupted goes on.
 */
static void test_another_cursor_comes_in(void **state)
{
	static const struct {
		const char *call;
		uint8_t op;
	} calls[] = {
		{ "cursor_next c1 [ULONG_MAX]", OP_CURSOR_NEXT },
		{ "cursor_walk c1", OP_CURSOR_WALK },
		{ "cursor_find_pause c1 [ULONG_MAX]", OP_CURSOR_FIND_PAUSE },
		{ "cursor_store c1 v50", OP_CURSOR_STORE },
		{ "cursor_erase c1", OP_CURSOR_ERASE },
		{ "cursor_empty_area c1 [0, 0xffff] size 4", OP_CURSOR_EMPTY_AREA },
		{ "cursor_for_each c1 [ULONG_MAX] v50 at 2", OP_CURSOR_FOR_EACH },
	};
	static const char *const heads[] = { "trees alloc,rcu\n", "trees alloc\n" };
	char text[512];

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(calls) / sizeof(calls[0]); i++) {
		if (!harness_has(calls[i / 2].op))
			continue;
		sprintf(text, "%s" TWO_CURSORS "window at 1 any\n%s\ncursor_store c0 v60\ncursor_next c1 [ULONG_MAX]\n", heads[i % 2], calls[i / 2].call);
		run_and_note(text);
		assert_int_equal(made.op[AT + 1], calls[i / 2].op);
		assert_int_equal(made.op[AT + 2], OP_CURSOR_STORE);
		assert_int_equal(made.op[AT + 3], OP_CURSOR_NEXT);
	}
}

/* A state is used by one call at a time: what its next call finds is what the one that was held back has left. */
static void test_one_cursor_keeps_its_order(void **state)
{
	(void)state;
	run_and_note("trees alloc,rcu\n" TWO_CURSORS "window at 1 any\ncursor_next c1 [ULONG_MAX]\ncursor_store c1 v50\n");
	assert_int_equal(made.op[AT + 1], OP_CURSOR_NEXT);
	assert_int_equal(made.op[AT + 2], OP_CURSOR_STORE);
	assert_int_equal(made.want[AT + 2].index, 0x30);
	/* Nor does a step that another writer makes go on from a place that it has been moved from. */
	run_and_note("trees alloc,rcu\n" TWO_CURSORS "window at 1 any\ncursor_next c1 [ULONG_MAX]\ncursor_set c1 t1 [0]\nstore t0 [5] v9\n");
	assert_int_equal(made.op[AT + 1], OP_CURSOR_NEXT);
	assert_int_equal(made.op[AT + 2], OP_CURSOR_SET);
}

/* One window is over before the next one begins. */
static void test_another_window(void **state)
{
	(void)state;
	run_and_note("window at 1 any\nstore t0 [5] v2\nwindow at 1 any\ninsert t0 [5] v3\nload t0 [5]\n");
	ASSERT_MADE(OP_WINDOW, OP_STORE, OP_WINDOW, OP_LOAD, OP_INSERT);
}

/* What needs an empty tree comes in in one; it is its relative where the tree is not empty any more when it is made. */
static void test_another_writer_needs_an_empty_tree(void **state)
{
	(void)state;
	if (!harness_has(OP_BUILD))
		return;
	run_and_note("nowait fail\ninit t1 rcu\nstore t1 [9] v1\nwindow at 1 any\nbuild t0 [5] v2 stride 2 count 3 fewer 1\ninsert t1 [5] v3\n");
	ASSERT_MADE(OP_INIT, OP_STORE, OP_WINDOW, OP_BUILD, OP_INSERT);
	run_and_note("window at 1 any\nbuild t0 [5] v2 stride 2 count 3 fewer 1\ninsert t0 [5] v3\n");
	ASSERT_MADE(OP_WINDOW, OP_INSERT, OP_STORE_RANGE, OP_STORE_RANGE, OP_STORE_RANGE);
}

/* What a loop met before its store is of the tree as it was: nobody comes in in the middle of it. */
static void test_nobody_comes_into_a_loop(void **state)
{
	(void)state;
	if (!harness_has(OP_CURSOR_FOR_EACH))
		return;
	run_and_note("trees rcu\n" TWO_CURSORS "window at 1 any\nerase t0 [0x10]\ncursor_for_each c0 [ULONG_MAX] v50 at 1\n");
	assert_int_equal(made.op[AT + 1], OP_CURSOR_FOR_EACH);
	assert_int_equal(made.op[AT + 2], OP_ERASE);
}

/* What allocations come to is said at once: the next call but that is held back. */
static void test_another_writer_and_failures(void **state)
{
	(void)state;
	run_and_note("trees rcu\nstore t0 [9] v1\nwindow at 1\nfail_alloc count 2\nstore t0 [5] v2\ninsert t0 [5] v3\n");
	assert_int_equal(made.count, 5);
	assert_int_equal(made.op[3], OP_STORE);
	assert_int_equal(made.want[4].error, -EEXIST);
	/* The one that was interrupted gives up, and is made again. */
	run_and_note("trees rcu\nstore t0 [9] v1\nwindow at 1\nload t0 [9]\nfail_alloc count 1\ninsert t0 [5] v3\n");
	assert_int_equal(made.count, 5);
	assert_int_equal(made.op[3], OP_LOAD);
	assert_int_equal(ground_counts()->blocking_failures, 1);
}

/* An init of another kind of lock comes before a call that would take the old one. */
static void test_another_writer_before_an_init(void **state)
{
	(void)state;
	run_and_note("window at 1\nstore t0 [5] v2\ninit t0 extern\n");
	assert_int_equal(made.op[1], OP_STORE);
	assert_int_equal(made.op[2], OP_INIT);
}

/* From the first one on, the digest says nothing. */
static void test_another_writer_ends_the_digest(void **state)
{
	(void)state;
	assert_int_equal(run_text("store t0 [5] v1\nwindow at 1\nstore t0 [6] v2\nload t0 [6]\n").digest,
			 run_text("store t0 [5] v1\nwindow at 1\nstore t0 [9] v3\nload t0 [6]\n").digest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_another_writer_comes_in),
		cmocka_unit_test(test_another_writer_comes_behind),
		cmocka_unit_test(test_another_writer_when_performed),
		cmocka_unit_test(test_another_writer_and_cursors),
		cmocka_unit_test(test_another_cursor_comes_in),
		cmocka_unit_test(test_one_cursor_keeps_its_order),
		cmocka_unit_test(test_another_window),
		cmocka_unit_test(test_another_writer_needs_an_empty_tree),
		cmocka_unit_test(test_nobody_comes_into_a_loop),
		cmocka_unit_test(test_another_writer_and_failures),
		cmocka_unit_test(test_another_writer_before_an_init),
		cmocka_unit_test(test_another_writer_ends_the_digest),
	};

	return cmocka_run_group_tests(tests, set_up_harness, NULL);
}
