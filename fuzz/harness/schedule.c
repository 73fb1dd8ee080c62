// SPDX-License-Identifier: GPL-2.0-or-later
/* Which check is made when. */
#include "ops/block.h"
#include "schedule.h"

static enum effect effect_of(const struct call *call)
{
	return operation_infos[call->op].effect;
}

/* Is this single call one of many that are checked together? */
static bool in_bulk(const struct world *w)
{
	return operations[current_call(w)->op]->unit && !w->options.thorough;
}

/* ---- Around a single call ----------------------------------------------------- */

static unsigned long node_count(const struct tree *t)
{
	unsigned long internal;

	return view_count(&t->subject->mt, &internal);
}

void schedule_before(struct world *w, const struct call *call, struct before *before)
{
	const struct tree *t = &w->trees[call->tree];

	before->counts = *ground_counts();
	before->locks = ground_locks_held();
	before->taken = locks_unasked(w, call->tree);
	before->nodes = effect_of(call) == EFFECT_EMPTY ? node_count(t) : 0;
	before->waits = node_waits();
	before->path_length = 0;
	if (t->model->attributes & ATTRIBUTE_RCU && effect_changes_tree(effect_of(call)))
		before->path_length = view_path(&t->subject->mt, call->first, before->path);
	if (operations[call->op]->before)
		operations[call->op]->before(w, call);
}

void schedule_again(struct world *w, const struct call *call, const struct ground_counts *since, struct before *before)
{
	const struct ground_counts *now = ground_counts();
	struct ground_counts counts = before->counts;
	unsigned int locks = before->locks;

	schedule_before(w, call, before);
	counts.live += now->live - since->live;
	counts.allocs += now->allocs - since->allocs;
	counts.singles += now->singles - since->singles;
	counts.bulks += now->bulks - since->bulks;
	counts.sheaves += now->sheaves - since->sheaves;
	counts.failures += now->failures - since->failures;
	counts.blocking_failures += now->blocking_failures - since->blocking_failures;
	before->counts = counts;
	before->locks = locks;
}

/* Where each tree is due after each write, those that are the same are checked once. */
static bool checks_once(const struct world *w)
{
	return w->options.compare != COMPARE_WHEN_DUE && !w->options.thorough;
}

/* All checks of a tree. */
static void check_whole(struct world *w, struct tree *t)
{
	const uint64_t digest = checks_once(w) ? seen_digest(t) : 0;

	if (seen_has(digest))
		return;
	check_all(w, t, CHECK_STATE);
	check_valid(w, t);
	seen_add(digest);
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
	if (checks_once(w)) {
		check_whole(w, t);
	} else {
		check_walk(w, t, CHECK_STATE);
		check_valid(w, t);
	}
	t->touched = false;
}

static void after_empty(struct world *w, const struct call *call, const struct before *before)
{
	struct tree *t = &w->trees[call->tree];

	check_freed(w, call, before);
	check_emptied(w, t);
	check_walk(w, t, CHECK_STATE);
	t->touched = false;
}

static void after_write(struct world *w, const struct call *call, const struct outcome *got,
			const struct before *before)
{
	struct tree *t = &w->trees[call->tree];

	check_kept(w, call, before);
	/* 1 is no error: a cyclic allocation has wrapped. */
	if (got->error < 0)
		check_unchanged(w, call, before);
	t->touched = true;
	t->unchecked++;
	if (in_bulk(w))
		return;
	check_near(w, t, call->first, call->last);
	check_others(w, t, call->first, call->last);
}

static void after_operation(struct world *w, const struct call *call, const struct outcome *got)
{
	if (operations[call->op]->after && !got->not_made)
		operations[call->op]->after(w, call, got);
}

