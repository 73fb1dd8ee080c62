// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the tests are made of that `maplefuzz emit` writes: it copies from here, block by block, what a test uses (pick.h says
 * what a block is). There are three dialects: a file that stands alone, on the ground; and with SUPPORT_KERNEL a function for the kernel's
 * lib/test_maple_tree.c (SUPPORT_FUNCTION) or a module (SUPPORT_MODULE, with what support_module.c has), which can only ask what the
 * kernel's own API and the public header tell. The main function of a file that stands alone is in support_main.c.
 */
#ifndef SUPPORT_KERNEL
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/slab.h>

#include "ground.h"
#endif
#include <linux/maple_tree.h>
#include <linux/rwsem.h>
#include <linux/xarray.h>

#ifndef SUPPORT_KERNEL
/* The line of the test that is run now. */
static int line;

/* Say what differs, and where, and end. */
__printf(1, 2)
static void __noreturn differ(const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "%s:%d: ", __FILE__, line);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	_exit(1);
}
#endif

#ifdef SUPPORT_FUNCTION
/* Say what differs, and stop. */
#define differ(format, ...) do {						\
	pr_err("check_maplefuzz: " format "\n", ##__VA_ARGS__);			\
	BUG_ON(1);							\
} while (0)
#endif

#ifndef SUPPORT_FUNCTION
static void same(unsigned long got, unsigned long want, const char *what, const char *expected)
{
	if (got != want)
		differ("%s is 0x%lx, it should be %s (0x%lx)", what, got, expected, want);
}

static void same_int(int got, int want, const char *what, const char *expected)
{
	if (got != want)
		differ("%s is %d, it should be %s (%d)", what, got, expected, want);
}

