/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The maple trees under test, and what is needed to call their API: all that the subject's half of
 * an operation may see. No oracle among it.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <linux/maple_tree.h>
#include <linux/rwsem.h>
#include <mm.h>

#include "bounds.h"
#include "ground.h"
#include "outcome.h"
#include "record.h"

/**
 * enum lock_kind - Under which lock a tree is written, and how that is taken.
 * @LOCK_OWN: the tree's own.
 * @LOCK_OWN_IRQ: its own, with interrupts off.
 * @LOCK_OWN_BH: its own, with bottom halves off.
 * @LOCK_SEMAPHORE: an external semaphore.
 * @LOCK_SPIN: an external spinlock.
 */
enum lock_kind {
	LOCK_OWN,
	LOCK_OWN_IRQ,
	LOCK_OWN_BH,
	LOCK_SEMAPHORE,
	LOCK_SPIN,
};

/**
 * struct subject_tree - A maple tree.
 * @mt: it.
 * @lock: its external lock, where that is a semaphore.
 * @spin: its external lock, where that is a spinlock.
 * @lock_kind: which it is written under.
 * @external: has it an external lock?
 * @locked: how often its own lock was to be taken: by us, or by a function that takes it itself.
 * @mas: the iterator state through which calls on this tree are made.
 * @next: where the next cyclic allocation begins: the variable that its caller keeps.
 * @other: that of another writer who comes in in the middle of one.
 */
struct subject_tree {
	struct maple_tree mt;
	struct rw_semaphore lock;
	spinlock_t spin;
	enum lock_kind lock_kind;
	bool external;
	unsigned long locked;
	struct ma_state mas;
	unsigned long next;
	struct ma_state other;
};

/** subject_state() - A new iterator state for @mt, at @index. mas_init() is not in every version. */
static inline struct ma_state subject_state(struct maple_tree *mt, unsigned long index)
{
	MA_STATE(mas, mt, index, index);

	return mas;
}

/** subject_lock() - Take the lock under which @t is written, external or internal. */
static inline void subject_lock(struct subject_tree *t)
{
	t->locked++;
	switch (t->lock_kind) {
	case LOCK_OWN:
		mtree_lock(&t->mt);
		break;
	case LOCK_OWN_IRQ:
		spin_lock_irq(&t->mt.ma_lock);
		break;
	case LOCK_OWN_BH:
		spin_lock_bh(&t->mt.ma_lock);
		break;
	case LOCK_SEMAPHORE:
		down_write(&t->lock);
		break;
	case LOCK_SPIN:
		spin_lock(&t->spin);
		break;
	}
}

/** subject_trylock() - The same, if nobody has it. Return: whether it was taken. */
static inline bool subject_trylock(struct subject_tree *t)
{
	bool taken = false;

	switch (t->lock_kind) {
	case LOCK_OWN:
		taken = spin_trylock(&t->mt.ma_lock);
		break;
	case LOCK_OWN_IRQ:
		taken = spin_trylock_irq(&t->mt.ma_lock);
		break;
	case LOCK_OWN_BH:
		taken = spin_trylock_bh(&t->mt.ma_lock);
		break;
	case LOCK_SEMAPHORE:
		taken = down_write_trylock(&t->lock);
		break;
	case LOCK_SPIN:
		taken = spin_trylock(&t->spin);
		break;
	}
	t->locked += taken;
	return taken;
}

/** subject_unlock() - Drop it. */
static inline void subject_unlock(struct subject_tree *t)
{
	switch (t->lock_kind) {
	case LOCK_OWN:
		mtree_unlock(&t->mt);
		break;
	case LOCK_OWN_IRQ:
		spin_unlock_irq(&t->mt.ma_lock);
		break;
	case LOCK_OWN_BH:
		spin_unlock_bh(&t->mt.ma_lock);
		break;
	case LOCK_SEMAPHORE:
		up_write(&t->lock);
		break;
	case LOCK_SPIN:
		spin_unlock(&t->spin);
		break;
	}
}

