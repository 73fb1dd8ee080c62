// SPDX-License-Identifier: GPL-2.0-or-later
/* Readers in the middle of a write, and writers in the middle of a read: who comes in, at which publication, in which order the contract sees the calls, and that nothing diverges. */
#include <stdio.h>
#include <stdlib.h>

#include "harness_fixture.h"

/* What a program did: its single calls in the order in which they were made, the readers that came in, and the last check of what one was given. */
static struct {
	char check[RECORD_TEXT_SIZE];
	uint8_t op[64];
	unsigned int count;
	char text[8][RECORD_TEXT_SIZE];
	unsigned long publication[8];
	unsigned int readers;
} made;

static void note_made(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	(void)got;
	(void)want;
	(void)arg;
	if (made.count < 64)
		made.op[made.count++] = call->op;
}

static void note_reader(const struct record *record, void *arg)
{
	(void)arg;
	if (record->kind == RECORD_CHECK)
		strcpy(made.check, record->text);
	if (record->kind != RECORD_READER_BEGIN && record->kind != RECORD_WRITER_BEGIN)
		return;
	strcpy(made.text[made.readers], record->text);
	made.publication[made.readers++] = strtoul(record->high, NULL, 0);
}

static struct run_result run_and_note(const char *text)
{
	const struct run_options options = { .thorough = true, .keep_going = true, .on_outcome = note_made, .on_record = note_reader };
	struct program program;

	memset(&made, 0, sizeof(made));
	assemble(&program, text);
	return run_with(&program, &options);
}

static void expect_and_note(const char *text)
{
	const struct run_options options = { .on_outcome = note_made };
	struct program program;

	memset(&made, 0, sizeof(made));
	assemble(&program, text);
	harness_expect(program.data, program.size, &options);
}

#define ASSERT_MADE(...) ASSERT_OPERATIONS(made, __VA_ARGS__)

/* The last check that is recorded of a program. */
#define ASSERT_CHECK(text, wanted) do {			\
	run_and_note(text);				\
	assert_string_equal(made.check, wanted);	\
} while (0)

#define RANGES "trees rcu\nstore_range t0 [0x10, 0x1f] v1\nstore_range t0 [0x30, 0x3f] v2\n"

static void test_a_reader_comes_in(void **state)
{
	static const char text[] = RANGES "beside at 1\nload t0 [0x10]\nstore t0 [0x18] v3\n";

	(void)state;
	run_and_note(text);
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_BESIDE, OP_STORE, OP_LOAD);
	assert_int_equal(made.readers, 1);
	assert_string_equal(made.text[0], "load t0 [0x10]");
	assert_int_equal(made.publication[0], 1);
	assert_string_equal(made.check, "if (!reader_gave_up) SAME(read_1, xa_mk_value(1));");
	expect_and_note(text);
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_BESIDE, OP_STORE, OP_LOAD);
	ASSERT_CHECK(RANGES "beside at 1\nload t0 [0x18]\nstore t0 [0x18] v3\n", "if (!reader_gave_up) SAME((read_1 == xa_mk_value(1) || read_1 == xa_mk_value(3)), 1);");
	ASSERT_CHECK(RANGES "beside at 1\nwalk t0 [0x1c]\nstore t0 [0x18] v3\n", "if (!reader_gave_up) check_walked(&t0, &walked_1, 0x1c);");
	ASSERT_CHECK(RANGES "beside at 1\nfind t0 [0x1c, 0x100]\nstore t0 [0x18] v3\n", "if (!reader_gave_up) check_finds(&t0, &found_1, 0x1c, 0x100);");
	ASSERT_CHECK(RANGES "beside at 1\nscan t0 [0x1c, 0x100]\nstore t0 [0x18] v3\n", "if (!reader_gave_up) check_scan(&t0, &met_1, 0x1c, 0x100);");
}

/* Several may, each at its own publication, and one of them at none. */
static void test_several_readers(void **state)
{
	(void)state;
	run_and_note(RANGES "beside at 2\nload t0 [0x10]\nbeside at 1\nwalk t0 [0x10]\nbeside at 255\nnext t0 [0, 0x30]\nbeside\nprev t0 [0, 0x30]\n"
		     "destroy t0\n");
	assert_int_equal(made.readers, 2);
	assert_string_equal(made.text[0], "walk t0 [0x10]");
	assert_string_equal(made.text[1], "load t0 [0x10]");
	assert_true(made.publication[1] > made.publication[0]);
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_BESIDE, OP_BESIDE, OP_BESIDE, OP_BESIDE, OP_DESTROY, OP_LOAD, OP_WALK, OP_NEXT, OP_PREV);
}

