// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 1: what a call returned. */
#include <limits.h>

#include "check/check.h"
#include "entry.h"
#include "known.h"

static void compare_entry(struct world *w, const struct call *call, const char *what,
			  void *want, void *got)
{
	struct evidence evidence = { &w->trees[call->tree], call->first };
	char want_text[ENTRY_TEXT_SIZE], got_text[ENTRY_TEXT_SIZE];

	if (want == got)
		return;
	entry_format(want, want_text);
	entry_format(got, got_text);
	diverged(w, CHECK_RESULT, evidence, "%s gave %s, the oracle says %s", what, got_text,
		 want_text);
}

/*
 * The state of mas_store_gfp() of NULL, and of mas_erase(), may end widened over
 * the emptiness that adjoins what was asked for, never short of it.
 */
static bool widened_over_emptiness(const struct oracle *o, const struct outcome *want,
				   const struct outcome *got)
{
	size_t at = oracle_at_or_after(o, got->first);

	return got->first <= want->first && want->last <= got->last &&
	       (at == o->count || o->ranges[at].first > got->last);
}

static bool states_agree(const struct world *w, const struct call *call,
			 const struct outcome *want, const struct outcome *got)
{
	bool emptied = call->op == OP_MAS_ERASE ||
		       ((call->op == OP_MAS_STORE || call->op == OP_OVERTAKE) &&
			call->entry.kind == ENTRY_NULL);

	if (call->op == OP_MAS_ERASE && !want->entry)
		return true;	/* nothing was found: what the walk leaves there is not promised */
	if (want->first == got->first && want->last == got->last)
		return true;
	return emptied && widened_over_emptiness(&w->trees[call->tree].oracle, want, got);
}

static bool outcomes_agree(const struct world *w, const struct call *call,
			   const struct outcome *want, const struct outcome *got)
{
	return want->error == got->error && want->entry == got->entry &&
	       want->second == got->second && states_agree(w, call, want, got);
}

void check_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got)
{
	struct evidence evidence = { &w->trees[call->tree], call->first };

	if (!checking(w, CHECK_RESULT) || outcomes_agree(w, call, want, got) ||
	    known_result(w, call, want, got))
		return;
	if (want->error != got->error)
		diverged(w, CHECK_RESULT, evidence, "the call returned %d, the contract says %d",
			 got->error, want->error);
	compare_entry(w, call, "the call", want->entry, got->entry);
	compare_entry(w, call, "mt_find_after()", want->second, got->second);
	if (call->op == OP_SCAN)
		diverged(w, CHECK_RESULT, evidence,
			 "mas_find() with mas_pause() met %lu ranges (sum 0x%lx), the oracle has %lu (sum 0x%lx)",
			 got->first, got->last, want->first, want->last);
	diverged(w, CHECK_RESULT, evidence,
		 "index and last are 0x%lx and 0x%lx afterwards, the oracle says 0x%lx and 0x%lx",
		 got->first, got->last, want->first, want->last);
}
