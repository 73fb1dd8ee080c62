/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks. Each group has a file of its own; each returns if all is well
 * and calls diverged() if not. When which is made is in schedule.c.
 */
#ifndef CHECK_H
#define CHECK_H

#include "outcome.h"
#include "report.h"
#include "states.h"
#include "view/view.h"

/**
 * struct before - What the checks remember from before a call.
 * @counts: the ground's counts.
 * @locks: how many locks were held.
 * @taken: how often the tree's own lock had been taken, but for the times that it was to be (@locked of struct subject_tree).
 * @nodes: how many nodes the tree had, where the operation frees them all.
 * @waits: a node waited for a reader: what is freed can't be counted.
 * @path: in a tree in RCU mode, the nodes from the root to the first index; a reader may be on them.
 * @path_length: how many of them.
 */
struct before {
	struct ground_counts counts;
	unsigned int locks;
	long taken;
	unsigned long nodes;
	bool waits;
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int path_length;
};

/** check_result() - Do the subject's outcome @got and the oracle's @want agree? */
void check_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got);

/** check_near() - Does @t hold what its oracle holds in and around [@first, @last]? */
void check_near(struct world *w, const struct tree *t, unsigned long first, unsigned long last);

/** check_probe() - Does a load at @index of @t give what its oracle holds? @check: in whose name. */
void check_probe(struct world *w, const struct tree *t, unsigned long index, enum check check);

/** check_walk() - Has @t exactly the ranges of its oracle, from the first to the last? @check: in whose name. */
void check_walk(struct world *w, const struct tree *t, enum check check);

/** check_all() - check_walk(), and backwards, and a load at every edge and beside it. */
void check_all(struct world *w, struct tree *t, enum check check);

/** seen_digest() - A number that is the same for trees that are, and whose oracles are. Return: 0 if it can't be gone through. */
uint64_t seen_digest(const struct tree *t);

/** seen_has() - Has one with this digest had all checks? */
bool seen_has(uint64_t digest);

/** seen_add() - It has. */
void seen_add(uint64_t digest);

/** check_progress() - A reader was left in the middle of what it did: was that its own fault? @evidence: of its tree; @who: in words. */
void check_progress(struct world *w, struct evidence evidence, const char *who);

/** check_reader() - After an overtake of @t: has the reader met what a reader may meet, and all that it must? */
void check_reader(struct world *w, const struct tree *t);

/** check_history() - After a step of a cursor beside writers: was it given what a reader may be given? */
void check_history(struct world *w, const struct call *call, enum step step, const struct outcome *got);

/** check_beside() - After a write, in the middle of which @c has read: was it given what a reader may be given? */
void check_beside(struct world *w, const struct companion *c);

/** check_lookup_amid() - After a lookup that has had a write in its middle: likewise. */
void check_lookup_amid(struct world *w, const struct call *call, const struct outcome *got);

/** check_follows() - Is the lookup @call followed from range to range, against what its tree holds before and behind a write? */
bool check_follows(const struct call *call);

/** record_lookup() - Tell what it may give. */
void record_lookup(struct world *w, const struct call *call, const struct outcome *got);

/** check_shape() - Has the duplicate @t just the shape of @source, on nodes of its own, built as promised? */
void check_shape(struct world *w, const struct tree *source, const struct tree *t,
		 const struct before *before);

/** check_others() - After a call on @t: is another tree, a different one each time, untouched at these indices? */
void check_others(struct world *w, const struct tree *t, unsigned long first, unsigned long last);

/** check_flags() - Has @t the attributes that it was given? */
void check_flags(struct world *w, const struct tree *t);

/** check_emptied() - After a destroy: no root, no height, the attributes as they were. */
void check_emptied(struct world *w, const struct tree *t);

/** node_waits() - Does a node that was freed wait for a reader, or for a lock to be dropped? Then nodes can't be counted. */
static inline bool node_waits(void)
{
	return ground_rcu_pending();
}

/** check_grace() - Before the grace period: is what a reader may be on still allocated? */
void check_grace(struct world *w, const struct call *call, const struct before *before);

/** check_unchanged() - After a failed call: is as much allocated as before it? */
void check_unchanged(struct world *w, const struct call *call, const struct before *before);

/** check_freed() - After a destroy: has it given back just the nodes of the tree? */
void check_freed(struct world *w, const struct call *call, const struct before *before);

/** nodes_of_trees() - How many nodes all trees together have, and what processes have in addition. */
unsigned long nodes_of_trees(const struct world *w);

/** check_nodes() - Do all trees together have just the nodes that are allocated? */
void check_nodes(struct world *w);

/** check_nothing_left() - At the end, all trees destroyed: is nothing allocated? */
void check_nothing_left(struct world *w);

/** check_lock() - Take the lock of @t, for a check, where no cursor holds it. Return: for check_unlock(). */
bool check_lock(const struct tree *t);

/** check_unlock() - Drop it, if it was taken. */
void check_unlock(const struct tree *t, bool taken);

/** check_locks() - Are as many locks held after @call as before it, and is no read-side section left open? */
void check_locks(struct world *w, const struct call *call, const struct before *before);

/** locks_unasked() - How often the own lock of tree @tree was taken that it was not to be: it was let go of. */
long locks_unasked(const struct world *w, unsigned int tree);

/** check_kept() - After a write that must not wait: did it keep the lock all the time? */
void check_kept(struct world *w, const struct call *call, const struct before *before);

/** check_process() - Has process @number just the areas of its model, each as a VMA of its own? @check: in whose name. */
void check_process(struct world *w, unsigned int number, enum check check);

/** check_process_near() - The same, but only of a few areas around the page @first and from @last on, and without validation. */
void check_process_near(struct world *w, unsigned int number, unsigned long first, unsigned long last);

/** check_processes() - check_process() of all. */
void check_processes(struct world *w);

/** areas_of_processes() - How many areas all processes together should have. */
unsigned long areas_of_processes(const struct world *w);

/** check_lookup() - Was who looked up a page in the middle of @call given what was there before it, or behind it? */
void check_lookup(struct world *w, const struct call *call, const struct outcome *got);

/** objects_of_processes() - How many nodes, VMAs and maps all processes together have. */
unsigned long objects_of_processes(const struct world *w);

/** check_valid() - Does the subject's own mt_validate() find @t in order? */
void check_valid(struct world *w, struct tree *t);

/** on_fault() - What the ground tells: a divergence of the group that the fault belongs to. */
void on_fault(struct world *w, enum ground_fault fault, const char *what, const char *file,
	      int line);

#endif
