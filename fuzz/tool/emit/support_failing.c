// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What kernel modules have in addition in which allocations fail. The kernel's own failslab can let the n-th allocation of a task fail, but not
 * the n-th of those that may block, and what Debian builds has none. So the module puts a probe on the two functions
 * that give the maple tree its nodes, and answers in their place: by the rules of the ground (ground_ask()), which the program was made by.
 */
#include <linux/gfp.h>
#include <linux/kprobes.h>
#include <linux/maple_tree.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/slab.h>

/* ---- What fails ---- */

/* What becomes of allocations that may not block. */
enum ground_nowait {
	GROUND_NOWAIT_SUCCEED,
	GROUND_NOWAIT_FAIL,
	GROUND_NOWAIT_SOMETIMES,
};

static enum ground_nowait nowait;

/* The same, until a call that gave up has been made again. */
static enum ground_nowait nowait_now;

static void set_nowait(enum ground_nowait policy)
{
	nowait = policy;
	nowait_now = policy;
}

/* The nth object from now on that may be waited for is not given; until then, nor is one that may not; 0: all are. */
static unsigned long nth;

#define ground_fail_nth(n) (nth = (n))

/* So many objects are still given. */
static unsigned long budget = ULONG_MAX;

#define ground_set_budget(n) (budget = (n))

/* There are objects again when so many allocations in a row have failed; ULONG_MAX: when the call has given up. */
static unsigned long lift_after = ULONG_MAX;

#define ground_lift_budget_after(failures) (lift_after = (failures))

/* Allocations that failed, and those of them that waited or met an exhausted budget. */
static unsigned long failures;

static unsigned long blocking_failures;

/* So many failures in a row say that the call does not give up. Then there is memory. */
#define MANY_FAILURES 64

static unsigned int in_a_row;

static bool stuck;

static bool gives_in(bool fail)
{
	in_a_row = fail ? in_a_row + 1 : 0;
	if (in_a_row <= MANY_FAILURES)
		return false;
	stuck = true;
	return true;
}

static bool nowait_fails(void)
{
	static unsigned int sometimes;

	return nowait_now == GROUND_NOWAIT_FAIL || (nowait_now == GROUND_NOWAIT_SOMETIMES && ++sometimes % 2);
}

static bool exhausts(unsigned long objects)
{
	if (budget == ULONG_MAX)
		return false;
	if (budget < objects)
		return true;
	budget -= objects;
	return false;
}

/* Does an allocation of so many objects fail? */
static bool fails(gfp_t gfp, unsigned long objects)
{
	bool blocking = gfpflags_allow_blocking(gfp), fail;

	if (gfp & __GFP_NOFAIL)
		return false;
	if (blocking) {
		fail = nth && nth <= objects;
		nth -= fail ? nth : nth ? objects : 0;
	} else {
		fail = nth || nowait_fails();
	}
	if (exhausts(objects)) {
		fail = true;
		blocking = true;
		if (in_a_row + 1 >= lift_after)
			budget = ULONG_MAX;
	}
	if (gives_in(fail))
		return false;
	failures += fail;
	blocking_failures += fail && blocking;
	return fail;
}

/* ---- Where it fails ---- */

/* Others' allocations are none of ours. */
static struct task_struct *caller;

/* Where a function goes on that is answered for: what it returns is in its register already. */
static notrace noinline void give_nothing(void)
{
}

/*
 * Is it the task itself that was probed, no interrupt? A probe is a breakpoint in kernels without ftrace, and while one is handled the
 * kernel counts an NMI, and an interrupt, more.
 */
static bool probed_in_task(void)
{
	unsigned long count = preempt_count() - (in_nmi() ? NMI_OFFSET + HARDIRQ_OFFSET : 0);

	return !(count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET));
}

/* The function has been called, and has done nothing yet. Return: not 0 if it is answered for. */
static int on_allocation(struct kprobe *probe, struct pt_regs *regs)
{
	bool bulk = strstr(probe->symbol_name, "bulk");
	unsigned long objects = bulk ? regs_get_kernel_argument(regs, 2) : 1;

	if (current != caller || !probed_in_task() ||
	    kmem_cache_size((struct kmem_cache *)regs_get_kernel_argument(regs, 0)) != sizeof(struct maple_node) ||
	    !fails((gfp_t)regs_get_kernel_argument(regs, 1), objects))
		return 0;
	regs_set_return_value(regs, 0);
	instruction_pointer_set(regs, (unsigned long)give_nothing);
	return 1;
}

