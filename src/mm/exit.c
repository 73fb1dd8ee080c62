// SPDX-License-Identifier: GPL-2.0-or-later
/* exit(): the VMAs are freed, and the tree is destroyed. */
#include <linux/bug.h>
#include <linux/xarray.h>

#include "internal.h"

/*
 * The VMAs up to a marker. Behind it are those of the parent, which the fork that failed there has not come to.
 */
static unsigned int free_vmas(struct mm_struct *mm)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	struct vm_area_struct *vma;
	unsigned int count = 0;

	mas_for_each(&mas, vma, ULONG_MAX) {
		if (xa_is_zero(vma))
			break;
		vm_area_free(vma);
		count++;
	}
	return count;
}

void exit_mmap(struct mm_struct *mm)
{
	unsigned int count;

	/* There is nothing, or a fork that failed has destroyed it. */
	if (mtree_empty(&mm->mm_mt))
		return;
	mmap_write_lock(mm);
	/* No reader is left. */
	mt_clear_in_rcu(&mm->mm_mt);
	count = free_vmas(mm);
	WARN_ON(count != mm->map_count);
	__mt_destroy(&mm->mm_mt);
	mmap_write_unlock(mm);
}
