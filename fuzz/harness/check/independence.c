// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 4: what happens to one tree never shows in another. */
#include "check/check.h"

static void check_other(struct world *w, const struct tree *other, unsigned long first, unsigned long last)
{
	if (!other->model->oracle.count || !checking(w, CHECK_INDEPENDENCE))
		return;
	check_probe(w, other, first, CHECK_INDEPENDENCE);
	if (w->options.thorough)
		check_probe(w, other, last, CHECK_INDEPENDENCE);
}

/* Thorough checks look at all of them, so that what they find does not hang on the number of calls before. */
void check_others(struct world *w, const struct tree *t, unsigned long first, unsigned long last)
{
	unsigned int from = w->options.thorough ? 1 : 1 + w->result.calls % (MAX_TREES - 1);
	unsigned int to = w->options.thorough ? MAX_TREES - 1 : from;
	unsigned int i;

	for (i = from; i <= to; i++)
		check_other(w, &w->trees[(t->number + i) % MAX_TREES], first, last);
}
