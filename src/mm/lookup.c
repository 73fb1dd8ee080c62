// SPDX-License-Identifier: GPL-2.0-or-later
/* Looking up a VMA under RCU, as a page fault does. */
#include <linux/err.h>
#include <linux/xarray.h>

#include "internal.h"

/* Is the VMA being changed, or has it left the tree, or moved on? */
static bool unreliable(const struct vm_area_struct *vma, const struct mm_struct *mm, unsigned long address)
{
	if (READ_ONCE(vma->detached) || READ_ONCE(vma->vm_lock_seq) == READ_ONCE(mm->mm_lock_seq))
		return true;
	return address < READ_ONCE(vma->vm_start) || address >= READ_ONCE(vma->vm_end);
}

struct vm_area_struct *lock_vma_under_rcu(struct mm_struct *mm, unsigned long address)
{
	struct vm_area_struct *vma;

	if (READ_ONCE(mm->unstable))
		return NULL;
	vma = vma_find(mm, address);
	if (!vma)
		return NULL;
	return unreliable(vma, mm, address) ? ERR_PTR(-EAGAIN) : vma;
}
