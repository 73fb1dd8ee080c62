// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls that are held back, for a reader to make them in the middle of a write. */
#include "beside.h"
#include "company.h"
#include "execute.h"
#include "hold_call.h"
#include "resolve.h"
#include "window.h"

/* ---- Who is held back, and until when ---------------------------------------------- */

/* May @call be made in the middle of a write? A tree that is not in RCU mode is read under its lock. */
static bool may_be_held(const struct world *w, const struct call *call)
{
	const struct company *company = &w->company;

	return operations[call->op]->beside && w->models[call->tree].attributes & ATTRIBUTE_RCU && !w->window.asked &&
	       !w->window.held && company->count < MAX_COMPANIONS;
}

static void hold(struct world *w, const struct call *call)
{
	struct company *company = &w->company;

	company->all[company->count++] = (struct companion){ .call = call, .at = company->at, .number = ++company->number };
	w->hold.used |= hold_use(call) != CURSOR_UNUSED;
}

/* Is what is held back made before @call, at the latest? Nobody reads a tree that is made anew, or leaves its mode; a state makes one step at a time. */
static bool comes_before(const struct companion *held, const struct call *call)
{
	const struct call *reader = held->call;

	if (call->op == OP_WINDOW)
		return true;
	if (calls_share_cursor(reader, call))
		return true;
	if (call->tree != reader->tree || !operation_has_tree(call->op))
		return false;
	return operation_takes(call->op, OPERAND_ATTRIBUTES) || operations[call->op]->mode || operations[call->op]->has_reader;
}

/* Take the first one away for which @is says so of @call; for all calls if that is NULL. */
static bool take(struct world *w, const struct call *call, company_question *is,
		 struct companion *taken)
{
	struct company *company = &w->company;
	unsigned int i;

	for (i = 0; i < company->count && is && !is(&company->all[i], call); i++)
		;
	if (i == company->count)
		return false;
	*taken = company->all[i];
	for (company->count--; i < company->count; i++)
		company->all[i] = company->all[i + 1];
	return true;
}

/* ---- Calls of the program ----------------------------------------------------------------- */

/* Make those that @is says so of, which is asked about @call. */
static void make_held(struct world *w, const struct call *call, company_question *is)
{
	struct companion c;

	while (take(w, call, is, &c)) {
		if (c.done)
			execute_done(w, c.call, &c.got);
		else
			execute_in_turn(w, c.call);
	}
}

/* Is @call held back, or does it ask for that? */
static bool passes(struct world *w, const struct call *call)
{
	bool asked = w->company.asked;

	w->company.asked = call->op == OP_BESIDE;
	if (call->op == OP_BESIDE) {
		w->company.at = call->at;
		return false;
	}
	if (!asked || !may_be_held(w, call))
		return false;
	hold(w, call);
	return true;
}

void beside_execute(struct world *w, const struct call *call)
{
	bool writes;

	if (company_any(w, call, comes_before)) {
		make_held(w, call, comes_before);
		resolve_again(w, call);
	}
	if (passes(w, call))
		return;
	writes = company_any(w, call, company_is_writer);
	w->company.active = writes;
	w->company.publications = 0;
	window_execute(w, call);
	w->company.active = false;
	if (writes)
		make_held(w, call, company_is_writer);
}

void beside_end(struct world *w)
{
	make_held(w, NULL, NULL);
}

/* ---- On the oracle alone ------------------------------------------------------------------- */

static void make_held_on_oracle(struct world *w, const struct call *call,
				company_question *is)
{
	struct companion c;

	while (take(w, call, is, &c))
		execute_on_oracle(w, c.call);
}

void beside_execute_on_oracle(struct world *w, const struct call *call)
{
	if (company_any(w, call, comes_before)) {
		make_held_on_oracle(w, call, comes_before);
		resolve_again(w, call);
	}
	if (passes(w, call))
		return;
	window_execute_on_oracle(w, call);
	make_held_on_oracle(w, call, company_is_writer);
}

void beside_end_on_oracle(struct world *w)
{
	make_held_on_oracle(w, NULL, NULL);
}
