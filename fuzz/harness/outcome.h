/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One call on the subject, the same call on the oracle, and what each says.
 *
 * A fill or a carve is done as a series of single calls, its units; nothing
 * below this line ever sees OP_FILL or OP_CARVE.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "entry.h"
#include "world.h"

/* How many ranges a scan visits. */
#define MAX_SCAN 64

/** scan_add() - Count a range that a scan met in @out->first, and add it to the sum in @out->last. */
static inline void scan_add(struct outcome *out, unsigned long first, unsigned long last,
			    const void *entry)
{
	out->first++;
	out->last = (out->last ^ first) * 31 + (last ^ (unsigned long)entry_code(entry) << 32);
}

/** subject_apply() - Make @call on the maple tree. */
void subject_apply(struct world *w, const struct call *call, struct outcome *out);

/** model_apply() - Make @call on the oracle. */
void model_apply(struct world *w, const struct call *call, struct outcome *out);

#endif