/* Errors are told as the negative numbers that they are. */
#define SAME(got, want) do {							\
	line = __LINE__;							\
	if (__builtin_types_compatible_p(__typeof__(got), int))			\
		same_int((int)(long)(got), (int)(long)(want), #got, #want);	\
	else									\
		same((unsigned long)(got), (unsigned long)(want), #got, #want);	\
} while (0)

static void between(unsigned long got, unsigned long low, unsigned long high, const char *what)
{
	if (got < low || got > high)
		differ("%s is 0x%lx, it should be from 0x%lx to 0x%lx", what, got, low, high);
}

#define BETWEEN(got, low, high) do {	\
	line = __LINE__;		\
	between(got, low, high, #got);	\
} while (0)
#endif

#ifndef SUPPORT_KERNEL
/* Seconds that a call may take. */
#define CALL_SECONDS 10

/* A call begins. */
static void begin(int at)
{
	line = at;
	alarm(CALL_SECONDS);
}

/* It is over, and all readers are gone. */
static void end(void)
{
	ground_rcu_quiesce();
}
#endif

/* ---- All that a tree holds ---- */

#ifdef SUPPORT_KERNEL
/*
 * Take the lock under which @mt is written: @lock, if it has an external semaphore. If that is held by a cursor, or a spinlock, read under RCU.
 * Return: for unlock_tree().
 */
static bool lock_tree(struct maple_tree *mt, struct rw_semaphore *lock)
{
	switch (mt->ma_flags & MT_FLAGS_LOCK_MASK) {
	case MT_FLAGS_LOCK_EXTERN:
		if (lock)
			down_write(lock);
		else
			rcu_read_lock();
		return true;
	case MT_FLAGS_LOCK_IRQ:
		spin_lock_irq(&mt->ma_lock);
		return true;
	case MT_FLAGS_LOCK_BH:
		spin_lock_bh(&mt->ma_lock);
		return true;
	default:
		mtree_lock(mt);
		return true;
	}
}

static void unlock_tree(struct maple_tree *mt, struct rw_semaphore *lock, bool taken)
{
	if (!taken)
		return;
	switch (mt->ma_flags & MT_FLAGS_LOCK_MASK) {
	case MT_FLAGS_LOCK_EXTERN:
		if (lock)
			up_write(lock);
		else
			rcu_read_unlock();
		break;
	case MT_FLAGS_LOCK_IRQ:
		spin_unlock_irq(&mt->ma_lock);
		break;
	case MT_FLAGS_LOCK_BH:
		spin_unlock_bh(&mt->ma_lock);
		break;
	default:
		mtree_unlock(mt);
	}
}
#else
static bool has_external_lock(const struct maple_tree *mt)
{
	return (mt->ma_flags & MT_FLAGS_LOCK_MASK) == MT_FLAGS_LOCK_EXTERN;
}

/* Is @lock what @mt is written under? If it has another external lock, that is a spinlock. */
static bool has_semaphore(const struct maple_tree *mt, const struct rw_semaphore *lock)
{
	return has_external_lock(mt) && lock && mt->ma_external_lock == &lock->dep_map;
}

/* Take the lock under which @mt is written: @lock, if it has an external semaphore; a cursor may hold it. Return: for unlock_tree(). */
static bool lock_tree(struct maple_tree *mt, struct rw_semaphore *lock)
{
	if (has_semaphore(mt, lock))
		return down_write_trylock(lock);
	if (has_external_lock(mt))
		return ground_lock_try(mt->ma_external_lock, GROUND_LOCK_SPIN, __FILE__, __LINE__);
	return spin_trylock(&mt->ma_lock);
}

static void unlock_tree(struct maple_tree *mt, struct rw_semaphore *lock, bool taken)
{
	if (!taken)
		return;
	if (has_semaphore(mt, lock))
		up_write(lock);
	else if (has_external_lock(mt))
		ground_lock_release(mt->ma_external_lock, GROUND_LOCK_SPIN, __FILE__, __LINE__);
	else
		mtree_unlock(mt);
}
#endif

static void destroy_tree(struct maple_tree *mt, struct rw_semaphore *lock)
{
	bool taken = lock_tree(mt, lock);

	__mt_destroy(mt);
	unlock_tree(mt, lock, taken);
}

/* Ranges of one length, at one distance from each other. */
struct run {
	unsigned long first;	/* of the lowest */
	unsigned long last;
	unsigned long step;	/* from one to the next */
	unsigned long count;
	const void *entry;	/* of the lowest */
	long numbered;		/* by how much the number of the entry grows from one to the next */
};

/* Entries, as constants. */
#define VALUE(number)	((const void *)((unsigned long)(number) << 1 | 1))

#define ZERO_ENTRY	((const void *)(257UL << 2 | 2))

/* The entry of range @i. */
static const void *run_entry(const struct run *run, unsigned long i)
{
	if (xa_is_value(run->entry))
		return VALUE(xa_to_value(run->entry) + i * run->numbered);
	return (const unsigned long *)run->entry + (long)i * run->numbered;
}

/* An iterator of tree @tree gave @entry: is it range @i of @run? NULL: should there be nothing more? */
static void same_range(const char *tree, const char *how, const struct ma_state *mas, const void *entry,
		       const struct run *run, unsigned long i)
{
	unsigned long first = run ? run->first + i * run->step : 0;
	unsigned long last = run ? run->last + i * run->step : 0;
	const void *want = run ? run_entry(run, i) : NULL;

	if (!run && entry)
		differ("%s: %s gave [0x%lx, 0x%lx] 0x%lx, there should be no more ranges", tree, how, mas->index,
		       mas->last, (unsigned long)entry);
	if (run && !entry)
		differ("%s: %s found nothing, there should be [0x%lx, 0x%lx] 0x%lx", tree, how, first, last,
		       (unsigned long)want);
	if (run && (entry != want || mas->index != first || mas->last != last))
		differ("%s: %s gave [0x%lx, 0x%lx] 0x%lx, it should be [0x%lx, 0x%lx] 0x%lx", tree, how, mas->index,
		       mas->last, (unsigned long)entry, first, last, (unsigned long)want);
}

/* What a load shows of the entry @want: it hides the zero entry. */
static void same_load(struct maple_tree *mt, const char *tree, unsigned long index, const void *want)
{
	const void *got = mtree_load(mt, index);

	if (want == ZERO_ENTRY)
		want = NULL;
	if (got != want)
		differ("%s: mtree_load() at 0x%lx gave 0x%lx, it should be 0x%lx", tree, index, (unsigned long)got,
		       (unsigned long)want);
}

static void same_upwards(struct maple_tree *mt, const char *tree, const struct run *runs, unsigned int count)
{
	MA_STATE(mas, mt, 0, 0);
	unsigned long i;
	unsigned int r;

	rcu_read_lock();
	for (r = 0; r < count; r++)
		for (i = 0; i < runs[r].count; i++)
			same_range(tree, "mas_find()", &mas, mas_find(&mas, ULONG_MAX), &runs[r], i);
	same_range(tree, "mas_find()", &mas, mas_find(&mas, ULONG_MAX), NULL, 0);
	rcu_read_unlock();
}

/* A range that holds ULONG_MAX is where mas_prev() begins, and is passed over. */
static void same_downwards(struct maple_tree *mt, const char *tree, const struct run *runs, unsigned int count)
{
	MA_STATE(mas, mt, ULONG_MAX, ULONG_MAX);
	unsigned long i;

	while (count--)
		for (i = runs[count].count; i--; )
			if (runs[count].last + i * runs[count].step != ULONG_MAX)
				same_range(tree, "mas_prev()", &mas, mas_prev(&mas, 0), &runs[count], i);
	same_range(tree, "mas_prev()", &mas, mas_prev(&mas, 0), NULL, 0);
}

/* Loads at both edges of every range, and of the emptiness before, between and behind them. */
static void same_loads(struct maple_tree *mt, const char *tree, const struct run *runs, unsigned int count)
{
	unsigned long empty = 0, i;
	unsigned int r;

	for (r = 0; r < count; r++) {
		for (i = 0; i < runs[r].count; i++) {
			unsigned long first = runs[r].first + i * runs[r].step;
			unsigned long last = runs[r].last + i * runs[r].step;

			if (first != empty) {
				same_load(mt, tree, empty, NULL);
				same_load(mt, tree, first - 1, NULL);
			}
			same_load(mt, tree, first, run_entry(&runs[r], i));
			same_load(mt, tree, last, run_entry(&runs[r], i));
			empty = last + 1;
		}
	}
	if (count && !empty)
		return;
	same_load(mt, tree, empty, NULL);
	same_load(mt, tree, ULONG_MAX, NULL);
}

/* Does @mt hold just these runs? @tree: its name; @lock: its external lock. */
static void same_contents(struct maple_tree *mt, const char *tree, struct rw_semaphore *lock, const struct run *runs,
			  unsigned int count)
{
	bool taken;

	if (mtree_empty(mt) != !count)
		differ("%s: mtree_empty() is %s", tree, count ? "true" : "false");
	same_upwards(mt, tree, runs, count);
	taken = lock_tree(mt, lock);
	same_downwards(mt, tree, runs, count);
	unlock_tree(mt, lock, taken);
	same_loads(mt, tree, runs, count);
}

/* A hash of all that a tree holds, and of its flags. */
static unsigned long __maybe_unused hash_of(struct maple_tree *mt)
{
	unsigned long hash = mt->ma_flags;
	MA_STATE(mas, mt, 0, 0);
	void *entry;

	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX)
		hash = ((hash * 31 + mas.index) * 31 + mas.last) * 31 + (unsigned long)entry;
	rcu_read_unlock();
	return hash;
}

