// SPDX-License-Identifier: GPL-2.0-or-later
/* The ground: what it gives, what it refuses, what it notices. */
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ground_fixture.h"

#include <linux/kernel.h>
#include <linux/mmdebug.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#if defined(__SANITIZE_ADDRESS__)
#define ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifndef ASAN
#define ASAN 0
#endif

#if ASAN
#include <sanitizer/asan_interface.h>
#endif

/* ---- Objects ---- */

static void objects_have_a_pattern(void **state)
{
	unsigned char *object = kmem_cache_alloc(nodes, GFP_KERNEL);
	unsigned char *zero = kmem_cache_zalloc(nodes, GFP_KERNEL);

	(void)state;
	assert_int_equal((uintptr_t)object % sizeof(struct node), 0);
	for (size_t i = 0; i < sizeof(struct node); i++) {
		assert_int_equal(object[i], 0x5a);
		assert_int_equal(zero[i], 0);
	}
	kmem_cache_free(nodes, object);
	kmem_cache_free(nodes, zero);
	assert_int_equal(ground_counts()->live, 0);
}

static void counts_add_up(void **state)
{
	const struct ground_counts *counts = ground_counts();
	void *one = kmem_cache_alloc(nodes, GFP_KERNEL);
	void *many[5];

	(void)state;
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 5, many), 5);
	assert_int_equal(counts->live, 6);
	assert_int_equal(counts->allocs, 6);
	assert_int_equal(counts->singles, 1);
	assert_int_equal(counts->bulks, 1);
	kmem_cache_free(nodes, one);
	kmem_cache_free_bulk(nodes, 5, many);
	assert_int_equal(counts->live, 0);
	assert_int_equal(counts->allocs, 6);
	assert_int_equal(counts->failures, 0);
}

static void ids_are_dense(void **state)
{
	char *object[300];

	(void)state;
	assert_int_equal(ground_object_limit(), 0);
	for (long i = 0; i < 300; i++) {
		object[i] = kmem_cache_alloc(nodes, GFP_KERNEL);
		assert_int_equal(ground_object_id(object[i]), i);
	}
	assert_int_equal(ground_object_limit(), 300);
	assert_int_equal(ground_object_id(object[7] + 8), -1);
	assert_int_equal(ground_object_id(&object), -1);
	assert_int_equal(ground_object_id(NULL), -1);
	for (long i = 0; i < 300; i++) {
		kmem_cache_free(nodes, object[i]);
		assert_int_equal(ground_object_id(object[i]), -1);
	}
	/* Freed objects are used again, so the limit stays. */
	object[0] = kmem_cache_alloc(nodes, GFP_KERNEL);
	assert_in_range(ground_object_id(object[0]), 0, 299);
	assert_int_equal(ground_object_limit(), 300);
}

static void caches_share_ids(void **state)
{
	struct kmem_cache *other = kmem_cache_create("other", 40, 0, 0, NULL);
	void *a = kmem_cache_alloc(nodes, GFP_KERNEL);
	void *b = kmem_cache_alloc(other, GFP_KERNEL);
	void *c = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	assert_int_equal(ground_object_id(a), 0);
	assert_int_equal(ground_object_id(b), 1);
	assert_int_equal(ground_object_id(c), 2);
	assert_int_equal(kmem_cache_size(other), 40);
	kmem_cache_free(other, b);
	kmem_cache_destroy(other);
	expect_no_fault();
}

static void destroy_wants_an_empty_cache(void **state)
{
	struct kmem_cache *other = kmem_cache_create("other", 40, 0, 0, NULL);

	(void)state;
	kmem_cache_alloc(other, GFP_KERNEL);
	kmem_cache_destroy(other);
	expect_fault(GROUND_MEMORY, "live objects");
	assert_int_equal(ground_counts()->live, 0);
}

static void constructors_run(void *object)
{
	*(int *)object = 42;
}

static void both_forms_of_create(void **state)
{
	struct kmem_cache_args args = { .align = 64, .ctor = constructors_run };
	struct kmem_cache *a = kmem_cache_create("args", 24, &args, SLAB_PANIC);
	struct kmem_cache *b = kmem_cache_create("none", 24, NULL, SLAB_PANIC);
	struct kmem_cache *c = kmem_cache_create("old", 24, sizeof(long), SLAB_PANIC,
						 constructors_run);
	int *object = kmem_cache_alloc(a, GFP_KERNEL);

	(void)state;
	assert_int_equal(*object, 42);
	assert_int_equal((uintptr_t)object % 64, 0);
	kmem_cache_free(a, object);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	object = kmem_cache_alloc(c, GFP_KERNEL);
	assert_int_equal(*object, 42);
	kmem_cache_free(c, object);
	kmem_cache_destroy(c);
}

