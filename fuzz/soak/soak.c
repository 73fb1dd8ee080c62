// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel module of scripts/in-kernel --soak, and the program of scripts/soak on the ground with threads: threads read a maple tree under RCU while one writes to it, duplicates it and destroys
 * it. The index space is CELLS cells. Before a write the writer notes for each cell that it changes what it will hold from which version
 * on: writes are numbered. From these notes a reader knows whether what it met was so at some moment since its last step.
 *
 * Without strict=1 the writer does only what no known issue of 6.12 shows in: see docs/findings.md. Trees track gaps and
 * do not become empty; no range ever goes away but with its tree, so that no leaf becomes too small (parent-slot).
 */
#define pr_fmt(format) "maplefuzz: " KBUILD_MODNAME ": " format

#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/maple_tree.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

static unsigned int seconds = 10;
module_param(seconds, uint, 0);

static unsigned long seed = 1;
module_param(seed, ulong, 0);

/* Threads that read. */
static unsigned int threads = 3;
module_param(threads, uint, 0);

/* All writes, also those that known issues show in. */
static bool strict;
module_param(strict, bool, 0);

/* Announce something else than what is written, now and then: 1: another entry; 2: nothing where something is erased. */
static unsigned int spoil;
module_param(spoil, uint, 0);

/* The most cells, indices in a cell, cells of a range of a new tree, changes of a cell that are remembered. */
#define CELLS		1024U
#define SCALE		4096UL
#define NEW_CELLS	8U
#define DEPTH		64UL

/* A tree with so many ranges is replaced by a new one. */
#define MANY_RANGES	600U

#define MAX_READERS	64U

/* Steps of a reader in one read-side section, and of how many versions it asks whether all is as it should be. */
#define SECTION_STEPS	300U
#define MANY_VERSIONS	64UL

/* Writes between two duplicates, and between two that are announced wrongly. */
#define DUP_EVERY	512UL
#define SPOIL_EVERY	256UL

/* Seconds between two lines that say that it goes on. */
#define SAY_EVERY	5UL

/* ---- What the trees hold ---------------------------------------------------------- */

/* From @version on the cell holds the value @entry; 0 is nothing. */
struct change {
	unsigned long version;
	unsigned long entry;
};

struct cell {
	unsigned long count;		/* of its changes so far; the last DEPTH are there */
	struct change changes[DEPTH];
};

static struct cell *cells;

/* Versions up to @done are there to be read; up to @begun, what is read may be of them. */
struct tree {
	struct maple_tree mt;
	unsigned long begun;
	unsigned long done;
};

static struct tree __rcu *current_tree;

/* What it holds now, for the writer. */
static unsigned long now[CELLS];
static unsigned long version;

/* How often the tree was duplicated. */
static unsigned long duplicates;

/* What the tree that was duplicated last still has to hold. */
static struct tree *witness;
static unsigned long then[CELLS];

enum answer { NO, YES, FORGOTTEN };

/* Did cell @c hold @entry in version @at? */
static enum answer held(unsigned int c, unsigned long at, unsigned long entry)
{
	struct cell *cell = &cells[c];
	unsigned long count = smp_load_acquire(&cell->count), k;

	for (k = count; k-- && count - k < DEPTH; ) {
		struct change *change = &cell->changes[k % DEPTH];
		unsigned long since = READ_ONCE(change->version), what = READ_ONCE(change->entry);

		/* The writer may have come round. */
		smp_rmb();
		if (READ_ONCE(cell->count) >= k + DEPTH)
			return FORGOTTEN;
		if (since <= at)
			return what == entry ? YES : NO;
	}
	return FORGOTTEN;
}

/* ---- Readers --------------------------------------------------------------------- */

static bool stopping;
static atomic_t differences;
static atomic_long_t steps, forgotten;

