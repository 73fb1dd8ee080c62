// SPDX-License-Identifier: GPL-2.0-or-later
/* VMAs: allocated, copied, freed, found. */
#include <linux/slab.h>

#include "internal.h"

static struct kmem_cache *vm_area_cachep;

void vm_area_init(void)
{
	vm_area_cachep = KMEM_CACHE(vm_area_struct, SLAB_PANIC | SLAB_ACCOUNT);
}

struct vm_area_struct *vm_area_alloc(struct mm_struct *mm, unsigned long start, unsigned long end, const struct vma_content *content, gfp_t gfp)
{
	struct vm_area_struct *vma = kmem_cache_alloc(vm_area_cachep, gfp);

	if (!vma)
		return NULL;
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_mm = mm;
	vma->content = *content;
	/* Any number but the one that says that it is being changed. */
	vma->vm_lock_seq = mm->mm_lock_seq - 1;
	vma->detached = false;
	vma->next = NULL;
	return vma;
}

struct vm_area_struct *vm_area_dup(const struct vm_area_struct *vma, struct mm_struct *mm, gfp_t gfp)
{
	return vm_area_alloc(mm, vma->vm_start, vma->vm_end, &vma->content, gfp);
}

void vm_area_free(struct vm_area_struct *vma)
{
	kmem_cache_free(vm_area_cachep, vma);
}

void vm_area_free_rcu(struct vm_area_struct *vma)
{
	WRITE_ONCE(vma->detached, true);
	kfree_rcu(vma, vm_rcu);
}

struct vm_area_struct *vma_find(struct mm_struct *mm, unsigned long address)
{
	MA_STATE(mas, &mm->mm_mt, address, address);

	return mas_walk(&mas);
}
