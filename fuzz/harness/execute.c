// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>

#include "check/check.h"
#include "entry.h"
#include "execute.h"
#include "known.h"
#include "units.h"

/* What a duplicate costs of the limit of calls: its nodes, of 16 ranges or less. */
#define RANGES_PER_WORK 16

static bool is_dup(const struct call *call)
{
	return call->op == OP_DUP || call->op == OP_DUP_LOCKED;
}

static bool is_destroy(const struct call *call)
{
	return call->op == OP_DESTROY || call->op == OP_DESTROY_LOCKED || call->op == OP_INIT;
}

static bool is_fault(const struct call *call)
{
	return opcode_infos[call->op].group == SWARM_FAULT;
}

static bool is_read(const struct call *call)
{
	return opcode_infos[call->op].group == SWARM_READ;
}

static bool is_bulk(const struct call *call)
{
	return opcode_infos[call->op].group == SWARM_BULK;
}

/* The call in progress, of which a unit may be but a part. */
static const struct call *current_call(const struct world *w)
{
	return &w->calls[w->call_count - 1];
}

void before_call(struct world *w, const struct call *call, struct before *before)
{
	const struct tree *t = &w->trees[call->tree];
	unsigned long internal;

	before->counts = *ground_counts();
	before_locks(w, call, before);
	before->nodes = is_destroy(call) ? view_count(&t->mt, &internal) : 0;
	before->path_length = 0;
	if (call->op == OP_OVERTAKE)
		oracle_copy(&w->old, &t->oracle);
	if (t->attributes & ATTRIBUTE_RCU && !is_read(call) && !is_fault(call))
		before->path_length = view_path(&t->mt, call->first, before->path);
}

/* Reserved entries are refused with a warning; every other warning is a divergence. */
static void apply_expecting(struct world *w, const struct call *call, struct outcome *got)
{
	struct tree *t = &w->trees[call->tree];
	bool reserved = call->entry.kind == ENTRY_RESERVED;
	bool lock = known_needs_lock(w, call);

	if (reserved)
		ground_expect_warning(true);
	if (lock)
		tree_lock(t);
	subject_apply(w, call, got);
	if (lock)
		tree_unlock(t);
	if (reserved)
		ground_expect_warning(false);
}

static void apply(struct world *w, const struct call *call, struct before *before,
		  struct outcome *got)
{
	struct tree *t = &w->trees[call->tree];

	if (known_avoid(w, call, got))
		return;
	if (known_suspend_rcu(w, call)) {
		before->path_length = 0;
		apply_expecting(w, call, got);
		t->mt.ma_flags |= tree_flags(t->attributes) & MT_FLAGS_USE_RCU;
	} else {
		apply_expecting(w, call, got);
	}
}

/*
 * An allocation was made to fail, and the call gave up. mtree_erase() has no way
 * to say so but to return nothing.
 */
static bool gave_up(struct world *w, const struct call *call, const struct outcome *got,
		    const struct before *before)
{
	if (ground_counts()->blocking_failures == before->counts.blocking_failures)
		return false;
	return got->error == -ENOMEM || (call->op == OP_ERASE && !got->entry) ||
	       known_failure(w, call, got);
}

/* -ENOMEM leaves everything as it was, and loses nothing. */
static void check_failure(struct world *w, const struct call *call, const struct before *before)
{
	struct tree *t = &w->trees[call->tree];

	check_grace(w, call, before);
	ground_rcu_quiesce();
	check_unchanged(w, call, before);
	check_locks(w, call, before);
	if (is_dup(call)) {
		check_emptied(w, t);
		check_flags(w, &w->trees[call->source]);
		check_walk(w, &w->trees[call->source], CHECK_STATE);
	} else {
		check_flags(w, t);
		check_near(w, t, call->first, call->last);
		check_valid(w, t);
	}
	if (w->options.thorough)
		check_all(w, t, CHECK_STATE);
}

/*
 * A call that gave up for want of memory is made again with memory, so that what comes
 * after does not depend on how many nodes a subject happens to need.
 */
static void apply_until_done(struct world *w, const struct call *call, struct before *before,
			     struct outcome *got)
{
	apply(w, call, before, got);
	if (!gave_up(w, call, got, before))
		return;
	check_failure(w, call, before);
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	before_call(w, call, before);
	apply(w, call, before, got);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
}

static void fold(struct world *w, uint64_t number)
{
	uint64_t digest = (w->result.digest ^ number) * 0x9e3779b97f4a7c15;

	w->result.digest = digest ^ digest >> 32;
}

/* What the call was and what it gave, as far as every subject must agree on it. */
static void fold_call(struct world *w, const struct call *call, const struct outcome *want)
{
	fold(w, (uint64_t)call->op << 32 | call->tree << 16 | call->source);
	fold(w, call->first);
	fold(w, call->last);
	fold(w, (uint64_t)(uint32_t)want->error << 32 | entry_code(want->entry));
	fold(w, entry_code(want->second));
}

static void after_dup(struct world *w, const struct call *call, const struct outcome *got,
		      const struct before *before)
{
	struct tree *source = &w->trees[call->source], *t = &w->trees[call->tree];

	check_flags(w, source);
	if (got->error) {
		check_unchanged(w, call, before);
		check_walk(w, t, CHECK_STATE);
		return;
	}
	check_shape(w, source, t, before);
	check_walk(w, t, CHECK_STATE);
	check_valid(w, t);
	t->touched = false;
}