static void kmalloc_gives_memory(void **state)
{
	char *p = kmalloc(20, GFP_KERNEL);
	char *q = kcalloc(3, 1000, GFP_KERNEL);

	(void)state;
	memset(p, 1, 20);
	for (size_t i = 0; i < 3000; i++)
		assert_int_equal(q[i], 0);
	assert_int_equal(ground_counts()->live, 2);
	kfree(p);
	kfree(q);
	kfree(NULL);
	kfree(kmalloc(0, GFP_KERNEL));
	assert_null(kmalloc(KMALLOC_MAX_SIZE + 1, GFP_KERNEL));
	assert_null(kmalloc_array(SIZE_MAX, 2, GFP_KERNEL));
	assert_int_equal(ground_counts()->live, 0);
}

/* ---- Misuse of memory ---- */

static void double_free(void **state)
{
	void *object = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	kmem_cache_free(nodes, object);
	kmem_cache_free(nodes, object);
	expect_fault(GROUND_MEMORY, "freed twice");
	assert_int_equal(ground_counts()->live, 0);
}

static void foreign_free(void **state)
{
	struct kmem_cache *other = kmem_cache_create("other", 40, 0, 0, NULL);
	char *object = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	kmem_cache_free(nodes, object + 8);
	expect_fault(GROUND_MEMORY, "no object");
	kmem_cache_free(nodes, &object);
	expect_fault(GROUND_MEMORY, "no object");
	kmem_cache_free(nodes, NULL);
	expect_fault(GROUND_MEMORY, "no object");
	/* Never handed out: one behind the last. */
	kmem_cache_free(nodes, object + (64 << 10));
	expect_fault(GROUND_MEMORY, "no object");
	kmem_cache_free(other, object);
	expect_fault(GROUND_MEMORY, "another cache");
	kmem_cache_free(nodes, object);
	kmem_cache_destroy(other);
	expect_no_fault();
}

static void write_after_free(void **state)
{
	unsigned char *object = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	kmem_cache_free(nodes, object);
#if ASAN
	for (size_t i = 0; i < sizeof(struct node); i++)
		assert_true(__asan_address_is_poisoned(object + i));
#else
	object[200] = 1;
	ground_check_freed();
	expect_fault(GROUND_MEMORY, "was written to");
	assert_non_null(strstr(ground_log(), "byte 200 of the freed object 0 of test_node"));
	ground_check_freed();
	expect_no_fault();

	object[0] = 1;
	kmem_cache_alloc(nodes, GFP_KERNEL);
	expect_fault(GROUND_MEMORY, "was written to");
#endif
}

static void gaps_are_closed(void **state)
{
#if ASAN
	unsigned char *object = kmem_cache_alloc(nodes, GFP_KERNEL);
	unsigned char *p = kmalloc(20, GFP_KERNEL);

	assert_false(__asan_address_is_poisoned(object + sizeof(struct node) - 1));
	assert_true(__asan_address_is_poisoned(object + sizeof(struct node)));
	assert_false(__asan_address_is_poisoned(p + 19));
	assert_true(__asan_address_is_poisoned(p + 20));
#endif
	(void)state;
}

/* ---- Failing allocations ---- */

static void bulk_is_all_or_nothing(void **state)
{
	void *objects[6] = { NULL };

	(void)state;
	ground_fail_nth(4);
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 6, objects), 0);
	for (int i = 0; i < 3; i++) {
		assert_non_null(objects[i]);
		assert_int_equal(ground_object_id(objects[i]), -1);
	}
	for (int i = 3; i < 6; i++)
		assert_null(objects[i]);
	assert_int_equal(ground_counts()->live, 0);
	assert_int_equal(ground_counts()->allocs, 0);
	assert_int_equal(ground_counts()->bulks, 0);
	assert_int_equal(ground_counts()->failures, 1);
	/* It has fired. */
	assert_false(ground_faults_armed());
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 6, objects), 6);
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 0, objects), 0);
}

static void the_nth_fails(void **state)
{
	void *objects[3];

	(void)state;
	ground_fail_nth(5);
	assert_true(ground_faults_armed());
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	/* While it is armed nothing is had without waiting, and that does not count. */
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_int_equal(ground_counts()->blocking_failures, 0);
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 3, objects), 3);
	assert_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_false(ground_faults_armed());
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_int_equal(ground_counts()->failures, 2);
	assert_int_equal(ground_counts()->blocking_failures, 1);

	ground_fail_nth(1);
	ground_clear_faults();
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	ground_fail_nth(1);
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL | __GFP_NOFAIL));
}