/* One reader: a thread, and where it is. */
struct reader {
	char name[16];
	unsigned long random;
	struct task_struct *task;
	struct tree *tree;
	unsigned long stands;		/* the first of which the place may be where it stood before its step */
	unsigned long from;		/* what it sees is of one of these versions */
	unsigned long to;
	unsigned long next;		/* the first that its next step may see */
};

static struct reader readers[MAX_READERS];

static unsigned long next_random(unsigned long *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state * 0x2545f4914f6cdd1dUL >> 16;
}

/* Only the first difference is told. */
#define differ(r, format, ...) do {								\
	if (atomic_inc_return(&differences) == 1)						\
		pr_err("call %lu: %s: " format "; versions %lu to %lu\n", (r)->to, (r)->name,	\
		       ##__VA_ARGS__, (r)->from, (r)->to);					\
	WRITE_ONCE(stopping, true);								\
} while (0)

/* It begins to look. */
static void look(struct reader *r)
{
	r->next = smp_load_acquire(&r->tree->done);
}

/* It has taken a step: what it has seen is of a version since the step before. Return: false if there are too many to ask for each. */
static bool looked(struct reader *r)
{
	smp_rmb();
	r->stands = r->from;
	r->from = r->next;
	r->to = READ_ONCE(r->tree->begun);
	look(r);
	atomic_long_inc(&steps);
	if (r->to - r->stands < MANY_VERSIONS)
		return true;
	atomic_long_inc(&forgotten);
	return false;
}

/* In version @at: is [@first, @last] a range of @entry, or, with @part, a part of one? */
static enum answer is_range(unsigned int first, unsigned int last, unsigned long entry, unsigned long at, bool part)
{
	unsigned int c;

	for (c = first; c <= last; c++) {
		enum answer answer = held(c, at, entry);

		if (answer != YES)
			return answer;
	}
	if (part)
		return YES;
	return (!first || held(first - 1, at, entry) == NO) && (last == CELLS - 1 || held(last + 1, at, entry) == NO) ? YES : NO;
}

/* Was it, in one of the versions? A slot of a leaf is written in steps, so that in the middle of a write there are parts of ranges. */
static enum answer was_range(struct reader *r, unsigned int first, unsigned int last, unsigned long entry)
{
	enum answer answer = NO;
	unsigned long at;

	for (at = r->from; at <= r->to; at++) {
		enum answer here = is_range(first, last, entry, at, r->from != r->to);

		if (here == YES)
			return YES;
		if (here == FORGOTTEN)
			answer = FORGOTTEN;
	}
	return answer;
}

/*
 * Has cell @c held one and the same entry in all versions, from that on of which its place is? What has come after the reader had found its
 * place, and covers that, is passed over with it.
 */
static bool stood(struct reader *r, unsigned int c)
{
	unsigned long at, count = smp_load_acquire(&cells[c].count), entry;

	if (!count)
		return false;
	entry = READ_ONCE(cells[c].changes[(count - 1) % DEPTH].entry);
	if (!entry)
		return false;
	for (at = r->stands; at <= r->to; at++)
		if (held(c, at, entry) != YES)
			return false;
	return true;
}

/* It went from here to there, both exclusive; nothing between may have stood there all the time. */
static void check_between(struct reader *r, unsigned int from, unsigned int to)
{
	unsigned int c;

	for (c = from; c < to; c++)
		if (stood(r, c)) {
			differ(r, "passed over 0x%lx, which was there all the time", c * SCALE);
			return;
		}
}

/* It met a range. Return: whether it has whole cells. */
static bool check_met(struct reader *r, unsigned long index, unsigned long last, unsigned long entry)
{
	if (index % SCALE || (last + 1) % SCALE || last < index || last >= CELLS * SCALE) {
		differ(r, "met [0x%lx, 0x%lx] %lu, which was never stored", index, last, entry);
		return false;
	}
	switch (was_range(r, index / SCALE, last / SCALE, entry)) {
	case NO:
		differ(r, "met [0x%lx, 0x%lx] %lu, which it was at no moment since its last step", index, last, entry);
		break;
	case FORGOTTEN:
		atomic_long_inc(&forgotten);
		break;
	case YES:
		break;
	}
	return true;
}

