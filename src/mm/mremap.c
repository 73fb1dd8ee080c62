// SPDX-License-Identifier: GPL-2.0-or-later
/* mremap(): shorter, longer where it is, or moved to where there is room. */
#include "internal.h"

static int move(struct mm_struct *mm, unsigned long *addr, unsigned long old_length, unsigned long new_length, const struct vma_content *content)
{
	unsigned long place = range_search(mm, new_length);
	int error;

	if (!place)
		return -ENOMEM;
	error = vma_replace(mm, place, place + new_length, content, GFP_KERNEL);
	if (error)
		return error;
	error = vma_replace(mm, *addr, *addr + old_length, NULL, GFP_KERNEL);
	if (error)
		/* It is in two places now: it stays in the old one. */
		vma_replace(mm, place, place + new_length, NULL, GFP_KERNEL | __GFP_NOFAIL);
	else
		*addr = place;
	return error;
}

static int remap(struct mm_struct *mm, unsigned long *addr, unsigned long old_length, unsigned long new_length)
{
	const struct vm_area_struct *vma = vma_find(mm, *addr);
	unsigned long end = *addr + old_length, new_end = *addr + new_length;
	struct vma_content content;

	if (!vma || end > vma->vm_end)
		return -EFAULT;
	if (new_length == old_length)
		return 0;
	if (new_length < old_length)
		return vma_replace(mm, new_end, end, NULL, GFP_KERNEL);
	if (end == vma->vm_end && range_valid(*addr, new_length) && range_free(mm, end, new_end)) {
		content = vma_content_at(vma, end);
		return vma_replace(mm, end, new_end, &content, GFP_KERNEL);
	}
	content = vma_content_at(vma, *addr);
	return move(mm, addr, old_length, new_length, &content);
}

int do_mremap(struct mm_struct *mm, unsigned long *addr, unsigned long old_length, unsigned long new_length)
{
	int error;

	if (!range_valid(*addr, old_length) || !range_valid(MMAP_MIN_ADDR, new_length))
		return -EINVAL;
	mmap_write_lock(mm);
	error = remap(mm, addr, old_length, new_length);
	mmap_write_unlock(mm);
	return error;
}