static void after_destroy(struct world *w, const struct call *call, const struct before *before)
{
	struct tree *t = &w->trees[call->tree];

	check_freed(w, call, before);
	check_emptied(w, t);
	check_walk(w, t, CHECK_STATE);
	t->touched = false;
}

/* The whole tree, once it has had a call for each of its ranges since the last time: small ones always. */
static void check_on_credit(struct world *w, struct tree *t)
{
	if (t->credit < t->oracle.count)
		return;
	t->credit = 0;
	check_all(w, t, CHECK_STATE);
	check_valid(w, t);
	t->touched = false;
}

static void after_write(struct world *w, const struct call *call, const struct outcome *got,
			const struct before *before)
{
	struct tree *t = &w->trees[call->tree];

	if (got->error)
		check_unchanged(w, call, before);
	t->touched = true;
	t->credit++;
	if (is_bulk(current_call(w)) && !w->options.thorough)
		return;
	if (call->op == OP_OVERTAKE && !got->error)
		check_reader(w, t);
	check_near(w, t, call->first, call->last);
	check_others(w, t, call->first, call->last);
}

static void after_unit(struct world *w, const struct call *call, const struct outcome *got,
		       const struct before *before)
{
	check_locks(w, call, before);
	check_flags(w, &w->trees[call->tree]);
	if (is_dup(call))
		after_dup(w, call, got, before);
	else if (is_destroy(call))
		after_destroy(w, call, before);
	else if (!is_read(call) && !is_fault(call))
		after_write(w, call, got, before);
}

static void account(struct world *w, const struct call *call)
{
	w->result.calls++;
	w->work++;
	if (is_dup(call))
		w->work += w->trees[call->tree].oracle.count / RANGES_PER_WORK;
}

static void tell_outcome(struct world *w, const struct call *call, const struct outcome *got,
			 const struct outcome *want)
{
	if (w->options.on_outcome)
		w->options.on_outcome(call, got, want, w->options.arg);
}

/*
 * A call has dropped the lock to wait for memory: whoever takes it now must find the
 * tree as it was before the call, since the oracle has not made it yet.
 */
static void check_while_waiting(void *arg)
{
	struct world *w = arg;
	struct tree *t = &w->trees[w->unit->tree];

	if (is_bulk(current_call(w)) && !w->options.thorough)
		return;
	check_near(w, t, w->unit->first, w->unit->last);
	if (w->options.thorough)
		check_valid(w, t);
}

static void execute_unit(struct world *w, const struct call *call)
{
	struct outcome got, want;
	struct before before;

	if (w->options.on_unit)
		w->options.on_unit(call, w->options.arg);
	before_call(w, call, &before);
	w->unit = call;
	apply_until_done(w, call, &before, &got);
	check_grace(w, call, &before);
	ground_rcu_quiesce();
	model_apply(w, call, &want);
	known_mend(w, call);
	tell_outcome(w, call, &got, &want);
	check_result(w, call, &want, &got);
	after_unit(w, call, &got, &before);
	fold_call(w, call, &want);
	account(w, call);
}

static void check_everything(struct world *w, const struct tree *operated_on)
{
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++) {
		struct tree *t = &w->trees[i];

		check_flags(w, t);
		check_all(w, t, t == operated_on ? CHECK_STATE : CHECK_INDEPENDENCE);
		check_valid(w, t);
	}
	check_nodes(w);
}

void execute(struct world *w, const struct call *call)
{
	struct tree *t = &w->trees[call->tree];
	struct units units;
	struct call unit;

	if (w->header.nowait != NOWAIT_SUCCEED)
		ground_on_blocking(check_while_waiting, w);
	units_begin(&units, call);
	while (units_next(&units, w, &unit))
		execute_unit(w, &unit);
	if (is_bulk(call) && units.done)
		check_near(w, t, units.last.first, units.last.last);
	if (w->options.thorough)
		check_everything(w, t);
	else if (!is_read(call) && !is_fault(call))
		check_on_credit(w, t);
	w->previous_first = call->first;
	w->previous_last = call->last;
}

void execute_on_oracle(struct world *w, const struct call *call)
{
	struct outcome want;
	struct units units;
	struct call unit;

	units_begin(&units, call);
	while (units_next(&units, w, &unit)) {
		model_apply(w, &unit, &want);
		tell_outcome(w, &unit, NULL, &want);
		account(w, &unit);
	}
	w->previous_first = call->first;
	w->previous_last = call->last;
}

static void destroy_tree(struct world *w, unsigned int slot)
{
	struct tree *t = &w->trees[slot];
	struct call call = { .op = tree_external(t) ? OP_DESTROY_LOCKED : OP_DESTROY, .tree = slot };
	struct outcome got;
	struct before before;

	before_call(w, &call, &before);
	apply(w, &call, &before, &got);
	known_mend(w, &call);
	check_grace(w, &call, &before);
	ground_rcu_quiesce();
	check_locks(w, &call, &before);
	check_emptied(w, t);
	oracle_clear(&t->oracle);
}

void finish(struct world *w)
{
	unsigned int i;

	w->ending = true;
	ground_clear_faults();
	for (i = 0; i < MAX_TREES; i++) {
		struct tree *t = &w->trees[i];

		check_flags(w, t);
		if (t->touched)
			check_all(w, t, CHECK_STATE);
		else
			check_walk(w, t, CHECK_INDEPENDENCE);
	}
	for (i = 0; i < MAX_TREES; i++) {
		/* Every other tree as exit_mmap() does: no reader is left. */
		if (i % 2)
			tree_clear_rcu_mode(&w->trees[i]);
		destroy_tree(w, i);
	}
	check_nothing_left(w);
	ground_check_freed();
}
