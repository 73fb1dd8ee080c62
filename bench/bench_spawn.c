// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What fork() costs by the number of VMAs: the tree alone, duplicated and built anew entry by entry; and src/mm's fork and exit, by insertion and by
 * duplication. The two ways take turns, slice by slice. scripts/bench spawn runs it, and makes the tables.
 */
#include <stdio.h>

#include <ground.h>
#include <linux/xarray.h>
#include <mm.h>
#include <subject_features.h>

#include "measure.h"

/* Trees that are made before they are destroyed, outside of the time: so many that a clock does not matter, and not more ranges than this together. */
#define MAX_BATCH	64
#define BATCH_RANGES	20000

#define PAGES_APART	2UL

/* Forks between two looks at the clock, and not more VMAs than these together. */
#define MAX_FORKS	16
#define FORK_VMAS	2000

static unsigned int vmas;
static double slice;

static void report(const char *table, const char *way, unsigned long count, double seconds)
{
	printf("%s,%u,%s,%lu,%.9f\n", table, vmas, way, count, seconds);
}

/* ---- The tree alone ------------------------------------------------------------------------------------ */

/* All of them under one lock, which may be held while memory is waited for. */
static struct maple_tree source, trees[MAX_BATCH];
static DECLARE_RWSEM(lock);

static void init(struct maple_tree *mt)
{
	mt_init_flags(mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(mt, &lock);
}

static void make_source(void)
{
	MA_STATE(mas, &source, 0, 0);
	unsigned long i;

	init(&source);
	down_write(&lock);
	for (i = 0; i < vmas; i++) {
		mas_set_range(&mas, i * PAGES_APART * PAGE_SIZE, (i * PAGES_APART + 1) * PAGE_SIZE - 1);
		must(!mas_store_gfp(&mas, xa_mk_value(i), GFP_KERNEL), "a store");
	}
	up_write(&lock);
}

static void dup_tree(struct maple_tree *mt)
{
	must(!__mt_dup(&source, mt, GFP_KERNEL), "__mt_dup()");
}

static void insert_entries(struct maple_tree *mt)
{
	MA_STATE(from, &source, 0, 0);
	MA_STATE(mas, mt, 0, 0);
	void *entry;

#if HAVE_EXPECTED_ENTRIES
	must(!mas_expected_entries(&mas, vmas), "mas_expected_entries()");
	mas_for_each(&from, entry, ULONG_MAX) {
		mas.index = from.index;
		mas.last = from.last;
		mas_store(&mas, entry);
	}
	must(!mas_is_err(&mas), "a store");
	mas_destroy(&mas);
#else
	mas_for_each(&from, entry, ULONG_MAX) {
		mas_set_range(&mas, from.index, from.last);
		must(!mas_store_gfp(&mas, entry, GFP_KERNEL), "a store");
	}
#endif
}

static void trees_slice(const char *way, void (*make)(struct maple_tree *mt))
{
	unsigned int batch = BATCH_RANGES / vmas, i;
	double begin = now(), spent = 0, at;
	unsigned long count = 0;

	if (batch < 1)
		batch = 1;
	if (batch > MAX_BATCH)
		batch = MAX_BATCH;
	do {
		for (i = 0; i < batch; i++)
			init(&trees[i]);
		down_write(&lock);
		at = now();
		for (i = 0; i < batch; i++)
			make(&trees[i]);
		spent += now() - at;
		for (i = 0; i < batch; i++)
			__mt_destroy(&trees[i]);
		up_write(&lock);
		count += batch;
		ground_rcu_quiesce();
	} while (now() - begin < slice);
	report("tree", way, count, spent);
}

/* ---- fork() and exit() ------------------------------------------------------------------------------------ */

static struct mm_struct *parent;

/* What exec() maps counts as well. */
static void make_parent(void)
{
	const struct vma_content content = { VM_READ | VM_WRITE, 0, 0 };
	unsigned long addr = 0x10000 * PAGE_SIZE;

	must(!exec_mmap(&parent), "exec_mmap()");
	for (; parent->map_count < vmas; addr += PAGES_APART * PAGE_SIZE)
		must(!do_mmap(parent, &addr, PAGE_SIZE, &content, true), "do_mmap()");
	ground_rcu_quiesce();
}

static void forks_slice(const char *way, enum fork_way fork_way)
{
	unsigned int forks = vmas > FORK_VMAS ? 1 : vmas * MAX_FORKS > FORK_VMAS ? FORK_VMAS / vmas : MAX_FORKS, i;
	double begin = now(), spent;
	unsigned long count = 0;

	do {
		for (i = 0; i < forks; i++) {
			struct mm_struct *child = mm_alloc();

			must(child && !dup_mmap(child, parent, fork_way), "dup_mmap()");
			mmput(child);
			ground_rcu_quiesce();
		}
		count += forks;
		spent = now() - begin;
	} while (spent < slice);
	report("fork", way, count, spent);
}

/* ---- Both -------------------------------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	unsigned long slices, i;

	if (argc != 4) {
		fprintf(stderr, "usage: bench-spawn VMAS SLICES MILLISECONDS\n\n"
				"Prints a line TABLE,VMAS,WAY,COUNT,SECONDS for each slice of so many milliseconds, SLICES of each way in turn.\n");
		return 2;
	}
	vmas = (unsigned int)number(argv[1], 1000000, "the number of VMAs");
	slices = number(argv[2], 10000, "the number of slices");
	slice = number(argv[3], 60000, "the number of milliseconds") * 1e-3;
	maple_tree_init();
	mm_init();
	make_source();
	make_parent();
	for (i = 0; i < slices; i++) {
		trees_slice("insert", insert_entries);
		trees_slice("dup", dup_tree);
		forks_slice("insert", FORK_INSERT);
		forks_slice("dup", FORK_MARK);
	}
	mmput(parent);
	down_write(&lock);
	__mt_destroy(&source);
	up_write(&lock);
	return 0;
}
