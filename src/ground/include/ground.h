/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controls of the ground: what a harness may ask of, and tell to, the
 * userspace kernel that a maple tree runs on. A maple tree never includes this.
 */
#ifndef GROUND_H
#define GROUND_H

#include <stdbool.h>
#include <stddef.h>

/**
 * enum ground_fault - What the ground saw go wrong.
 * @GROUND_WARN: WARN_ON() or a relative of it was true.
 * @GROUND_BUG: BUG_ON() was true, or BUG() was reached.
 * @GROUND_DUMP_STACK: dump_stack() was called; a maple tree's debug checks end in it.
 * @GROUND_LOCK: a lock was taken twice, dropped while free, destroyed while held, or nested wrongly.
 * @GROUND_RCU: an rcu_dereference_check()/_protected() whose lock condition is
 *              false, an unbalanced rcu_read_unlock(), a wait for a grace period inside a
 *              read-side section.
 * @GROUND_MEMORY: a double free, a free of something that is no object or waits for
 *                 a grace period, a write to a freed object or to a queued rcu_head.
 * @GROUND_SLEEP: what may sleep was called under a spinlock, in a read-side section or in an RCU callback: an
 *                allocation with __GFP_DIRECT_RECLAIM, a mutex or a semaphore, might_sleep(), might_alloc(),
 *                cond_resched(), a wait for a grace period.
 * @GROUND_STUCK: allocations were made to fail again and again, and whoever asks does not give up.
 */
enum ground_fault {
	GROUND_WARN,
	GROUND_BUG,
	GROUND_DUMP_STACK,
	GROUND_LOCK,
	GROUND_RCU,
	GROUND_MEMORY,
	GROUND_SLEEP,
	GROUND_STUCK,
};

/**
 * typedef ground_fault_fn - Told of every fault.
 * @fault: its kind.
 * @what: the condition or a sentence, in words.
 * @file: source file of the place, as __FILE__ has it.
 * @line: its line.
 *
 * Normally does not return. Where it does, the ground goes on as the kernel
 * would after a warning; but after a GROUND_BUG the kernel would not, so the ground aborts.
 */
typedef void (*ground_fault_fn)(enum ground_fault fault, const char *what,
				const char *file, int line);

/**
 * ground_on_fault() - Set who is told of faults.
 * @fn: the handler; NULL for the default, which prints one line and aborts.
 *
 * Survives ground_reset().
 */
void ground_on_fault(ground_fault_fn fn);

/**
 * ground_fault_name() - The token of a fault kind: "warn", "bug", "dump-stack", "lock", "rcu", "memory", "sleep", "stuck".
 */
const char *ground_fault_name(enum ground_fault fault);

/**
 * ground_expect_warning() - Let WARN_ON() pass in silence, and count it.
 * @expect: true from here on, false to end it.
 *
 * For calls whose contract is to warn and refuse (a reserved entry).
 */
void ground_expect_warning(bool expect);

/**
 * ground_allow_sleeping() - Let what may sleep pass where nobody must, as if there were no GROUND_SLEEP.
 * @allow: true from here on, false to end it.
 *
 * For callers that want a function to make blocking allocations under a spinlock that it takes itself: mtree_dup()
 * takes any gfp, and under its two locks none that may block is right; but only those can be made to fail one by one.
 */
void ground_allow_sleeping(bool allow);

/**
 * ground_log() - What the subject printed with printk() and its relatives since ground_reset(), the newest 64 KiB of it.
 */
const char *ground_log(void);

/**
 * ground_log_clear() - Forget what was printed.
 */
void ground_log_clear(void);

/**
 * ground_log_tee() - Also send the subject's printing to stderr at once.
 */
void ground_log_tee(bool on);

/**
 * ground_reset() - Make the ground as new: no live object, no queued RCU
 * callback, no lock held, no fault armed, all counts 0.
 *
 * Cost: next to nothing, and independent of what the last input did as far as possible.
 * Every object is gone, whoever still points to it. Caches stay, and so do
 * the fault handler and the tee; every other setting is back at its default. The ids and
 * addresses of objects start over.
 */
