/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory map of a process: VMAs in a maple tree, and what mmap(), munmap(), mprotect(), mremap(), brk(), a growing stack, fork(),
 * exec() and exit() do to it. No page and no page table: this is what the kernel's mm uses a maple tree for, and no more.
 *
 * The tree tracks gaps, is in RCU mode, and is written under the semaphore mmap_lock. It holds each VMA at [vm_start, vm_end - 1].
 * Addresses and lengths are in bytes, and whole pages, but for the address of a lookup.
 */
#ifndef MM_H
#define MM_H

#include <linux/maple_tree.h>
#include <linux/rwsem.h>

/* Where everything lies. The last page is left out, so that no VMA ends at the end of the user's half. */
#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#if BITS_PER_LONG == 64
#define TASK_SIZE	((1UL << 47) - PAGE_SIZE)
#else
#define TASK_SIZE	((3UL << 30) - PAGE_SIZE)
#endif
#define MMAP_MIN_ADDR	(16 * PAGE_SIZE)
#define MMAP_BASE	(TASK_SIZE - (1UL << 15) * PAGE_SIZE)

/* What exec() maps: the program's text and data, from file 1, and a stack. The heap begins behind the data. */
#define EXEC_FILE	1
#define TEXT_START	(0x400 * PAGE_SIZE)
#define DATA_START	(0x410 * PAGE_SIZE)
#define DATA_END	(0x418 * PAGE_SIZE)
#define EXEC_STACK_PAGES	32UL

/* How many pages stay free below a stack that grows. */
#define STACK_GUARD	(256 * PAGE_SIZE)

/* What a VMA allows, and what becomes of it: vm_flags. */
#define VM_READ		0x01UL
#define VM_WRITE	0x02UL
#define VM_EXEC		0x04UL
#define VM_DONTCOPY	0x08UL	/* a child does not get it */
#define VM_LOCKED	0x10UL	/* a child's copy has it not */
#define VM_GROWSDOWN	0x20UL	/* a stack */

/* Those that mmap() sets, and mprotect() changes. */
#define VM_ACCESS_FLAGS	0x1fUL

/**
 * struct vma_content - What is mapped, and how.
 * @flags: VM_*.
 * @file: of which file; 0 for none.
 * @pgoff: which page of it the first one is; without a file, the page's number where it was mapped first.
 */
struct vma_content {
	unsigned long flags;
	unsigned int file;
	unsigned long pgoff;
};

/**
 * struct vm_area_struct - A VMA: a range of pages that have the same content in a row.
 * @vm_start: its first byte.
 * @vm_end: the byte behind its last one.
 * @vm_mm: whose it is.
 * @content: what is mapped there.
 * @vm_lock_seq: it is being changed while this is mm_lock_seq of @vm_mm: its fields are not to be relied on.
 * @detached: it has left the tree.
 * @next: the next one of those that are being replaced; for the writer alone.
 * @vm_rcu: to be freed behind a grace period.
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	struct vma_content content;
	unsigned int vm_lock_seq;
	bool detached;
	struct vm_area_struct *next;
	struct rcu_head vm_rcu;
};

/**
 * struct mm_struct - The memory map of a process.
 * @mm_mt: its VMAs.
 * @mmap_lock: held by who changes it.
 * @mm_lock_seq: another number each time that a writer drops @mmap_lock.
 * @map_count: how many VMAs there are.
 * @start_brk: where the heap begins.
 * @brk: where it ends.
 * @start_stack: the byte behind the stack.
 * @unstable: a child whose fork failed half-way: nothing in it is to be looked at.
 */
struct mm_struct {
	struct maple_tree mm_mt;
	struct rw_semaphore mmap_lock;
	unsigned int mm_lock_seq;
	unsigned int map_count;
	unsigned long start_brk;
	unsigned long brk;
	unsigned long start_stack;
	bool unstable;
};

/**
 * enum fork_way - How fork() gives the child its VMAs.
 * @FORK_MARK: __mt_dup(), then each entry is replaced by a copy. Where that fails, XA_ZERO_ENTRY takes the VMA's place, and the exit of
 *	the child stops there (Linux 6.8 to 6.17).
 * @FORK_CUT: the same, but where it fails the copies are freed and the tree is destroyed at once.
 * @FORK_INSERT: copy by copy into an empty tree, whose nodes are had before where the tree's version can do that (before 6.8).
 */
enum fork_way {
	FORK_MARK,
	FORK_CUT,
	FORK_INSERT,
	FORK_WAYS
};

/** mm_init() - Once in a process, before anything else and behind maple_tree_init(): make the caches. */
void mm_init(void);

