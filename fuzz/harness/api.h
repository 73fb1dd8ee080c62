/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The API of the maple tree, as the harness calls it: a function for each function of <linux/maple_tree.h>, named
 * after it. Trees are given by number; iterator states are those of the trees. Where somebody asked for it, the call is recorded
 * as C before it is made. What runs on the subject on behalf of a program goes through here, so that the record is what ran.
 */
#ifndef API_H
#define API_H

#include "states.h"
#include "subject.h"
#include "subject_features.h"

/* ---- Trees ---------------------------------------------------------------- */

/** tree_flags() - The ma_flags that @attributes, a set of enum attribute, stand for, without a height. */
static inline unsigned int tree_flags(uint8_t attributes)
{
	unsigned int flags = 0;

	if (attributes & ATTRIBUTE_ALLOC)
		flags |= MT_FLAGS_ALLOC_RANGE;
	if (attributes & ATTRIBUTE_RCU)
		flags |= MT_FLAGS_USE_RCU;
	if (attributes & ATTRIBUTE_EXTERN)
		flags |= MT_FLAGS_LOCK_EXTERN;
	if (attributes & ATTRIBUTE_IRQ)
		flags |= MT_FLAGS_LOCK_IRQ;
	if (attributes & ATTRIBUTE_BH)
		flags |= MT_FLAGS_LOCK_BH;
#if HAVE_ALLOC_CYCLIC
	if (attributes & ATTRIBUTE_WRAPPED)
		flags |= MT_FLAGS_ALLOC_WRAPPED;
#endif
	return flags;
}

/** gfp_flags() - What an enum call_gfp stands for. */
gfp_t gfp_flags(uint8_t gfp);

/** api_init() - mt_init_flags(), with the lock and the mode that @attributes, a set of enum attribute, ask for. */
void api_init(struct subject *s, unsigned int tree, uint8_t attributes);

/** api_set_in_rcu() - mt_set_in_rcu(), under the external lock where there is one. */
void api_set_in_rcu(struct subject *s, unsigned int tree);

/** api_clear_in_rcu() - mt_clear_in_rcu(), under the external lock where there is one. */
void api_clear_in_rcu(struct subject *s, unsigned int tree);

/** api_leave_rcu() - Take @tree out of RCU mode, whoever holds its lock: it has no readers now. */
void api_leave_rcu(struct subject *s, unsigned int tree);

/** api_enter_rcu() - Put it in RCU mode again. */
void api_enter_rcu(struct subject *s, unsigned int tree);

/** api_set_flags() - Give @tree the flags that @attributes, a set of enum attribute, stand for, and keep its height. */
void api_set_flags(struct subject *s, unsigned int tree, uint8_t attributes);

/** api_set_next() - The next cyclic allocation in @tree begins at @next. */
void api_set_next(struct subject *s, unsigned int tree, unsigned long next);

void api_mtree_destroy(struct subject *s, unsigned int tree);
void api___mt_destroy(struct subject *s, unsigned int tree);
int api_mtree_dup(struct subject *s, unsigned int source, unsigned int tree, uint8_t gfp);
int api___mt_dup(struct subject *s, unsigned int source, unsigned int tree, uint8_t gfp);
void api_mt_dump(struct subject *s, unsigned int tree);
void api_mt_validate(struct subject *s, unsigned int tree);

/** api_mt_cache_shrink() - mt_cache_shrink(). @tree: in whose name. */
void api_mt_cache_shrink(struct subject *s, unsigned int tree);

/* ---- Locks ---------------------------------------------------------------- */

/** api_lock() - Take the lock under which @tree is written, external or internal. */
void api_lock(struct subject *s, unsigned int tree);

/** api_lock_nested() - The same, of the second tree whose lock is taken: who has interrupts off, has them off. */
void api_lock_nested(struct subject *s, unsigned int tree, unsigned int first);

/** api_unlock_nested() - Drop it again. */
void api_unlock_nested(struct subject *s, unsigned int tree, unsigned int first);

void api_unlock(struct subject *s, unsigned int tree);

/** api_trylock() - Take the lock under which @tree is written, if nobody has it. Return: whether it was taken. */
bool api_trylock(struct subject *s, unsigned int tree);

void api_rcu_read_lock(struct subject *s, unsigned int tree);
void api_rcu_read_unlock(struct subject *s, unsigned int tree);

/* ---- One call, one answer ----------------------------------------------------- */

int api_mtree_store(struct subject *s, unsigned int tree, unsigned long index, void *entry, uint8_t gfp);
int api_mtree_store_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry, uint8_t gfp);
int api_mtree_insert(struct subject *s, unsigned int tree, unsigned long index, void *entry, uint8_t gfp);
int api_mtree_insert_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry, uint8_t gfp);
void *api_mtree_erase(struct subject *s, unsigned int tree, unsigned long index);
void *api_mtree_load(struct subject *s, unsigned int tree, unsigned long index);
void *api_mt_find(struct subject *s, unsigned int tree, unsigned long *index, unsigned long max);

