// SPDX-License-Identifier: GPL-2.0-or-later
/* Readers under RCU beside a writer. What a reader may meet is written down in check/reader.c. */
#include <limits.h>

#include "check/check.h"
#include "ops/block.h"
#include "ops/mas.h"

/*
 * A reader finds a range beside what is written, in the direction that it will go on in. Then the write is made, and the
 * reader goes on at one of its publications, or when it is done. A tree that is not in RCU mode has no readers beside a writer.
 */
static void overtake_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	bool down = call->flags & CALL_DOWN;
	unsigned long from = down ? call->last + (call->last < ULONG_MAX) :
				    call->first - (call->first > 0);

	s->reader.met.count = 0;
	s->reader.place = (struct ground_place){ .file = NULL };
	if (!mt_in_rcu(&s->trees[call->tree].mt)) {
		mas_store_subject(s, call, out);
		return;
	}
	api_reader_begin(s, call->tree, from, down);
	if (call->at && !s->keep_out)
		api_reader_at(s, call->tree, call->at);
	api_reader_park(s, call->tree);
	mas_store_subject(s, call, out);
	api_reader_end(s, call->tree);
}

static void overtake_before(struct world *w, const struct call *call)
{
	oracle_copy(&w->old, &w->models[call->tree].oracle);
}

static void overtake_after(struct world *w, const struct call *call, const struct outcome *got)
{
	if (!got->error)
		check_reader(w, &w->trees[call->tree]);
}

/* A reader may meet what is there before and after the write: another writer would make a third. */
OPERATION(OVERTAKE) {
	.alone = true,
	.has_reader = true,
	.legalise = legalise_state,
	.subject = overtake_subject,
	.model = mas_store_model,
	.before = overtake_before,
	.after = overtake_after,
};

/* Nothing is asked of a tree yet. */
static void nothing_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)s;
	(void)call;
	out->not_made = true;
}

/* A reader in the middle of a later write: see beside.c. */
OPERATION(BESIDE) {
	.at_once = true,
	.subject = nothing_subject,
};

/* A writer in the middle of a later read: see amid.c. */
OPERATION(AMID) {
	.at_once = true,
	.subject = nothing_subject,
};