void schedule_after(struct world *w, const struct call *call, const struct outcome *got, const struct before *before)
{
	check_locks(w, call, before);
	check_flags(w, &w->trees[call->tree]);
	after_operation(w, call, got);
	switch (effect_of(call)) {
	case EFFECT_DUP:
		after_dup(w, call, got, before);
		break;
	case EFFECT_EMPTY:
		after_empty(w, call, before);
		break;
	case EFFECT_WRITE:
		after_write(w, call, got, before);
		break;
	case EFFECT_READ:
	case EFFECT_FAULT:
	case EFFECT_PROCESS:
		break;
	}
}

/* Is @t to be validated after a single call that gave up? Of a bulk operation there may be thousands. */
static bool failure_due(const struct world *w, struct tree *t)
{
	if (in_bulk(w) && ++t->failed < t->model->oracle.count)
		return false;
	t->failed = 0;
	return true;
}

void schedule_after_failure(struct world *w, const struct call *call, const struct outcome *got,
			    const struct before *before)
{
	struct tree *t = &w->trees[call->tree], *source = &w->trees[call->source];

	check_grace(w, call, before);
	ground_rcu_quiesce();
	if (!operations[call->op]->stepwise)
		check_unchanged(w, call, before);
	check_locks(w, call, before);
	after_operation(w, call, got);
	if (effect_of(call) == EFFECT_DUP) {
		check_emptied(w, t);
		check_flags(w, source);
		check_walk(w, source, CHECK_STATE);
	} else {
		check_kept(w, call, before);
		check_flags(w, t);
		check_near(w, t, call->first, call->last);
		if (failure_due(w, t))
			check_valid(w, t);
	}
	if (w->options.thorough)
		check_all(w, t, CHECK_STATE);
}

/* Whoever takes the lock now must find the tree as it was before the call, since the oracle has not made it yet. */
void schedule_while_waiting(struct world *w)
{
	struct tree *t = &w->trees[w->unit->tree];

	if (in_bulk(w))
		return;
	check_near(w, t, w->unit->first, w->unit->last);
	if (w->options.thorough)
		check_valid(w, t);
}

/* ---- After a call, and at the end ------------------------------------------------ */

static void check_everything(struct world *w, const struct tree *operated_on)
{
	unsigned int i;

	check_processes(w);
	for (i = 0; i < MAX_TREES; i++) {
		struct tree *t = &w->trees[i];

		check_flags(w, t);
		if (t == operated_on) {
			check_whole(w, t);
			continue;
		}
		/* What another tree gives may depend on more than what it is. */
		check_all(w, t, CHECK_INDEPENDENCE);
		check_valid(w, t);
	}
	check_nodes(w);
}

/* The whole tree, once it has had a call for each of its ranges since the last time: small ones always. A duplicate has been compared. */
static void check_if_due(struct world *w, struct tree *t, bool written)
{
	if (t->unchecked < t->model->oracle.count && !(written && w->options.compare != COMPARE_WHEN_DUE))
		return;
	t->unchecked = 0;
	check_whole(w, t);
	t->touched = false;
}

/* Whatever changes a tree; a duplicate has been compared with its source. */
static bool compares_all(const struct world *w, const struct call *call)
{
	return w->options.compare == COMPARE_ALL && (effect_of(call) == EFFECT_WRITE || effect_of(call) == EFFECT_EMPTY);
}

void schedule_after_call(struct world *w, const struct call *call, const struct units *units)
{
	struct tree *t = &w->trees[call->tree];

	if (units->done && operations[call->op]->unit)
		check_near(w, t, units->first, units->last);
	if (w->options.thorough || compares_all(w, call))
		check_everything(w, t);
	else if (effect_changes_tree(effect_of(call)))
		check_if_due(w, t, effect_of(call) == EFFECT_WRITE);
}

void schedule_at_end(struct world *w)
{
	unsigned int i;

	for (i = 0; i < MAX_TREES; i++) {
		struct tree *t = &w->trees[i];

		check_flags(w, t);
		if (t->touched)
			check_all(w, t, CHECK_STATE);
		else
			check_walk(w, t, CHECK_INDEPENDENCE);
	}
}
