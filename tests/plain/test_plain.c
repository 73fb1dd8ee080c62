// SPDX-License-Identifier: GPL-2.0-or-later
/* The ground without checks: caches, grace periods and locks still do what they are for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <ground.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define SIZE	256
#define MANY	40000

static struct kmem_cache *cache;

static int setup(void **state)
{
	(void)state;
	if (!cache)
		cache = kmem_cache_create("test", SIZE, SIZE, 0, NULL);
	ground_reset();
	return 0;
}

static void must_differ(void **objects, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*(size_t *)objects[i] = i;
	for (size_t i = 0; i < count; i++)
		assert_int_equal(*(size_t *)objects[i], i);
}

/* Each object is handed out once until it is freed, one by one or in bulk. */
static void objects_are_handed_out_once(void **state)
{
	static void *objects[MANY];

	(void)state;
	for (size_t i = 0; i < MANY / 2; i++)
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
	assert_int_equal(kmem_cache_alloc_bulk(cache, GFP_KERNEL, MANY / 2, objects + MANY / 2), MANY / 2);
	must_differ(objects, MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal((uintptr_t)objects[i] % SIZE, 0);
	assert_int_equal(ground_counts()->live, MANY);
	assert_int_equal(ground_counts()->allocs, MANY);
	assert_int_equal(ground_counts()->singles, MANY / 2);
	assert_int_equal(ground_counts()->bulks, 1);

	/* What was freed is used again: half of it is not enough for as much as is asked for now. */
	kmem_cache_free_bulk(cache, MANY / 4, objects);
	for (size_t i = MANY / 4; i < MANY / 2; i++)
		kmem_cache_free(cache, objects[i]);
	assert_int_equal(ground_counts()->live, MANY / 2);
	assert_int_equal(kmem_cache_alloc_bulk(cache, GFP_KERNEL, MANY / 2, objects), MANY / 2);
	must_differ(objects, MANY);
	kmem_cache_free_bulk(cache, MANY, objects);
	assert_int_equal(ground_counts()->live, 0);
}

static void objects_are_zeroed_on_demand(void **state)
{
	static const char zeros[SIZE];
	void *object = kmem_cache_alloc(cache, GFP_KERNEL);

	(void)state;
	memset(object, 1, SIZE);
	kmem_cache_free(cache, object);
	object = kmem_cache_zalloc(cache, GFP_KERNEL);
	assert_memory_equal(object, zeros, SIZE);
	kmem_cache_free(cache, object);
}

/* A request is met or not; what it had got is free again if not. */
static void allocations_can_be_made_to_fail(void **state)
{
	void *objects[4];

	(void)state;
	ground_fail_nth(3);
	assert_int_equal(kmem_cache_alloc_bulk(cache, GFP_KERNEL, 4, objects), 0);
	assert_int_equal(ground_counts()->live, 0);
	assert_int_equal(ground_counts()->failures, 1);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	assert_null(kmem_cache_alloc(cache, GFP_NOWAIT));
	assert_non_null(kmem_cache_alloc(cache, GFP_KERNEL));
}

static void sheaves_work(void **state)
{
	struct kmem_cache_args args = { .sheaf_capacity = 4 };
	struct kmem_cache *sheaved = kmem_cache_create("sheaved", SIZE, &args, 0);
	struct slab_sheaf *sheaf = kmem_cache_prefill_sheaf(sheaved, GFP_KERNEL, 2);
	void *object = kmem_cache_alloc_from_sheaf(sheaved, GFP_KERNEL, sheaf);

	(void)state;
	assert_non_null(object);
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 1);
	kmem_cache_return_sheaf(sheaved, GFP_KERNEL, sheaf);
	kmem_cache_free(sheaved, object);
	assert_int_equal(ground_counts()->live, 0);
	kmem_cache_destroy(sheaved);
}

static unsigned int called;

static void free_it(struct rcu_head *head)
{
	called++;
	kmem_cache_free(cache, head);
}

static void grace_periods_free(void **state)
{
	struct rcu_head *head = kmem_cache_alloc(cache, GFP_KERNEL);
	struct {
		char before[24];
		struct rcu_head head;
	} *object = kmalloc(sizeof(*object), GFP_KERNEL);

	(void)state;
	called = 0;
	call_rcu(head, free_it);
	kfree_rcu(object, head);
	rcu_read_lock();
	ground_rcu_quiesce();
	assert_int_equal(called, 0);
	assert_int_equal(ground_rcu_pending(), 2);
	rcu_read_unlock();
	ground_rcu_quiesce();
	assert_int_equal(called, 1);
	assert_int_equal(ground_rcu_pending(), 0);
	assert_int_equal(ground_counts()->live, 0);
}

static void locks_know_whether_they_are_held(void **state)
{
	DECLARE_RWSEM(sem);
	DEFINE_SPINLOCK(lock);

	(void)state;
	assert_false(lockdep_is_held(&lock));
	spin_lock(&lock);
	assert_true(lockdep_is_held(&lock));
	assert_false(spin_trylock(&lock));
	spin_unlock(&lock);
	assert_true(spin_trylock(&lock));
	spin_unlock(&lock);
	assert_false(spin_is_locked(&lock));

	down_read(&sem);
	assert_true(down_read_trylock(&sem));
	assert_false(down_write_trylock(&sem));
	up_read(&sem);
	assert_true(rwsem_is_locked(&sem));
	up_read(&sem);
	down_write(&sem);
	downgrade_write(&sem);
	up_read(&sem);
	assert_false(rwsem_is_locked(&sem));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(objects_are_handed_out_once, setup),
		cmocka_unit_test_setup(objects_are_zeroed_on_demand, setup),
		cmocka_unit_test_setup(allocations_can_be_made_to_fail, setup),
		cmocka_unit_test_setup(sheaves_work, setup),
		cmocka_unit_test_setup(grace_periods_free, setup),
		cmocka_unit_test_setup(locks_know_whether_they_are_held, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
