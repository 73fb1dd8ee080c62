// SPDX-License-Identifier: GPL-2.0-or-later
/* fork(): a child gets copies of its parent's VMAs. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/xarray.h>
#include <subject_features.h>

#include "internal.h"

static struct vm_area_struct *copy_vma(const struct vm_area_struct *vma, struct mm_struct *mm)
{
	struct vm_area_struct *copy = vm_area_dup(vma, mm, GFP_KERNEL);

	if (copy)
		copy->content.flags &= ~VM_LOCKED;
	return copy;
}

/* ---- By duplicating the tree ------------------------------------------------------- */

/*
 * @mas stands on the parent's @vma in the child's tree, which is not in RCU mode: a copy takes its place, without allocating a node. One that
 * the child does not get is erased.
 */
static int replace_by_copy(struct ma_state *mas, const struct vm_area_struct *vma, struct mm_struct *mm)
{
	struct vm_area_struct *copy;
	int error;

	mas_set_range(mas, vma->vm_start, vma->vm_end - 1);
	if (vma->content.flags & VM_DONTCOPY) {
		error = mas_store_gfp(mas, NULL, GFP_KERNEL);
		mas_set(mas, vma->vm_end);
		return error;
	}
	copy = copy_vma(vma, mm);
	if (!copy)
		return -ENOMEM;
	mas_store(mas, copy);
	mm->map_count++;
	return 0;
}

/* Return: the VMA of the parent at which it failed; NULL if it did not. */
static const struct vm_area_struct *replace_all(struct mm_struct *mm)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	const struct vm_area_struct *vma;

	mas_for_each(&mas, vma, ULONG_MAX)
		if (replace_by_copy(&mas, vma, mm))
			return vma;
	return NULL;
}

/* Whoever comes to free the child's VMAs knows by the marker where they end. */
static void mark(struct mm_struct *mm, const struct vm_area_struct *failed)
{
	MA_STATE(mas, &mm->mm_mt, failed->vm_start, failed->vm_end - 1);

	mas_store(&mas, XA_ZERO_ENTRY);
}

/* The copies in front of the point are freed, and nothing is left to free. */
static void cut(struct mm_struct *mm, const struct vm_area_struct *failed)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	struct vm_area_struct *vma;

	mas_for_each(&mas, vma, failed->vm_start - 1)
		vm_area_free(vma);
	mm->map_count = 0;
	__mt_destroy(&mm->mm_mt);
}

static int fork_by_dup(struct mm_struct *mm, struct mm_struct *oldmm, enum fork_way way)
{
	const struct vm_area_struct *failed;
	int error = __mt_dup(&oldmm->mm_mt, &mm->mm_mt, GFP_KERNEL);

	if (error)
		return error;
	mt_clear_in_rcu(&mm->mm_mt);
	failed = replace_all(mm);
	if (failed && way == FORK_MARK)
		mark(mm, failed);
	else if (failed)
		cut(mm, failed);
	return failed ? -ENOMEM : 0;
}

/* ---- By inserting copy by copy -------------------------------------------------------- */

#if HAVE_EXPECTED_ENTRIES
/* The nodes for all of them at once; a store through @mas can't fail then. */
static int expect(struct ma_state *mas, unsigned int count)
{
	return count ? mas_expected_entries(mas, count) : 0;
}

/* Which frees @vma if it fails. */
static int insert(struct ma_state *mas, struct vm_area_struct *vma)
{
	mas->index = vma->vm_start;
	mas->last = vma->vm_end - 1;
	mas_store(mas, vma);
	WARN_ON(mas_is_err(mas));
	return 0;
}
#else
static int expect(struct ma_state *mas, unsigned int count)
{
	(void)mas;
	(void)count;
	return 0;
}

static int insert(struct ma_state *mas, struct vm_area_struct *vma)
{
	int error;

	mas_set_range(mas, vma->vm_start, vma->vm_end - 1);
	error = mas_store_gfp(mas, vma, GFP_KERNEL);
	if (error)
		vm_area_free(vma);
	return error;
}
#endif

static int insert_copy(struct ma_state *mas, const struct vm_area_struct *vma, struct mm_struct *mm)
{
	struct vm_area_struct *copy;
	int error;

	if (vma->content.flags & VM_DONTCOPY)
		return 0;
	copy = copy_vma(vma, mm);
	if (!copy)
		return -ENOMEM;
	error = insert(mas, copy);
	mm->map_count += !error;
	return error;
}

static int insert_all(struct ma_state *mas, struct mm_struct *mm, struct mm_struct *oldmm)
{
	MA_STATE(old_mas, &oldmm->mm_mt, 0, 0);
	const struct vm_area_struct *vma;
	int error = expect(mas, oldmm->map_count);

	if (error)
		return error;
	mas_for_each(&old_mas, vma, ULONG_MAX) {
		error = insert_copy(mas, vma, mm);
		if (error)
			break;
	}
	return error;
}

static int fork_by_insertion(struct mm_struct *mm, struct mm_struct *oldmm)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	int error;

	mt_clear_in_rcu(&mm->mm_mt);
	error = insert_all(&mas, mm, oldmm);
	mas_destroy(&mas);
	return error;
}

/* ---- Both -------------------------------------------------------------------------------- */

int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm, enum fork_way way)
{
	int error;

	mmap_write_lock(oldmm);
	down_write_nested(&mm->mmap_lock, SINGLE_DEPTH_NESTING);
	mm->start_brk = oldmm->start_brk;
	mm->brk = oldmm->brk;
	mm->start_stack = oldmm->start_stack;
	if (way == FORK_INSERT)
		error = fork_by_insertion(mm, oldmm);
	else
		error = fork_by_dup(mm, oldmm, way);
	if (error)
		WRITE_ONCE(mm->unstable, true);
	else
		mt_set_in_rcu(&mm->mm_mt);
	mmap_write_unlock(mm);
	mmap_write_unlock(oldmm);
	return error;
}
