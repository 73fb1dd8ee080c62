// SPDX-License-Identifier: GPL-2.0-or-later
/* Making calls: each single one on the subject, then on the oracle, then the checks. */
#include <errno.h>
#include <limits.h>

#include "company.h"
#include "entry.h"
#include "execute.h"
#include "held.h"
#include "hold.h"
#include "hold_model.h"
#include "known.h"
#include "ops/block.h"
#include "check/check.h"
#include "mix.h"
#include "reader.h"
#include "recorder.h"
#include "schedule.h"
#include "units.h"

/* What a duplicate costs of the limit of calls: its nodes, of 16 ranges or less. */
#define RANGES_PER_WORK 16

/* Is there a cursor that something may have to be done for? */
static bool concerns_cursors(const struct world *w, const struct call *call)
{
	return w->hold.used || operations[call->op]->cursor != CURSOR_UNUSED;
}

/* ---- On the subject -------------------------------------------------------------- */

struct attempt {
	struct world *w;
	const struct call *call;
	struct outcome *got;
};

static void attempt_once(void *arg)
{
	const struct attempt *attempt = arg;

	operations[attempt->call->op]->subject(&attempt->w->subject, attempt->call, attempt->got);
}

/* A writer comes in. */
static void apply_with_writer(struct world *w, const struct call *call, struct outcome *got)
{
	struct attempt attempt = { w, call, got };

	if (check_follows(call))
		record_held(&w->subject, call->tree, "before");
	RECORD_KIND(&w->subject, RECORD_GROUND, call->tree, "writes_begin();");
	ground_on_dereference(w->amid.at, w->amid.come_in, w);
	got->not_made = !reader_run(attempt_once, &attempt);
	ground_on_dereference(0, NULL, NULL);
	RECORD_KIND(&w->subject, RECORD_GROUND, call->tree, got->not_made ? "writes_lost();" : "writes_end();");
}

/* Some entries are refused with a warning; every other warning is a divergence. */
static void apply(struct world *w, const struct call *call, struct outcome *got)
{
	bool refused = call->entry.kind == ENTRY_RESERVED ||
		       (call->entry.kind == ENTRY_ZERO && operations[call->op]->refuses_zero);

	if (refused)
		api_expect_warning(&w->subject, call->tree, true);
	if (unlikely(w->company.active))
		company_arm(w, call);
	if (unlikely(w->amid.active))
		apply_with_writer(w, call, got);
	else
		operations[call->op]->subject(&w->subject, call, got);
	if (unlikely(w->company.active))
		company_disarm(w, call);
	if (refused)
		api_expect_warning(&w->subject, call->tree, false);
}

/* The attributes that the tree of @call has when it is done; the model has not been told yet. */
static uint8_t attributes_after(const struct world *w, const struct call *call)
{
	if (operation_takes(call->op, OPERAND_ATTRIBUTES))
		return call->attributes;
	return w->models[call->tree].attributes;
}

/* From here on calls are made with @measures: another writer has his own, and gives back what was. */
static void take_measures(struct world *w, unsigned int measures)
{
	bool lift = measures & KNOWN_LIFT_BUDGET;

	if ((measures ^ w->measures) & KNOWN_LIFT_BUDGET)
		RECORD_HINT(&w->subject, -1, "ground_lift_budget_after(%s);", lift ? "2" : "ULONG_MAX");
	w->measures = measures;
	ground_lift_budget_after(lift ? 2 : ULONG_MAX);
}

/* The same, around the known issues of the subject. */
static void apply_avoiding(struct world *w, const struct call *call, struct before *before, struct outcome *got)
{
	struct subject *s = &w->subject;
	unsigned int measures = known_avoid(w, call, got), outer = w->measures;
	bool no_window = w->no_window;

	got->not_made = measures & KNOWN_SKIP;
	w->hold.cursors[call->cursor].stale |= got->not_made;
	if (got->not_made)
		return;
	if (measures & KNOWN_LOCK)
		api_lock(s, call->tree);
	if (measures & KNOWN_LEAVE_RCU) {
		held_leave(w, call->tree);
		api_leave_rcu(s, call->tree);
		before->path_length = 0;
	}
	if (measures & KNOWN_RESET)
		api_cursor_reset(s, call->cursor, call->tree);
	if (measures & KNOWN_WALK)
		hold_walk(w, call);
	s->keep_out = measures & KNOWN_KEEP_OUT;
	w->no_window |= measures & (KNOWN_LOCK | KNOWN_LEAVE_RCU);
	take_measures(w, measures);
	apply(w, call, got);
	take_measures(w, outer);
	w->no_window = no_window;
	if (measures & KNOWN_STALE)
		w->hold.cursors[call->cursor].stale = true;
	if (measures & KNOWN_LEAVE_RCU && attributes_after(w, call) & ATTRIBUTE_RCU)
		api_enter_rcu(s, call->tree);
	if (measures & KNOWN_LOCK)
		api_unlock(s, call->tree);
}

