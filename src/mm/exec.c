// SPDX-License-Identifier: GPL-2.0-or-later
/* exec(): a new map with a program and a stack takes the place of the old one. */
#include "internal.h"

static int map_program(struct mm_struct *mm)
{
	const struct vma_content text = { VM_READ | VM_EXEC, EXEC_FILE, 0 };
	const struct vma_content data = { VM_READ | VM_WRITE, EXEC_FILE, (DATA_START - TEXT_START) >> PAGE_SHIFT };
	const unsigned long stack_start = TASK_SIZE - EXEC_STACK_PAGES * PAGE_SIZE;
	const struct vma_content stack = { VM_READ | VM_WRITE | VM_GROWSDOWN, 0, stack_start >> PAGE_SHIFT };
	int error;

	error = vma_replace(mm, stack_start, TASK_SIZE, &stack, GFP_KERNEL);
	if (!error)
		error = vma_replace(mm, TEXT_START, DATA_START, &text, GFP_KERNEL);
	if (!error)
		error = vma_replace(mm, DATA_START, DATA_END, &data, GFP_KERNEL);
	mm->start_brk = mm->brk = DATA_END;
	mm->start_stack = TASK_SIZE;
	return error;
}

int exec_mmap(struct mm_struct **mm)
{
	struct mm_struct *new = mm_alloc();
	int error;

	if (!new)
		return -ENOMEM;
	mmap_write_lock(new);
	error = map_program(new);
	mmap_write_unlock(new);
	if (error) {
		mmput(new);
		return error;
	}
	if (*mm)
		mmput(*mm);
	*mm = new;
	return 0;
}