/* A probe that has one is not turned into a jump, which could not be answered for. */
static void after_allocation(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe single_probe = { .pre_handler = on_allocation, .post_handler = after_allocation };

static struct kprobe bulk_probe = { .pre_handler = on_allocation, .post_handler = after_allocation };

/* What an attempt before has left in it does not count. */
static int put_probe_on(struct kprobe *probe, const char *name)
{
	probe->symbol_name = name;
	probe->addr = NULL;
	probe->flags = 0;
	return register_kprobe(probe);
}

/* The function has one name from 6.10 on, and another before. */
static int put_probe(struct kprobe *probe, const char *name, const char *older)
{
	return put_probe_on(probe, name) ? put_probe_on(probe, older) : 0;
}

/* mas_nomem() is not exported to modules. */
static bool (*real_nomem)(struct ma_state *mas, gfp_t gfp);

static int find_nomem(void)
{
	struct kprobe probe = { .symbol_name = "mas_nomem" };
	int error = register_kprobe(&probe);

	if (error)
		return error;
	real_nomem = (void *)probe.addr;
	unregister_kprobe(&probe);
	return 0;
}

/* Is an allocation answered for? In a kernel in which none is, calls would hold that have not met what they should. */
static int try_probes(void)
{
	struct kmem_cache *cache = kmem_cache_create("maplefuzz_try", sizeof(struct maple_node), 0, 0, NULL);
	void *object;

	if (!cache)
		return -ENOMEM;
	nth = 1;
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	nth = 0;
	in_a_row = 0;
	if (object)
		kmem_cache_free(cache, object);
	kmem_cache_destroy(cache);
	if (!object)
		return 0;
	pr_err("the probes see no allocations of this kernel\n");
	return -EOPNOTSUPP;
}

static void end_failing(void)
{
	unregister_kprobe(&single_probe);
	unregister_kprobe(&bulk_probe);
}

static int begin_failing(void)
{
	int error = find_nomem();

	if (!error)
		error = put_probe(&single_probe, "kmem_cache_alloc_noprof", "kmem_cache_alloc");
	if (error)
		return error;
	error = put_probe(&bulk_probe, "kmem_cache_alloc_bulk_noprof", "kmem_cache_alloc_bulk");
	if (error) {
		unregister_kprobe(&single_probe);
		return error;
	}
	caller = current;
	error = try_probes();
	if (error)
		end_failing();
	return error;
}

/* ---- Calls that give up ---- */

/* What a call may not change that gives up. */
struct remembered {
	struct maple_tree *mt;
	struct maple_tree *source;
	unsigned long hash;
	unsigned long source_hash;
	unsigned long failures;
	unsigned long blocking_failures;
};

static struct remembered remembered;

/* Before a call on @mt; @source: what it duplicates, or NULL. */
static void remember(struct maple_tree *mt, struct rw_semaphore *lock, struct maple_tree *source)
{
	remembered = (struct remembered){
		.mt = mt, .source = source, .hash = hash_of(mt), .source_hash = source ? hash_of(source) : 0,
		.failures = failures, .blocking_failures = blocking_failures,
	};
}

/* Did the call say that it gave up for want of memory, and may it? Then it has changed nothing, and is made again with memory. */
static bool made_again(bool said, unsigned long failed)
{
	nowait_now = nowait;
	if (stuck)
		differ("allocations fail again and again, and the call does not give up");
	stuck = false;
	if (!said || !failed)
		return false;
	if (hash_of(remembered.mt) != remembered.hash)
		differ("the tree is not as before after -ENOMEM");
	if (remembered.source && hash_of(remembered.source) != remembered.source_hash)
		differ("the source is not as before after -ENOMEM");
	nth = 0;
	budget = ULONG_MAX;
	nowait_now = GROUND_NOWAIT_SUCCEED;
	remembered.failures = failures;
	remembered.blocking_failures = blocking_failures;
	return true;
}

/* Of a call that may wait for memory: when it has waited in vain. */
static bool gave_up(bool said)
{
	return made_again(said, blocking_failures - remembered.blocking_failures);
}

/* Of one that must not wait. */
static bool gave_up_at_once(bool said)
{
	return made_again(said, failures - remembered.failures);
}
