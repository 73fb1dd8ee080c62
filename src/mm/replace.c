// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What all changes of a memory map come down to: a range gets a new VMA, or none. One store does it, which takes the range from the VMAs
 * that are there; those that reach beyond it are then made shorter.
 *
 *	before	|--head--|--old--|----tail----|
 *	store	     [start               end)
 *	after	|head|--------new--------|tail|
 *
 * Where head and tail are one VMA, its second half becomes a VMA of its own, by a second store.
 */
#include "internal.h"

/**
 * struct replacement - A change that is being made.
 * @start: of the range.
 * @end: of the range.
 * @new: what it gets; NULL for nothing.
 * @head: a VMA that begins in front of the range and reaches into it; NULL if there is none.
 * @tail: one that ends behind it, likewise. May be @head.
 * @rest: the second half of that VMA then.
 * @old: those that lie in the range: a list.
 * @count: how many they are.
 */
struct replacement {
	unsigned long start;
	unsigned long end;
	struct vm_area_struct *new;
	struct vm_area_struct *head;
	struct vm_area_struct *tail;
	struct vm_area_struct *rest;
	struct vm_area_struct *old;
	unsigned int count;
};

/* Does @vma go on with the same as @content, which begins at @start? */
static bool vma_continues(const struct vm_area_struct *vma, unsigned long start, const struct vma_content *content)
{
	return vma && vma->content.flags == content->flags && vma->content.file == content->file &&
	       vma->content.pgoff - (vma->vm_start >> PAGE_SHIFT) == content->pgoff - (start >> PAGE_SHIFT);
}

/* Take the neighbours into the range that go on with the same. */
static void widen(struct mm_struct *mm, struct replacement *r, struct vma_content *content)
{
	const struct vm_area_struct *prev = vma_find(mm, r->start - 1), *next = vma_find(mm, r->end);

	if (vma_continues(next, r->start, content))
		r->end = next->vm_end;
	if (vma_continues(prev, r->start, content)) {
		content->pgoff -= (r->start - prev->vm_start) >> PAGE_SHIFT;
		r->start = prev->vm_start;
	}
}

/* Find what is there. From here on nobody relies on it. */
static void gather(struct mm_struct *mm, struct replacement *r)
{
	MA_STATE(mas, &mm->mm_mt, r->start, r->start);
	struct vm_area_struct *vma;

	mas_for_each(&mas, vma, r->end - 1) {
		WRITE_ONCE(vma->vm_lock_seq, mm->mm_lock_seq);
		if (vma->vm_start < r->start)
			r->head = vma;
		if (vma->vm_end > r->end)
			r->tail = vma;
		if (vma == r->head || vma == r->tail)
			continue;
		vma->next = r->old;
		r->old = vma;
		r->count++;
	}
}

/* Have all the VMAs that are needed. */
static bool allocate(struct mm_struct *mm, struct replacement *r, const struct vma_content *content, gfp_t gfp)
{
	struct vma_content rest;

	if (content) {
		r->new = vm_area_alloc(mm, r->start, r->end, content, gfp);
		if (!r->new)
			return false;
	}
	if (!r->head || r->head != r->tail)
		return true;
	rest = vma_content_at(r->head, r->end);
	r->rest = vm_area_alloc(mm, r->end, r->head->vm_end, &rest, gfp);
	return r->rest;
}

static void give_up(struct replacement *r)
{
	if (r->new)
		vm_area_free(r->new);
	if (r->rest)
		vm_area_free(r->rest);
}

static int store(struct mm_struct *mm, unsigned long start, unsigned long end, struct vm_area_struct *vma, gfp_t gfp)
{
	MA_STATE(mas, &mm->mm_mt, start, end - 1);

	return mas_store_gfp(&mas, vma, gfp);
}

/* The store is made: what reaches beyond the range is made shorter. */
static void trim(struct mm_struct *mm, struct replacement *r)
{
	struct vma_content content;

	if (r->rest) {
		/* The tree has the VMA at both sides of the range now. It is too late to fail. */
		store(mm, r->rest->vm_start, r->rest->vm_end, r->rest, GFP_KERNEL | __GFP_NOFAIL);
	} else if (r->tail) {
		content = vma_content_at(r->tail, r->end);
		WRITE_ONCE(r->tail->vm_start, r->end);
		r->tail->content = content;
	}
	if (r->head)
		WRITE_ONCE(r->head->vm_end, r->start);
}

static void free_old(struct vm_area_struct *old)
{
	while (old) {
		struct vm_area_struct *next = old->next;

		vm_area_free_rcu(old);
		old = next;
	}
}

int vma_replace(struct mm_struct *mm, unsigned long start, unsigned long end, const struct vma_content *content, gfp_t gfp)
{
	struct replacement r = { .start = start, .end = end };
	struct vma_content widened;

	if (content) {
		widened = *content;
		widen(mm, &r, &widened);
		content = &widened;
	}
	gather(mm, &r);
	if (!allocate(mm, &r, content, gfp) || store(mm, r.start, r.end, r.new, gfp)) {
		give_up(&r);
		return -ENOMEM;
	}
	trim(mm, &r);
	free_old(r.old);
	mm->map_count += !!r.new + !!r.rest - r.count;
	return 0;
}