/* ---- Nodes, as far as the public header tells of them ---- */

/* A node, and what it covers. What leads to it is its address, with its type in the low bits. */
struct tree_node {
	const struct maple_node *node;
	unsigned int type;
	unsigned long min;
	unsigned long max;
};

static struct tree_node tree_node(const void *encoded, unsigned long min, unsigned long max)
{
	unsigned long word = (unsigned long)encoded;

	return (struct tree_node){
		(const struct maple_node *)(word & ~MAPLE_NODE_MASK),
		word >> MAPLE_NODE_TYPE_SHIFT & MAPLE_NODE_TYPE_MASK, min, max,
	};
}

static bool node_is_leaf(const struct tree_node *n)
{
	return n->type < maple_range_64;
}

static void *node_slot(const struct tree_node *n, unsigned int slot)
{
	return (void *)(n->type == maple_arange_64 ? n->node->ma64.slot[slot] : n->node->mr64.slot[slot]);
}

/* The last index of a slot that begins with @first; one without a pivot of its own is the last. */
static unsigned long node_slot_last(const struct tree_node *n, unsigned int slot, unsigned long first)
{
	bool gaps = n->type == maple_arange_64;
	unsigned int slots = gaps ? MAPLE_ARANGE64_SLOTS : MAPLE_RANGE64_SLOTS;
	unsigned long pivot;

	if (slot >= slots - 1)
		return n->max;
	pivot = gaps ? n->node->ma64.pivot[slot] : n->node->mr64.pivot[slot];
	return pivot < first || pivot > n->max ? n->max : pivot;
}

/* The largest gap below a node. Does its parent know it? The gaps that mt_validate() compares are counted by the tree. */
static unsigned long node_gap(const struct tree_node *n)
{
	unsigned long first = n->min, gap = 0, size, last;
	unsigned int slot = 0;

	do {
		last = node_slot_last(n, slot, first);
		if (node_is_leaf(n)) {
			size = node_slot(n, slot) ? 0 : last - first + 1;
		} else {
			struct tree_node child = tree_node(node_slot(n, slot), first, last);

			size = node_gap(&child);
			if (n->node->ma64.gap[slot] != size)
				differ("the node [0x%lx, 0x%lx] has a gap of 0x%lx, its parent says 0x%lx", first,
				       last, size, n->node->ma64.gap[slot]);
		}
		gap = size > gap ? size : gap;
		first = last + 1;
		slot++;
	} while (last < n->max);
	return gap;
}

static void check_gaps(struct maple_tree *mt)
{
	struct tree_node root = tree_node((void *)mt->ma_root, 0, ULONG_MAX);

	if (mt->ma_flags & MT_FLAGS_ALLOC_RANGE && xa_is_node((void *)mt->ma_root))
		node_gap(&root);
}

/* Is the tree in order, as far as its own checks go? */
static void check_valid(struct maple_tree *mt, struct rw_semaphore *lock)
{
	bool taken = lock_tree(mt, lock);

	mt_validate(mt);
	unlock_tree(mt, lock, taken);
	check_gaps(mt);
}

static void same_slots(const struct tree_node *old, const struct tree_node *new)
{
	unsigned long first = old->min, last;
	unsigned int slot = 0;

	do {
		last = node_slot_last(old, slot, first);
		if (node_slot_last(new, slot, first) != last)
			differ("the node [0x%lx, 0x%lx] has other pivots than its source", new->min, new->max);
		if (node_is_leaf(old) && node_slot(old, slot) != node_slot(new, slot))
			differ("the node [0x%lx, 0x%lx] has other entries than its source", new->min, new->max);
		if (old->type == maple_arange_64 && old->node->ma64.gap[slot] != new->node->ma64.gap[slot])
			differ("the node [0x%lx, 0x%lx] has other gaps than its source", new->min, new->max);
		first = last + 1;
		slot++;
	} while (last < old->max);
#ifdef __KERNEL__
	/* Linux's nodes say where their data ends: those with gaps always, others if their last pivot is not used. */
	if (old->type == maple_arange_64 ? old->node->ma64.meta.end != new->node->ma64.meta.end :
	    !old->node->mr64.pivot[MAPLE_RANGE64_SLOTS - 2] && old->node->mr64.meta.end != new->node->mr64.meta.end)
		differ("the node [0x%lx, 0x%lx] has another number of slots than its source", new->min, new->max);
#endif
}