static void budgets_run_out(void **state)
{
	void *objects[4];

	(void)state;
	ground_set_budget(2);
	assert_true(ground_faults_armed());
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_true(ground_faults_armed());
	assert_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	/* A blocking one has failed: that was it. */
	assert_false(ground_faults_armed());
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_int_equal(ground_counts()->failures, 3);
	assert_int_equal(ground_counts()->blocking_failures, 3);
	assert_int_equal(ground_counts()->live, 3);

	/* What a bulk request got before it failed is spent. */
	ground_set_budget(3);
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_NOWAIT, 4, objects), 0);
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_int_equal(ground_counts()->live, 3);
	ground_set_budget(ULONG_MAX);
	assert_false(ground_faults_armed());
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
}

static void budgets_stay_exhausted(void **state)
{
	(void)state;
	ground_set_budget(0);
	ground_lift_budget_after(ULONG_MAX);
	for (int i = 0; i < 10; i++)
		assert_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL | __GFP_NOFAIL));
	ground_clear_faults();
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));

	ground_set_budget(0);
	ground_lift_budget_after(2);
	assert_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
}

static void failures_in_a_row_are_limited(void **state)
{
	(void)state;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_limit_failures(2);
	for (int i = 0; i < 10; i++) {
		assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
		assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
		assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	}
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	expect_no_fault();
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	expect_fault(GROUND_STUCK, "again and again");
}

static void nowait_has_a_policy(void **state)
{
	void *objects[4];
	int had = 0;

	(void)state;
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	assert_false(ground_faults_armed());
	assert_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_null(kmem_cache_alloc(nodes, GFP_ATOMIC));
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_NOWAIT, 4, objects), 0);
	assert_int_equal(ground_counts()->failures, 3);
	assert_int_equal(ground_counts()->blocking_failures, 0);
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));

	ground_set_nowait(GROUND_NOWAIT_SOMETIMES);
	for (int i = 0; i < 64; i++)
		had += kmem_cache_alloc(nodes, GFP_NOWAIT) != NULL;
	assert_int_equal(had, 32);

	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
}

/* ---- RCU ---- */

static unsigned int freed;

static void free_node(struct rcu_head *head)
{
	freed++;
	assert_true(lock_is_held(&rcu_callback_map));
	kmem_cache_free(nodes, container_of(head, struct node, rcu));
}

static void callbacks_wait(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	freed = 0;
	memset(node, 0x11, sizeof(*node));
	call_rcu(&node->rcu, free_node);
	/* The head is overwritten at once, nothing else is. */
	/* An address, but not one that differs from process to process. */
	assert_ptr_not_equal(node->rcu.func, NULL);
	assert_ptr_not_equal(node->rcu.func, free_node);
	assert_int_not_equal((uintptr_t)node->rcu.next, 0x1111111111111111UL);
	assert_int_equal(node->word[0], 0x1111111111111111UL);
	assert_int_equal(ground_rcu_pending(), 1);
	assert_int_equal(ground_counts()->live, 1);

	rcu_read_lock();
	rcu_read_lock();
	assert_int_equal(ground_rcu_readers(), 2);
	ground_rcu_quiesce();
	rcu_read_unlock();
	ground_rcu_quiesce();
	assert_int_equal(freed, 0);
	rcu_read_unlock();
	assert_false(lock_is_held(&rcu_callback_map));
	ground_rcu_quiesce();
	assert_int_equal(freed, 1);
	assert_int_equal(ground_rcu_pending(), 0);
	assert_int_equal(ground_counts()->live, 0);
}

static struct node *second;

static void queue_second(struct rcu_head *head)
{
	call_rcu(&second->rcu, free_node);
	free_node(head);
}

static void callbacks_may_queue(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	freed = 0;
	second = kmem_cache_alloc(nodes, GFP_KERNEL);
	call_rcu(&node->rcu, queue_second);
	synchronize_rcu();
	assert_int_equal(freed, 0);
	rcu_barrier();
	assert_int_equal(freed, 2);
	expect_no_fault();
}

