/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tree should be: the oracle, and the attributes that it was made with. All that the model of an
 * operation may see: no maple tree among it.
 */
#ifndef MODEL_H
#define MODEL_H

#include "oracle.h"
#include "outcome.h"
#include "process.h"

/**
 * struct model_cursor - What a cursor should be that stands in a tree. What each call does from there is in states.c.
 * @index: its index.
 * @last: its last index.
 * @status: set of STATUS_*; where there are several, the calls that are made from there give the same from each.
 * @loose: somewhere in the emptiness that holds [@index, @last]: an erase may stretch the state over all of it.
 * @locked: what it stands on is kept by the tree's lock; where it is not, by a read-side section of the cursor's own, or not at all.
 * @unwalked: it was at a limit, the status says, before it walked.
 * @anew: where the last call left it is not promised. It is set to [@index, @last] before it is used again.
 */
struct model_cursor {
	unsigned long index;
	unsigned long last;
	uint8_t status;
	bool loose;
	bool locked;
	bool unwalked;
	bool anew;
};

/**
 * struct model - What a tree should be.
 * @oracle: what it should hold.
 * @attributes: set of enum attribute.
 * @next: where the next cyclic allocation begins.
 * @cursors: where those stand that were set on this tree.
 * @process: what the process of the same number should be, which has a tree of its own.
 */
struct model {
	struct oracle oracle;
	uint8_t attributes;
	unsigned long next;
	struct model_cursor cursors[MAX_CURSORS];
	struct process process;
};

_Static_assert(MAX_PROCESSES == MAX_TREES, "each model has a process");

/** model_gives_state() - The state of an iterator ends at [@first, @last]. */
static inline void model_gives_state(struct outcome *out, unsigned long first, unsigned long last)
{
	outcome_set_index(out, first);
	outcome_set_last(out, last);
}

/**
 * model_gives_wider_state() - The state ends at [@first, @last], or wider, over the emptiness that adjoins it.
 * @o: the oracle after the call.
 */
void model_gives_wider_state(const struct oracle *o, struct outcome *out, unsigned long first, unsigned long last);

/**
 * model_gives_overwritten() - What mas_store() returns: the first entry in [@first, @last]. Where that begins behind @first, versions
 * return NULL, though their documentation says otherwise: either is right.
 * @o: the oracle before the call.
 */
void model_gives_overwritten(const struct oracle *o, struct outcome *out, unsigned long first, unsigned long last);

/** model_gives_any_state() - Where the state ends is not promised. */
void model_gives_any_state(struct outcome *out);

#endif
