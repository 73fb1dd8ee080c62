// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What allocations of later calls come to. A call that gives up for want of memory leaves everything as it was: see execute.c. These
 * are no calls of a writer, who could make them while another one waits: what they say holds from their place in the program on.
 */
#include "ops/block.h"

/* One allocation that may block fails, the count-th from now. */
static void fail_alloc_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_fail_nth(s, call->count);
}

OPERATION(FAIL_ALLOC) {
	.at_once = true,
	.subject = fail_alloc_subject,
};

/* Every allocation fails once count more have succeeded, until one that may block has failed. */
static void alloc_budget_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_set_budget(s, call->count);
}

OPERATION(ALLOC_BUDGET) {
	.at_once = true,
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
	.at_once = true,
	.subject = window_subject,
};