static void kfree_rcu_frees(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);
	struct node *other = kmalloc(sizeof(*other), GFP_KERNEL);

	(void)state;
	kfree_rcu(node, rcu);
	kfree_rcu_mightsleep(other);
	kfree_rcu((struct node *)NULL, rcu);
	assert_int_equal(ground_rcu_pending(), 2);
	assert_int_equal(ground_counts()->live, 2);
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
	expect_no_fault();
}

static void misuse_of_callbacks(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	freed = 0;
	call_rcu(&node->rcu, free_node);
	call_rcu(&node->rcu, free_node);
	expect_fault(GROUND_MEMORY, "queued twice");
	kmem_cache_free(nodes, node);
	expect_fault(GROUND_MEMORY, "callback is queued");
	node->rcu.func = NULL;
	ground_rcu_quiesce();
	expect_fault(GROUND_MEMORY, "rcu_head was written");
	assert_int_equal(freed, 1);
	call_rcu(&node->rcu, free_node);
	expect_fault(GROUND_MEMORY, "freed object");
	ground_rcu_quiesce();
	assert_int_equal(freed, 1);
}

static void waiting_in_a_reader(void **state)
{
	(void)state;
	rcu_read_unlock();
	expect_fault(GROUND_RCU, "without rcu_read_lock");
	assert_int_equal(ground_rcu_readers(), 0);
	rcu_read_lock();
	synchronize_rcu();
	expect_fault(GROUND_RCU, "read-side section");
	rcu_barrier();
	expect_fault(GROUND_RCU, "read-side section");
	rcu_read_unlock();
	expect_no_fault();
}

static void pointers_check_their_condition(void **state)
{
	int value = 3;
	int __rcu *p = NULL;
	int held = 0;

	(void)state;
	rcu_assign_pointer(p, &value);
	assert_ptr_equal(rcu_dereference_check(p, 1), &value);
	assert_ptr_equal(rcu_dereference_protected(p, 1), &value);
	assert_ptr_equal(rcu_dereference_raw(p), &value);
	assert_ptr_equal(rcu_access_pointer(p), &value);
	expect_no_fault();
	assert_ptr_equal(rcu_dereference(p), &value);
	expect_fault(GROUND_RCU, "rcu_dereference(p)");
	assert_ptr_equal(rcu_dereference_check(p, held), &value);
	expect_fault(GROUND_RCU, "rcu_dereference_check(p, held)");

	rcu_read_lock();
	assert_true(rcu_read_lock_held());
	assert_ptr_equal(rcu_dereference(p), &value);
	assert_ptr_equal(rcu_dereference_check(p, held), &value);
	expect_no_fault();
	/* A reader does not protect a writer. */
	assert_ptr_equal(rcu_dereference_protected(p, held), &value);
	expect_fault(GROUND_RCU, "rcu_dereference_protected(p, held)");
	rcu_read_unlock();

	assert_ptr_equal(rcu_replace_pointer(p, NULL, 1), &value);
	RCU_INIT_POINTER(p, &value);
	assert_ptr_equal(p, &value);
}

/* ---- Locks ---- */

static void init_one(spinlock_t *lock)
{
	spin_lock_init(lock);
}

static void spinlocks(void **state)
{
	static DEFINE_SPINLOCK(lone);
	spinlock_t a, b;

	(void)state;
	init_one(&a);
	init_one(&b);
	assert_false(lockdep_is_held(&a));
	spin_lock(&a);
	assert_true(lockdep_is_held(&a));
	assert_false(lockdep_is_held(&b));
	assert_int_equal(ground_locks_held(), 1);

	spin_lock(&lone);
	spin_lock_nested(&b, SINGLE_DEPTH_NESTING);
	assert_int_equal(ground_locks_held(), 3);
	spin_unlock(&a);
	spin_unlock(&lone);
	assert_true(lockdep_is_held(&b));
	spin_unlock(&b);
	assert_int_equal(ground_locks_held(), 0);

	assert_true(spin_trylock(&a));
	assert_false(spin_trylock(&a));
	spin_unlock(&a);
	expect_no_fault();
}