/** api_mt_find_after() - mt_find_after(); in the record, its entry and index have variables of their own. */
void *api_mt_find_after(struct subject *s, unsigned int tree, unsigned long *index, unsigned long max);

void *api_mt_next(struct subject *s, unsigned int tree, unsigned long index, unsigned long max);
void *api_mt_prev(struct subject *s, unsigned int tree, unsigned long index, unsigned long min);

/* ---- The iterator state of a tree ------------------------------------------------ */

void api_mas_set(struct subject *s, unsigned int tree, unsigned long index);
void api_mas_set_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last);
int api_mas_store_gfp(struct subject *s, unsigned int tree, void *entry, uint8_t gfp);

/** api_mas_erase() - mas_erase(). @error: set to the error that the state holds then, or 0. */
void *api_mas_erase(struct subject *s, unsigned int tree, int *error);

/** api_mas_walk() - mas_walk(), to where the state's index is. */
void *api_mas_walk(struct subject *s, unsigned int tree);

/**
 * api_mas_preallocate() - mas_preallocate(), through the same state.
 * @again: it is not the first one.
 * @error: what the one before it has returned, or 0: if it is an error nothing is done. The record asks, since it may be repeated.
 */
int api_mas_preallocate(struct subject *s, unsigned int tree, bool again, int error, void *entry, uint8_t gfp);

/** api_mas_store_prealloc() - mas_store_prealloc(), likewise. */
void api_mas_store_prealloc(struct subject *s, unsigned int tree, int error, void *entry);

/** api_count_asked() - What is emitted counts the nodes that are asked for from here on. */
void api_count_asked(struct subject *s, unsigned int tree);

/** api_asked_at_most() - They were @most at most, and from here on it is none. */
void api_asked_at_most(struct subject *s, unsigned int tree, unsigned long most);

/** api_asked_no_more() - It was none. */
void api_asked_no_more(struct subject *s, unsigned int tree);

void api_mas_destroy(struct subject *s, unsigned int tree);
int api_mas_expected_entries(struct subject *s, unsigned int tree, unsigned long entries);

/** api_mas_store_expected() - mas_store(), likewise: @error is what mas_expected_entries() has returned. */
void api_mas_store_expected(struct subject *s, unsigned int tree, int error, void *entry);

/** api_mas_move() - Give the state another range, without a word to it: index and last are set. */
void api_mas_move(struct subject *s, unsigned int tree, unsigned long first, unsigned long last);

/** api_mas_prev_range() - mas_prev_range() down to 0; in versions that lack it, mas_prev(). */
void api_mas_prev_range(struct subject *s, unsigned int tree);

/**
 * api_mas_store_nomem() - mas_store() of @entry in [@first, @last], as long as mas_nomem() says that there is memory now.
 *
 * The record is a loop. A store of NULL may have widened the range when it finds no memory, and others may have written there since: it
 * gets its range again.
 *
 * Return: the error that the state holds then, or 0.
 */
void *api_mas_store_nomem(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry,
			  uint8_t gfp, int *error);

/** api_mas_next() - mas_next() up to ULONG_MAX; in the record, its entry has a variable of its own. */
void *api_mas_next(struct subject *s, unsigned int tree);

/** api_mas_dump() - mas_dump(). */
void api_mas_dump(struct subject *s, unsigned int tree);

/** api_state() - What the state's index and last are now. */
void api_state(struct subject *s, unsigned int tree, struct outcome *out);

/**
 * api_mas_find_all() - mas_find() up to @max and mas_pause(), again and again: the ranges met become @out->ranges.
 *
 * The record is a loop: how many ranges there are is what is to be found out, and another tree may have more.
 */
void api_mas_find_all(struct subject *s, unsigned int tree, unsigned long max, struct outcome *out);

/* ---- Cursors: iterator states of their own, api_cursors.c ------------------------------- */

/** api_cursor_set() - Let @cursor stand in @tree at @index. */
void api_cursor_set(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long index);

/** api_cursor_set_range() - Let @cursor stand in @tree at [@first, @last]. */
void api_cursor_set_range(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long first,
			  unsigned long last);

void api_cursor_reset(struct subject *s, unsigned int cursor, unsigned int tree);
void api_cursor_pause(struct subject *s, unsigned int cursor, unsigned int tree);

/** api_cursor_step() - Make @step with @cursor, up or down to @limit; in its section, if it has one. */
void *api_cursor_step(struct subject *s, unsigned int cursor, unsigned int tree, enum step step, unsigned long limit);

/** api_cursor_state() - What the cursor's index, last and status are now. */
void api_cursor_state(struct subject *s, unsigned int cursor, struct outcome *out);

