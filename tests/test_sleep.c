// SPDX-License-Identifier: GPL-2.0-or-later
/* The ground: who sleeps where nobody must. */
#include "ground_fixture.h"

#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched/mm.h>
#include <linux/spinlock.h>

static spinlock_t lock;

static int setup_lock(void **state)
{
	setup(state);
	spin_lock_init(&lock);
	return 0;
}

/* Whatever allocates, once each; the objects go with the next reset. Returns how many calls that were. */
static unsigned int allocate(gfp_t gfp)
{
	struct slab_sheaf *sheaf;
	void *objects[2];

	kmem_cache_alloc(nodes, gfp);
	kmem_cache_zalloc(nodes, gfp);
	kmem_cache_alloc_bulk(nodes, gfp, 2, objects);
	kmalloc(10, gfp);
	kzalloc(10, gfp);
	kcalloc(2, 10, gfp);
	sheaf = kmem_cache_prefill_sheaf(nodes, gfp, 1);
	kmem_cache_refill_sheaf(nodes, gfp, &sheaf, 2);
	/* What was set aside is had without waiting. */
	kmem_cache_alloc_from_sheaf(nodes, gfp, sheaf);
	return 8;
}

static void expect_sleep(const char *why)
{
	expect_fault(GROUND_SLEEP, "may sleep, and does so ");
	assert_non_null(strstr(last_what, why));
}

static void count_allocations(const char *why)
{
	unsigned int calls = allocate(GFP_NOWAIT);

	expect_no_fault();
	allocate(GFP_KERNEL);
	assert_int_equal(faults, calls);
	faults = 1;
	expect_sleep(why);
	might_alloc(GFP_NOWAIT);
	expect_no_fault();
	might_alloc(GFP_NOFS);
	expect_sleep(why);
	might_sleep();
	expect_sleep(why);
	assert_int_equal(cond_resched(), 0);
	expect_sleep(why);
	kmem_cache_alloc(nodes, GFP_KERNEL | __GFP_NOFAIL);
	expect_sleep(why);
}

static void nobody_sleeps_under_a_spinlock(void **state)
{
	struct rw_semaphore semaphore;

	(void)state;
	init_rwsem(&semaphore);
	down_write(&semaphore);
	spin_lock(&lock);
	count_allocations("under a spinlock");
	synchronize_rcu();
	expect_sleep("under a spinlock");
	spin_unlock(&lock);
	allocate(GFP_KERNEL);
	up_write(&semaphore);
	expect_no_fault();
}

static void nobody_sleeps_in_a_section(void **state)
{
	(void)state;
	rcu_read_lock();
	count_allocations("in a read-side section");
	rcu_read_unlock();
	allocate(GFP_KERNEL);
	expect_no_fault();
}

static void call_back(struct rcu_head *head)
{
	count_allocations("in an RCU callback");
	kmem_cache_free(nodes, container_of(head, struct node, rcu));
}

static void nobody_sleeps_in_a_callback(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	call_rcu(&node->rcu, call_back);
	ground_rcu_quiesce();
	allocate(GFP_KERNEL);
	expect_no_fault();
}

static void locks_that_sleep(void **state)
{
	struct rw_semaphore semaphore;
	struct mutex mutex;

	(void)state;
	init_rwsem(&semaphore);
	mutex_init(&mutex);
	spin_lock(&lock);
	mutex_lock(&mutex);
	expect_sleep("under a spinlock");
	mutex_unlock(&mutex);
	down_read(&semaphore);
	expect_sleep("under a spinlock");
	up_read(&semaphore);
	down_write(&semaphore);
	expect_sleep("under a spinlock");
	up_write(&semaphore);
	/* These do not wait. */
	assert_true(mutex_trylock(&mutex));
	mutex_unlock(&mutex);
	assert_true(down_write_trylock(&semaphore));
	downgrade_write(&semaphore);
	up_read(&semaphore);
	spin_unlock(&lock);
	rcu_read_lock();
	mutex_lock(&mutex);
	expect_sleep("in a read-side section");
	mutex_unlock(&mutex);
	spin_lock(&lock);
	spin_unlock(&lock);
	rcu_read_unlock();
	expect_no_fault();
}

static void sleeping_is_allowed(void **state)
{
	(void)state;
	spin_lock(&lock);
	ground_allow_sleeping(true);
	allocate(GFP_KERNEL);
	expect_no_fault();
	ground_allow_sleeping(false);
	might_sleep();
	expect_sleep("under a spinlock");
	ground_allow_sleeping(true);
	ground_reset();
	spin_lock(&lock);
	might_sleep();
	expect_sleep("under a spinlock");
}

static void go_to_sleep(void *arg)
{
	(void)arg;
	allocate(GFP_KERNEL);
	spin_lock_nested(&lock, SINGLE_DEPTH_NESTING);
	might_sleep();
	expect_sleep("under a spinlock");
	spin_unlock(&lock);
}

/* Whoever acts in the middle of a call is not where the interrupted one is. */
static void actors_sleep_for_themselves(void **state)
{
	struct ground_reader reader;
	spinlock_t other;
	int word;

	(void)state;
	spin_lock_init(&other);
	ground_on_publication(0, go_to_sleep, NULL);
	rcu_read_lock();
	spin_lock(&other);
	WRITE_ONCE(word, 1);
	expect_no_fault();
	spin_unlock(&other);
	ground_rcu_park(&reader);
	allocate(GFP_KERNEL);
	ground_rcu_resume(&reader);
	expect_no_fault();
	might_sleep();
	expect_sleep("in a read-side section");
	rcu_read_unlock();
}

static void sequences_of_a_lock(void **state)
{
	u32 sequence;

	(void)state;
	spin_lock(&lock);
	sequence = lock_sequence(&lock.dep_map);
	assert_int_equal(lock_sequence(&lock.dep_map), sequence);
	spin_unlock(&lock);
	spin_lock(&lock);
	assert_int_not_equal(lock_sequence(&lock.dep_map), sequence);
	spin_unlock(&lock);
	assert_int_equal(lock_sequence(NULL), 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup_lock, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nobody_sleeps_under_a_spinlock),
		TEST(nobody_sleeps_in_a_section),
		TEST(nobody_sleeps_in_a_callback),
		TEST(locks_that_sleep),
		TEST(sleeping_is_allowed),
		TEST(actors_sleep_for_themselves),
		TEST(sequences_of_a_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