static void spinlocks_with_interrupts_off(void **state)
{
	unsigned long flags;
	spinlock_t a, b;

	(void)state;
	init_one(&a);
	init_one(&b);
	spin_lock_irqsave(&a, flags);
	spin_lock_nested(&b, SINGLE_DEPTH_NESTING);
	spin_unlock(&b);
	spin_unlock_irqrestore(&a, flags);
	spin_lock_bh(&b);
	spin_unlock_bh(&b);
	/* Interrupts off keep bottom halves out, too. */
	spin_lock_irq(&b);
	spin_unlock_irq(&b);
	assert_true(spin_trylock_irq(&b));
	spin_unlock_irq(&b);
	expect_no_fault();

	spin_lock_irq(&a);
	spin_unlock(&a);
	expect_fault(GROUND_LOCK, "otherwise than it was taken");
	spin_lock(&a);
	expect_fault(GROUND_LOCK, "interrupts off is taken with them on");
	spin_unlock(&a);
	init_one(&b);
	spin_lock_bh(&b);
	spin_unlock_bh(&b);
	spin_lock(&b);
	expect_fault(GROUND_LOCK, "bottom halves off is taken with them on");
	spin_unlock(&b);
	spin_lock_bh(&b);
	kmem_cache_free(nodes, kmem_cache_alloc(nodes, GFP_KERNEL));
	expect_fault(GROUND_SLEEP, "under a spinlock");
	spin_unlock_bh(&b);
}

static void misuse_of_spinlocks(void **state)
{
	spinlock_t a, b;

	(void)state;
	init_one(&a);
	init_one(&b);
	spin_lock(&a);
	spin_lock(&a);
	expect_fault(GROUND_LOCK, "taken twice");
	spin_unlock(&a);
	spin_lock(&b);
	expect_fault(GROUND_LOCK, "without nesting");
	spin_unlock(&b);
	spin_unlock(&b);
	expect_fault(GROUND_LOCK, "free lock");
	spin_lock_init(&a);
	expect_fault(GROUND_LOCK, "initialised");
	assert_int_equal(ground_locks_held(), 0);
	lockdep_assert_held(&a);
	expect_fault(GROUND_LOCK, "not held: &a");
}

static void locks_in_freed_memory(void **state)
{
	spinlock_t *lock = kmalloc(sizeof(*lock), GFP_KERNEL);
	spinlock_t outside;

	(void)state;
	spin_lock_init(lock);
	spin_lock_init(&outside);
	spin_lock(&outside);
	spin_lock(lock);
	kfree(lock);
	expect_fault(GROUND_LOCK, "held lock");
	spin_unlock(&outside);
	expect_no_fault();
}

static void semaphores(void **state)
{
	struct rw_semaphore sem, other;

	(void)state;
	init_rwsem(&sem);
	init_rwsem(&other);
	down_read(&sem);
	assert_int_equal(lock_is_held(&sem.dep_map), 1);
	assert_int_equal(lock_is_held_type(&sem.dep_map, 0), 0);
	assert_int_equal(lock_is_held_type(&sem.dep_map, 1), 1);
	assert_int_equal(lock_is_held_type(&sem.dep_map, -1), 1);
	assert_false(down_write_trylock(&sem));
	up_read(&sem);
	down_write(&sem);
	assert_int_equal(lock_is_held_type(&sem.dep_map, 0), 1);
	assert_int_equal(lock_is_held_type(&sem.dep_map, 1), 0);
	assert_false(down_read_trylock(&sem));
	down_write_nested(&other, SINGLE_DEPTH_NESTING);
	assert_int_equal(ground_locks_held(), 2);
	up_write(&other);
	downgrade_write(&sem);
	up_read(&sem);
	assert_int_equal(ground_locks_held(), 0);
	expect_no_fault();
}

static void misuse_of_semaphores(void **state)
{
	struct rw_semaphore sem;

	(void)state;
	init_rwsem(&sem);
	down_read(&sem);
	up_write(&sem);
	expect_fault(GROUND_LOCK, "otherwise than");
	down_write(&sem);
	up_read(&sem);
	expect_fault(GROUND_LOCK, "otherwise than");
	up_read(&sem);
	expect_fault(GROUND_LOCK, "free lock");
	down_read(&sem);
	down_read(&sem);
	expect_fault(GROUND_LOCK, "taken twice");
	downgrade_write(&sem);
	expect_fault(GROUND_LOCK, "downgraded");
}

static void too_many_locks(void **state)
{
	spinlock_t lock[49];

	(void)state;
	for (unsigned int i = 0; i < 49; i++) {
		spin_lock_init(&lock[i]);
		expect_no_fault();
		spin_lock_nested(&lock[i], i);
	}
	expect_fault(GROUND_LOCK, "too many");
}

/* ---- Warnings, bugs and the log ---- */

static void warnings(void **state)
{
	(void)state;
	assert_false(WARN_ON(0));
	for (int i = 0; i < 2; i++) {
		assert_true(WARN_ON_ONCE(i >= 0));
		expect_fault(GROUND_WARN, "i >= 0");
	}
	assert_true(WARN(1, "number %d\n", 7));
	expect_fault(GROUND_WARN, "1");
	assert_string_equal(ground_log(), "number 7\n");
	dump_stack();
	expect_fault(GROUND_DUMP_STACK, "dump_stack");
}