void ground_reset(void);

/* ---- Allocation faults -------------------------------------------------- */

/**
 * enum ground_nowait - What becomes of allocations that may not block.
 * @GROUND_NOWAIT_SUCCEED: they succeed (the default).
 * @GROUND_NOWAIT_FAIL: every one fails.
 * @GROUND_NOWAIT_SOMETIMES: a fixed pattern, one in two.
 *
 * A bulk request is one allocation to this policy. It fails half way through.
 * An allocation may block when its gfp has __GFP_DIRECT_RECLAIM.
 */
enum ground_nowait {
	GROUND_NOWAIT_SUCCEED,
	GROUND_NOWAIT_FAIL,
	GROUND_NOWAIT_SOMETIMES,
};

/**
 * ground_limit_objects() - Set how many objects a cache that is created from now on may hold at a time.
 *
 * Beyond that the ground prints a line and aborts: who allocates without end shall not take the machine along.
 */
void ground_limit_objects(unsigned int n);

/**
 * ground_set_nowait() - Set what becomes of allocations that may not block.
 */
void ground_set_nowait(enum ground_nowait policy);

/**
 * ground_fail_nth() - Make one blocking allocation fail.
 * @n: which one: 1 is the next; 0 disarms.
 *
 * While it is armed, allocations that may not block fail as well, since a
 * caller such as mas_nomem() would otherwise never come to block. One object of a bulk
 * request counts as one allocation. Disarms itself when it has fired.
 */
void ground_fail_nth(unsigned long n);

/**
 * ground_set_budget() - Make every allocation fail once @n more have succeeded.
 * @n: how many objects may still be had; ULONG_MAX lifts the limit.
 *
 * Counts blocking and non-blocking allocations alike. Lifted when a blocking allocation has failed for it, unless
 * ground_lift_budget_after() says otherwise.
 */
void ground_set_budget(unsigned long n);

/**
 * ground_lift_budget_after() - How long an exhausted budget stays in force.
 * @failures: it is lifted when so many allocations in a row have failed; ULONG_MAX: never. 0, the default: when a
 *	blocking one has failed.
 */
void ground_lift_budget_after(unsigned long failures);

/**
 * ground_limit_failures() - Set how many allocations in a row may fail before that is a fault (GROUND_STUCK).
 * @n: how many; 0, the default, for any number.
 *
 * Who holds on to what it got and asks again for the rest never comes back when there is no more.
 */
void ground_limit_failures(unsigned long n);

/**
 * ground_faults_armed() - Is ground_fail_nth() or a budget in force?
 */
bool ground_faults_armed(void);

/**
 * ground_clear_faults() - Disarm ground_fail_nth() and lift the budget. The policy of ground_set_nowait() stays.
 */
void ground_clear_faults(void);

/* ---- Accounting --------------------------------------------------------- */

/**
 * struct ground_counts - What was allocated since ground_reset().
 * @live: objects that are allocated now; those that wait for a grace period are live, and
 *        so are those in a sheaf, and the sheaf.
 * @allocs: objects handed out, or set aside in a sheaf.
 * @singles: calls of kmem_cache_alloc() that succeeded.
 * @bulks: calls of kmem_cache_alloc_bulk() that succeeded.
 * @sheaves: calls of kmem_cache_prefill_sheaf() and kmem_cache_refill_sheaf() that got objects.
 * @failures: allocations that were made to fail, blocking or not.
 * @blocking_failures: those of them that were blocking, or met an exhausted budget.
 * @warnings: warnings let pass under ground_expect_warning().
 */
struct ground_counts {
	unsigned long live;
	unsigned long allocs;
	unsigned long singles;
	unsigned long bulks;
	unsigned long sheaves;
	unsigned long failures;
	unsigned long blocking_failures;
	unsigned long warnings;
};

/**
 * ground_counts() - The counts as they stand. To count since a mark, copy them there and subtract.
 */
const struct ground_counts *ground_counts(void);

