// SPDX-License-Identifier: GPL-2.0-or-later
/* What the memory map of a process should be. */
#include <errno.h>
#include <stdint.h>

#include "process.h"

/* What a program has that begins: text and data of file 1, a heap behind them, and a stack. */
#define TEXT	0x400UL
#define DATA	0x410UL
#define HEAP	0x418UL
#define STACK	32UL
#define READ	0x01
#define WRITE	0x02
#define EXEC	0x04

/* Pages that stay free below a stack that grows. */
#define GUARD	256UL

/* The parts of a key: in bit 0 a one, so that none is NULL. In 32 bits there is room for all differences of pages, too. */
#define FLAGS_SHIFT	1
#define FILE_SHIFT	7
#define DELTA_SHIFT	10
#define FLAGS		0x3fUL

void *process_key(unsigned int flags, unsigned int file, unsigned long page, unsigned long offset)
{
	return (void *)(1 | (uintptr_t)flags << FLAGS_SHIFT | (uintptr_t)file << FILE_SHIFT | (offset - page) << DELTA_SHIFT);
}

static unsigned int key_flags(const void *key)
{
	return (uintptr_t)key >> FLAGS_SHIFT & FLAGS;
}

static void *with_flags(const void *key, unsigned int flags)
{
	return (void *)(((uintptr_t)key & ~(FLAGS << FLAGS_SHIFT)) | (uintptr_t)flags << FLAGS_SHIFT);
}

/* The key of the same area @pages further up. */
static void *moved(const void *key, unsigned long pages)
{
	return (void *)((uintptr_t)key - (pages << DELTA_SHIFT));
}

static bool may_be_mapped(unsigned long page, unsigned long pages)
{
	return pages && page >= PROCESS_FIRST && page < PROCESS_END && pages <= PROCESS_END - page;
}

static bool is_free(const struct process *p, unsigned long first, unsigned long last)
{
	size_t at = oracle_at_or_after(&p->areas, first);

	return at == p->areas.count || p->areas.ranges[at].first > last;
}

/* Let [@first, @last] hold @key, in one area with its neighbours if theirs is the same. */
static void put(struct process *p, unsigned long first, unsigned long last, void *key)
{
	const struct oracle_range *below = oracle_find(&p->areas, first - 1), *above = oracle_find(&p->areas, last + 1);

	if (below && key && below->entry == key)
		first = below->first;
	if (above && key && above->entry == key)
		last = above->last;
	oracle_store(&p->areas, first, last, key);
}

void process_exec(struct process *p)
{
	oracle_clear(&p->areas);
	p->alive = true;
	put(p, TEXT, DATA - 1, process_key(READ | EXEC, 1, TEXT, 0));
	put(p, DATA, HEAP - 1, process_key(READ | WRITE, 1, DATA, DATA - TEXT));
	put(p, PROCESS_END - STACK, PROCESS_END - 1, process_key(READ | WRITE | AREA_DOWN, 0, 0, 0));
	p->heap = p->heap_end = HEAP;
}

void process_exit(struct process *p)
{
	oracle_clear(&p->areas);
	p->alive = false;
}

void process_fork(struct process *child, const struct process *p)
{
	size_t i;

	oracle_clear(&child->areas);
	child->alive = true;
	child->heap = p->heap;
	child->heap_end = p->heap_end;
	for (i = 0; i < p->areas.count; i++) {
		const struct oracle_range *area = &p->areas.ranges[i];
		unsigned int flags = key_flags(area->entry);

		/* Areas that become equal stay two. */
		if (!(flags & AREA_DONTCOPY))
			oracle_store(&child->areas, area->first, area->last, with_flags(area->entry, flags & ~AREA_LOCKED));
	}
}

int process_mmap(struct process *p, unsigned long *page, unsigned long pages, unsigned int flags, unsigned int file, bool fixed)
{
	unsigned long asked = *page;

	if (!may_be_mapped(fixed ? asked : PROCESS_FIRST, pages))
		return -EINVAL;
	if (!fixed && !(may_be_mapped(asked, pages) && is_free(p, asked, asked + pages - 1)) &&
	    !oracle_gap_rev(&p->areas, PROCESS_FIRST, PROCESS_BASE - 1, pages, page))
		return -ENOMEM;
	put(p, *page, *page + pages - 1, file ? process_key(flags, file, *page, asked) : process_key(flags, 0, 0, 0));
	return 0;
}

int process_munmap(struct process *p, unsigned long page, unsigned long pages)
{
	if (!may_be_mapped(page, pages))
		return -EINVAL;
	put(p, page, page + pages - 1, NULL);
	return 0;
}

int process_mprotect(struct process *p, unsigned long page, unsigned long pages, unsigned int flags)
{
	unsigned long last = page + pages - 1;

	if (!may_be_mapped(page, pages))
		return -EINVAL;
	while (page <= last) {
		const struct oracle_range *area = oracle_find(&p->areas, page);
		unsigned long end;
		void *key;

		if (!area)
			return -ENOMEM;
		end = area->last < last ? area->last : last;
		key = with_flags(area->entry, (key_flags(area->entry) & AREA_DOWN) | flags);
		if (key != area->entry)
			put(p, page, end, key);
		page = end + 1;
	}
	return 0;
}

static int move(struct process *p, unsigned long *page, unsigned long old_pages, unsigned long new_pages, void *key)
{
	unsigned long place;

	if (!oracle_gap_rev(&p->areas, PROCESS_FIRST, PROCESS_BASE - 1, new_pages, &place))
		return -ENOMEM;
	put(p, place, place + new_pages - 1, moved(key, place - *page));
	put(p, *page, *page + old_pages - 1, NULL);
	*page = place;
	return 0;
}

int process_mremap(struct process *p, unsigned long *page, unsigned long old_pages, unsigned long new_pages)
{
	unsigned long last = *page + old_pages - 1, new_last = *page + new_pages - 1;
	const struct oracle_range *area;

	if (!may_be_mapped(*page, old_pages) || !may_be_mapped(PROCESS_FIRST, new_pages))
		return -EINVAL;
	area = oracle_find(&p->areas, *page);
	if (!area || last > area->last)
		return -EFAULT;
	if (new_pages < old_pages)
		put(p, new_last + 1, last, NULL);
	else if (new_pages > old_pages && last == area->last && may_be_mapped(*page, new_pages) && is_free(p, last + 1, new_last))
		put(p, last + 1, new_last, area->entry);
	else if (new_pages > old_pages)
		return move(p, page, old_pages, new_pages, area->entry);
	return 0;
}

void process_brk(struct process *p, unsigned long page)
{
	if (page < p->heap)
		return;
	if (page < p->heap_end)
		put(p, page, p->heap_end - 1, NULL);
	else if (page == p->heap_end || !may_be_mapped(p->heap_end, page - p->heap_end) || !is_free(p, p->heap_end, page - 1))
		return;
	else
		put(p, p->heap_end, page - 1, process_key(READ | WRITE, 0, 0, 0));
	p->heap_end = page;
}

int process_stack(struct process *p, unsigned long pages, unsigned long *page)
{
	const struct oracle_range *stack = oracle_find(&p->areas, PROCESS_END - 1);

	if (!stack || !(key_flags(stack->entry) & AREA_DOWN))
		return -EFAULT;
	if (pages > stack->first - PROCESS_FIRST - GUARD || !is_free(p, stack->first - pages - GUARD, stack->first - 1))
		return -ENOMEM;
	*page = stack->first - pages;
	put(p, *page, stack->first - 1, stack->entry);
	return 0;
}
