/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the memory map of a process should be: a sorted array of areas, in pages. No address and no tree.
 *
 * The key of an area says what is mapped, and how: its flags, its file, and by how much the number of its first page differs from the
 * page of the file that lies there. So two areas side by side are one mapping if their keys are equal, and a part of an area has its key.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <limits.h>

#include "oracle.h"

/* The pages that a process may map: from the first, inclusive, up to the last, exclusive; and up to where one looks for room. */
#define PROCESS_FIRST	16UL
#if ULONG_MAX > UINT_MAX
#define PROCESS_END	((1UL << 35) - 1)
#else
#define PROCESS_END	((3UL << 18) - 1)
#endif
#define PROCESS_BASE	(PROCESS_END - (1UL << 15))

/* Flags of an area. Those below AREA_DOWN are what a caller sets. */
#define AREA_DONTCOPY	0x08
#define AREA_LOCKED	0x10
#define AREA_DOWN	0x20	/* a stack */

/**
 * struct process - A process.
 * @alive: is there one?
 * @areas: its areas; the entry of each is its key.
 * @heap: the page where the heap begins.
 * @heap_end: the page behind it.
 */
struct process {
	bool alive;
	struct oracle areas;
	unsigned long heap;
	unsigned long heap_end;
};

/** process_key() - The key of an area at @page with @flags, of page @offset of @file; file 0 is none. */
void *process_key(unsigned int flags, unsigned int file, unsigned long page, unsigned long offset);

/** process_exec() - A new program, or the first one. */
void process_exec(struct process *p);

/** process_exit() - It ends. */
void process_exit(struct process *p);

/** process_fork() - @child becomes the child of @p. */
void process_fork(struct process *child, const struct process *p);

/**
 * process_mmap() - Map @pages pages at *@page, or, unless @fixed, at the highest place that has room.
 * @page: set to where.
 *
 * Return: 0, -EINVAL or -ENOMEM.
 */
int process_mmap(struct process *p, unsigned long *page, unsigned long pages, unsigned int flags, unsigned int file, bool fixed);

/** process_munmap() - Unmap what is mapped there. Return: 0 or -EINVAL. */
int process_munmap(struct process *p, unsigned long page, unsigned long pages);

/** process_mprotect() - Set the flags below AREA_DOWN. Return: 0, -EINVAL, or -ENOMEM: only what lies in front of a hole has changed. */
int process_mprotect(struct process *p, unsigned long page, unsigned long pages, unsigned int flags);

/**
 * process_mremap() - Make a mapping of @old_pages pages one of @new_pages.
 * @page: its first one; set to where it is then.
 *
 * Return: 0, -EINVAL, -EFAULT or -ENOMEM.
 */
int process_mremap(struct process *p, unsigned long *page, unsigned long old_pages, unsigned long new_pages);

/** process_brk() - Let the heap end in front of @page, if it can. */
void process_brk(struct process *p, unsigned long page);

/**
 * process_stack() - Let the stack grow by @pages.
 * @page: set to its first page.
 *
 * Return: 0, -EFAULT or -ENOMEM.
 */
int process_stack(struct process *p, unsigned long pages, unsigned long *page);

#endif
