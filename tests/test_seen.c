// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The digest by which a tree is known that has had all checks: equal for a duplicate, whose nodes lie elsewhere; another one when a word of a node is another,
 * a parent is the wrong one, or the oracle holds something else.
 */
#include "check/check.h"
#include "harness_fixture.h"
#include "subject_features.h"

#define SHAPE "trees alloc\nfill t0 [0x100, 0x10f] v1 stride 2 count 40\ndup t0 t1\n"

static const struct tree *perform(const char *text, unsigned int tree)
{
	const struct run_options options = careful(false);
	struct program program;
	struct run_result result;

	assemble(&program, text);
	if (!harness_perform(program.data, program.size, &options, MAX_INSTRUCTIONS, &result))
		fail_msg("%s", result.token);
	return &the_world()->trees[tree];
}

static void test_duplicates_are_the_same(void **state)
{
	const struct tree *t = perform(SHAPE, 0);

	(void)state;
	assert_true(seen_digest(t));
	/* Else it is built range by range, and may have other nodes. */
	if (HAVE_MT_DUP)
		assert_true(seen_digest(t) == seen_digest(t + 1));
	assert_true(seen_digest(t) != seen_digest(t + 2));
	assert_true(seen_digest(perform(SHAPE "store t1 [5] v9\n", 0)) != seen_digest(&the_world()->trees[1]));
}

/* Each word of a leaf counts, in use or not. */
static void test_words_of_nodes(void **state)
{
	const struct tree *t = perform(SHAPE, 0);
	const uint64_t digest = seen_digest(t);
	struct view path[VIEW_MAX_HEIGHT];
	struct maple_node *leaf;

	(void)state;
	assert_int_equal(view_path(&t->subject->mt, 0x100, path), 2);
	leaf = (struct maple_node *)path[1].node;
	for (size_t i = 0; i < MAPLE_NODE_SLOTS; i++) {
		void *word = (void *)leaf->slot[i];

		/* Where a pivot is too large, the leaf ends there, and that is another tree as well. */
		leaf->slot[i] = (void *)((unsigned long)word ^ 4);
		assert_true(seen_digest(t) != digest);
		leaf->slot[i] = word;
	}
	assert_true(seen_digest(t) == digest);
}

static void test_parents(void **state)
{
	const struct tree *t = perform(SHAPE, 0);
	const uint64_t digest = seen_digest(t);
	struct view path[VIEW_MAX_HEIGHT];
	struct maple_node *leaf;

	(void)state;
	view_path(&t->subject->mt, 0x100, path);
	leaf = (struct maple_node *)path[1].node;
	leaf->parent = (void *)((unsigned long)leaf->parent ^ 8);
	assert_true(seen_digest(t) != digest);
	leaf->parent = (void *)((unsigned long)leaf->parent ^ 8);
	assert_true(seen_digest(t) == digest);
}

static void test_oracle(void **state)
{
	const struct tree *t = perform(SHAPE, 0);
	const uint64_t digest = seen_digest(t);

	(void)state;
	t->model->oracle.ranges[7].last++;
	assert_true(seen_digest(t) != digest);
	t->model->oracle.ranges[7].last--;
	assert_true(seen_digest(t) == digest);
	t->model->oracle.count--;
	assert_true(seen_digest(t) != digest);
	t->model->oracle.count++;
}

/* What was never added is not known, and nothing is known of a tree that cannot be gone through. */
static void test_memory(void **state)
{
	const uint64_t digest = seen_digest(perform(SHAPE, 0));

	(void)state;
	assert_false(seen_has(digest));
	seen_add(digest);
	assert_true(seen_has(digest));
	assert_false(seen_has(digest + 2));
	seen_add(0);
	assert_false(seen_has(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_duplicates_are_the_same), cmocka_unit_test(test_words_of_nodes), cmocka_unit_test(test_parents),
		cmocka_unit_test(test_oracle), cmocka_unit_test(test_memory),
	};

	harness_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
