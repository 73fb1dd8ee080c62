// SPDX-License-Identifier: GPL-2.0-or-later
/* mprotect(), madvise() and mlock(), as far as they change the flags of VMAs. */
#include "internal.h"

/* The part of @vma up to @end, from @start on. */
static int protect_one(struct mm_struct *mm, const struct vm_area_struct *vma, unsigned long start, unsigned long end, unsigned long flags)
{
	struct vma_content content = vma_content_at(vma, start);

	content.flags = (content.flags & ~VM_ACCESS_FLAGS) | flags;
	if (content.flags == vma->content.flags)
		return 0;
	return vma_replace(mm, start, end, &content, GFP_KERNEL);
}

static int protect(struct mm_struct *mm, unsigned long start, unsigned long end, unsigned long flags)
{
	int error = 0;

	while (start < end && !error) {
		const struct vm_area_struct *vma = vma_find(mm, start);
		unsigned long stop;

		if (!vma)
			return -ENOMEM;
		stop = vma->vm_end < end ? vma->vm_end : end;
		error = protect_one(mm, vma, start, stop, flags);
		start = stop;
	}
	return error;
}

int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long length, unsigned long flags)
{
	int error;

	if (!range_valid(start, length))
		return -EINVAL;
	mmap_write_lock(mm);
	error = protect(mm, start, start + length, flags);
	mmap_write_unlock(mm);
	return error;
}
