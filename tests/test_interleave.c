// SPDX-License-Identifier: GPL-2.0-or-later
/* The ground: who acts in the middle of a call, and readers that are parked. */
#include "ground_fixture.h"

#include <linux/container_of.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

/* The words that a test publishes and reads, and the locks of those who do. */
static unsigned long word;
static void __rcu *pointer;
static spinlock_t lock;
static struct rw_semaphore semaphore;

/* What an actor saw, each time that it acted. */
static unsigned int acted;
static unsigned long seen[16];

static void look(void *arg)
{
	assert_ptr_equal(arg, &word);
	assert_true(acted < 16);
	seen[acted++] = word;
}

static int setup_words(void **state)
{
	setup(state);
	word = 0;
	pointer = NULL;
	acted = 0;
	spin_lock_init(&lock);
	init_rwsem(&semaphore);
	return 0;
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup_words, teardown)

/* ---- Where others act ---- */

static void publications_are_seen(void **state)
{
	(void)state;
	ground_on_publication(0, look, &word);
	WRITE_ONCE(word, 1);
	rcu_assign_pointer(pointer, &word);
	RCU_INIT_POINTER(pointer, NULL);
	smp_store_release(&word, 2);
	smp_store_mb(word, 3);
	word = 4;
	smp_wmb();
	word = 5;
	wmb();
	word = 6;
	smp_mb();
	/* Nobody sees this one. */
	word = 7;
	assert_int_equal(acted, 8);
	assert_int_equal(ground_publications(), 8);
	assert_memory_equal(seen, ((unsigned long[]){ 1, 1, 1, 2, 3, 4, 5, 6 }), 8 * sizeof(seen[0]));
}

static void do_nothing(struct rcu_head *head)
{
	(void)head;
}

static struct ground_place place;

static void note_place(void *arg)
{
	(void)arg;
	place = ground_interrupted_at();
}

static void assert_place(const char *function, int line)
{
	assert_non_null(place.file);
	assert_string_equal(place.file, __FILE__);
	assert_string_equal(place.function, function);
	assert_int_equal(place.line, line);
}

/* One who acts in the middle of another that acts is told where that one is; then the first one is told of its own again. */
static void note_both(void *arg)
{
	struct ground_place own;

	(void)arg;
	note_place(NULL);
	own = place;
	rcu_read_lock();
	(void)rcu_dereference_raw(pointer);
	assert_place("note_both", __LINE__ - 1);
	rcu_read_unlock();
	assert_int_equal(ground_interrupted_at().line, own.line);
	place = own;
}

static void places_are_told(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	ground_on_publication(0, note_place, NULL);
	WRITE_ONCE(word, 1);
	assert_place(__func__, __LINE__ - 1);
	call_rcu(&node->rcu, do_nothing);
	assert_place("call_rcu", __LINE__ - 1);
	ground_on_dereference(0, note_place, NULL);
	ground_on_publication(0, note_both, NULL);
	smp_wmb();
	assert_place(__func__, __LINE__ - 1);
	assert_null(ground_interrupted_at().file);
}

static void callbacks_are_publications(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);
	struct node *other = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	ground_on_publication(0, look, &word);
	call_rcu(&node->rcu, do_nothing);
	kfree_rcu(other, rcu);
	assert_int_equal(acted, 2);
}

static void one_publication_of_several(void **state)
{
	(void)state;
	ground_on_publication(2, look, &word);
	for (unsigned long i = 1; i <= 5; i++)
		WRITE_ONCE(word, i);
	assert_int_equal(acted, 1);
	assert_int_equal(seen[0], 2);
	assert_int_equal(ground_publications(), 5);

	/* Counting begins anew; where nobody is called any more, the count stays. */
	ground_on_publication(1, look, &word);
	assert_int_equal(ground_publications(), 0);
	WRITE_ONCE(word, 9);
	ground_on_publication(0, NULL, NULL);
	WRITE_ONCE(word, 10);
	assert_int_equal(acted, 2);
	assert_int_equal(seen[1], 9);
	assert_int_equal(ground_publications(), 1);
}

static void read_all(void)
{
	unsigned long copy = READ_ONCE(word);

	(void)rcu_dereference_check(pointer, 1);
	(void)rcu_dereference_raw(pointer);
	(void)rcu_access_pointer(pointer);
	copy += smp_load_acquire(&word);
	smp_rmb();
	rmb();
	smp_mb();
	assert_int_equal(copy, 2);
}