static void check_load(struct reader *r)
{
	unsigned int c = next_random(&r->random) % CELLS;
	unsigned long entry, at;
	void *got;

	look(r);
	r->from = r->next;
	got = mtree_load(&r->tree->mt, c * SCALE + next_random(&r->random) % SCALE);
	if (!looked(r))
		return;
	entry = got ? xa_to_value(got) : 0;
	for (at = r->from; at <= r->to; at++)
		if (held(c, at, entry) != NO)
			return;
	differ(r, "mtree_load() at 0x%lx gave %lu, which was there at no moment", c * SCALE, entry);
}

/* Upwards or downwards from somewhere, until there is no more. */
static void walk(struct reader *r, bool down)
{
	unsigned int begin = next_random(&r->random) % CELLS, edge = down ? begin + 1 : begin, count;
	MA_STATE(mas, &r->tree->mt, begin * SCALE, begin * SCALE);

	look(r);
	r->from = r->next;
	for (count = 0; count < SECTION_STEPS && !READ_ONCE(stopping); count++) {
		void *got = down ? mas_find_rev(&mas, 0) : mas_find(&mas, CELLS * SCALE - 1);
		unsigned long index = mas.index, last = mas.last;
		bool judged = looked(r);

		/* While a range is written, a part of it may be met again. */
		if (got && count && (down ? index >= edge * SCALE : last < edge * SCALE))
			differ(r, "went back to [0x%lx, 0x%lx]", index, last);
		if (judged && got && !check_met(r, index, last, xa_to_value(got)))
			return;
		if (judged && down)
			check_between(r, got ? last / SCALE + 1 : 0, edge);
		else if (judged)
			check_between(r, edge, got ? index / SCALE : CELLS);
		if (!got)
			return;
		edge = down ? index / SCALE : last / SCALE + 1;
		if (next_random(&r->random) % 32 == 0)
			mas_pause(&mas);
	}
}

static int read_on(void *data)
{
	struct reader *r = data;

	while (!kthread_should_stop()) {
		unsigned int what = next_random(&r->random) % 4;

		rcu_read_lock();
		r->tree = rcu_dereference(current_tree);
		if (what < 2)
			walk(r, what);
		else
			check_load(r);
		rcu_read_unlock();
		cond_resched();
	}
	return 0;
}

/* ---- The writer ------------------------------------------------------------------ */

static struct reader writer = { .name = "the writer" };

static unsigned int random_cell(unsigned int below)
{
	return next_random(&writer.random) % below;
}

/* The writer is a reader, too, when it looks at a tree in which nobody else writes. */
#define differ_here(format, ...) do {		\
	writer.from = version;			\
	writer.to = version;			\
	differ(&writer, format, ##__VA_ARGS__);	\
} while (0)

static void note(unsigned int c, unsigned long entry)
{
	struct cell *cell = &cells[c];
	struct change *change = &cell->changes[cell->count % DEPTH];

	WRITE_ONCE(change->version, version);
	WRITE_ONCE(change->entry, entry);
	smp_store_release(&cell->count, cell->count + 1);
	now[c] = entry;
}

/* Write @entry, 0 for nothing, to cells @first to @last. */
static void write_cells(struct tree *t, unsigned int first, unsigned int last, unsigned long entry)
{
	unsigned long index = first * SCALE, end = (last + 1) * SCALE - 1;
	bool lie = spoil && version % SPOIL_EVERY == SPOIL_EVERY - 1;
	unsigned int c;
	int error;

	version++;
	for (c = first; c <= last; c++)
		if (!lie)
			note(c, entry);
		else if (spoil == 1)
			note(c, entry + 1);
	smp_store_release(&t->begun, version);
	smp_wmb();
	error = mtree_store_range(&t->mt, index, end, entry ? xa_mk_value(entry) : NULL, GFP_KERNEL);
	smp_store_release(&t->done, version);
	if (error)
		differ_here("mtree_store_range() of [0x%lx, 0x%lx] gave %d", index, end, error);
}