static void expected_warnings(void **state)
{
	(void)state;
	ground_expect_warning(true);
	assert_true(WARN_ON(1));
	VM_WARN_ON(1);
	expect_no_fault();
	assert_int_equal(ground_counts()->warnings, 2);
	/* Only warnings. */
	dump_stack();
	expect_fault(GROUND_DUMP_STACK, "");
	ground_expect_warning(false);
	WARN_ON(1);
	expect_fault(GROUND_WARN, "1");
}

static jmp_buf out;

static void jump(enum ground_fault fault, const char *what, const char *file, int line)
{
	record(fault, what, file, line);
	longjmp(out, 1);
}

static void bugs_do_not_go_on(void **state)
{
	(void)state;
	ground_on_fault(jump);
	if (!setjmp(out)) {
		BUG_ON(1 + 1 == 2);
		fail();
	}
	expect_fault(GROUND_BUG, "1 + 1 == 2");
	if (!setjmp(out))
		BUG();
	expect_fault(GROUND_BUG, "BUG()");
}

static void the_log_is_bounded(void **state)
{
	char line[100];

	(void)state;
	pr_info("open");
	pr_cont(" and go on");
	pr_err("%s %lx %d%%\n", "next", 0xabcUL, 5);
	assert_string_equal(ground_log(), "open and go on\nnext abc 5%\n");
	ground_log_clear();
	pr_err("%px %pS|%5d\n", (void *)0x1230, (void *)0x1230, 7);
	assert_string_equal(ground_log(), "0x1230 0x1230|    7\n");
	pr_debug("nothing %d\n", 1);

	memset(line, 'x', sizeof(line));
	line[99] = '\0';
	for (int i = 0; i < 5000; i++)
		printk("%s\n", line);
	pr_info("the newest\n");
	assert_in_range(strlen(ground_log()), 60 * 1024, 64 * 1024);
	assert_non_null(strstr(ground_log(), "x\nthe newest\n"));
}

static void names_of_faults(void **state)
{
	(void)state;
	assert_string_equal(ground_fault_name(GROUND_WARN), "warn");
	assert_string_equal(ground_fault_name(GROUND_BUG), "bug");
	assert_string_equal(ground_fault_name(GROUND_DUMP_STACK), "dump-stack");
	assert_string_equal(ground_fault_name(GROUND_LOCK), "lock");
	assert_string_equal(ground_fault_name(GROUND_RCU), "rcu");
	assert_string_equal(ground_fault_name(GROUND_MEMORY), "memory");
	assert_string_equal(ground_fault_name(GROUND_SLEEP), "sleep");
}

/* ---- Reset ---- */

/* What a program of allocations gets: ids, addresses, and which ones fail. */
static void run_program(void **got, size_t n)
{
	void *stack[16];
	size_t depth = 0;

	ground_set_nowait(GROUND_NOWAIT_SOMETIMES);
	for (size_t i = 0; i < n; i++) {
		got[i] = kmem_cache_alloc(nodes, i % 3 ? GFP_KERNEL : GFP_NOWAIT);
		if (got[i])
			stack[depth++] = got[i];
		if (depth == 16)
			while (depth > 5)
				kmem_cache_free(nodes, stack[--depth]);
	}
}

static void reset_is_deterministic(void **state)
{
	enum { N = 2000 };
	static void *first[N], *again[N];

	(void)state;
	run_program(first, N);
	ground_reset();
	for (int i = 0; i < 777; i++)
		kmem_cache_alloc(nodes, GFP_KERNEL);
	ground_reset();
	run_program(again, N);
	assert_memory_equal(first, again, sizeof(first));
}

static void reset_makes_all_new(void **state)
{
	static const struct ground_counts none;
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);
	spinlock_t lock;

	(void)state;
	spin_lock_init(&lock);
	spin_lock(&lock);
	rcu_read_lock();
	call_rcu(&node->rcu, free_node);
	ground_fail_nth(1);
	ground_set_budget(0);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	ground_expect_warning(true);
	WARN_ON(1);
	pr_info("text\n");

	ground_reset();
	assert_memory_equal(ground_counts(), &none, sizeof(none));
	assert_int_equal(ground_locks_held(), 0);
	assert_int_equal(ground_rcu_readers(), 0);
	assert_int_equal(ground_rcu_pending(), 0);
	assert_int_equal(ground_object_limit(), 0);
	assert_int_equal(ground_object_id(node), -1);
	assert_false(ground_faults_armed());
	assert_string_equal(ground_log(), "");
	spin_lock_init(&lock);
	assert_non_null(kmem_cache_alloc(nodes, GFP_NOWAIT));
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
	expect_no_fault();
	WARN_ON(1);
	expect_fault(GROUND_WARN, "1");
}

