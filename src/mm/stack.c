// SPDX-License-Identifier: GPL-2.0-or-later
/* A stack grows downwards, and keeps away from what is mapped below it. */
#include "internal.h"

static int grow(struct mm_struct *mm, unsigned long length, unsigned long *start)
{
	const struct vm_area_struct *stack = vma_find(mm, mm->start_stack - 1);
	struct vma_content content;
	unsigned long end;

	if (!stack || !(stack->content.flags & VM_GROWSDOWN))
		return -EFAULT;
	end = stack->vm_start;
	if (length > end - MMAP_MIN_ADDR - STACK_GUARD || !range_free(mm, end - length - STACK_GUARD, end))
		return -ENOMEM;
	*start = end - length;
	content = stack->content;
	content.pgoff -= length >> PAGE_SHIFT;
	return vma_replace(mm, *start, end, &content, GFP_KERNEL);
}

int expand_stack(struct mm_struct *mm, unsigned long length, unsigned long *start)
{
	int error;

	mmap_write_lock(mm);
	error = grow(mm, length, start);
	mmap_write_unlock(mm);
	return error;
}
