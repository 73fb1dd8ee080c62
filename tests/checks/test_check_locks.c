// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks 7 and 8: locks, and what the subject and the ground see themselves. */
#include "checks_fixture.h"

/* Locks */

static void check_lock_of(struct tree *t)
{
	const struct call call = store_call(0, 5, 5);
	struct before before;

	schedule_before(&world, &call, &before);
	assert_passes(check_locks(&world, &call, &before));
	subject_lock(t->subject);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	subject_unlock(t->subject);
	assert_passes(check_locks(&world, &call, &before));
	api_lock_nested(&world.subject, t->number, t->number);
	schedule_before(&world, &call, &before);
	assert_int_equal(before.locks, 1);
	assert_passes(check_locks(&world, &call, &before));
	subject_unlock(t->subject);
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
}

static void test_locks(void **state)
{
	const struct call call = store_call(0, 5, 5);
	struct before before;

	(void)state;
	begin(0);
	check_lock_of(t0);
	begin(ATTRIBUTE_EXTERN);
	check_lock_of(t0);
	schedule_before(&world, &call, &before);
	rcu_read_lock();
	assert_diverges(CHECK_LOCKS, check_locks(&world, &call, &before));
	rcu_read_unlock();
	assert_passes(check_locks(&world, &call, &before));
}

static void after_dup(const struct call *call)
{
	const struct outcome got = { 0 };

	operations[call->op]->after(&world, call, &got);
}

/* mtree_dup() has to take both locks, whoever else took them before. */
static void test_dup_takes_both_locks(void **state)
{
	const struct call call = { .op = OP_DUP, .source = 0, .tree = 1 };
	struct before before;

	(void)state;
	begin(0);
	mtree_lock(&t0->subject->mt);
	mtree_unlock(&t0->subject->mt);
	schedule_before(&world, &call, &before);
	assert_diverges(CHECK_LOCKS, after_dup(&call));
	mtree_lock(&t0->subject->mt);
	mtree_unlock(&t0->subject->mt);
	assert_diverges(CHECK_LOCKS, after_dup(&call));
	mtree_lock(&t1->subject->mt);
	mtree_unlock(&t1->subject->mt);
	assert_passes(after_dup(&call));
	schedule_before(&world, &call, &before);
	assert_int_equal(mtree_dup(&t0->subject->mt, &t1->subject->mt, GFP_NOWAIT), 0);
	assert_passes(after_dup(&call));
}

/* A call that needs the lock, and finds it free. */
static void test_locks_watched_by_the_ground(void **state)
{
	MA_STATE(mas, &t0->subject->mt, 48, 48);

	(void)state;
	begin(ATTRIBUTE_EXTERN);
	fill(t0, 100);
	assert_diverges(CHECK_LOCKS, (mas_reset(&mas), mas_find(&mas, ULONG_MAX)));
	subject_lock(t0->subject);
	assert_passes((mas_reset(&mas), mas_find(&mas, ULONG_MAX)));
	subject_unlock(t0->subject);
	begin(0);
	mtree_lock(&t0->subject->mt);
	assert_diverges(CHECK_LOCKS, mtree_erase(&t0->subject->mt, 5));
}

/* What the subject checks itself, and what the ground sees it do */

static void check_validity(uint8_t attributes)
{
	struct view leaf;

	begin(attributes);
	assert_passes(check_valid(&world, t0));
	store(t0, 0, 0, value(1));
	assert_passes(check_valid(&world, t0));
	fill(t0, 100);
	assert_passes(check_valid(&world, t0));
	assert_int_equal(ground_locks_held(), 0);
	leaf = leaf_of(t0, 48);
	writable(&leaf)->parent = (void *)((unsigned long)leaf.node->parent ^ 1 << 3);
	assert_diverges(CHECK_VALIDATE, check_valid(&world, t0));
}

static void test_valid(void **state)
{
	(void)state;
	for_all_attributes(check_validity);
}

static void check_fault(enum ground_fault fault, enum check check)
{
	assert_diverges(check, on_fault(&world, fault, "what", "file", 1));
}

static void test_faults_have_their_check(void **state)
{
	(void)state;
	begin(0);
	check_fault(GROUND_WARN, CHECK_VALIDATE);
	check_fault(GROUND_BUG, CHECK_VALIDATE);
	check_fault(GROUND_DUMP_STACK, CHECK_VALIDATE);
	check_fault(GROUND_LOCK, CHECK_LOCKS);
	check_fault(GROUND_RCU, CHECK_LOCKS);
	check_fault(GROUND_SLEEP, CHECK_LOCKS);
	check_fault(GROUND_MEMORY, CHECK_MEMORY);
}

static void test_names_of_checks(void **state)
{
	static const char *const names[CHECK_COUNT] = {
		"result", "state", "shape", "independence", "attributes", "memory", "locks", "validate", "reader", "progress",
	};

	(void)state;
	for (int check = 0; check < CHECK_COUNT; check++)
		assert_string_equal(check_name(check), names[check]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_locks),
		cmocka_unit_test(test_dup_takes_both_locks),
		cmocka_unit_test(test_locks_watched_by_the_ground),
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_faults_have_their_check),
		cmocka_unit_test(test_names_of_checks),
	};

	return cmocka_run_group_tests_name("check_locks", tests, set_up_world, NULL);
}