static void reset_after_a_large_input(void **state)
{
	unsigned long *object;

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 100000; i++) {
			object = kmem_cache_alloc(nodes, GFP_KERNEL);
			assert_int_equal(object[31], 0x5a5a5a5a5a5a5a5aUL);
			if (i % 3)
				kmem_cache_free(nodes, object);
		}
		ground_check_freed();
		ground_reset();
	}
	expect_no_fault();
}

/* ---- Sheaves ---- */

static struct kmem_cache *sheaf_cache(void)
{
	struct kmem_cache_args args = { .align = 64, .sheaf_capacity = 8 };

	return kmem_cache_create("sheafy", 64, &args, 0);
}

static void sheaves_keep_objects(void **state)
{
	struct kmem_cache *cache = sheaf_cache();
	struct slab_sheaf *sheaf = kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 5);
	void *object[3];

	(void)state;
	assert_non_null(sheaf);
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 5);
	/* Nothing may fail that was set aside. */
	ground_set_budget(0);
	for (int i = 0; i < 3; i++) {
		object[i] = kmem_cache_alloc_from_sheaf(cache, GFP_NOWAIT | __GFP_ZERO, sheaf);
		assert_true(ground_object_id(object[i]) >= 0);
		assert_int_equal(*(long *)object[i], 0);
	}
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 2);
	kmem_cache_return_sheaf(cache, GFP_NOWAIT, sheaf);
	assert_int_equal(ground_counts()->live, 3);
	kmem_cache_free_bulk(cache, 3, object);
	assert_int_equal(ground_counts()->live, 0);
	kmem_cache_destroy(cache);
	expect_no_fault();
}

static void sheaves_are_filled_or_not(void **state)
{
	struct kmem_cache *cache = sheaf_cache();
	struct slab_sheaf *sheaf, *was;

	(void)state;
	ground_fail_nth(3);
	assert_null(kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 5));
	assert_int_equal(ground_counts()->live, 0);
	ground_set_nowait(GROUND_NOWAIT_FAIL);
	assert_null(kmem_cache_prefill_sheaf(cache, GFP_NOWAIT, 1));

	sheaf = was = kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 2);
	assert_int_equal(kmem_cache_refill_sheaf(cache, GFP_NOWAIT, &sheaf, 2), 0);
	assert_int_equal(kmem_cache_refill_sheaf(cache, GFP_NOWAIT, &sheaf, 4), -ENOMEM);
	assert_int_equal(kmem_cache_refill_sheaf(cache, GFP_NOWAIT, &sheaf, 40), -ENOMEM);
	assert_ptr_equal(sheaf, was);
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 2);
	assert_int_equal(kmem_cache_refill_sheaf(cache, GFP_KERNEL, &sheaf, 4), 0);
	assert_ptr_equal(sheaf, was);
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 4);
	/* More than one sheaf of the cache holds. */
	assert_int_equal(kmem_cache_refill_sheaf(cache, GFP_KERNEL, &sheaf, 40), 0);
	assert_int_equal(kmem_cache_sheaf_size(sheaf), 40);
	assert_int_equal(ground_counts()->sheaves, 3);
	kmem_cache_return_sheaf(cache, GFP_KERNEL, sheaf);
	assert_int_equal(ground_counts()->live, 0);
	kmem_cache_destroy(cache);
	expect_no_fault();
}

static void note_live(void *arg)
{
	*(unsigned long *)arg = ground_counts()->live;
}

/* Who waits for a sheaf has nothing yet, and may be made to fail. */
static void a_sheaf_is_waited_for(void **state)
{
	struct kmem_cache *cache = sheaf_cache();
	struct slab_sheaf *sheaf;
	unsigned long live = 1;

	(void)state;
	ground_on_blocking(note_live, &live);
	sheaf = kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 5);
	assert_int_equal(live, 0);
	ground_on_blocking(NULL, NULL);
	assert_int_equal(ground_counts()->live, 6);
	kmem_cache_return_sheaf(cache, GFP_KERNEL, sheaf);
	kmem_cache_destroy(cache);
	expect_no_fault();
}