/**
 * struct reader - A reader under RCU who stands in a tree while it is written to.
 * @tree: the number of the tree.
 * @mas: where it stands.
 * @section: its read-side section, while others act.
 * @down: it goes towards lower indices.
 * @done: it takes no more steps.
 * @stuck: it did not come to an end in the middle of the write.
 * @place: where the write stood when it went on; nowhere if that was done.
 * @ended: it found nothing more; otherwise it was followed no further.
 * @met: the ranges that it met; the first of them before the write.
 * @between: how many of them it had met when the write was done.
 */
struct reader {
	unsigned int tree;
	struct ma_state mas;
	struct ground_reader section;
	bool down;
	bool done;
	bool stuck;
	struct ground_place place;
	bool ended;
	struct ranges_met met;
	unsigned int between;
};

/**
 * struct cursor - An iterator state that lives from operation to operation. What is held for it is in held.c.
 * @mas: it.
 * @section: its read-side section, while others act.
 * @in_section: it has one, and is in the middle of a tree between its calls.
 */
struct cursor {
	struct ma_state mas;
	struct ground_reader section;
	bool in_section;
};

/* How many different things a lookup is followed over. */
#define MAX_FOUND 8

/**
 * struct found - What a lookup has found.
 * @busy: a VMA that was being changed.
 * @key: what is mapped there, as the oracle has it; NULL for nothing.
 * @first: the first page of the VMA.
 * @last: its last page.
 */
struct found {
	bool busy;
	void *key;
	unsigned long first;
	unsigned long last;
};

/**
 * struct lookup - Somebody looks up a page of a process without its lock, perhaps in the middle of what is done to it or another one.
 * @armed: it is to be done in the middle of the next operation on a process.
 * @process: of which process.
 * @page: which page.
 * @at: from which publication on: at each of them.
 * @publications: how many there were.
 * @count: how many different things were found, one after the other.
 * @found: them.
 * @vma: the first VMA that was found; NULL for none.
 * @section: the read-side section, open from the first one on until the operation is done.
 * @freed: @vma was freed before that.
 * @stuck: it did not come to an end.
 */
struct lookup {
	bool armed;
	uint8_t process;
	unsigned long page;
	unsigned int at;
	unsigned int publications;
	unsigned int count;
	struct found found[MAX_FOUND];
	struct vm_area_struct *vma;
	struct ground_reader section;
	bool freed;
	bool stuck;
};

/**
 * struct subject - The maple trees, and who makes calls on them.
 * @trees: by number. The root of a tree points to it, so they are at the same addresses in each process.
 * @cursors: by number.
 * @reader: who stands beside the write that is going on; met.count is 0 if there is nobody.
 * @met: the list that calls return ranges in.
 * @processes: the memory maps of processes, by number; NULL where there is no process.
 * @lookup: who looks up a page of one.
 * @shown: the address of a VMA that a child showed whose fork had failed; 0 if it showed none.
 * @other: another writer makes the calls now.
 * @midway: a reader is about to act in the middle of a write.
 * @keep_out: known issues: no reader goes on in the middle of this write.
 * @may_step: known issues: may @reader go on in tree @tree? NULL: always.
 * @on_record: told of each call of the API before it is made; NULL: nothing is recorded.
 * @arg: given to both.
 * @only_if: as C, when the statements are made that are recorded now; NULL: always.
 */
struct subject {
	struct subject_tree *trees;
	struct cursor cursors[MAX_CURSORS];
	struct reader reader;
	struct ranges_met met;
	struct mm_struct *processes[MAX_PROCESSES];
	struct lookup lookup;
	unsigned long shown;
	bool other;
	bool midway;
	bool keep_out;
	bool (*may_step)(const struct subject *s, unsigned int tree, void *arg);
	void (*on_record)(const struct record *record, void *arg);
	void *arg;
	const char *only_if;
};

/** subject_init() - Once: let @s, which is all zeros, have its trees. */
static inline void subject_init(struct subject *s)
{
	s->trees = ground_fixed_memory(MAX_TREES * sizeof(*s->trees));
}

#endif