/* The node @new of a duplicate, and all below it; @parent: the word that says where it hangs. */
static void same_node(const struct tree_node *old, const struct tree_node *new, unsigned long parent)
{
	unsigned long first = old->min, last;
	unsigned int slot = 0;

	if (new->node == old->node)
		differ("the node [0x%lx, 0x%lx] belongs to the source too", new->min, new->max);
	if (new->type != old->type) {
		differ("the node [0x%lx, 0x%lx] has another type than its source", new->min, new->max);
		return;
	}
	if ((unsigned long)new->node->parent != parent)
		differ("the node [0x%lx, 0x%lx] has a wrong parent", new->min, new->max);
	same_slots(old, new);
	if (node_is_leaf(old))
		return;
	do {
		struct tree_node old_child, new_child;

		last = node_slot_last(old, slot, first);
		old_child = tree_node(node_slot(old, slot), first, last);
		new_child = tree_node(node_slot(new, slot), first, last);
		/* The slot stands in bits 3 to 6, the type of the parent in bits 0 to 2. */
		same_node(&old_child, &new_child, (unsigned long)new->node | slot << 3 | 6);
		first = last + 1;
		slot++;
	} while (last < old->max);
}

/* Has the duplicate @mt the shape of @source, on nodes of its own? */
static void same_shape(struct maple_tree *source, struct maple_tree *mt)
{
	struct tree_node old = tree_node((void *)source->ma_root, 0, ULONG_MAX);
	struct tree_node new = tree_node((void *)mt->ma_root, 0, ULONG_MAX);

	if (mt_height(mt) != mt_height(source) ||
	    xa_is_node((void *)mt->ma_root) != xa_is_node((void *)source->ma_root))
		differ("the duplicate has height %u, its source %u", mt_height(mt), mt_height(source));
	else if (xa_is_node((void *)source->ma_root))
		same_node(&old, &new, (unsigned long)mt | 1);
}

/* ---- Ranges that are met on the way ---- */

struct range_met {
	unsigned long first;
	unsigned long last;
	const void *entry;
};

#define MAX_MET 64

struct ranges_met {
	unsigned int count;
	struct range_met range[MAX_MET];
};

static struct ranges_met all_met;

static void met_begin(void)
{
	all_met.count = 0;
}

/* Note a range that was met. Return: whether there is room for more. */
static bool met(const struct ma_state *mas, const void *entry)
{
	all_met.range[all_met.count++] = (struct range_met){ mas->index, mas->last, entry };
	return all_met.count < MAX_MET;
}

/*
 * The same, and over the range with the number @at, @store is stored from inside of the loop, which goes on. Before statuses (6.8) a
 * state can't be used on after a write.
 */
static bool met_and_store(struct ma_state *mas, const void *entry, unsigned int at, void *store)
{
	bool more = met(mas, entry);

	if (all_met.count == at) {
		mas_store_gfp(mas, store, GFP_KERNEL | __GFP_NOFAIL);
#ifdef MAS_START
		mas_pause(mas);
#else
		if (mas->status != ma_active)
			mas_pause(mas);
#endif
	}
	return more;
}

/* ---- Cursors in read-side sections of their own, while others act ---- */

#ifdef SUPPORT_KERNEL
#define section_open(section)	rcu_read_lock()

#define section_resume(section)	do { } while (0)

#define section_park(section)	do { } while (0)

#define section_close(section)	rcu_read_unlock()
#else
static void section_open(struct ground_reader *section)
{
	rcu_read_lock();
	ground_rcu_park(section);
}

static void section_resume(struct ground_reader *section)
{
	ground_rcu_resume(section);
}

static void section_park(struct ground_reader *section)
{
	ground_rcu_park(section);
}

/* Of one who was left in the middle of a step, nothing is parked. */
static void section_close(struct ground_reader *section)
{
	if (!section->sections)
		return;
	ground_rcu_resume(section);
	rcu_read_unlock();
}
#endif

/* ---- A reader beside a writer ---- */

/* Ranges that a tree holds at most. */
#define MAX_RANGES 16384

/* Ranges that a reader is followed over. */
#define MAX_STEPS 32

/* What a tree holds. */
struct all_ranges {
	unsigned int count;
	struct range_met range[MAX_RANGES];
};

/* What the reader's tree held before the write, and what it holds now. */
static struct all_ranges held_before;

static struct all_ranges held_now;

static void list_ranges(struct maple_tree *mt, struct all_ranges *all)
{
	MA_STATE(mas, mt, 0, 0);
	void *entry;

	all->count = 0;
	mas_for_each(&mas, entry, ULONG_MAX)
		if (all->count < MAX_RANGES)
			all->range[all->count++] = (struct range_met){ mas.index, mas.last, entry };
}

static void list_held(struct maple_tree *mt, struct all_ranges *all)
{
	rcu_read_lock();
	list_ranges(mt, all);
	rcu_read_unlock();
}

