// SPDX-License-Identifier: GPL-2.0-or-later
/* The memory maps of processes: each has its own VMAs, and just those; and what one may see who looks in the middle of a change. */
#include <errno.h>

#include <linux/xarray.h>

#include "check/check.h"
#include "ops/block.h"

#define MM_FLAGS (MT_FLAGS_ALLOC_RANGE | MT_FLAGS_USE_RCU | MT_FLAGS_LOCK_EXTERN)

/* How many areas check_process_near() compares from a page on. */
#define NEAR_AREAS 2

static const struct evidence no_tree = { NULL, 0 };

/* What is mapped, as the oracle has it. */
static void *key_of(const struct vm_area_struct *vma)
{
	return process_key(vma->content.flags, vma->content.file, vma->vm_start >> PAGE_SHIFT, vma->content.pgoff);
}

/* Is what the tree holds at [@mas->index, @mas->last] a VMA of this process? */
static void check_own(struct world *w, unsigned int number, const struct ma_state *mas, const struct vm_area_struct *vma, enum check check)
{
	if (xa_is_zero(vma))
		diverged(w, check, no_tree, "p%u: the tree holds a marker at 0x%lx", number, mas->index);
	if (checking(w, CHECK_MEMORY) && ground_object_id(vma) < 0)
		diverged(w, CHECK_MEMORY, no_tree, "p%u: the VMA at 0x%lx was freed", number, mas->index);
	if (vma->vm_mm != w->subject.processes[number])
		diverged(w, check, no_tree, "p%u: the VMA at 0x%lx is that of another process", number, mas->index);
	if (vma->vm_start != mas->index || vma->vm_end - 1 != mas->last)
		diverged(w, check, no_tree, "p%u: the tree holds the VMA [0x%lx, 0x%lx) at [0x%lx, 0x%lx]", number, vma->vm_start, vma->vm_end,
			 mas->index, mas->last);
	if (vma->detached)
		diverged(w, check, no_tree, "p%u: the VMA at 0x%lx is in the tree, and says that it has left it", number, mas->index);
}

static void check_area(struct world *w, unsigned int number, const struct vm_area_struct *vma, const struct oracle_range *area, enum check check)
{
	if (!area)
		diverged(w, check, no_tree, "p%u: the VMA at 0x%lx is one too many", number, vma->vm_start);
	if (!vma)
		diverged(w, check, no_tree, "p%u: there is no VMA at page 0x%lx", number, area->first);
	if (vma->vm_start >> PAGE_SHIFT != area->first || (vma->vm_end >> PAGE_SHIFT) - 1 != area->last)
		diverged(w, check, no_tree, "p%u: the VMA at 0x%lx has the pages 0x%lx to 0x%lx, the oracle 0x%lx to 0x%lx", number, vma->vm_start,
			 vma->vm_start >> PAGE_SHIFT, (vma->vm_end >> PAGE_SHIFT) - 1, area->first, area->last);
	if (key_of(vma) != area->entry)
		diverged(w, check, no_tree, "p%u: the VMA at 0x%lx has flags 0x%lx, file %u, page offset 0x%lx: the key %p, the oracle's is %p", number,
			 vma->vm_start, vma->content.flags, vma->content.file, vma->content.pgoff, key_of(vma), area->entry);
}

/* What the tree has from @first on, against the areas from position @at on; no more than @most. */
static void check_areas(struct world *w, unsigned int number, unsigned long first, size_t at, size_t most, enum check check)
{
	const struct oracle *areas = &w->models[number].process.areas;
	MA_STATE(mas, &w->subject.processes[number]->mm_mt, first, first);
	const struct vm_area_struct *vma;

	do {
		vma = mas_find(&mas, ULONG_MAX);
		if (vma)
			check_own(w, number, &mas, vma, check);
		if (vma || at < areas->count)
			check_area(w, number, vma, at < areas->count ? &areas->ranges[at] : NULL, check);
		at++;
	} while (vma && --most);
}

/* Before it is read: what can be seen without a look at its tree. */
static void read_lock(struct world *w, unsigned int number, enum check check)
{
	struct mm_struct *mm = w->subject.processes[number];
	size_t areas = w->models[number].process.areas.count;

	if (checking(w, CHECK_ATTRIBUTES) && (mm->mm_mt.ma_flags & ~MT_FLAGS_HEIGHT_MASK) != MM_FLAGS)
		diverged(w, CHECK_ATTRIBUTES, no_tree, "p%u: the flags of its tree are 0x%x", number, mm->mm_mt.ma_flags);
	/* Not waited for: somebody may hold a spinlock, and nobody holds this. */
	if (!down_read_trylock(&mm->mmap_lock))
		diverged(w, CHECK_LOCKS, no_tree, "p%u: its lock is held", number);
	if (checking(w, check) && mm->map_count != areas)
		diverged(w, check, no_tree, "p%u: %u VMAs are counted, there are %zu", number, mm->map_count, areas);
}

