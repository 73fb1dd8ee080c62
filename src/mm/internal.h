/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of src/mm share. Nobody else includes this. */
#ifndef MM_INTERNAL_H
#define MM_INTERNAL_H

#include <linux/gfp.h>

#include <mm.h>

/* vma.c */

/** vm_area_init() - Once in a process: make the cache. */
void vm_area_init(void);

/** vm_area_alloc() - A VMA of @mm that nobody sees yet. Return: NULL for want of memory. */
struct vm_area_struct *vm_area_alloc(struct mm_struct *mm, unsigned long start, unsigned long end, const struct vma_content *content, gfp_t gfp);

/** vm_area_dup() - A copy of @vma for @mm. Return: NULL for want of memory. */
struct vm_area_struct *vm_area_dup(const struct vm_area_struct *vma, struct mm_struct *mm, gfp_t gfp);

/** vm_area_free() - Free a VMA that nobody sees: it is new, or its process is gone. */
void vm_area_free(struct vm_area_struct *vma);

/** vm_area_free_rcu() - Free a VMA that has left the tree, where somebody may still look at it. */
void vm_area_free_rcu(struct vm_area_struct *vma);

/** vma_find() - The VMA at @address, or NULL. Context: mmap_lock is held. */
struct vm_area_struct *vma_find(struct mm_struct *mm, unsigned long address);

/** vma_content_at() - The content of @vma from @address on. */
static inline struct vma_content vma_content_at(const struct vm_area_struct *vma, unsigned long address)
{
	struct vma_content content = vma->content;

	content.pgoff += (address - vma->vm_start) >> PAGE_SHIFT;
	return content;
}

/* range.c */

/** range_valid() - Are the @length bytes from @start on whole pages that a user may map? */
bool range_valid(unsigned long start, unsigned long length);

/** range_free() - Is nothing mapped in [@start, @end)? Context: mmap_lock is held. */
bool range_free(struct mm_struct *mm, unsigned long start, unsigned long end);

/** range_search() - The highest place for @length bytes. Return: 0 if there is none. Context: mmap_lock is held. */
unsigned long range_search(struct mm_struct *mm, unsigned long length);

/* replace.c */

/**
 * vma_replace() - Let [@start, @end) hold a VMA of @content, or nothing if that is NULL.
 * @gfp: how to allocate.
 *
 * What is there is split at both ends, and freed in between. The new VMA is merged with its neighbours if they go on with the same.
 *
 * Context: mmap_lock is held for writing.
 * Return: 0; -ENOMEM, and nothing has changed.
 */
int vma_replace(struct mm_struct *mm, unsigned long start, unsigned long end, const struct vma_content *content, gfp_t gfp);

#endif