static void dereferences_are_seen(void **state)
{
	(void)state;
	word = 1;
	ground_on_dereference(0, look, &word);
	/* Nobody is a reader yet. */
	read_all();
	assert_int_equal(acted, 0);
	rcu_read_lock();
	read_all();
	assert_int_equal(acted, 8);
	(void)rcu_dereference(pointer);
	assert_int_equal(acted, 9);
	(void)rcu_dereference_protected(pointer, 1);
	assert_int_equal(acted, 9);
	assert_int_equal(ground_dereferences(), 9);
	/* Whoever holds a lock is a writer. */
	spin_lock(&lock);
	read_all();
	spin_unlock(&lock);
	assert_int_equal(acted, 9);
	rcu_read_unlock();
	expect_no_fault();
}

static void store(void *arg)
{
	(void)arg;
	acted++;
	WRITE_ONCE(word, 7);
}

static void the_word_has_been_read(void **state)
{
	(void)state;
	ground_on_dereference(1, store, NULL);
	rcu_read_lock();
	assert_int_equal(READ_ONCE(word), 0);
	assert_int_equal(READ_ONCE(word), 7);
	rcu_read_unlock();
}

static void a_fence_belongs_to_its_actor(void **state)
{
	(void)state;
	ground_on_publication(0, look, &word);
	rcu_read_lock();
	smp_mb();
	assert_int_equal(acted, 0);
	spin_lock(&lock);
	smp_mb();
	assert_int_equal(acted, 1);
	spin_unlock(&lock);
	rcu_read_unlock();
}

/* ---- An actor of its own ---- */

static void have_nothing(void *arg)
{
	(void)arg;
	acted++;
	assert_int_equal(rcu_read_lock_held(), 0);
	assert_int_equal(ground_rcu_readers(), 0);
	assert_int_equal(ground_rcu_others(), 2);
	assert_int_equal(ground_locks_held(), 0);
	assert_false(lockdep_is_held(&lock));
	assert_true(spin_is_locked(&lock));
	assert_false(spin_trylock(&lock));
	(void)rcu_dereference(pointer);
	expect_fault(GROUND_RCU, "rcu_dereference(pointer)");
	rcu_read_unlock();
	expect_fault(GROUND_RCU, "without rcu_read_lock");
	/* Sections and locks of its own. */
	rcu_read_lock();
	assert_int_equal(ground_rcu_readers(), 1);
	assert_int_equal(ground_rcu_others(), 2);
	(void)rcu_dereference(pointer);
	rcu_read_unlock();
	down_read(&semaphore);
	assert_int_equal(ground_locks_held(), 1);
	assert_true(lockdep_is_held(&semaphore));
	up_read(&semaphore);
	expect_no_fault();
}

static void an_actor_has_nothing_of_the_interrupted(void **state)
{
	(void)state;
	ground_on_publication(1, have_nothing, NULL);
	down_read(&semaphore);
	spin_lock(&lock);
	rcu_read_lock();
	rcu_read_lock();
	WRITE_ONCE(word, 1);
	assert_int_equal(acted, 1);
	assert_int_equal(ground_rcu_readers(), 2);
	assert_int_equal(ground_rcu_others(), 0);
	assert_int_equal(ground_locks_held(), 2);
	assert_true(lockdep_is_held(&lock));
	rcu_read_unlock();
	rcu_read_unlock();
	spin_unlock(&lock);
	up_read(&semaphore);
	expect_no_fault();
}

static void wait_for_ever(void *arg)
{
	(void)arg;
	acted++;
	spin_lock(&lock);
	expect_fault(GROUND_LOCK, "an interrupted actor holds");
	spin_unlock(&lock);
	spin_unlock(&lock);
	expect_fault(GROUND_LOCK, "dropped that an interrupted actor holds");
	down_write(&semaphore);
	expect_fault(GROUND_LOCK, "an interrupted actor holds");
	up_write(&semaphore);
	assert_false(down_write_trylock(&semaphore));
	assert_true(down_read_trylock(&semaphore));
	up_read(&semaphore);
	spin_lock_init(&lock);
	expect_fault(GROUND_LOCK, "held lock is initialised");
}