static void apply_with_care(struct world *w, const struct call *call, struct before *before, struct outcome *got)
{
	outcome_clear(got);
	if (unlikely(w->avoids_issues))
		apply_avoiding(w, call, before, got);
	else
		apply(w, call, got);
}

/* Was an allocation made to fail, after which the call may give up? One that must not wait need not try again. */
static bool may_give_up(const struct call *call, const struct before *before)
{
	const struct ground_counts *now = ground_counts();

	if (call->gfp == CALL_GFP_NOFAIL)
		return false;
	if (call_gfp_blocks(call->gfp))
		return now->blocking_failures != before->counts.blocking_failures;
	return now->failures != before->counts.failures;
}

/* Does it say that it gave up? */
static bool says_it_gave_up(const struct call *call, const struct outcome *got)
{
	return got->error == -ENOMEM || (operations[call->op]->silent && !got->entry);
}

/* @condition: under which it says that it has given up, as C. */
static void record_attempt(struct world *w, enum record_kind kind, const struct call *call, const char *condition)
{
	RECORD_KIND(&w->subject, kind, call->tree, "%s%s", call_gfp_blocks(call->gfp) ? "" : RECORD_AT_ONCE, condition);
}

/* May it be that @call gives up? Another writer may come in, for whose sake it has to, by a known issue. */
static bool is_attempt(const struct world *w, const struct call *call)
{
	if (call_gfp_blocks(call->gfp))
		return call->gfp != CALL_GFP_NOFAIL && (ground_faults_armed() || (w->avoids_issues && w->window.held));
	return w->header.nowait != NOWAIT_SUCCEED || ground_faults_armed();
}

/* Make a call again that gave up for want of memory, with memory. */
static void apply_again(struct world *w, const struct call *call, struct before *before, struct outcome *got)
{
	void (*on_record)(const struct record *record, void *arg) = w->subject.on_record;
	bool active = w->company.active;

	/* Whoever repeats the record repeats the call until it does not give up. */
	w->subject.on_record = NULL;
	w->company.active = false;
	w->no_window = true;
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	schedule_before(w, call, before);
	apply_with_care(w, call, before, got);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
	w->no_window = false;
	w->company.active = active;
	w->subject.on_record = on_record;
}

/* After a call that gave up, which it says by @condition: whoever repeats the record repeats it until the call does not, in a loop. */
static void mend_attempt(struct world *w, const struct call *call, const struct outcome *got, const char *condition)
{
	w->subject.only_if = condition;
	known_mend(w, call, got);
	w->subject.only_if = NULL;
}

/*
 * A call that gave up for want of memory is made again with memory, so that what comes
 * after does not depend on how many nodes a subject happens to need.
 */
static void apply_until_done(struct world *w, const struct call *call, struct before *before,
			     struct outcome *got)
{
	const char *condition = operations[call->op]->silent ? "!entry" : "error == -ENOMEM";
	bool attempt = is_attempt(w, call), again;

	if (attempt)
		record_attempt(w, RECORD_ATTEMPT, call, condition);
	apply_with_care(w, call, before, got);
	again = may_give_up(call, before);
	if (again && !says_it_gave_up(call, got)) {
		again = known_failure(w, call, got);
		condition = again ? "true" : condition;
	}
	if (again) {
		mend_attempt(w, call, got, condition);
		schedule_after_failure(w, call, got, before);
		apply_again(w, call, before, got);
	}
	if (attempt)
		record_attempt(w, RECORD_RETRY, call, condition);
}

/* ---- On the oracle ---------------------------------------------------------------- */

static void apply_to_model(struct world *w, const struct call *call, struct outcome *want)
{
	outcome_clear(want);
	if (unlikely(concerns_cursors(w, call)))
		hold_model(w, call);
	if (operations[call->op]->model)
		operations[call->op]->model(w->model_list, call, want);
}

/* ---- Both --------------------------------------------------------------------------- */

static void fold(struct world *w, uint64_t number)
{
	/* Which call is made first is no affair of all subjects any more. */
	if (w->window.number)
		return;
	w->result.digest = mix(w->result.digest, number);
}

/* What the call was and what it gave, as far as every subject must agree on it. */
static void fold_call(struct world *w, const struct call *call, const struct outcome *want)
{
	uint64_t digest[DIGEST_WORDS];
	unsigned int i;

	fold(w, (uint64_t)call->op << 32 | call->process << 24 | call->child << 20 | call->tree << 16 | call->source);
	fold(w, call->first);
	fold(w, call->last);
	outcome_digest(call->op, want, digest);
	for (i = 0; i < DIGEST_WORDS; i++)
		fold(w, digest[i]);
}