static bool is_listed(const struct range_met *list, unsigned int count, const struct range_met *range)
{
	while (count--)
		if (list[count].first == range->first && list[count].last == range->last && list[count].entry == range->entry)
			return true;
	return false;
}

static bool holds(const struct all_ranges *all, const struct range_met *range)
{
	return is_listed(all->range, all->count, range);
}

/* The lowest range that was there all the time and lies in [@low, @high]; if it has to be @visible, no zero entry. NULL if there is none. */
static const struct range_met *find_steady(unsigned long low, unsigned long high, bool visible)
{
	unsigned int i;

	for (i = 0; i < held_now.count; i++) {
		const struct range_met *range = &held_now.range[i];

		if (range->first >= low && range->last <= high && !(visible && range->entry == ZERO_ENTRY) && holds(&held_before, range))
			return range;
	}
	return NULL;
}

/* A reader has passed over a range, or over none. */
static void check_passed(const struct range_met *range)
{
	if (range)
		differ("a reader passed over [0x%lx, 0x%lx], which was there all the time", range->first, range->last);
}

struct reader {
	struct ma_state mas;
	bool down;
	bool ended;		/* found nothing more */
	bool done;		/* takes no more steps */
	unsigned int count;
	struct range_met seen[MAX_STEPS];
};

static void reader_step(struct reader *reader)
{
	struct ma_state *mas = &reader->mas;
	void *entry = reader->down ? mas_prev(mas, 0) : mas_find(mas, ULONG_MAX);

	if (entry)
		reader->seen[reader->count++] = (struct range_met){ mas->index, mas->last, entry };
	reader->ended = !entry;
	reader->done = !entry || reader->count == MAX_STEPS;
}

static void reader_go_on(struct reader *reader)
{
	while (!reader->done)
		reader_step(reader);
}

/* What it met was there before the write, but for the first one perhaps after it; and it only moved on. */
static void check_met(const struct reader *reader, unsigned int at)
{
	const struct range_met *range = &reader->seen[at];
	const struct range_met *from = at ? range - 1 : NULL;

	if (!holds(&held_before, range) && (!from || !holds(&held_now, range)))
		differ("a reader met [0x%lx, 0x%lx] 0x%lx, which was there neither before nor after the write",
		       range->first, range->last, (unsigned long)range->entry);
	if (from && (reader->down ? range->first >= from->first : range->last <= from->last))
		differ("a reader at [0x%lx, 0x%lx] went back to [0x%lx, 0x%lx]", from->first, from->last,
		       range->first, range->last);
	if (from && reader->down && range->last < from->first)
		check_passed(find_steady(range->last + 1, from->first - 1, false));
	if (from && !reader->down && range->first > from->last)
		check_passed(find_steady(from->last + 1, range->first - 1, false));
}

static void check_reader(const struct reader *reader, struct maple_tree *mt)
{
	const struct range_met *at_end = &reader->seen[reader->count - 1];
	unsigned int i;

	if (!reader->count)
		return;
	list_held(mt, &held_now);
	for (i = 0; i < reader->count; i++)
		check_met(reader, i);
	if (reader->ended && reader->down && at_end->first)
		check_passed(find_steady(0, at_end->first - 1, false));
	if (reader->ended && !reader->down && at_end->last < ULONG_MAX)
		check_passed(find_steady(at_end->last + 1, ULONG_MAX, false));
}

/* A reader opens a read-side section at @from, and takes its first step. */
static void reader_begin(struct reader *reader, struct maple_tree *mt, unsigned long from, bool down)
{
	MA_STATE(mas, mt, from, from);

	reader->mas = mas;
	reader->down = down;
	reader->ended = reader->done = false;
	reader->count = 0;
	rcu_read_lock();
	list_ranges(mt, &held_before);
	reader_step(reader);
}

#ifdef SUPPORT_KERNEL
/* A writer acts now, in another place of the world; in the kernel the section just stays open. */
#define reader_park(reader) do { } while (0)

/* The writer is done: the reader goes on. */
static void reader_end(struct reader *reader, struct maple_tree *mt)
{
	reader_go_on(reader);
	rcu_read_unlock();
	check_reader(reader, mt);
}
#else
/* The read-side section of the reader while somebody else acts. */
static struct ground_reader parked;

/* In Linux's tree a reader may have to walk anew until the writer, who stands still, gets on; in the embedded one none has to. */
static bool readers_get_on(void)
{
#ifdef __KERNEL__
	return false;
#else
	return true;
#endif
}

/* Words that a reader may follow while the writer stands still. Where all readers get on, no tree has so many. */
#define MAX_DEREFERENCES (readers_get_on() ? 1u << 20 : 4096u)

static unsigned int dereferences_left;

static sigjmp_buf reader_gives_up;

/* A reader was left in the middle. */
static void reader_was_left(const struct ground_actor *self)
{
	if (readers_get_on())
		differ("a reader walks anew for ever while the writer stands still");
	ground_actor_restore(self);
}

static void count_dereference(void *arg)
{
	(void)arg;
	if (!--dereferences_left)
		siglongjmp(reader_gives_up, 1);
}