static void misuse_of_sheaves(void **state)
{
	struct kmem_cache *cache = sheaf_cache();
	struct slab_sheaf *sheaf = kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 0);

	(void)state;
	/* An empty sheaf that is lost shows in the count. */
	assert_int_equal(ground_counts()->live, 1);
	assert_null(kmem_cache_alloc_from_sheaf(cache, GFP_KERNEL, sheaf));
	expect_fault(GROUND_WARN, "empty sheaf");
	kmem_cache_return_sheaf(nodes, GFP_KERNEL, sheaf);
	expect_fault(GROUND_MEMORY, "no sheaf");
	kmem_cache_return_sheaf(cache, GFP_KERNEL, sheaf);
	kmem_cache_return_sheaf(cache, GFP_KERNEL, sheaf);
	expect_fault(GROUND_MEMORY, "no sheaf");
	kmem_cache_prefill_sheaf(cache, GFP_KERNEL, 3);
	ground_reset();
	kmem_cache_destroy(cache);
	expect_no_fault();
}

static void caches_have_a_limit(void **state)
{
	struct kmem_cache *small;
	int status;
	pid_t child;

	(void)state;
	ground_limit_objects(1000);
	small = kmem_cache_create("small", 64, 0, 0, NULL);
	ground_limit_objects(UINT_MAX);
	child = fork();
	if (!child) {
		for (int i = 0; i < 1000; i++)
			kmem_cache_alloc(small, GFP_KERNEL);
		close(STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		kmem_cache_alloc(small, GFP_KERNEL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	kmem_cache_destroy(small);
}

/* ---- Entries ---- */

static void entries(void **state)
{
	(void)state;
	assert_true(xa_is_value(xa_mk_value(5)));
	assert_int_equal(xa_to_value(xa_mk_value(LONG_MAX)), LONG_MAX);
	assert_false(xa_is_internal(xa_mk_value(5)));
	assert_int_equal((uintptr_t)XA_ZERO_ENTRY, 1030);
	assert_true(xa_is_zero(XA_ZERO_ENTRY));
	assert_false(xa_is_advanced(XA_ZERO_ENTRY));
	assert_true(xa_is_advanced(XA_RETRY_ENTRY));
	assert_true(xa_is_advanced(xa_mk_internal(0)));
	assert_false(xa_is_node(xa_mk_internal(1023)));
	assert_true(xa_is_node(xa_mk_internal(1024)));
	assert_int_equal(xa_err(xa_mk_internal(-ENOMEM)), -ENOMEM);
	assert_int_equal(xa_err(xa_mk_internal(-MAX_ERRNO)), -MAX_ERRNO);
	assert_int_equal(xa_err(xa_mk_internal(-MAX_ERRNO - 1)), 0);
	assert_int_equal(xa_err(NULL), 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(objects_have_a_pattern),
		TEST(counts_add_up),
		TEST(ids_are_dense),
		TEST(caches_share_ids),
		TEST(caches_have_a_limit),
		TEST(destroy_wants_an_empty_cache),
		TEST(both_forms_of_create),
		TEST(kmalloc_gives_memory),
		TEST(double_free),
		TEST(foreign_free),
		TEST(write_after_free),
		TEST(gaps_are_closed),
		TEST(bulk_is_all_or_nothing),
		TEST(the_nth_fails),
		TEST(budgets_run_out),
		TEST(budgets_stay_exhausted),
		TEST(failures_in_a_row_are_limited),
		TEST(nowait_has_a_policy),
		TEST(callbacks_wait),
		TEST(callbacks_may_queue),
		TEST(kfree_rcu_frees),
		TEST(misuse_of_callbacks),
		TEST(waiting_in_a_reader),
		TEST(pointers_check_their_condition),
		TEST(spinlocks),
		TEST(spinlocks_with_interrupts_off),
		TEST(misuse_of_spinlocks),
		TEST(locks_in_freed_memory),
		TEST(semaphores),
		TEST(misuse_of_semaphores),
		TEST(too_many_locks),
		TEST(warnings),
		TEST(expected_warnings),
		TEST(bugs_do_not_go_on),
		TEST(the_log_is_bounded),
		TEST(names_of_faults),
		TEST(reset_is_deterministic),
		TEST(reset_makes_all_new),
		TEST(reset_after_a_large_input),
		TEST(sheaves_keep_objects),
		TEST(sheaves_are_filled_or_not),
		TEST(a_sheaf_is_waited_for),
		TEST(misuse_of_sheaves),
		TEST(entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