/* Of more than four, those behind are made at once. */
static void test_no_more_than_four(void **state)
{
	char text[512] = RANGES;
	unsigned int i;

	(void)state;
	for (i = 0; i < 5; i++)
		strcat(text, "beside at 1\nload t0 [0x10]\n");
	strcat(text, "store t0 [0x18] v3\n");
	run_and_note(text);
	assert_int_equal(made.readers, 4);
	assert_int_equal(made.op[7], OP_LOAD);
	assert_int_equal(made.op[8], OP_STORE);
}

/* What writes, what is done under the lock, and what reads a tree that is not in RCU mode is made at once. */
static void test_who_is_not_held_back(void **state)
{
	static const char *const texts[] = {
		"trees plain\nstore t0 [5] v1\nbeside at 1\nload t0 [5]\nstore t0 [6] v2\n",
		"trees rcu\nstore t0 [5] v1\nbeside at 1\nstore t1 [5] v1\nload t0 [5]\nstore t0 [6] v2\n",
		"trees alloc,rcu\nstore t0 [5] v1\nbeside at 1\ncursor_empty_area c0 [0, 9] size 1\nstore t0 [6] v2\n",
		"trees rcu\nstore t0 [5] v1\nbeside at 1\ncursor_set c0 t0 [5]\ncursor_walk c0\nstore t0 [6] v2\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		run_and_note(texts[i]);
		assert_int_equal(made.readers, 0);
		assert_int_equal(made.op[made.count - 1], OP_STORE);
	}
}

/* It comes in nowhere where nobody may be, and where nobody writes to its tree any more it is made at the end. */
static void test_who_does_not_come_in(void **state)
{
	static const char *const before[] = {
		"init t0 rcu", "leave_rcu t0", "enter_rcu t0", "window at 1\nstore t0 [6] v2", "overtake t0 [5] v3 at 1",
	};
	char text[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		sprintf(text, "trees rcu\nstore t0 [5] v1\nbeside at 1\nload t0 [5]\n%s\n", before[i]);
		run_and_note(text);
		assert_int_equal(made.readers, 0);
		assert_int_equal(made.op[2], OP_LOAD);
	}
	run_and_note("trees rcu\nstore t0 [5] v1\nbeside at 1\nload t0 [5]\nstore t1 [6] v2\n");
	ASSERT_MADE(OP_STORE, OP_BESIDE, OP_STORE, OP_LOAD);
	expect_and_note("trees rcu\nstore t0 [5] v1\nbeside at 1\nload t0 [5]\nstore t1 [6] v2\n");
	ASSERT_MADE(OP_STORE, OP_BESIDE, OP_STORE, OP_LOAD);
}

/* Its step is made before its next one, and before it is set elsewhere. */
static void test_a_cursor_keeps_its_order(void **state)
{
	(void)state;
	run_and_note(RANGES "cursor_set c0 t0 [0]\nbeside at 1\ncursor_find c0 [ULONG_MAX]\ncursor_next c0 [ULONG_MAX]\nstore t0 [0x18] v3\n");
	assert_int_equal(made.readers, 0);
	assert_int_equal(made.op[4], OP_CURSOR_FIND);
	assert_int_equal(made.op[5], OP_CURSOR_NEXT);
}

/* Before 6.8 steps of iterators do not hold in the middle of a write: known issues keep them out. */
static void test_a_cursor_goes_on(void **state)
{
	(void)state;
	run_and_note(RANGES "cursor_set c0 t0 [0]\ncursor_find c0 [ULONG_MAX]\nbeside at 1\ncursor_next c0 [ULONG_MAX]\nstore t0 [0x18] v3\n"
		     "cursor_next c0 [ULONG_MAX]\ncursor_prev c0 [0]\n");
	assert_int_equal(made.readers, harness_has(OP_CURSOR_NEXT_RANGE));
	assert_int_equal(made.op[made.count - 1], OP_CURSOR_PREV);
}