static void new_tree(struct tree *t)
{
	bool gaps = !strict || seed & 1;

	mt_init_flags(&t->mt, MT_FLAGS_USE_RCU | (gaps ? MT_FLAGS_ALLOC_RANGE : 0));
	t->begun = version;
	t->done = version;
}

static struct tree *alloc_tree(void)
{
	struct tree *t = kzalloc(sizeof(*t), GFP_KERNEL);

	if (t)
		new_tree(t);
	else
		differ_here("there is no memory");
	return t;
}

/* Does @t hold just this? Nobody writes to it. */
static void check_tree(struct tree *t, const unsigned long *cells_hold, const char *which)
{
	unsigned int c = 0, end;
	MA_STATE(mas, &t->mt, 0, 0);
	void *got;

	rcu_read_lock();
	do {
		while (c < CELLS && !cells_hold[c])
			c++;
		for (end = c; end < CELLS && cells_hold[end] == cells_hold[c]; end++)
			;
		got = mas_find(&mas, ULONG_MAX);
		if (c == CELLS ? got != NULL :
		    !got || mas.index != c * SCALE || mas.last != end * SCALE - 1 || xa_to_value(got) != cells_hold[c])
			differ_here("%s has [0x%lx, 0x%lx] %lu, it should have %lu at 0x%lx", which, mas.index, mas.last,
				    got ? xa_to_value(got) : 0, c == CELLS ? 0 : cells_hold[c], c * SCALE);
		c = end;
	} while (got && !READ_ONCE(stopping));
	rcu_read_unlock();
}

/* Give the readers @t to read. Return: what they had; they are out of it. */
static struct tree *publish(struct tree *t)
{
	struct tree *old = rcu_dereference_protected(current_tree, true);

	rcu_assign_pointer(current_tree, t);
	synchronize_rcu();
	return old;
}

static void free_tree(struct tree *t)
{
	if (!t)
		return;
	mtree_destroy(&t->mt);
	if (!mtree_empty(&t->mt))
		differ_here("a tree is not empty after mtree_destroy()");
	kfree(t);
}

/* In the place of a tree with too many ranges comes a new one. */
static struct tree *renew(void)
{
	struct tree *t = alloc_tree();
	unsigned int c;

	for (c = 0; t && c < CELLS && !READ_ONCE(stopping); c += NEW_CELLS)
		write_cells(t, c, c + NEW_CELLS - 1, version + 1);
	if (t)
		free_tree(publish(t));
	return t;
}

/* Kernels before 6.8 have no mtree_dup(). */
static int copy_tree(struct tree *from, struct tree *to)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	/* It allocates under the locks of both trees. */
	return mtree_dup(&from->mt, &to->mt, GFP_ATOMIC);
#else
	MA_STATE(mas, &from->mt, 0, 0);
	int error = 0;
	void *entry;

	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX) {
		error = mtree_store_range(&to->mt, mas.index, mas.last, entry, GFP_ATOMIC);
		if (error)
			break;
	}
	rcu_read_unlock();
	return error;
#endif
}

/* The readers go on in a duplicate. The tree itself is left alone, and has to hold what it holds now until the next duplicate is made. */
static struct tree *duplicate(struct tree *t)
{
	struct tree *copy = alloc_tree();
	int error;

	if (!copy)
		return t;
	if (witness)
		check_tree(witness, then, "a tree that was duplicated");
	free_tree(witness);
	error = copy_tree(t, copy);
	if (error)
		differ_here("mtree_dup() gave %d", error);
	check_tree(copy, now, "a duplicate");
	memcpy(then, now, sizeof(then));
	witness = publish(copy);
	duplicates++;
	return copy;
}