static void no_lock_is_free_that_is_held(void **state)
{
	(void)state;
	ground_on_publication(1, wait_for_ever, NULL);
	down_read(&semaphore);
	spin_lock(&lock);
	WRITE_ONCE(word, 1);
	assert_int_equal(acted, 1);
	assert_int_equal(ground_locks_held(), 1);
	assert_true(lockdep_is_held(&semaphore));
	up_read(&semaphore);
	expect_no_fault();
}

static void leave_a_section(void *arg)
{
	(void)arg;
	rcu_read_lock();
}

static void leave_a_lock(void *arg)
{
	(void)arg;
	spin_lock(&lock);
}

static void actors_leave_nothing(void **state)
{
	(void)state;
	ground_on_publication(1, leave_a_section, NULL);
	WRITE_ONCE(word, 1);
	expect_fault(GROUND_RCU, "closed or parked");
	assert_int_equal(ground_rcu_readers(), 0);
	ground_on_publication(1, leave_a_lock, NULL);
	WRITE_ONCE(word, 1);
	expect_fault(GROUND_LOCK, "with a lock held");
	assert_int_equal(ground_locks_held(), 0);
}

/* Does everything at which anybody could act. */
static void act_everywhere(void *arg)
{
	acted++;
	WRITE_ONCE(word, 8);
	rcu_read_lock();
	(void)READ_ONCE(word);
	rcu_read_unlock();
	kmem_cache_free(nodes, kmem_cache_alloc(nodes, GFP_KERNEL));
	if (arg)
		assert_int_equal(*(unsigned long *)arg, word);
}

static void nobody_is_interrupted_by_himself(void **state)
{
	(void)state;
	ground_on_publication(0, act_everywhere, NULL);
	WRITE_ONCE(word, 1);
	assert_int_equal(acted, 1);
	assert_int_equal(ground_publications(), 1);
	ground_on_publication(0, NULL, NULL);

	ground_on_dereference(0, act_everywhere, NULL);
	rcu_read_lock();
	(void)READ_ONCE(word);
	rcu_read_unlock();
	assert_int_equal(acted, 2);
	assert_int_equal(ground_dereferences(), 1);
	ground_on_dereference(0, NULL, NULL);

	ground_on_blocking(act_everywhere, NULL);
	act_everywhere(NULL);
	assert_int_equal(acted, 4);
}

static void actors_of_two_kinds(void **state)
{
	(void)state;
	ground_on_publication(0, act_everywhere, NULL);
	ground_on_dereference(0, look, &word);
	WRITE_ONCE(word, 1);
	/* The one acted, and then the other, in the middle of the first. */
	assert_int_equal(acted, 2);
	assert_int_equal(seen[1], 8);
	assert_int_equal(ground_dereferences(), 1);
}

static void arm_again(void *arg)
{
	if (++acted < 3)
		ground_on_publication(2, arm_again, arg);
}

static void an_actor_may_choose_the_next_point(void **state)
{
	(void)state;
	ground_on_publication(1, arm_again, NULL);
	for (unsigned long i = 1; i <= 9; i++) {
		WRITE_ONCE(word, i);
		assert_int_equal(acted, i < 3 ? 1 : i < 5 ? 2 : 3);
	}
}

/* ---- Blocking allocations ---- */

static void act_while_blocked(void *arg)
{
	assert_ptr_equal(arg, &word);
	assert_int_equal(ground_locks_held(), 0);
	acted++;
	spin_lock(&lock);
	spin_unlock(&lock);
	/* Must not come back here. */
	assert_non_null(kmem_cache_alloc(nodes, GFP_KERNEL));
}

static void blocking_lets_others_act(void **state)
{
	void *objects[2];

	(void)state;
	ground_on_blocking(act_while_blocked, &word);
	kmem_cache_alloc(nodes, GFP_NOWAIT);
	assert_int_equal(acted, 0);
	kmem_cache_alloc(nodes, GFP_KERNEL);
	assert_int_equal(acted, 1);
	assert_int_equal(kmem_cache_alloc_bulk(nodes, GFP_KERNEL, 2, objects), 2);
	assert_int_equal(acted, 2);
	down_write(&semaphore);
	kmem_cache_alloc(nodes, GFP_KERNEL);
	assert_int_equal(acted, 2);
	up_write(&semaphore);
	ground_on_blocking(NULL, NULL);
	kmem_cache_alloc(nodes, GFP_KERNEL);
	assert_int_equal(acted, 2);
	expect_no_fault();
}

