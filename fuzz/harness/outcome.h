/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One call on the subject, the same call on the oracle, and what each says.
 *
 * A fill or a carve is done as a series of single calls, its units; nothing
 * below this line ever sees OP_FILL or OP_CARVE.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "world.h"

/**
 * struct outcome - What a call gave.
 * @error: 0 or a negative error code; of mas_erase(), whether the state holds one.
 * @entry: the entry returned; of find, by mt_find().
 * @second: of find, the entry that mt_find_after() returned.
 * @first: of the mas_*() operations, mas->index afterwards; of find, the index after mt_find().
 * @last: of the mas_*() operations, mas->last afterwards; of find, the index after mt_find_after().
 *
 * What a call does not give is 0 on both sides.
 */
struct outcome {
	int error;
	void *entry;
	void *second;
	unsigned long first;
	unsigned long last;
};

/** subject_apply() - Make @call on the maple tree. */
void subject_apply(struct world *w, const struct call *call, struct outcome *out);

/** model_apply() - Make @call on the oracle. */
void model_apply(struct world *w, const struct call *call, struct outcome *out);

#endif