/* A failed write has changed nothing; the readers see that. */
static void test_a_write_that_fails(void **state)
{
	(void)state;
	run_and_note(RANGES "beside at 1\nload t0 [0x10]\nfail_alloc count 1\nstore t0 [0x18] v3\n");
	assert_int_equal(made.op[made.count - 2], OP_STORE);
	assert_int_equal(made.op[made.count - 1], OP_LOAD);
}

/* The digest is that of the calls, whoever came in. */
static void test_the_digest_is_the_same(void **state)
{
	(void)state;
	assert_int_equal(run_and_note(RANGES "beside at 1\nload t0 [0x10]\nstore t0 [0x18] v3\n").digest,
			 run_and_note(RANGES "beside\nload t0 [0x10]\nstore t0 [0x18] v3\n").digest);
}

/* ---- A writer in the middle of a read --------------------------------------------------- */

/* It comes behind the read on the oracle. */
static void test_a_writer_comes_in(void **state)
{
	static const char text[] = RANGES "amid at 1\nerase t0 [0x10]\nload t0 [0x10]\nload t0 [0x10]\n";

	(void)state;
	run_and_note(text);
	assert_int_equal(made.readers, 1);
	assert_string_equal(made.text[0], "erase t0 [0x10]");
	assert_int_equal(made.count, 6);
	expect_and_note(text);
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_AMID, OP_LOAD, OP_ERASE, OP_LOAD);
	ASSERT_CHECK(RANGES "amid at 1\nstore t0 [0x18] v3\nfind t0 [0x1c, 0x100]\n", "check_finds(&t0, &(struct found){ entry, index, next_entry, next_index }, 0x1c, 0x100);");
	ASSERT_CHECK(RANGES "amid at 1\nstore t0 [0x18] v3\nwalk t0 [0x1c]\n", "check_walked(&t0, &(struct range_met){ mas0.index, mas0.last, entry }, 0x1c);");
	ASSERT_CHECK(RANGES "amid at 1\nstore t0 [0x18] v3\nscan t0 [0x1c, 0x100]\n", "check_scan(&t0, &all_met, 0x1c, 0x100);");
}

static void test_a_writer_comes_behind(void **state)
{
	static const char *const texts[] = {
		RANGES "amid at 255\nerase t0 [0x10]\nload t0 [0x10]\n", RANGES "amid\nerase t0 [0x10]\nload t0 [0x10]\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		run_and_note(texts[i]);
		assert_int_equal(made.readers, 0);
		ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_AMID, OP_LOAD, OP_ERASE);
	}
	run_and_note(RANGES "amid at 1\nerase t0 [0x10]\n");
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_AMID, OP_ERASE);
	expect_and_note(RANGES "amid at 1\nerase t0 [0x10]\n");
	ASSERT_MADE(OP_STORE_RANGE, OP_STORE_RANGE, OP_AMID, OP_ERASE);
}

/* Where it is no writer of a tree in RCU mode, or makes many calls; and where something else is done to its tree. */
static void test_a_writer_comes_before(void **state)
{
	static const char *const texts[] = {
		"trees plain\nstore t0 [5] v1\namid at 1\nstore t0 [6] v2\nload t0 [5]\n",
		RANGES "amid at 1\nfill t0 [0x100] v1 stride 2 count 3\nload t0 [0x10]\n",
		RANGES "amid at 1\ninit t0 rcu\nload t0 [0x10]\n", RANGES "amid at 1\novertake t0 [5] v1 at 1\nload t0 [0x10]\n",
		RANGES "amid at 1\nerase t0 [0x10]\nleave_rcu t0\nload t0 [0x10]\n",
		RANGES "amid at 1\nerase t0 [0x10]\nstore t0 [5] v1\nload t0 [0x10]\n",
		RANGES "amid at 1\nerase t0 [0x10]\nbeside\nload t0 [0x10]\n",
		RANGES "amid at 1\ncursor_erase c0\ncursor_walk c0\nload t0 [0x10]\n",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		run_and_note(texts[i]);
		assert_int_equal(made.readers, 0);
		assert_int_equal(made.op[made.count - 1], OP_LOAD);
	}
}

/* The digest is the same, and so is what `previous` means behind it. */
static void test_the_digest_with_a_writer(void **state)
{
	(void)state;
	assert_int_equal(run_and_note(RANGES "amid at 1\nstore t0 [0x18] v3\nload t0 [0x10]\n").digest,
			 run_and_note(RANGES "amid\nstore t0 [0x18] v3\nload t0 [0x10]\n").digest);
}