/* ---- Parked readers, and grace periods ---- */

static unsigned int freed;

static void free_node(struct rcu_head *head)
{
	freed++;
	kmem_cache_free(nodes, container_of(head, struct node, rcu));
}

static void queue_a_node(void)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	freed = 0;
	call_rcu(&node->rcu, free_node);
}

static void parked_readers_hold_grace_periods_up(void **state)
{
	struct ground_reader reader;

	(void)state;
	queue_a_node();
	rcu_read_lock();
	rcu_read_lock();
	ground_rcu_park(&reader);
	assert_int_equal(ground_rcu_readers(), 0);
	assert_int_equal(ground_rcu_others(), 2);
	assert_false(rcu_read_lock_held());
	ground_rcu_quiesce();
	assert_int_equal(freed, 0);
	rcu_barrier();
	expect_fault(GROUND_RCU, "parked or interrupted");
	synchronize_rcu();
	expect_fault(GROUND_RCU, "parked or interrupted");

	ground_rcu_resume(&reader);
	assert_int_equal(ground_rcu_readers(), 2);
	assert_int_equal(ground_rcu_others(), 0);
	rcu_read_unlock();
	rcu_read_unlock();
	ground_rcu_quiesce();
	assert_int_equal(freed, 1);
	expect_no_fault();
}

static void readers_are_resumed_once(void **state)
{
	struct ground_reader reader, again;

	(void)state;
	rcu_read_lock();
	ground_rcu_park(&reader);
	again = reader;
	ground_rcu_resume(&reader);
	ground_rcu_resume(&again);
	expect_fault(GROUND_RCU, "not parked");
	assert_int_equal(ground_rcu_readers(), 1);
	rcu_read_unlock();
	/* One without a section is parked just as well. */
	ground_rcu_park(&reader);
	ground_rcu_resume(&reader);
	assert_int_equal(ground_rcu_readers(), 0);
	expect_no_fault();
}

static void begin_reading(void *arg)
{
	rcu_read_lock();
	ground_rcu_park(arg);
}

static void go_on_reading(void *arg)
{
	acted++;
	ground_rcu_resume(arg);
	assert_int_equal(ground_rcu_readers(), 1);
	(void)rcu_dereference(pointer);
	ground_rcu_quiesce();
	ground_rcu_park(arg);
}

/* A reader begins in the middle of a write, goes on in the next, and ends when nobody writes. */
static void a_reader_outlives_the_call(void **state)
{
	struct ground_reader reader;

	(void)state;
	ground_on_publication(1, begin_reading, &reader);
	WRITE_ONCE(word, 1);
	expect_no_fault();
	queue_a_node();
	ground_on_publication(0, go_on_reading, &reader);
	WRITE_ONCE(word, 2);
	WRITE_ONCE(word, 3);
	assert_int_equal(acted, 2);
	ground_on_publication(0, NULL, NULL);
	ground_rcu_quiesce();
	assert_int_equal(freed, 0);
	ground_rcu_resume(&reader);
	rcu_read_unlock();
	ground_rcu_quiesce();
	assert_int_equal(freed, 1);
	expect_no_fault();
}

static void let_a_grace_period_pass(void *arg)
{
	(void)arg;
	acted++;
	assert_false(lock_is_held(&rcu_callback_map));
	ground_rcu_quiesce();
}

static void the_interrupted_hold_grace_periods_up(void **state)
{
	(void)state;
	queue_a_node();
	ground_on_publication(0, let_a_grace_period_pass, NULL);
	spin_lock(&lock);
	WRITE_ONCE(word, 1);
	spin_unlock(&lock);
	rcu_read_lock();
	WRITE_ONCE(word, 2);
	rcu_read_unlock();
	assert_int_equal(acted, 2);
	assert_int_equal(freed, 0);
	/* A semaphore does not keep its holder on the CPU. */
	down_write(&semaphore);
	WRITE_ONCE(word, 3);
	up_write(&semaphore);
	assert_int_equal(freed, 1);
	expect_no_fault();
}

static void publish_and_free(struct rcu_head *head)
{
	WRITE_ONCE(word, 1);
	assert_true(lock_is_held(&rcu_callback_map));
	free_node(head);
}

