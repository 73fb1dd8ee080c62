// SPDX-License-Identifier: GPL-2.0-or-later
/* What allocations of later calls come to. A call that gives up for want of memory leaves everything as it was: see execute.c. */
#include "ops/block.h"

/* One allocation that may block fails, the count-th from now. */
static void fail_alloc_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_fail_nth(s, call->count);
}

OPERATION(FAIL_ALLOC) {
	.subject = fail_alloc_subject,
};

/* Every allocation fails once count more have succeeded, until one that may block has failed. */
static void alloc_budget_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_set_budget(s, call->count);
}

OPERATION(ALLOC_BUDGET) {
	.subject = alloc_budget_subject,
};

/* Another writer comes in while a later call waits for memory: see window.c. Nothing is asked of the tree yet. */
static void window_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)s;
	(void)call;
	out->not_made = true;
}

OPERATION(WINDOW) {
	.subject = window_subject,
};