/**
 * ground_object_id() - A small number for an object, from its address.
 * @object: an address as kmem_cache_alloc() gave it.
 *
 * Ids are dense from 0 and below ground_object_limit(), so that a caller can keep an array beside them.
 * Return: the id; -1 if @object is not the address of a live object.
 */
long ground_object_id(const void *object);

/**
 * ground_check_freed() - See whether a freed object was written to.
 *
 * Objects are looked at when they are used again anyway; this looks at the others, so call
 * it at the end of an input. Under ASan the write itself was caught, and this does nothing.
 */
void ground_check_freed(void);

/**
 * ground_object_limit() - One more than the highest id in use since ground_reset().
 */
unsigned long ground_object_limit(void);

/* ---- Addresses ---------------------------------------------------------- */

/**
 * ground_fixed_memory() - Get memory that is all zeros, for ever.
 * @size: how much.
 *
 * Objects of caches have the same addresses in every process, where the kernel lets us have them. A tree keeps other addresses beside
 * these, its own for instance, and one with a bug may take any of them for something else. What has to be the same then too lies here.
 */
void *ground_fixed_memory(size_t size);

/* ---- Locks and RCU ------------------------------------------------------ */

/**
 * ground_locks_held() - How many locks the current actor holds (spinlocks and semaphores).
 */
unsigned int ground_locks_held(void);

/**
 * ground_rcu_readers() - How many read-side sections the current actor has open (nested ones count).
 */
unsigned int ground_rcu_readers(void);

/**
 * ground_rcu_others() - How many read-side sections others have open: parked readers, and whoever is interrupted.
 */
unsigned int ground_rcu_others(void);

/**
 * ground_rcu_pending() - How many callbacks wait for a grace period.
 */
unsigned long ground_rcu_pending(void);

/**
 * ground_rcu_quiesce() - Let a grace period pass: run every queued callback, and those they queue.
 *
 * Does nothing while anybody has a read-side section open or holds a spinlock: no grace period
 * ends then.
 */
void ground_rcu_quiesce(void);

/* ---- Who acts in the middle of a call ------------------------------------ */

/**
 * DOC: Actors
 *
 * There is one thread, but several actors: somebody on another CPU, as it were, acts in the middle of
 * a call. A function that was set by one of ground_on_publication(), ground_on_dereference() and
 * ground_on_blocking() is such an actor of its own. While it runs, the read-side sections and
 * the locks of the one that it interrupts are not its own:
 *
 * * rcu_read_lock_held(), lockdep_is_held(), ground_rcu_readers() and ground_locks_held() speak of the
 *   current actor only.
 * * To take a lock that the interrupted actor holds is a fault (GROUND_LOCK): it would wait for ever.
 *   A trylock fails. Two actors may hold a semaphore for reading.
 * * No grace period ends while the interrupted actor has a read-side section open or holds a spinlock.
 *   To wait for one is a fault (GROUND_RCU).
 *
 * When it returns, it must have dropped its locks, and have closed or parked its sections. Otherwise that is
 * a fault, and the ground drops and closes them.
 *
 * While it runs, it is not called again, and what it does is not counted. The functions of the
 * two other kinds are called, if they are set: so a reader that acts in the middle of a write can
 * be given a budget of dereferences, or have a write in the middle of a step of its own.
 *
 * All of this is forgotten at ground_reset().
 */

/**
 * ground_on_publication() - Have somebody act in the middle of a write.
 * @nth: 1 for the next publication, 2 for the one behind it, ...; 0 for every one.
 * @fn: called right after the publication; NULL to call nobody any more.
 * @arg: given to @fn.
 *
 * A publication is what others may see at once: WRITE_ONCE(), rcu_assign_pointer(), RCU_INIT_POINTER(),
 * smp_store_release() and smp_store_mb(), which store one word; smp_wmb() and wmb(), behind which others
 * see the plain stores before them; smp_mb() and mb() likewise, except in a reader; call_rcu() and kfree_rcu(),
 * which write to the object at once. It does not matter who publishes, nor whether others can reach the word yet.
 * Plain stores are not noticed: others see them at the next publication, and at the end of the call.
 */
void ground_on_publication(unsigned long nth, void (*fn)(void *arg), void *arg);