/* The reader takes the steps that are left, in the middle of a write. */
static void reader_in_between(void *arg)
{
	struct reader *reader = arg;
	struct ground_actor self;

	ground_rcu_resume(&parked);
	ground_actor_save(&self);
	dereferences_left = MAX_DEREFERENCES;
	if (!sigsetjmp(reader_gives_up, 0)) {
		ground_on_dereference(0, count_dereference, NULL);
		reader_go_on(reader);
	} else {
		reader_was_left(&self);
		reader->done = true;
	}
	ground_on_dereference(0, NULL, NULL);
	ground_rcu_park(&parked);
}

/* It will do so at the publication number @at of the write. */
static void reader_at(struct reader *reader, unsigned long at)
{
	ground_on_publication(at, reader_in_between, reader);
}

/* The writer acts now. */
static void reader_park(struct reader *reader)
{
	(void)reader;
	ground_rcu_park(&parked);
}

/* The writer is done: the reader goes on. */
static void reader_end(struct reader *reader, struct maple_tree *mt)
{
	ground_on_publication(0, NULL, NULL);
	ground_rcu_resume(&parked);
	reader_go_on(reader);
	rcu_read_unlock();
	check_reader(reader, mt);
}

/* Readers who read in the middle of a call: each behind one of its publications. */
struct read_beside {
	unsigned long at;
	void (*read)(void);
};

#define MAX_READS 4

static struct read_beside reads[MAX_READS];

static unsigned int read_count;

/* One did not come to its end in the middle of the last call, or that had not so many publications: what readers were given is not looked at. */
static bool reader_gave_up;

/* Somebody will read behind the publication number @at of the next call. */
static void read_at(unsigned long at, void (*read)(void))
{
	reads[read_count++] = (struct read_beside){ at, read };
	reader_gave_up = false;
}

/* As long as it may be of use. The ranges that were met are those of the call that is interrupted. */
static void read_in_time(void (*read)(void))
{
	const struct ranges_met outer = all_met;
	struct ground_actor self;

	ground_actor_save(&self);
	dereferences_left = MAX_DEREFERENCES;
	if (!sigsetjmp(reader_gives_up, 0)) {
		ground_on_dereference(0, count_dereference, NULL);
		read();
	} else {
		reader_was_left(&self);
		reader_gave_up = true;
	}
	ground_on_dereference(0, NULL, NULL);
	all_met = outer;
}

static void pass_publication(void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; i < read_count; i++) {
		void (*read)(void) = reads[i].read;

		if (!read || reads[i].at != ground_publications())
			continue;
		reads[i].read = NULL;
		read_in_time(read);
	}
}

/* The call begins. */
static void reads_begin(void)
{
	ground_on_publication(0, pass_publication, NULL);
}

/* It is done. */
static void reads_end(void)
{
	ground_on_publication(0, NULL, NULL);
	while (read_count)
		reader_gave_up |= reads[--read_count].read != NULL;
}

/* A writer in the middle of a read: at one of its dereferences. */
struct write_amid {
	unsigned long at;
	void (*write)(void);
};

static struct write_amid amid_writer;

/* What the reader held before it began. */
static struct ground_actor before_read;

/* Somebody will write at the dereference number @at of the next call. */
static void write_at(unsigned long at, void (*write)(void))
{
	amid_writer = (struct write_amid){ at, write };
}

static void pass_dereference(void *arg)
{
	void (*write)(void) = amid_writer.write;
	int outer_line = line;

	(void)arg;
	amid_writer.write = NULL;
	write();
	line = outer_line;
}

/* The call begins. */
static void writes_begin(void)
{
	ground_actor_save(&before_read);
	if (amid_writer.write)
		ground_on_dereference(amid_writer.at, pass_dereference, NULL);
}

/* It is done. If it had not so many dereferences, the write is made now. */
static void writes_end(void)
{
	ground_on_dereference(0, NULL, NULL);
	if (amid_writer.write)
		pass_dereference(NULL);
}

/* Likewise, but the program has left it in the middle, where it did not give back what it held. */
static void writes_lost(void)
{
	writes_end();
	ground_actor_restore(&before_read);
}

/* ---- Nodes that are allocated ---- */

static unsigned long count_nodes(const struct tree_node *n, unsigned long *internal)
{
	unsigned long first = n->min, nodes = 1, last;
	unsigned int slot = 0;

	if (ground_object_id(n->node) < 0)
		differ("the node [0x%lx, 0x%lx] is not allocated", n->min, n->max);
	if (node_is_leaf(n))
		return 1;
	++*internal;
	do {
		struct tree_node child;

		last = node_slot_last(n, slot, first);
		child = tree_node(node_slot(n, slot), first, last);
		nodes += count_nodes(&child, internal);
		first = last + 1;
		slot++;
	} while (last < n->max);
	return nodes;
}

static unsigned long nodes_of(const struct maple_tree *mt, unsigned long *internal)
{
	struct tree_node root = tree_node((void *)mt->ma_root, 0, ULONG_MAX);

	*internal = 0;
	return xa_is_node((void *)mt->ma_root) ? count_nodes(&root, internal) : 0;
}

/* What had been allocated before the call. */
static struct ground_counts counts;

/* Did a node wait for a reader then? What waits may be freed in between: nodes can't be counted. */
static bool one_waited;