/* A write that makes no range go away: in the place of a range, or in the midst of one. */
static void write_calmly(struct tree *t)
{
	unsigned int c = random_cell(CELLS), first = c, last = c, what = random_cell(4);

	while (first && now[first - 1] == now[c])
		first--;
	while (last < CELLS - 1 && now[last + 1] == now[c])
		last++;
	if (what && last - first >= 2) {
		/* NULL beside NULL would make one range of two. */
		first += 1 + random_cell(last - first - 1);
		last = first + random_cell(last - first);
		write_cells(t, first, last, what == 1 && now[c] ? 0 : version + 1);
	} else {
		write_cells(t, first, last, version + 1);
	}
}

static void write_anything(struct tree *t)
{
	unsigned int what = random_cell(256), first = random_cell(CELLS), last = first + random_cell(what < 32 ? CELLS : 16);

	if (!what)
		first = 0;
	last = what && last < CELLS ? last : CELLS - 1;
	write_cells(t, first, last, what % 4 ? version + 1 : 0);
}

static unsigned int count_ranges(void)
{
	unsigned int c, count = 1;

	for (c = 1; c < CELLS; c++)
		count += now[c] != now[c - 1];
	return count;
}

static void write_on(unsigned long end)
{
	struct tree *t = rcu_dereference_protected(current_tree, true);
	unsigned long said = jiffies, writes;

	for (writes = 1; t && time_before(jiffies, end) && !READ_ONCE(stopping); writes++) {
		if (writes % DUP_EVERY == 0)
			t = duplicate(t);
		else if (writes % 16 == 0 && count_ranges() > MANY_RANGES)
			t = renew();
		else if (strict)
			write_anything(t);
		else
			write_calmly(t);
		if (time_after(jiffies, said + SAY_EVERY * HZ)) {
			said = jiffies;
			pr_info("%lu writes, %ld steps of readers\n", version, atomic_long_read(&steps));
		}
		cond_resched();
	}
}

/* ---- All of it ------------------------------------------------------------------- */

static void start_readers(void)
{
	unsigned int i;

	for (i = 0; i < threads; i++) {
		sprintf(readers[i].name, "reader %u", i + 1);
		readers[i].random = seed * 0x9e3779b97f4a7c15UL + i + 2;
		readers[i].task = kthread_run(read_on, &readers[i], "soak-%u", i + 1);
	}
}

static void stop_readers(void)
{
	unsigned int i;

	WRITE_ONCE(stopping, true);
	for (i = 0; i < threads; i++)
		if (!IS_ERR(readers[i].task))
			kthread_stop(readers[i].task);
}

static void soak(void)
{
	if (!renew())
		return;
	start_readers();
	write_on(jiffies + seconds * HZ);
	stop_readers();
	if (witness)
		check_tree(witness, then, "a tree that was duplicated");
	free_tree(witness);
	free_tree(publish(NULL));
	rcu_barrier();
}

static int __init load(void)
{
	pr_info("begins, with seed %lu\n", seed);
	if (threads > MAX_READERS)
		return -EINVAL;
	writer.random = seed * 0x9e3779b97f4a7c15UL + 1;
	cells = vzalloc(CELLS * sizeof(*cells));
	if (!cells)
		return -ENOMEM;
	soak();
	vfree(cells);
	pr_info("%lu writes, %lu duplicates; %ld steps of readers, of which %ld were too slow to be judged\n", version, duplicates,
		atomic_long_read(&steps), atomic_long_read(&forgotten));
	if (atomic_read(&differences))
		pr_err("diverged: differences: %d, calls: %lu\n", atomic_read(&differences), version + atomic_long_read(&steps));
	else
		pr_info("held: %lu calls\n", version + atomic_long_read(&steps));
	return 0;
}

static void __exit unload(void)
{
}

module_init(load);
module_exit(unload);
MODULE_DESCRIPTION("Readers under RCU beside a writer in a maple tree");
MODULE_LICENSE("GPL");
