// SPDX-License-Identifier: GPL-2.0-or-later
/* Memory maps: made empty, and given back. */
#include <linux/slab.h>

#include "internal.h"

static struct kmem_cache *mm_cachep;

void mm_init(void)
{
	vm_area_init();
	mm_cachep = KMEM_CACHE(mm_struct, SLAB_PANIC | SLAB_ACCOUNT);
}

struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_zalloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	init_rwsem(&mm->mmap_lock);
	mt_init_flags(&mm->mm_mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN);
	mt_set_external_lock(&mm->mm_mt, &mm->mmap_lock);
	mmap_write_lock(mm);
	mt_set_in_rcu(&mm->mm_mt);
	mmap_write_unlock(mm);
	return mm;
}

void mmput(struct mm_struct *mm)
{
	exit_mmap(mm);
	kmem_cache_free(mm_cachep, mm);
}