static void count_allocations(void)
{
	counts = *ground_counts();
	one_waited = ground_rcu_pending();
}

/* A duplicate costs one allocation for its root, and a bulk allocation for the children of each node. */
static void same_allocations(const struct maple_tree *mt)
{
	const struct ground_counts *now = ground_counts();
	unsigned long internal, nodes = nodes_of(mt, &internal);

	if (!one_waited && !ground_rcu_pending())
		same(now->live - counts.live, nodes, "the number of nodes allocated", "that of the duplicate's nodes");
	/* From 6.18 on, all come from one sheaf. */
	if (now->sheaves != counts.sheaves)
		return;
	same(now->singles - counts.singles, nodes != 0, "the number of single allocations", "one for the root");
	same(now->bulks - counts.bulks, internal, "the number of bulk allocations", "one for each node with children");
}

/* What had been allocated before nodes were asked for beforehand. */
static struct ground_counts before_asking;

static void count_asked(void)
{
	before_asking = *ground_counts();
}

/* @most nodes are enough for what is to be stored. */
static void asked_at_most(int error, unsigned long most)
{
	unsigned long asked = ground_counts()->allocs - before_asking.allocs;

	if (!error && asked > most)
		differ("%lu nodes were asked for, %lu are enough", asked, most);
	count_asked();
}

/* Once there are nodes, nobody asks for more. */
static void asked_no_more(int error)
{
	const struct ground_counts *now = ground_counts();
	unsigned long asked = now->allocs + now->failures - before_asking.allocs - before_asking.failures;

	if (!error && asked)
		differ("%lu more nodes were asked for", asked);
}

/* A call that is refused allocates nothing for good. */
static void same_live(void)
{
	if (one_waited || ground_rcu_pending())
		return;
	same(ground_counts()->live, counts.live, "the number of nodes allocated", "as before");
}

/* Are just the nodes of these trees allocated? */
static void check_nodes(const struct maple_tree *const *trees, unsigned int count)
{
	unsigned long nodes = 0, internal;

	/* What waits for a reader can't be counted. */
	if (ground_rcu_pending())
		return;
	while (count--)
		nodes += nodes_of(trees[count], &internal);
	same(ground_counts()->live, nodes, "the number of nodes allocated", "that of the trees' nodes");
	ground_check_freed();
}

#define MAX_HEIGHT 16

/* The nodes on the way to an index, where a reader may be. */
struct path {
	struct maple_tree *mt;
	unsigned long index;
	unsigned int length;
	struct tree_node nodes[MAX_HEIGHT];
};

static void find_path(struct path *path, struct maple_tree *mt, unsigned long index)
{
	struct tree_node n = tree_node((void *)mt->ma_root, 0, ULONG_MAX);
	unsigned long last;
	unsigned int slot;

	*path = (struct path){ .mt = mt, .index = index };
	if (!xa_is_node((void *)mt->ma_root))
		return;
	path->nodes[path->length++] = n;
	while (!node_is_leaf(&n) && path->length < MAX_HEIGHT) {
		for (slot = 0; (last = node_slot_last(&n, slot, n.min)) < index; slot++)
			n.min = last + 1;
		n = tree_node(node_slot(&n, slot), n.min, last);
		path->nodes[path->length++] = n;
	}
}

static struct path path_before;

/* Before a write: in RCU mode, remember where a reader may be. */
static void see_path(struct maple_tree *mt, unsigned long index)
{
	path_before.length = 0;
	if (mt_in_rcu(mt))
		find_path(&path_before, mt, index);
}

/* After it: nothing there is freed before a grace period has passed, and what has left the tree is its own parent. */
static void check_path(void)
{
	struct path now;
	unsigned int i, j;

	if (!path_before.length || !mt_in_rcu(path_before.mt))
		return;
	find_path(&now, path_before.mt, path_before.index);
	for (i = 0; i < path_before.length; i++) {
		const struct tree_node *n = &path_before.nodes[i];

		if (ground_object_id(n->node) < 0)
			differ("the node [0x%lx, 0x%lx] was freed without waiting for readers", n->min, n->max);
		for (j = 0; j < now.length && now.nodes[j].node != n->node; j++)
			;
		if (j == now.length && (const void *)n->node->parent != n->node)
			differ("the node [0x%lx, 0x%lx] has left the tree and is not marked dead", n->min, n->max);
	}
}

/* ---- Locks ---- */

static void check_locks(void)
{
	same(ground_locks_held(), 0, "the number of locks held", "0");
	same(ground_rcu_readers(), 0, "the number of open read-side sections", "0");
}

static unsigned long times_taken(const struct maple_tree *mt)
{
	return (mt->ma_flags & MT_FLAGS_LOCK_MASK) == MT_FLAGS_LOCK_EXTERN ? 0 : mt->ma_lock.dep_map.taken;
}

/* How often the locks of a source and of its duplicate had been taken. */
static unsigned long taken_before[2];

static void see_locks(const struct maple_tree *source, const struct maple_tree *mt)
{
	taken_before[0] = times_taken(source);
	taken_before[1] = times_taken(mt);
}

