// SPDX-License-Identifier: GPL-2.0-or-later
/* What is done to a tree as a whole: begin, duplicate, destroy, print. */
#include <errno.h>

#include "check/check.h"
#include "entry.h"
#include "held.h"
#include "ops/block.h"
#include "ops/iterate.h"

/*
 * ---- Duplicates: -EINVAL if the attributes differ or the new tree is not empty. The height is no attribute ----
 *
 * mtree_dup() takes any gfp, and allocates under the two spinlocks that it takes itself: a caller who must not sleep
 * there gives GFP_NOWAIT. Only blocking allocations can be made to fail one by one, so here GFP_KERNEL may be given, too, and passes.
 */

static void dup_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	const struct model *source = models[call->source];
	struct model *tree = models[call->tree];

	/* What kind of lock an external one is, no flag says. */
	if ((source->attributes ^ tree->attributes) & ~ATTRIBUTE_SPIN || tree->oracle.count)
		out->error = -EINVAL;
	else
		oracle_copy(&tree->oracle, &source->oracle);
}

static void dup_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	bool blocks = call_gfp_blocks(call->gfp);

	if (blocks)
		api_allow_sleeping(s, call->tree, true);
	out->error = api_mtree_dup(s, call->source, call->tree, call->gfp);
	if (blocks)
		api_allow_sleeping(s, call->tree, false);
}

static unsigned long locks_taken(const struct world *w, unsigned int tree)
{
	return w->subject.trees[tree].mt.ma_lock.dep_map.taken;
}

/* How often the locks of the source and of the new tree had been taken before the call. */
static unsigned long taken_before[2];

static void dup_before(struct world *w, const struct call *call)
{
	taken_before[0] = locks_taken(w, call->source);
	taken_before[1] = locks_taken(w, call->tree);
}

/*
 * mtree_dup() takes the locks of both trees, even to refuse: its caller holds neither. What it does to a new tree
 * without a lock, nothing else would show. The order of the two locks is not part of the contract.
 */
static void dup_after(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned int tree;

	(void)got;
	if (locks_taken(w, call->source) == taken_before[0])
		tree = call->source;
	else if (locks_taken(w, call->tree) == taken_before[1])
		tree = call->tree;
	else
		return;
	if (checking(w, CHECK_LOCKS))
		diverged(w, CHECK_LOCKS, (struct evidence){ NULL, 0 }, "t%u: mtree_dup() has not taken its lock", tree);
}

OPERATION(DUP) {
	.external = OP_DUP_LOCKED,
	.subject = dup_subject,
	.model = dup_model,
	.before = dup_before,
	.after = dup_after,
};

/*
 * Whose lock is taken first: a semaphore, which may sleep, before a spinlock; one that switches interrupts off before one that only
 * switches bottom halves off, and that before the others.
 */
static int lock_rank(const struct subject *s, unsigned int tree)
{
	static const uint8_t ranks[] = {
		[LOCK_OWN] = 0, [LOCK_SPIN] = 0, [LOCK_OWN_BH] = 1, [LOCK_OWN_IRQ] = 2, [LOCK_SEMAPHORE] = 3,
	};

	return ranks[s->trees[tree].lock_kind];
}

/* As fork() does it: if nothing else decides, the new tree's lock first, then the source's, nested. */
static void dup_locked_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	bool source_first = lock_rank(s, call->source) > lock_rank(s, call->tree);
	unsigned int first = source_first ? call->source : call->tree, second = source_first ? call->tree : call->source;
	bool blocks = call_gfp_blocks(call->gfp) && s->trees[call->tree].lock_kind != LOCK_SEMAPHORE;

	api_lock(s, first);
	api_lock_nested(s, second, first);
	if (blocks)
		api_allow_sleeping(s, call->tree, true);
	out->error = api___mt_dup(s, call->source, call->tree, call->gfp);
	if (blocks)
		api_allow_sleeping(s, call->tree, false);
	api_unlock_nested(s, second, first);
	api_unlock(s, first);
}

