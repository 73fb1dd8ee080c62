// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer in the middle of a call. */
#include "execute.h"
#include "hold.h"
#include "hold_model.h"
#include "known.h"
#include "ops/block.h"
#include "recorder.h"
#include "resolve.h"
#include "schedule.h"
#include "window.h"

/* ---- Who may come in where ------------------------------------------------------- */

/* Is it never held back? Without `any`, as in older files, nothing is that is of a cursor or needs an empty tree. */
static bool at_once(const struct world *w, const struct call *call)
{
	const struct operation *operation = operations[call->op];

	return operation->at_once || (!w->window.any && (operation->taken || operation->cursor != CURSOR_UNUSED));
}

/*
 * Is it made, and what is held back stays so? A step of a cursor does not wait, and often stands in front of a write through
 * the same cursor, which may.
 */
static bool passes_by(const struct world *w, const struct call *call)
{
	const struct operation *operation = operations[call->op];

	return operation->at_once || (operation->cursor != CURSOR_UNUSED && operation_infos[call->op].effect == EFFECT_READ) ||
	       (!w->window.any && (operation->taken || operation->cursor == CURSOR_WALKS));
}

/* Does it give the tree other attributes, another mode or perhaps another lock? Nobody else uses the tree then. */
static bool begins_anew(const struct call *call)
{
	return operation_takes(call->op, OPERAND_ATTRIBUTES) || operations[call->op]->mode;
}

/* Is what is held back made before @call? A state moves in the order of the program, and one window follows another only when that is over. */
static bool comes_before(const struct call *held, const struct call *call)
{
	return held && (begins_anew(call) || calls_share_cursor(held, call) || call->op == OP_WINDOW);
}

/* A reader beside the outer call would see three states of the tree, and a lock that a known issue has had taken is not let go of. */
static bool may_come_in(const struct world *w, const struct call *held)
{
	return !w->no_window && !operations[w->unit->op]->alone &&
	       !(begins_anew(held) && held->tree == w->unit->tree);
}

static bool never_fails(const struct call *call)
{
	return call->gfp == CALL_GFP_NOFAIL || operations[call->op]->never_fails;
}

/*
 * What keeps the outer call from doing harm by a known issue was asked of the tree as it was. If the answer is another one now, the call has
 * to give up, and is made again: so it has no node yet, and may fail.
 */
static bool can_be_made_again(const struct world *w)
{
	return !w->avoids_issues ||
	       (!never_fails(w->unit) && ground_counts()->live == w->before->counts.live);
}

static void give_up_if_harmful(struct world *w)
{
	if (!w->avoids_issues || !known_interrupted(w, w->unit))
		return;
	RECORD_KIND(&w->subject, RECORD_GROUND, -1, "ground_fail_nth(1);");
	ground_fail_nth(1);
}

/* ---- Coming in -------------------------------------------------------------------- */

/* The single call w->unit waits, and the one that is held back is made. */
static void come_in(struct world *w)
{
	const struct call *held = resolve_held(w, &w->window.held);
	struct ground_counts since = *ground_counts();
	int locked = hold_interrupt(w, w->unit);

	record_other(&w->subject, RECORD_OTHER_BEGIN, held, w->window.number, "%u %u", w->window.unit_waits, w->units_done);
	w->subject.other = true;
	execute_within(w, held, &since);
	w->subject.other = false;
	give_up_if_harmful(w);
	hold_go_on(w, w->unit, locked);
	record_other_end(&w->subject);
	schedule_again(w, w->unit, &since, w->before);
}

static bool on_waiting(struct world *w)
{
	w->window.unit_waits++;
	if (!w->window.held || ++w->window.waits != w->window.at || !may_come_in(w, w->window.held) || !can_be_made_again(w))
		return false;
	come_in(w);
	return true;
}

/* ---- Holding back -------------------------------------------------------------------- */

static void ask(struct world *w, const struct call *call)
{
	if (call->op != OP_WINDOW)
		return;
	w->window.asked = true;
	w->window.at = call->at;
	w->window.any = call->flags & CALL_ANY;
}

/* Is @call held back now? */
static bool hold(struct world *w, const struct call *call)
{
	if (!w->window.asked || at_once(w, call))
		return false;
	w->window.asked = false;
	w->window.held = call;
	w->window.number++;
	w->window.waits = 0;
	return true;
}

static void make_held(struct world *w)
{
	const struct call *held = resolve_held(w, &w->window.held);

	if (held)
		execute_in_turn(w, held);
}

void window_execute(struct world *w, const struct call *call)
{
	if (comes_before(w->window.held, call)) {
		make_held(w);
		resolve_again(w, call);
	}
	ask(w, call);
	if (hold(w, call))
		return;
	if (passes_by(w, call) || !w->window.held) {
		execute_in_turn(w, call);
		return;
	}
	w->on_waiting = on_waiting;
	execute_in_turn(w, call);
	w->on_waiting = NULL;
	make_held(w);
}

void window_end(struct world *w)
{
	make_held(w);
}

/* ---- On the oracle alone --------------------------------------------------------------- */

static void come_in_on_oracle(struct world *w)
{
	const struct call *outer = w->current;
	unsigned int done = w->units_done;

	if (!w->window.held || !w->options.window || w->options.window(w->window.number, w->options.arg) != (int)done)
		return;
	hold_model_interrupt(w, outer);
	execute_on_oracle(w, resolve_held(w, &w->window.held));
	hold_model_let_go(w);
	w->current = outer;
	w->units_done = done;
}

void window_execute_on_oracle(struct world *w, const struct call *call)
{
	if (comes_before(w->window.held, call)) {
		window_end_on_oracle(w);
		resolve_again(w, call);
	}
	ask(w, call);
	if (hold(w, call))
		return;
	if (passes_by(w, call) || !w->window.held) {
		execute_on_oracle(w, call);
		return;
	}
	w->on_unit = come_in_on_oracle;
	execute_on_oracle(w, call);
	w->on_unit = NULL;
	window_end_on_oracle(w);
}

void window_end_on_oracle(struct world *w)
{
	const struct call *held = resolve_held(w, &w->window.held);

	if (held)
		execute_on_oracle(w, held);
}