/** api_cursor_store() - mas_store() of @entry where @cursor stands, with memory from mas_nomem(). Return: what mas_store() did, at last. */
void *api_cursor_store(struct subject *s, unsigned int cursor, unsigned int tree, void *entry, uint8_t gfp, int *error);

int api_cursor_store_gfp(struct subject *s, unsigned int cursor, unsigned int tree, void *entry, uint8_t gfp);

/** api_cursor_erase() - mas_erase() where @cursor stands. @error: as api_mas_erase() has it. */
void *api_cursor_erase(struct subject *s, unsigned int cursor, unsigned int tree, int *error);

/**
 * api_cursor_after_write() - What who goes on from a state has to do after a write that gave @error: one that has given up for want of
 * memory is set to [@first, @last], where it was; one that is not active is paused.
 */
void api_cursor_after_write(struct subject *s, unsigned int cursor, unsigned int tree, int error, unsigned long first,
			    unsigned long last);

/**
 * api_cursor_for_each() - mas_for_each() up to @limit, or mas_for_each_rev() down to it: the ranges met become @out->ranges.
 * @at: over which of them, from 1 on, @entry is stored from inside of the loop; 0: over none.
 */
void api_cursor_for_each(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long limit, unsigned int at,
			 void *entry, struct outcome *out);
void api_cursor_for_each_rev(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long limit,
			     unsigned int at, void *entry, struct outcome *out);

int api_cursor_empty_area(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long min,
			  unsigned long max, unsigned long size);
int api_cursor_empty_area_rev(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long min,
			      unsigned long max, unsigned long size);

/** api_section_open() - Open a read-side section of the cursor's own, and set it aside. */
void api_section_open(struct subject *s, unsigned int cursor, unsigned int tree);

/** api_section_resume() - The cursor goes on in its section. */
void api_section_resume(struct subject *s, unsigned int cursor, unsigned int tree);

/** api_section_park() - It stands still, and others act. */
void api_section_park(struct subject *s, unsigned int cursor, unsigned int tree);

/** api_section_close() - Close the section, which is set aside. */
void api_section_close(struct subject *s, unsigned int cursor, unsigned int tree);

/* ---- Room: through the iterator state of the tree --------------------------------------- */

int api_mas_empty_area(struct subject *s, unsigned int tree, unsigned long min, unsigned long max, unsigned long size);
int api_mas_empty_area_rev(struct subject *s, unsigned int tree, unsigned long min, unsigned long max, unsigned long size);

/** api_mtree_alloc_range() - mtree_alloc_range(). @start: set where the subject sets it. */
int api_mtree_alloc_range(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long size,
			  unsigned long min, unsigned long max, uint8_t gfp);

/** api_mtree_alloc_rrange() - mtree_alloc_rrange(), likewise. */
int api_mtree_alloc_rrange(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long size,
			   unsigned long min, unsigned long max, uint8_t gfp);

/** api_mtree_alloc_cyclic() - mtree_alloc_cyclic(), with the `next` that is kept for the tree. */
int api_mtree_alloc_cyclic(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long low,
			   unsigned long high, uint8_t gfp);

/** api_mas_alloc_cyclic() - The same through the iterator state. */
int api_mas_alloc_cyclic(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long low,
			 unsigned long high, uint8_t gfp);

/**
 * api_mas_after_alloc() - Behind it: to where the state goes on from. Where it is active it stays; else it is set to @start, what was allocated, or to
 *	@low if it failed with @error.
 */
void api_mas_after_alloc(struct subject *s, unsigned int tree, int error, unsigned long low, unsigned long start);

/* ---- A reader beside a writer: reader.c -------------------------------------------- */

/** api_reader_begin() - The reader opens a read-side section in @tree at @from, and takes its first step. */
void api_reader_begin(struct subject *s, unsigned int tree, unsigned long from, bool down);

/** api_reader_at() - It will go on at publication @at of what comes now. */
void api_reader_at(struct subject *s, unsigned int tree, unsigned int at);

/** api_reader_park() - It stands still, and the writer acts. */
void api_reader_park(struct subject *s, unsigned int tree);

/** api_reader_end() - The writer is done: the reader goes on to its end, and closes its section. */
void api_reader_end(struct subject *s, unsigned int tree);

/* ---- The ground ---------------------------------------------------------------------- */

void api_fail_nth(struct subject *s, unsigned long n);
void api_set_budget(struct subject *s, unsigned long n);

/** api_expect_warning() - The next call is refused with a warning, which is no fault; false: that is over. */
void api_expect_warning(struct subject *s, unsigned int tree, bool expect);

/** api_allow_sleeping() - Blocking allocations under a spinlock are no fault from here on; false: they are again. */
void api_allow_sleeping(struct subject *s, unsigned int tree, bool allow);

#endif