static void account(struct world *w, const struct call *call)
{
	w->result.calls++;
	w->work++;
	if (operation_takes(call->op, OPERAND_COUNT) && operation_infos[call->op].effect == EFFECT_WRITE)
		w->work += call->count;
	if (operation_infos[call->op].effect == EFFECT_DUP)
		w->work += w->models[call->tree].oracle.count / RANGES_PER_WORK;
	if (operation_takes(call->op, OPERAND_CHILD))
		w->work += w->models[call->child].process.areas.count / RANGES_PER_WORK;
}

static void tell_outcome(struct world *w, const struct call *call, const struct outcome *got,
			 const struct outcome *want)
{
	if (w->options.on_outcome)
		w->options.on_outcome(call, got, want, w->options.arg);
}

/* @call has had a writer in its middle. A cursor that was to leave its section does so now, and what it was given is not looked at. */
static void after_writer(struct world *w, const struct call *call, struct outcome *want, const struct outcome *got)
{
	struct hold_cursor *c = &w->hold.cursors[call->cursor];

	want->open = true;
	if (operations[call->op]->cursor == CURSOR_UNUSED) {
		if (!got->not_made)
			record_lookup(w, call, got);
	} else if (got->not_made) {
		held_lose(w, call->cursor);
	} else if (c->lost) {
		c->lost = false;
		held_close(w, call->cursor);
	}
}

/* What a process does is recorded nowhere, and what a known issue gives is not what it should be. */
static void record_result(struct world *w, const struct call *call, const struct outcome *want, const struct outcome *got)
{
	if (w->subject.on_record && !got->not_made && !got->known && !operation_has_process(call->op))
		record_outcome(&w->subject, call, want, got);
}

/* A single call on both, up to the checks that follow it. */
static void make_call(struct world *w, const struct call *call, struct before *before, struct outcome *got,
		      struct outcome *want)
{
	if (w->subject.on_record)
		record_begin(&w->subject, call);
	if (unlikely(w->company.active))
		company_prepare(w, call);
	if (unlikely(concerns_cursors(w, call)))
		hold_before(w, call);
	schedule_before(w, call, before);
	w->unit = call;
	w->before = before;
	w->window.unit_waits = 0;
	apply_until_done(w, call, before, got);
	check_grace(w, call, before);
	ground_rcu_quiesce();
	if (unlikely(w->amid.early))
		*want = w->amid.want;
	else
		apply_to_model(w, call, want);
	if (unlikely(concerns_cursors(w, call)))
		want->open = hold_open(w, call);
	if (unlikely(w->avoids_issues))
		got->known = outcome_difference(call->op, want, got) != GIVE_NOTHING && known_result(w, call, want, got);
	if (likely(!w->amid.early))
		record_result(w, call, want, got);
	known_mend(w, call, got);
	if (unlikely(concerns_cursors(w, call)))
		hold_after(w, call, want);
	if (unlikely(w->amid.early)) {
		after_writer(w, call, want, got);
		record_result(w, call, want, got);
	}
	if (unlikely(w->company.active))
		company_check(w, call);
	if (w->subject.on_record)
		record_text(&w->subject, RECORD_END, call->tree, "%s", "");
}

/* What it was given is right before the write in its middle, or behind it. */
static void check_with_writer(struct world *w, const struct call *call, const struct outcome *got, const struct before *before)
{
	bool *midway = &w->hold.cursors[call->cursor].midway, reads = operations[call->op]->cursor != CURSOR_UNUSED;

	w->amid.early = false;
	if (!reads && !got->not_made)
		check_lookup_amid(w, call, got);
	*midway = reads;
	schedule_after(w, call, got, before);
	*midway = false;
}

static void execute_unit(struct world *w, const struct call *call)
{
	struct outcome got, want;
	struct before before;

	if (w->options.on_unit)
		w->options.on_unit(call, w->options.arg);
	make_call(w, call, &before, &got, &want);
	tell_outcome(w, call, &got, &want);
	check_result(w, call, &want, &got);
	if (unlikely(w->amid.early)) {
		check_with_writer(w, call, &got, &before);
		return;
	}
	schedule_after(w, call, &got, &before);
	fold_call(w, call, &want);
	account(w, call);
}

void execute_early(struct world *w, const struct call *call)
{
	apply_to_model(w, call, &w->amid.want);
	fold_call(w, call, &w->amid.want);
	account(w, call);
}

static void remember_indices(struct world *w, const struct call *call)
{
	w->previous_first = call->first;
	w->previous_last = call->last;
}

