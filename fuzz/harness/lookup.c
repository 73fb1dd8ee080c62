// SPDX-License-Identifier: GPL-2.0-or-later
/* Lookups in processes, as a page fault makes them. What they may find is in check/process.c. */
#include <linux/err.h>

#include "lookup.h"
#include "process.h"
#include "reader.h"

/* The first byte of a page, or the last one. */
static unsigned long address_of(unsigned long page)
{
	return (page << PAGE_SHIFT) + (page & 1 ? PAGE_SIZE - 1 : 0);
}

/* What is mapped, as the oracle has it. */
static void *key_of(const struct vm_area_struct *vma)
{
	return process_key(vma->content.flags, vma->content.file, vma->vm_start >> PAGE_SHIFT, vma->content.pgoff);
}

static struct found found_in(const struct lookup *l, const struct vm_area_struct *vma)
{
	if (IS_ERR_OR_NULL(vma))
		return (struct found){ IS_ERR(vma), NULL, l->page, l->page };
	return (struct found){ false, key_of(vma), vma->vm_start >> PAGE_SHIFT, (vma->vm_end >> PAGE_SHIFT) - 1 };
}

static bool same(const struct found *a, const struct found *b)
{
	return a->busy == b->busy && a->key == b->key && a->first == b->first && a->last == b->last;
}

/* What was found just before is not noted again. */
static void note(struct lookup *l, struct vm_area_struct *vma)
{
	const struct found found = found_in(l, vma);

	if (!l->vma && !IS_ERR(vma))
		l->vma = vma;
	if (l->count == MAX_FOUND || (l->count && same(&found, &l->found[l->count - 1])))
		return;
	l->found[l->count++] = found;
}

static void look(void *arg)
{
	struct subject *s = arg;
	struct lookup *l = &s->lookup;

	note(l, lock_vma_under_rcu(s->processes[l->process], address_of(l->page)));
}

void lookup_made(struct subject *s)
{
	rcu_read_lock();
	look(s);
	rcu_read_unlock();
}

static void look_in_between(void *arg)
{
	struct subject *s = arg;
	struct lookup *l = &s->lookup;

	if (++l->publications < l->at)
		return;
	if (l->section.sections)
		ground_rcu_resume(&l->section);
	else
		rcu_read_lock();
	/* If it gave up, it looks again. */
	l->stuck |= !reader_try(look, s);
	ground_rcu_park(&l->section);
}

void lookup_begin(struct subject *s, int ending)
{
	struct lookup *l = &s->lookup;
	bool now = l->armed && s->processes[l->process] && l->process != ending;

	*l = (struct lookup){ .process = l->process, .page = l->page, .at = l->at };
	if (now)
		ground_on_publication(0, look_in_between, s);
}

void lookup_end(struct subject *s)
{
	struct lookup *l = &s->lookup;

	ground_on_publication(0, NULL, NULL);
	if (!l->section.sections)
		return;
	ground_rcu_resume(&l->section);
	l->freed = l->vma && ground_object_id(l->vma) < 0;
	rcu_read_unlock();
}

unsigned long shown_vma(struct mm_struct *mm, struct mm_struct *parent)
{
	MA_STATE(mas, &parent->mm_mt, 0, 0);
	const struct vm_area_struct *vma;
	unsigned long shown = 0;

	rcu_read_lock();
	mas_for_each(&mas, vma, ULONG_MAX)
		if (lock_vma_under_rcu(mm, vma->vm_start))
			shown = vma->vm_start;
	rcu_read_unlock();
	return shown;
}