OPERATION(DUP_LOCKED) {
	.subject = dup_locked_subject,
	.model = dup_model,
};

/* ---- Destroys ---- */

static void destroy_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_mtree_destroy(s, call->tree);
}

static void destroy_locked_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_lock(s, call->tree);
	api___mt_destroy(s, call->tree);
	api_unlock(s, call->tree);
}

static void destroy_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	oracle_clear(&models[call->tree]->oracle);
}

OPERATION(DESTROY) {
	.external = OP_DESTROY_LOCKED,
	.subject = destroy_subject,
	.model = destroy_model,
};

OPERATION(DESTROY_LOCKED) {
	.subject = destroy_locked_subject,
	.model = destroy_model,
};

/* ---- A new beginning, with other attributes ---- */

static void init_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	if (s->trees[call->tree].lock_kind != LOCK_OWN)
		destroy_locked_subject(s, call, out);
	else
		destroy_subject(s, call, out);
	api_init(s, call->tree, call->attributes);
}

static void init_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	destroy_model(models, call, out);
	models[call->tree]->attributes = call->attributes;
}

OPERATION(INIT) {
	.subject = init_subject,
	.model = init_model,
};

/* ---- mt_dump() prints, and changes nothing ---- */

static void dump_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_lock(s, call->tree);
	api_mt_dump(s, call->tree);
	api_unlock(s, call->tree);
}

OPERATION(DUMP) {
	.subject = dump_subject,
};

/* ---- RCU mode is left and entered while the tree is in use. Cursors in it begin anew: nobody may read without the lock then ---- */

static void leave_rcu_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_clear_in_rcu(s, call->tree);
}

static void leave_rcu_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	models[call->tree]->attributes &= ~ATTRIBUTE_RCU;
}

static void enter_rcu_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_set_in_rcu(s, call->tree);
}

static void enter_rcu_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	(void)out;
	models[call->tree]->attributes |= ATTRIBUTE_RCU;
}

static void mode_before(struct world *w, const struct call *call)
{
	held_leave(w, call->tree);
}

/* It takes the lock as it is: not where that needs interrupts or bottom halves off. */
OPERATION(LEAVE_RCU) {
	.atomic = OP_VALIDATE,
	.mode = true,
	.subject = leave_rcu_subject,
	.model = leave_rcu_model,
	.before = mode_before,
};

OPERATION(ENTER_RCU) {
	.atomic = OP_VALIDATE,
	.mode = true,
	.subject = enter_rcu_subject,
	.model = enter_rcu_model,
	.before = mode_before,
};

/* ---- mt_validate() finds nothing wrong, whoever asks, and changes nothing ---- */

static void validate_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	(void)out;
	api_lock(s, call->tree);
	api_mt_validate(s, call->tree);
	api_unlock(s, call->tree);
}

static void validate_after(struct world *w, const struct call *call, const struct outcome *got)
{
	(void)got;
	check_walk(w, &w->trees[call->tree], CHECK_STATE);
}

OPERATION(VALIDATE) {
	.subject = validate_subject,
	.after = validate_after,
};

/* ---- mas_dump() prints a state, which stays where it has walked to ---- */

#if HAVE_MAS_DUMP
static void mas_dump_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set(s, call->tree, call->first);
	api_lock(s, call->tree);
	out->entry = api_mas_walk(s, call->tree);
	api_mas_dump(s, call->tree);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}
#else
#define mas_dump_subject NULL
#endif

OPERATION(MAS_DUMP) {
	.subject = mas_dump_subject,
	.model = walk_model,
};

/* ---- mt_cache_shrink() gives back memory that nobody uses: what the tree holds stays ---- */

static void cache_shrink_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mt_cache_shrink(s, call->tree);
	out->entry = api_mtree_load(s, call->tree, call->first);
}

static void cache_shrink_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	out->entry = entry_visible(oracle_load(&models[call->tree]->oracle, call->first));
}

OPERATION(CACHE_SHRINK) {
	.subject = cache_shrink_subject,
	.model = cache_shrink_model,
	.after = validate_after,
};