/* A call that did less than it says is not passed over in silence. */
static void note_cut(struct world *w, const struct units *units)
{
	*last_cut(w) = (struct cut){ units->cut, units->done };
	if (units->cut && w->options.on_cut)
		w->options.on_cut(units->call, units->done, units->cut, w->options.arg);
}

/* A call has dropped the lock to wait for memory. */
static void while_waiting(void *arg)
{
	struct world *w = arg;

	if (!w->on_waiting || !w->on_waiting(w))
		schedule_while_waiting(w);
}

void execute(struct world *w, const struct call *call)
{
	bool watch = w->header.nowait != NOWAIT_SUCCEED || w->on_waiting;
	struct units units;
	struct call unit;

	w->current = call;
	ground_on_blocking(watch ? while_waiting : NULL, w);
	units_begin(&units, call);
	while (units_next(&units, w, &unit)) {
		w->units_done = units.done - 1;
		execute_unit(w, &unit);
	}
	note_cut(w, &units);
	schedule_after_call(w, call, &units);
	remember_indices(w, call);
}

void execute_in_turn(struct world *w, const struct call *call)
{
	if (w->subject.on_record)
		record_call(&w->subject, call);
	execute(w, call);
}

void execute_within(struct world *w, const struct call *call, const struct ground_counts *since)
{
	const struct call *outer = w->current, *unit = w->unit;
	struct before *before = w->before;
	unsigned int units_done = w->units_done;

	w->kept_nodes = w->options.thorough ? since->live - nodes_of_trees(w) : 0;
	w->kept_unknown = node_waits();
	execute(w, call);
	hold_let_go(w);
	w->kept_nodes = 0;
	w->kept_unknown = false;
	w->current = outer;
	w->unit = unit;
	w->before = before;
	w->units_done = units_done;
}

void execute_on_oracle(struct world *w, const struct call *call)
{
	struct outcome want;
	struct units units;
	struct call unit;

	w->current = call;
	units_begin(&units, call);
	while (units_next(&units, w, &unit)) {
		w->units_done = units.done - 1;
		if (w->on_unit)
			w->on_unit(w);
		apply_to_model(w, &unit, &want);
		tell_outcome(w, &unit, NULL, &want);
		account(w, &unit);
	}
	note_cut(w, &units);
	remember_indices(w, call);
}

void execute_done(struct world *w, const struct call *call, const struct outcome *got)
{
	struct outcome want;

	w->current = call;
	if (w->subject.on_record) {
		record_call(&w->subject, call);
		record_begin(&w->subject, call);
	}
	if (w->options.on_unit)
		w->options.on_unit(call, w->options.arg);
	hold_leave(w, call);
	apply_to_model(w, call, &want);
	if (w->subject.on_record)
		record_text(&w->subject, RECORD_END, call->tree, "%s", "");
	want.open = true;
	tell_outcome(w, call, got, &want);
	fold_call(w, call, &want);
	account(w, call);
	remember_indices(w, call);
}

/* ---- The end -------------------------------------------------------------------------- */

static void destroy_tree(struct world *w, unsigned int slot)
{
	struct call call = { .op = OP_DESTROY, .tree = slot };
	struct outcome got, want;
	struct before before;

	if (w->subject.trees[slot].lock_kind != LOCK_OWN)
		call.op = operations[call.op]->external;
	make_call(w, &call, &before, &got, &want);
	check_locks(w, &call, &before);
	check_emptied(w, &w->trees[slot]);
}

/* As exit_mmap() does: no reader is left. */
static void leave_rcu_mode(struct world *w, unsigned int slot)
{
	api_clear_in_rcu(&w->subject, slot);
	w->models[slot].attributes &= ~ATTRIBUTE_RCU;
}

static void processes_end(struct world *w)
{
	unsigned int i;

	for (i = 0; i < MAX_PROCESSES; i++) {
		if (!w->models[i].process.alive)
			continue;
		check_process(w, i, CHECK_INDEPENDENCE);
		mmput(w->subject.processes[i]);
		w->subject.processes[i] = NULL;
		process_exit(&w->models[i].process);
	}
}

void finish(struct world *w)
{
	unsigned int i;

	w->ending = true;
	ground_clear_faults();
	held_release(w);
	ground_rcu_quiesce();
	schedule_at_end(w);
	if (w->subject.on_record)
		record_text(&w->subject, RECORD_CALL, -1, "the end");
	for (i = 0; i < MAX_TREES; i++) {
		/* That takes the lock as it is. */
		if (i % 2 && !(w->models[i].attributes & (ATTRIBUTE_IRQ | ATTRIBUTE_BH)))
			leave_rcu_mode(w, i);
		destroy_tree(w, i);
	}
	processes_end(w);
	check_nothing_left(w);
	ground_check_freed();
}
