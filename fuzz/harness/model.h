/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tree should be: the oracle, and the attributes that it was made with. All that the model of an
 * operation may see: no maple tree among it.
 */
#ifndef MODEL_H
#define MODEL_H

#include "oracle.h"
#include "outcome.h"

/**
 * struct model_cursor - Where a cursor stands in a tree.
 * @next: the index from which it goes on.
 * @ended: it was on the very last index.
 */
struct model_cursor {
	unsigned long next;
	bool ended;
};

/**
 * struct model - What a tree should be.
 * @oracle: what it should hold.
 * @attributes: set of enum attribute.
 * @next: where the next cyclic allocation begins.
 * @cursors: where those stand that were set on this tree.
 */
struct model {
	struct oracle oracle;
	uint8_t attributes;
	unsigned long next;
	struct model_cursor cursors[MAX_CURSORS];
};

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

/** model_gives_any_state() - Where the state ends is not promised. */
void model_gives_any_state(struct outcome *out);

#endif
