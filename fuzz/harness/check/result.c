// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 1: what a call gave, against what the contract says. */
#include "check/check.h"

_Noreturn static void wrong_result(struct world *w, const struct call *call, enum give give,
				   const struct outcome *want, const struct outcome *got)
{
	char want_text[GIVEN_TEXT_SIZE], got_text[GIVEN_TEXT_SIZE], place[PLACE_SIZE];

	outcome_print(give, want, want_text);
	outcome_print(give, got, got_text);
	snprintf(place, sizeof(place), "check_result:%s", outcome_name(give));
	diverged_at(w, place, CHECK_RESULT, (struct evidence){ &w->trees[call->tree], call->first },
		    "%s is %s, the oracle says %s", outcome_words(give), got_text, want_text);
}

void check_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got)
{
	enum give give;

	if (!checking(w, CHECK_RESULT))
		return;
	give = outcome_difference(call->op, want, got);
	if (give == GIVE_NOTHING)
		return;
	if (!got->known)
		wrong_result(w, call, give, want, got);
	/* The cursor, if there is one, is not where its model is. */
	if (operation_takes(call->op, OPERAND_CURSOR))
		w->hold.cursors[call->cursor].stale = true;
}