/**
 * mm_alloc() - An empty memory map.
 *
 * Return: it, to be given back by mmput(); NULL for want of memory.
 */
struct mm_struct *mm_alloc(void);

/**
 * exit_mmap() - The process ends: free all VMAs, and destroy the tree.
 *
 * Nobody else uses @mm any more. A child whose fork has failed half-way is fine: only what is its own is freed.
 */
void exit_mmap(struct mm_struct *mm);

/** mmput() - exit_mmap(), and give @mm back. */
void mmput(struct mm_struct *mm);

/**
 * dup_mmap() - Give the new process @mm the VMAs of @oldmm.
 * @mm: as mm_alloc() gave it.
 * @way: how.
 *
 * VMAs with VM_DONTCOPY are left out, and the copies have no VM_LOCKED.
 *
 * Context: takes the locks of both.
 * Return: 0; -ENOMEM: then @mm is good for mmput() only, and @oldmm is as it was.
 */
int dup_mmap(struct mm_struct *mm, struct mm_struct *oldmm, enum fork_way way);

/**
 * exec_mmap() - exec(): replace the map by that of a new program, or begin with one.
 * @mm: the map, or a NULL.
 *
 * Return: 0; -ENOMEM, and the map is as it was.
 */
int exec_mmap(struct mm_struct **mm);

/**
 * do_mmap() - Map @length bytes.
 * @addr: where; set to where it was done. If not @fixed, and if there is something already, or nothing can be, the highest place below
 *	MMAP_BASE is taken that has room.
 * @content: what.
 * @fixed: there, and what is there is unmapped.
 *
 * Without a file, the pages' offsets are their numbers.
 *
 * Return: 0; -EINVAL if that is no range, or none of the user's; -ENOMEM if there is no room, or for want of memory: then nothing has changed.
 */
int do_mmap(struct mm_struct *mm, unsigned long *addr, unsigned long length, const struct vma_content *content, bool fixed);

/**
 * do_munmap() - Unmap what is mapped in @length bytes from @start on.
 *
 * Return: 0; -EINVAL if that is no range, or none of the user's; -ENOMEM, and nothing has changed.
 */
int do_munmap(struct mm_struct *mm, unsigned long start, unsigned long length);

/**
 * do_mprotect() - Give other flags to all that is mapped in @length bytes from @start on.
 * @flags: of VM_ACCESS_FLAGS.
 *
 * Return: 0; -EINVAL; -ENOMEM if some of it is not mapped, or for want of memory: then what lies in front of it has changed.
 */
int do_mprotect(struct mm_struct *mm, unsigned long start, unsigned long length, unsigned long flags);

/**
 * do_mremap() - Make a mapping shorter or longer. If there is no room behind it, it is moved.
 * @addr: its first byte; set to where it is then.
 * @old_length: how long it is.
 * @new_length: how long it is to be.
 *
 * Return: 0; -EINVAL; -EFAULT if the old range is not within one VMA; -ENOMEM if there is no room, or for want of memory: then nothing has changed.
 */
int do_mremap(struct mm_struct *mm, unsigned long *addr, unsigned long old_length, unsigned long new_length);

/**
 * do_brk() - Let the heap end elsewhere.
 * @brk: where; set to where it ends then, which is where it did if it can't grow so far.
 *
 * Return: 0; -ENOMEM for want of memory, and nothing has changed.
 */
int do_brk(struct mm_struct *mm, unsigned long *brk);

/**
 * expand_stack() - Let the stack grow downwards.
 * @length: by how much.
 * @start: set to its first byte.
 *
 * Return: 0; -EFAULT if there is none any more; -ENOMEM if something is in the way, or for want of memory.
 */
int expand_stack(struct mm_struct *mm, unsigned long length, unsigned long *start);

/**
 * lock_vma_under_rcu() - The VMA at an address, without mmap_lock.
 * @address: any.
 *
 * Context: in a read-side section. The VMA may change, but stays allocated, as long as that lasts.
 * Return: it; NULL if there is none; ERR_PTR(-EAGAIN) if it is being changed: then one has to take mmap_lock.
 */
struct vm_area_struct *lock_vma_under_rcu(struct mm_struct *mm, unsigned long address);

/** mmap_write_lock() - Begin to change @mm. */
static inline void mmap_write_lock(struct mm_struct *mm)
{
	down_write(&mm->mmap_lock);
}

/** mmap_write_unlock() - The changes are made: no VMA is being changed any more. */
static inline void mmap_write_unlock(struct mm_struct *mm)
{
	WRITE_ONCE(mm->mm_lock_seq, mm->mm_lock_seq + 1);
	up_write(&mm->mmap_lock);
}

#endif
