// SPDX-License-Identifier: GPL-2.0-or-later
/* A writer in the middle of a read. */
#include "amid.h"
#include "beside.h"
#include "execute.h"
#include "hold.h"
#include "hold_call.h"
#include "known.h"
#include "reader.h"
#include "recorder.h"
#include "resolve.h"
#include "schedule.h"

/* ---- Who is held back, and until when ---------------------------------------------- */

static bool in_rcu_mode(const struct world *w, const struct call *call)
{
	return w->models[call->tree].attributes & ATTRIBUTE_RCU;
}

/* What makes a tree anew, or brings readers of its own, comes in nowhere; nor what is many calls, or has a list that the reader has. Nobody else is held back meanwhile. */
static bool may_be_held(const struct world *w, const struct call *call)
{
	const struct operation *operation = operations[call->op];

	return hold_changes_tree(call) && in_rcu_mode(w, call) && !operation_takes(call->op, OPERAND_ATTRIBUTES) && !operation->has_reader &&
	       !operation->unit && !operation_gives(call->op, GIVE_RANGES) && !w->company.count && !w->company.asked && !w->window.asked && !w->window.held;
}

/* Does @call read the tree that @held changes, as readers under RCU do? */
static bool is_reader(const struct call *held, const struct call *call)
{
	return operations[call->op]->beside && call->tree == held->tree && !calls_share_cursor(held, call);
}

/* Is what is held back made before @call, at the latest? Nobody else uses its trees meanwhile, and nobody else is held back. */
static bool comes_before(const struct call *held, const struct call *call)
{
	bool touches = (operation_has_tree(call->op) || operation_takes(call->op, OPERAND_CURSOR)) &&
		       (call->tree == held->tree || (operation_takes(held->op, OPERAND_SOURCE) && call->tree == held->source));

	if (is_reader(held, call))
		return false;
	return touches || (operation_takes(call->op, OPERAND_SOURCE) && call->source == held->tree) || calls_share_cursor(held, call) ||
	       operation_holds_back(call->op);
}

/* ---- Coming in -------------------------------------------------------------------- */

static bool may_come_in(struct world *w, const struct call *held)
{
	struct outcome ignored;

	if (!mt_in_rcu(&w->subject.trees[held->tree].mt) || w->measures)
		return false;
	return !w->avoids_issues || (!known_amid(w, w->unit, held) && !known_avoid(w, held, &ignored));
}

/* The reader stands still. On the oracle it comes first: what it may be given there is not what is compared. */
static void come_in(struct world *w)
{
	const struct call *unit = w->unit, *held = resolve_held(w, &w->amid.held);
	struct hold_cursor *cursor = hold_use(unit) == CURSOR_UNUSED ? NULL : &w->hold.cursors[unit->cursor];
	struct ground_counts since = *ground_counts();
	/* The tree's state is the reader's. */
	struct ma_state *mas = &w->subject.trees[held->tree].mas, reader_mas = *mas;

	record_other(&w->subject, RECORD_WRITER_BEGIN, held, w->amid.number, "%u", w->amid.at);
	oracle_copy(&w->old, &w->models[held->tree].oracle);
	w->amid.place = ground_interrupted_at();
	execute_early(w, unit);
	if (cursor)
		cursor->busy = true;
	w->amid.reader = w->current;
	execute_within(w, held, &since);
	w->amid.reader = NULL;
	*mas = reader_mas;
	if (cursor)
		cursor->busy = false;
	w->amid.made = held;
	w->amid.early = true;
	record_other_end(&w->subject);
	schedule_again(w, unit, &since, w->before);
}

static void on_dereference(void *arg)
{
	struct world *w = arg;

	if (!w->amid.held || !may_come_in(w, w->amid.held))
		return;
	w->amid.active = w->amid.rebuilt = false;
	come_in(w);
	if (w->amid.rebuilt)
		reader_leave();
}

/* ---- Calls of the program ------------------------------------------------------------- */

static bool passes(struct world *w, const struct call *call)
{
	bool asked = w->amid.asked;

	w->amid.asked = call->op == OP_AMID;
	if (call->op == OP_AMID) {
		w->amid.at = call->at;
		return false;
	}
	if (!asked || !may_be_held(w, call))
		return false;
	w->amid.held = call;
	w->amid.number++;
	w->hold.used |= hold_use(call) != CURSOR_UNUSED;
	return true;
}

static void make_held(struct world *w)
{
	const struct call *held = resolve_held(w, &w->amid.held);

	if (held)
		execute_in_turn(w, held);
}

/* What came in was the last call on the oracle. */
static void remember(struct world *w)
{
	if (!w->amid.made)
		return;
	w->previous_first = w->amid.made->first;
	w->previous_last = w->amid.made->last;
	w->amid.made = NULL;
}

void amid_execute(struct world *w, const struct call *call)
{
	bool reads;

	if (w->amid.held && comes_before(w->amid.held, call)) {
		make_held(w);
		resolve_again(w, call);
	}
	if (passes(w, call))
		return;
	reads = w->amid.held && is_reader(w->amid.held, call);
	w->amid.active = reads && w->amid.at;
	w->amid.come_in = on_dereference;
	beside_execute(w, call);
	w->amid.active = false;
	remember(w);
	if (reads)
		make_held(w);
}

void amid_end(struct world *w)
{
	make_held(w);
}

/* ---- On the oracle alone ----------------------------------------------------------------- */

void amid_end_on_oracle(struct world *w)
{
	const struct call *held = resolve_held(w, &w->amid.held);

	if (held)
		execute_on_oracle(w, held);
}

void amid_execute_on_oracle(struct world *w, const struct call *call)
{
	bool reads;

	if (w->amid.held && comes_before(w->amid.held, call)) {
		amid_end_on_oracle(w);
		resolve_again(w, call);
	}
	if (passes(w, call))
		return;
	reads = w->amid.held && is_reader(w->amid.held, call);
	beside_execute_on_oracle(w, call);
	if (reads)
		amid_end_on_oracle(w);
}
