/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The contract of a search for room, for those who take it, too. */
#ifndef OPS_GAPS_H
#define OPS_GAPS_H

#include "ops/block.h"

/** typedef gap_function - oracle_gap() or oracle_gap_rev(). */
typedef bool gap_function(const struct oracle *o, unsigned long min, unsigned long max, unsigned long size,
			  unsigned long *start);

/**
 * gap_model() - What a search for @call->size indices within [@call->first, @call->last] gives.
 *
 * -EINVAL if min > max, if the size is 0, or larger than from min to max; -EBUSY if nothing fits; else the state is on
 * the place found. Where nothing was found, the state is not promised.
 */
void gap_model(const struct model *model, const struct call *call, struct outcome *out, gap_function *gap);

#endif
