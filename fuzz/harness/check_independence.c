// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 4: what happens to one tree never shows in another. */
#include "check.h"

void check_others(struct world *w, const struct tree *t, unsigned long first, unsigned long last)
{
	unsigned int step = 1 + w->result.calls % (MAX_TREES - 1);
	const struct tree *other = &w->trees[(tree_number(w, t) + step) % MAX_TREES];

	if (!other->oracle.count || !checking(w, CHECK_INDEPENDENCE))
		return;
	check_probe(w, other, first, CHECK_INDEPENDENCE);
	if (w->options.thorough)
		check_probe(w, other, last, CHECK_INDEPENDENCE);
}