/**
 * ground_on_dereference() - Have somebody act in the middle of a reader's step.
 * @nth: 1 for the next dereference, 2 for the one behind it, ...; 0 for every one.
 * @fn: called right after the dereference; NULL to call nobody any more.
 * @arg: given to @fn.
 *
 * A dereference reads a word that others may change: READ_ONCE(), rcu_dereference(), rcu_dereference_check(),
 * rcu_dereference_raw(), rcu_access_pointer() and smp_load_acquire(). @fn is called when the word has
 * been read, and what it leads to has not. smp_rmb(), rmb(), smp_mb() and mb() count as well: @fn acts between
 * the plain loads before and behind them.
 * Only a reader's count: the current actor is in a read-side section and holds no lock. So those
 * of a writer do not, nor does rcu_dereference_protected().
 */
void ground_on_dereference(unsigned long nth, void (*fn)(void *arg), void *arg);

/**
 * ground_on_blocking() - Have another writer act while an allocation waits for memory.
 * @fn: called when an actor that holds no lock asks for an allocation that may block; NULL for none.
 * @arg: given to @fn.
 */
void ground_on_blocking(void (*fn)(void *arg), void *arg);

/**
 * ground_publications() - How many publications there were since ground_on_publication().
 *
 * They are counted while a function is set, whether it is called or not. The count stays when it is set no more.
 */
unsigned long ground_publications(void);

/**
 * ground_dereferences() - How many dereferences of readers there were since ground_on_dereference(), likewise.
 */
unsigned long ground_dereferences(void);

/**
 * struct ground_reader - A reader that is parked: it stands in the middle of a tree while others act.
 * @sections: how many read-side sections it has open; 0 if it is not parked.
 */
struct ground_reader {
	unsigned int sections;
};

/**
 * ground_rcu_park() - Set the read-side sections of the current actor aside.
 * @reader: gets them. They still keep grace periods from ending, but whoever acts from here on is not in them.
 *
 * A reader that was parked by one actor can be resumed by another, or after the call in the middle of which it
 * was parked.
 */
void ground_rcu_park(struct ground_reader *reader);

/**
 * ground_rcu_resume() - The current actor goes on as a reader that was parked.
 * @reader: what ground_rcu_park() filled in. A fault if it is not parked, since a reset for instance.
 */
void ground_rcu_resume(struct ground_reader *reader);

/**
 * struct ground_place - A place in the source.
 * @file: its file, as __FILE__ has it; NULL for no place.
 * @line: its line.
 * @function: the function that it is in; what is called there, if that is call_rcu() or kfree_rcu().
 */
struct ground_place {
	const char *file;
	int line;
	const char *function;
};

/**
 * ground_interrupted_at() - Where is the one that the current actor interrupts?
 *
 * Return: the publication or dereference, as it was compiled: where a macro or an inline function publishes, it is in that function.
 */
struct ground_place ground_interrupted_at(void);

/**
 * struct ground_actor - Who acts now, and what it has: see ground_actor_save(). Only the ground looks into it.
 * @sections: its read-side sections.
 * @interrupted: the sections of those that it interrupts.
 * @in_callback: is it an RCU callback?
 * @first_lock: where its locks begin in the list of all that are held.
 * @locks: where they stop.
 * @acting: which functions run.
 * @interrupted_at: what ground_interrupted_at() returns.
 */
struct ground_actor {
	unsigned int sections;
	unsigned int interrupted;
	bool in_callback;
	unsigned int first_lock;
	unsigned int locks;
	unsigned int acting;
	struct ground_place interrupted_at;
};

/**
 * ground_actor_save() - Note who acts, before something that may be left by longjmp().
 * @actor: where.
 */
void ground_actor_save(struct ground_actor *actor);

/**
 * ground_actor_restore() - After a longjmp(): the actor that was noted goes on.
 * @actor: what ground_actor_save() noted. The sections that it has opened since are closed, the locks that it
 *         has taken since are dropped, and whoever acted in the middle of what it did is gone.
 */
void ground_actor_restore(const struct ground_actor *actor);

#endif