/* Were both taken since? */
static void check_taken(const struct maple_tree *source, const struct maple_tree *mt)
{
	if ((mt->ma_flags & MT_FLAGS_LOCK_MASK) == MT_FLAGS_LOCK_EXTERN ||
	    (source->ma_flags & MT_FLAGS_LOCK_MASK) == MT_FLAGS_LOCK_EXTERN)
		return;
	if (times_taken(source) == taken_before[0])
		differ("the lock of the source was not taken");
	if (times_taken(mt) == taken_before[1])
		differ("the lock of the duplicate was not taken");
}

static void see_taken(const struct maple_tree *mt)
{
	taken_before[0] = times_taken(mt);
}

/* A call that must not wait for memory takes the lock just once. */
static void taken_once(const struct maple_tree *mt)
{
	if (times_taken(mt) > taken_before[0] + 1)
		differ("the lock was let go of in a call that must not wait for memory");
}

/* ---- Memory that runs out ---- */

/* What becomes of allocations that may not block. */
static enum ground_nowait nowait;

static void set_nowait(enum ground_nowait policy)
{
	nowait = policy;
	ground_set_nowait(policy);
}

/* What a call may not change as long as it waits for memory, nor if it gives up for want of it. */
struct remembered {
	struct maple_tree *mt;
	struct maple_tree *source;
	struct rw_semaphore *lock;
	unsigned long hash;
	unsigned long source_hash;
	unsigned long live;
	bool waited;				/* nodes waited for a reader, which may be gone since: they can't be counted */
	unsigned int locks;
	unsigned long failures;
	unsigned long blocking_failures;
};

static struct remembered remembered;

/* Before a call on @mt; @source: what it duplicates, or NULL. */
static void remember(struct maple_tree *mt, struct rw_semaphore *lock, struct maple_tree *source)
{
	remembered = (struct remembered){
		.mt = mt, .source = source, .lock = lock, .hash = hash_of(mt),
		.source_hash = source ? hash_of(source) : 0,
		.live = ground_counts()->live, .waited = ground_rcu_pending(), .locks = ground_locks_held(), .failures = ground_counts()->failures,
		.blocking_failures = ground_counts()->blocking_failures,
	};
}

/* The trees are as they were. */
static void same_as_remembered(const char *when)
{
	if (hash_of(remembered.mt) != remembered.hash)
		differ("the tree is not as before %s", when);
	if (remembered.source && hash_of(remembered.source) != remembered.source_hash)
		differ("the source is not as before %s", when);
	check_valid(remembered.mt, remembered.lock);
}

/* A call has dropped the lock to wait for memory, and somebody else looks at the tree. */
static void while_waiting(void *arg)
{
	(void)arg;
	same_as_remembered("while the call waits for memory");
}

/* ---- Another writer, while a call waits for memory ---- */

static void (*other_writer)(void) __maybe_unused;

/* How many more times the call waits until he comes in. */
static unsigned long waits_left;

/* He acts on his own account: what is remembered of the call that waits is what is there when he is done. */
static void comes_in(void *arg)
{
	const struct remembered outer = remembered;
	const struct ground_counts since = *ground_counts();
	const struct ground_counts *now = ground_counts();
	int outer_line = line;

	(void)arg;
	if (!waits_left || --waits_left)
		return;
	other_writer();
	ground_rcu_quiesce();
	line = outer_line;
	counts.live += now->live - since.live;
	if (path_before.length)
		see_path(path_before.mt, path_before.index);
	if (!outer.mt)
		return;
	remember(outer.mt, outer.lock, outer.source);
	remembered.live = outer.live + now->live - since.live;
	remembered.waited |= outer.waited;
	/* The call takes its lock again. */
	remembered.locks = outer.locks;
	remembered.failures = outer.failures + now->failures - since.failures;
	remembered.blocking_failures = outer.blocking_failures + now->blocking_failures - since.blocking_failures;
}

/* He comes in when the next call waits for the time number @at. */
static void window_at(unsigned long at, void (*writer)(void))
{
	waits_left = at;
	other_writer = writer;
	ground_on_blocking(comes_in, NULL);
}

/* Did the call say that it gave up for want of memory, and may it? Then it has changed nothing, and is made again with memory. */
static bool made_again(bool said, unsigned long failures)
{
	ground_set_nowait(nowait);
	if (!said || !failures)
		return false;
	ground_rcu_quiesce();
	same(ground_locks_held(), remembered.locks, "the number of locks held after -ENOMEM", "as before");
	same(ground_rcu_readers(), 0, "the number of open read-side sections", "0");
	if (!remembered.waited && !ground_rcu_pending())
		same(ground_counts()->live, remembered.live, "the number of nodes allocated after -ENOMEM", "as before");
	same_as_remembered("after -ENOMEM");
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	remembered.failures = ground_counts()->failures;
	remembered.blocking_failures = ground_counts()->blocking_failures;
	return true;
}

/* Of a call that may wait for memory: when it has waited in vain. */
static bool gave_up(bool said)
{
	return made_again(said, ground_counts()->blocking_failures - remembered.blocking_failures);
}

/* Of one that must not wait. */
static bool gave_up_at_once(bool said)
{
	return made_again(said, ground_counts()->failures - remembered.failures);
}
#endif
