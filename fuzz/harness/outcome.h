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

/** subject_apply() - Make @call on the maple tree. */
void subject_apply(struct world *w, const struct call *call, struct outcome *out);

/** model_apply() - Make @call on the oracle. */
void model_apply(struct world *w, const struct call *call, struct outcome *out);

#endif
