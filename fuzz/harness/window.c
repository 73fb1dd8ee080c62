// SPDX-License-Identifier: GPL-2.0-or-later
/* Another writer in the middle of a call. */
#include <stdio.h>

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

/* A state is used by one call at a time, and moves in the order of the program. */
static bool shares_cursor(const struct call *held, const struct call *call)
{
	return operation_takes(held->op, OPERAND_CURSOR) && operation_takes(call->op, OPERAND_CURSOR) && held->cursor == call->cursor;
}

/* Is what is held back made before @call? One window follows another only when that is over. */
static bool comes_before(const struct call *held, const struct call *call)
{
	return held && (begins_anew(call) || shares_cursor(held, call) || call->op == OP_WINDOW);
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

static void resolve_now(struct world *w, const struct call *call)
{
	resolve_again(w, &w->calls[call - w->calls]);
}

static const struct call *take_held(struct world *w)
{
	const struct call *held = w->window.held;

	w->window.held = NULL;
	if (held)
		resolve_now(w, held);
	return held;
}

static void record_come_in(struct world *w, const struct call *held)
{
	struct record record = { .kind = RECORD_OTHER_BEGIN, .tree = -1, .source = -1 };

	call_format(held, record.text);
	snprintf(record.want, sizeof(record.want), "%u", w->window.number);
	snprintf(record.high, sizeof(record.high), "%u %u", w->window.unit_waits, w->units_done);
	w->subject.on_record(&record, w->subject.arg);
}

/* The single call w->unit waits, and the one that is held back is made. */
static void come_in(struct world *w)
{
	const struct call *outer = w->current, *unit = w->unit, *held = take_held(w);
	struct ground_counts since = *ground_counts();
	struct before *before = w->before;
	unsigned int units_done = w->units_done;
	int locked = hold_interrupt(w, unit);

	if (w->subject.on_record)
		record_come_in(w, held);
	w->kept_nodes = w->options.thorough ? since.live - nodes_of_trees(w) : 0;
	w->kept_unknown = node_waits();
	w->subject.other = true;
	execute(w, held);
	hold_let_go(w);
	w->subject.other = false;
	w->kept_nodes = 0;
	w->kept_unknown = false;
	w->current = outer;
	w->unit = unit;
	w->before = before;
	w->units_done = units_done;
	give_up_if_harmful(w);
	if (w->subject.on_record)
		record_text(&w->subject, RECORD_OTHER_END, -1, "%s", "");
	hold_go_on(w, unit, locked);
	schedule_again(w, unit, &since, before);
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
	const struct call *held = take_held(w);

	if (!held)
		return;
	if (w->subject.on_record)
		record_call(&w->subject, held);
	execute(w, held);
}

void window_execute(struct world *w, const struct call *call)
{
	if (comes_before(w->window.held, call)) {
		make_held(w);
		resolve_now(w, call);
	}
	ask(w, call);
	if (hold(w, call))
		return;
	if (w->subject.on_record)
		record_call(&w->subject, call);
	if (passes_by(w, call) || !w->window.held) {
		execute(w, call);
		return;
	}
	w->on_waiting = on_waiting;
	execute(w, call);
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
	execute_on_oracle(w, take_held(w));
	hold_model_let_go(w);
	w->current = outer;
	w->units_done = done;
}

void window_execute_on_oracle(struct world *w, const struct call *call)
{
	if (comes_before(w->window.held, call)) {
		window_end_on_oracle(w);
		resolve_now(w, call);
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
	const struct call *held = take_held(w);

	if (held)
		execute_on_oracle(w, held);
}