void check_process(struct world *w, unsigned int number, enum check check)
{
	struct mm_struct *mm = w->subject.processes[number];

	if (!w->models[number].process.alive)
		return;
	read_lock(w, number, check);
	if (checking(w, check))
		check_areas(w, number, 0, 0, SIZE_MAX, check);
	if (checking(w, CHECK_VALIDATE))
		mt_validate(&mm->mm_mt);
	up_read(&mm->mmap_lock);
}

void check_process_near(struct world *w, unsigned int number, unsigned long first, unsigned long last)
{
	const unsigned long from[] = { first ? first - 1 : 0, last };
	const struct oracle *areas = &w->models[number].process.areas;
	size_t i;

	if (!w->models[number].process.alive)
		return;
	read_lock(w, number, CHECK_STATE);
	for (i = 0; i < ARRAY_SIZE(from) && checking(w, CHECK_STATE); i++)
		check_areas(w, number, from[i] << PAGE_SHIFT, oracle_at_or_after(areas, from[i]), NEAR_AREAS, CHECK_STATE);
	up_read(&w->subject.processes[number]->mmap_lock);
}

void check_processes(struct world *w)
{
	unsigned int i;

	for (i = 0; i < MAX_PROCESSES; i++)
		check_process(w, i, CHECK_INDEPENDENCE);
}

unsigned long areas_of_processes(const struct world *w)
{
	unsigned long areas = 0;
	unsigned int i;

	for (i = 0; i < MAX_PROCESSES; i++)
		areas += w->models[i].process.areas.count;
	return areas;
}

unsigned long objects_of_processes(const struct world *w)
{
	unsigned long objects = 0, internal;
	unsigned int i;

	for (i = 0; i < MAX_PROCESSES; i++) {
		const struct mm_struct *mm = w->subject.processes[i];

		if (mm)
			objects += 1 + mm->map_count + view_count(&mm->mm_mt, &internal);
	}
	return objects;
}

/* ---- Lookups in between ---------------------------------------------------------------------- */

/* May the VMA that was found be one whose pages change in between? Then only what is mapped at the page itself is sure. */
static bool changes(const struct call *call, const struct lookup *l)
{
	return call->process == l->process && !operation_takes(call->op, OPERAND_CHILD);
}

static bool is_area(const struct found *found, const struct oracle_range *area, bool loose)
{
	if (found->key != area->entry)
		return false;
	return loose || (found->first == area->first && found->last == area->last);
}

static void check_found(struct world *w, const struct lookup *l, const struct found *found, const struct oracle_range *now, bool loose)
{
	if (found->busy ? loose : is_area(found, &w->old_area, loose) || is_area(found, now, loose))
		return;
	diverged(w, CHECK_STATE, no_tree, "p%u: who looked up page 0x%lx in between found %s[0x%lx, 0x%lx], key %p; the oracle has key %p before, %p behind",
		 l->process, l->page, found->busy ? "what is being changed, " : "", found->first, found->last, found->key, w->old_area.entry, now->entry);
}

void check_lookup(struct world *w, const struct call *call, const struct outcome *got)
{
	const struct lookup *l = &w->subject.lookup;
	const struct oracle_range *area = oracle_find(&w->models[l->process].process.areas, l->page);
	const struct oracle_range now = area ? *area : (struct oracle_range){ l->page, l->page, NULL };
	unsigned int i;

	if (l->freed && checking(w, CHECK_MEMORY))
		diverged(w, CHECK_MEMORY, no_tree, "p%u: the VMA at page 0x%lx was freed while somebody looked at it", l->process, l->page);
	if (l->stuck)
		check_progress(w, no_tree, "who looks up a page");
	/* What was done in part may be seen, though it is as if nothing had been. */
	if (!checking(w, CHECK_STATE) || (got->error == -ENOMEM && operations[call->op]->stepwise))
		return;
	for (i = 0; i < l->count; i++)
		check_found(w, l, &l->found[i], &now, changes(call, l));
}
