// SPDX-License-Identifier: GPL-2.0-or-later
/* Ranges of addresses: which may be mapped, which are free, and where there is room. */
#include "internal.h"

bool range_valid(unsigned long start, unsigned long length)
{
	if ((start | length) & (PAGE_SIZE - 1) || !length)
		return false;
	return start >= MMAP_MIN_ADDR && start < TASK_SIZE && length <= TASK_SIZE - start;
}

bool range_free(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	MA_STATE(mas, &mm->mm_mt, start, start);

	return !mas_find(&mas, end - 1);
}

unsigned long range_search(struct mm_struct *mm, unsigned long length)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);

	if (length > MMAP_BASE - MMAP_MIN_ADDR)
		return 0;
	if (mas_empty_area_rev(&mas, MMAP_MIN_ADDR, MMAP_BASE - 1, length))
		return 0;
	return mas.last + 1 - length;
}
