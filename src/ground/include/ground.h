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
 */
enum ground_fault {
	GROUND_WARN,
	GROUND_BUG,
	GROUND_DUMP_STACK,
	GROUND_LOCK,
	GROUND_RCU,
	GROUND_MEMORY,
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
 * ground_fault_name() - The token of a fault kind: "warn", "bug", "dump-stack", "lock", "rcu", "memory".
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
 * Counts blocking and non-blocking allocations alike. Lifted when a blocking allocation has failed for it:
 * a caller that holds on to what it got and asks again for the rest would never come back otherwise.
 */
void ground_set_budget(unsigned long n);

/**
 * ground_faults_armed() - Is ground_fail_nth() or a budget in force?
 */
bool ground_faults_armed(void);

/**
 * ground_clear_faults() - Disarm ground_fail_nth() and lift the budget. The policy of ground_set_nowait() stays.
 */
void ground_clear_faults(void);

/**
 * ground_on_blocking() - Set a hook that acts as another writer.
 * @fn: called when a blocking allocation is asked for while no lock is held; NULL for none.
 * @arg: given to @fn.
 *
 * Not called again while it runs.
 */
void ground_on_blocking(void (*fn)(void *arg), void *arg);

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

/* ---- Locks and RCU ------------------------------------------------------ */

/**
 * ground_locks_held() - How many locks are held now (spinlocks and semaphores).
 */
unsigned int ground_locks_held(void);

/**
 * ground_rcu_readers() - How many read-side sections are open (nested ones count).
 */
unsigned int ground_rcu_readers(void);

/**
 * ground_rcu_pending() - How many callbacks wait for a grace period.
 */
unsigned long ground_rcu_pending(void);

/**
 * ground_rcu_quiesce() - Let a grace period pass: run every queued callback, and those they queue.
 *
 * Does nothing while a read-side section is open.
 */
void ground_rcu_quiesce(void);

#endif
