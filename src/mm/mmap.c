// SPDX-License-Identifier: GPL-2.0-or-later
/* mmap(), munmap() and brk(). */
#include "internal.h"

/* Where @length bytes are to be mapped that were asked for at @addr. Return: 0 if nowhere. */
static unsigned long mmap_place(struct mm_struct *mm, unsigned long addr, unsigned long length, bool fixed)
{
	if (fixed || (range_valid(addr, length) && range_free(mm, addr, addr + length)))
		return addr;
	return range_search(mm, length);
}

static int map(struct mm_struct *mm, unsigned long *addr, unsigned long length, const struct vma_content *content, bool fixed)
{
	unsigned long place = mmap_place(mm, *addr, length, fixed);
	struct vma_content placed = *content;
	int error;

	if (!place)
		return -ENOMEM;
	if (!placed.file)
		placed.pgoff = place >> PAGE_SHIFT;
	error = vma_replace(mm, place, place + length, &placed, GFP_KERNEL);
	if (!error)
		*addr = place;
	return error;
}

int do_mmap(struct mm_struct *mm, unsigned long *addr, unsigned long length, const struct vma_content *content, bool fixed)
{
	int error;

	if (!range_valid(fixed ? *addr : MMAP_MIN_ADDR, length))
		return -EINVAL;
	mmap_write_lock(mm);
	error = map(mm, addr, length, content, fixed);
	mmap_write_unlock(mm);
	return error;
}

static int unmap(struct mm_struct *mm, unsigned long start, unsigned long end)
{
	if (range_free(mm, start, end))
		return 0;
	return vma_replace(mm, start, end, NULL, GFP_KERNEL);
}

int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long length)
{
	int error;

	if (!range_valid(start, length))
		return -EINVAL;
	mmap_write_lock(mm);
	error = unmap(mm, start, start + length);
	mmap_write_unlock(mm);
	return error;
}

static int grow_heap(struct mm_struct *mm, unsigned long brk)
{
	const struct vma_content heap = { VM_READ | VM_WRITE, 0, mm->brk >> PAGE_SHIFT };
	int error;

	if (!range_valid(mm->brk, brk - mm->brk) || !range_free(mm, mm->brk, brk))
		return 0;
	error = vma_replace(mm, mm->brk, brk, &heap, GFP_KERNEL);
	if (!error)
		mm->brk = brk;
	return error;
}

static int shrink_heap(struct mm_struct *mm, unsigned long brk)
{
	int error = unmap(mm, brk, mm->brk);

	if (!error)
		mm->brk = brk;
	return error;
}

int do_brk(struct mm_struct *mm, unsigned long *brk)
{
	int error = 0;

	mmap_write_lock(mm);
	if (*brk > mm->brk)
		error = grow_heap(mm, *brk);
	else if (*brk >= mm->start_brk && *brk < mm->brk)
		error = shrink_heap(mm, *brk);
	*brk = mm->brk;
	mmap_write_unlock(mm);
	return error;
}