static void callbacks_are_interrupted_as_well(void **state)
{
	struct node *node = kmem_cache_alloc(nodes, GFP_KERNEL);

	(void)state;
	call_rcu(&node->rcu, publish_and_free);
	ground_on_publication(0, let_a_grace_period_pass, NULL);
	ground_rcu_quiesce();
	assert_int_equal(acted, 1);
	expect_no_fault();
}

/* ---- Leaving by longjmp() ---- */

static jmp_buf out;

static void give_up(void *arg)
{
	(void)arg;
	longjmp(out, 1);
}

static void read_for_ever(void *arg)
{
	struct ground_actor reader;

	(void)arg;
	rcu_read_lock();
	ground_actor_save(&reader);
	ground_on_dereference(100, give_up, NULL);
	if (!setjmp(out)) {
		rcu_read_lock();
		for (;;)
			(void)rcu_dereference(pointer);
	}
	ground_actor_restore(&reader);
	ground_on_dereference(0, NULL, NULL);
	assert_int_equal(ground_dereferences(), 100);
	assert_int_equal(ground_rcu_readers(), 1);
	rcu_read_unlock();
	acted++;
}

static void a_reader_gives_up(void **state)
{
	(void)state;
	ground_on_publication(1, read_for_ever, NULL);
	down_write(&semaphore);
	WRITE_ONCE(word, 1);
	assert_int_equal(acted, 1);
	assert_int_equal(ground_locks_held(), 1);
	up_write(&semaphore);
	assert_int_equal(ground_rcu_others(), 0);
	expect_no_fault();
}

static void a_write_is_given_up(void **state)
{
	struct ground_actor actor;

	(void)state;
	ground_actor_save(&actor);
	ground_on_publication(1, give_up, NULL);
	if (!setjmp(out)) {
		spin_lock(&lock);
		WRITE_ONCE(word, 1);
	}
	ground_actor_restore(&actor);
	assert_int_equal(ground_locks_held(), 0);
	/* It can be set again. */
	ground_on_publication(1, look, &word);
	WRITE_ONCE(word, 2);
	assert_int_equal(acted, 1);
	expect_no_fault();
}

/* ---- Reset ---- */

static void reset_in_the_middle(void *arg)
{
	rcu_read_lock();
	ground_rcu_park(arg);
	longjmp(out, 1);
}

static void reset_forgets_everybody(void **state)
{
	struct ground_reader reader;

	(void)state;
	ground_on_dereference(0, look, &word);
	ground_on_blocking(look, &word);
	ground_on_publication(0, reset_in_the_middle, &reader);
	rcu_read_lock();
	spin_lock(&lock);
	if (!setjmp(out))
		WRITE_ONCE(word, 1);
	ground_reset();
	assert_int_equal(ground_publications(), 0);
	assert_int_equal(ground_rcu_readers(), 0);
	assert_int_equal(ground_rcu_others(), 0);
	assert_int_equal(ground_locks_held(), 0);
	act_everywhere(NULL);
	assert_int_equal(acted, 1);
	ground_rcu_resume(&reader);
	expect_fault(GROUND_RCU, "not parked");

	/* Publications are called again. */
	ground_on_publication(0, look, &word);
	WRITE_ONCE(word, 1);
	assert_int_equal(acted, 2);
	expect_no_fault();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(publications_are_seen),
		TEST(callbacks_are_publications),
		TEST(places_are_told),
		TEST(one_publication_of_several),
		TEST(dereferences_are_seen),
		TEST(the_word_has_been_read),
		TEST(a_fence_belongs_to_its_actor),
		TEST(an_actor_has_nothing_of_the_interrupted),
		TEST(no_lock_is_free_that_is_held),
		TEST(actors_leave_nothing),
		TEST(nobody_is_interrupted_by_himself),
		TEST(actors_of_two_kinds),
		TEST(an_actor_may_choose_the_next_point),
		TEST(blocking_lets_others_act),
		TEST(parked_readers_hold_grace_periods_up),
		TEST(readers_are_resumed_once),
		TEST(a_reader_outlives_the_call),
		TEST(the_interrupted_hold_grace_periods_up),
		TEST(callbacks_are_interrupted_as_well),
		TEST(a_reader_gives_up),
		TEST(a_write_is_given_up),
		TEST(reset_forgets_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
