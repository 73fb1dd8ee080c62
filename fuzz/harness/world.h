/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world: eight trees, each a maple tree and its oracle, and the run that
 * goes on in it. There is one world in a process; a run makes it as new.
 */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>

#include <linux/maple_tree.h>
#include <linux/rwsem.h>

#include "ground.h"
#include "harness.h"
#include "oracle.h"
#include "reader.h"

/**
 * struct tree - One tree slot.
 * @mt: the subject.
 * @lock: its external lock, where the attributes ask for one.
 * @oracle: what @mt should hold.
 * @attributes: set of enum attribute.
 * @touched: was operated on since its last full comparison.
 * @credit: calls since its last full comparison; pays for the next.
 */
struct tree {
	struct maple_tree mt;
	struct rw_semaphore lock;
	struct oracle oracle;
	uint8_t attributes;
	bool touched;
	unsigned long credit;
};

/**
 * struct world - The trees and the run.
 * @trees: the tree slots.
 * @header: of the program.
 * @options: of the run.
 * @result: of the run, as far as it has come.
 * @calls: the program's calls so far, for the report; the last one is in progress.
 * @call_count: how many of them.
 * @unit: the single call that was made last, or is being made.
 * @ending: the program is over, the final checks are being made.
 * @previous_first: first index that the previous call named.
 * @previous_last: last index that it named.
 * @work: what was done so far, for the limit MAX_CALLS.
 * @reader: of the last overtake: what the reader met.
 * @old: of the last overtake: what the tree held before the write.
 * @running: a program is being run.
 * @leave: where a divergence goes when the run is to return.
 */
struct world {
	struct tree trees[MAX_TREES];
	struct header header;
	struct run_options options;
	struct run_result result;
	struct call calls[MAX_INSTRUCTIONS];
	size_t call_count;
	const struct call *unit;
	bool ending;
	unsigned long previous_first;
	unsigned long previous_last;
	unsigned long work;
	struct reader reader;
	struct oracle old;
	bool running;
	sigjmp_buf leave;
};

/** the_world() - The world of this process. */
struct world *the_world(void);

/** world_init() - Once per process: have memory for all that programs may store. */
void world_init(struct world *w);

/** world_begin() - Make @w as new for a program with @header. */
void world_begin(struct world *w, const struct header *header);

/** tree_init() - Make an empty maple tree of these attributes in @t; what was there is forgotten, not freed. */
void tree_init(struct tree *t, uint8_t attributes);

/** tree_clear_rcu_mode() - Take @t out of RCU mode, for nobody reads it any more. */
void tree_clear_rcu_mode(struct tree *t);

/** tree_number() - Which slot of @w is @t? */
unsigned int tree_number(const struct world *w, const struct tree *t);

/** tree_flags() - The ma_flags that @attributes stand for, without a height. */
unsigned int tree_flags(uint8_t attributes);

/** tree_lock() - Take the lock under which @t is written, external or internal. */
void tree_lock(struct tree *t);

/** tree_lock_nested() - The same, as the second tree whose lock is taken. */
void tree_lock_nested(struct tree *t);

/** tree_unlock() - Drop it. */
void tree_unlock(struct tree *t);

/** tree_external() - Has @t an external lock? */
static inline bool tree_external(const struct tree *t)
{
	return t->attributes & ATTRIBUTE_EXTERN;
}

/** checking() - Is this group of checks on? */
static inline bool checking(const struct world *w, enum check check)
{
	return w->options.checks & (1u << check);
}

#endif