/* ---- Every reader, at every publication of every write ---------------------------------- */

static const char *const reads[] = {
	"load t0 [%#lx]", "walk t0 [%#lx]", "find t0 [%#lx, ULONG_MAX]", "next t0 [%#lx, ULONG_MAX]", "prev t0 [0, %#lx]", "scan t0 [%#lx, ULONG_MAX]",
};

static const char *const steps[] = {
	"cursor_walk c0", "cursor_find c0 [ULONG_MAX]", "cursor_find_rev c0 [0]", "cursor_find_range c0 [ULONG_MAX]", "cursor_find_range_rev c0 [0]",
	"cursor_next c0 [ULONG_MAX]", "cursor_prev c0 [0]", "cursor_next_range c0 [ULONG_MAX]", "cursor_prev_range c0 [0]",
};

static const char *const writes[] = {
	"store t0 [0x215] v9", "store_range t0 [0x210, 0x22f] v9", "store_range t0 [0x208, 0x2f7] v9", "erase t0 [0x210]", "store_null t0 [0x200, 0x3ff]",
	"insert t0 [0x205] v9", "store_range t0 [0, ULONG_MAX] v9", "destroy t0", "trim t0 count 3", "densify t0 [0x200, 0x23f] v20 count 14",
};

static void sweep(const char *how, const char *head, unsigned long index)
{
	bool amid = !strcmp(how, "amid");
	char text[1024], read[64];
	unsigned long came = 0;
	size_t r, w, at;

	for (w = 0; w < sizeof(writes) / sizeof(writes[0]); w++)
		for (r = 0; r < sizeof(reads) / sizeof(reads[0]) + sizeof(steps) / sizeof(steps[0]); r++)
			for (at = 1; at <= 8; at++) {
				bool step = r >= sizeof(reads) / sizeof(reads[0]);

				if (step)
					strcpy(read, steps[r - sizeof(reads) / sizeof(reads[0])]);
				else
					sprintf(read, reads[r], index);
				sprintf(text, "%scursor_set c0 t0 [%#lx]\n%s%s%s at %zu\n%s\n%s\n%s\n", head, index, step ? read : "", step ? "\n" : "",
					how, at, amid ? writes[w] : read, amid ? read : writes[w], step ? read : "validate t0");
				run_and_note(text);
				came += made.readers;
				if (!made.readers)
					break;
			}
	assert_true(came > 20);
}

static void sweep_trees(const char *how)
{
	sweep(how, "trees rcu\nfill t0 [0x10, 0x17] v1 stride 2 count 60\n", 0x1f8);
	sweep(how, "trees rcu\nfill t0 [0x10, 0x17] v1 stride 2 count 60\n", 0x212);
	sweep(how, "trees alloc,rcu\nfill t0 [0x10, 0x1f] v1 stride 1 count 60\n", 0x208);
	sweep(how, "trees alloc,rcu\nfill t0 [0x10, 0x1f] v1 stride 1 count 60\n", 0x300);
	sweep(how, "trees rcu\nfill t0 [0x200, 0x20f] v1 stride 1 count 4\n", 0x210);
	sweep(how, "trees rcu\nstore t0 [0] v1\n", 0x210);
}

static void test_every_reader_at_every_publication(void **state)
{
	(void)state;
	sweep_trees("beside");
}

static void test_every_writer_at_every_dereference(void **state)
{
	(void)state;
	sweep_trees("amid");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_reader_comes_in),
		cmocka_unit_test(test_several_readers),
		cmocka_unit_test(test_no_more_than_four),
		cmocka_unit_test(test_who_is_not_held_back),
		cmocka_unit_test(test_who_does_not_come_in),
		cmocka_unit_test(test_a_cursor_keeps_its_order),
		cmocka_unit_test(test_a_cursor_goes_on),
		cmocka_unit_test(test_a_write_that_fails),
		cmocka_unit_test(test_the_digest_is_the_same),
		cmocka_unit_test(test_a_writer_comes_in),
		cmocka_unit_test(test_a_writer_comes_behind),
		cmocka_unit_test(test_a_writer_comes_before),
		cmocka_unit_test(test_the_digest_with_a_writer),
		cmocka_unit_test(test_every_reader_at_every_publication),
		cmocka_unit_test(test_every_writer_at_every_dereference),
	};

	return cmocka_run_group_tests(tests, set_up_harness, NULL);
}
