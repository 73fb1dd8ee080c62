// SPDX-License-Identifier: GPL-2.0-or-later
/* What models of operations share. */
#include <limits.h>

#include "model.h"

void model_gives_wider_state(const struct oracle *o, struct outcome *out, unsigned long first, unsigned long last)
{
	const struct oracle_range *prev = oracle_prev(o, first), *next = oracle_next(o, last);

	out->index = first;
	out->index_low = prev ? prev->last + 1 : 0;
	out->last = last;
	out->last_high = next ? next->first - 1 : ULONG_MAX;
}

void model_gives_overwritten(const struct oracle *o, struct outcome *out, unsigned long first, unsigned long last)
{
	const struct oracle_range *next = oracle_find(o, first);

	if (!next) {
		next = oracle_next(o, first);
		out->or_null = next && next->first <= last;
	}
	out->entry = next && next->first <= last ? next->entry : NULL;
}

void model_gives_any_state(struct outcome *out)
{
	out->index = ULONG_MAX;
	out->index_low = 0;
	out->last = 0;
	out->last_high = ULONG_MAX;
}
