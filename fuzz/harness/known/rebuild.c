// SPDX-License-Identifier: GPL-2.0-or-later
/* Known issues: a tree is built anew where the subject has led its own astray, or where a call was left out. */
#include <linux/slab.h>

#include "api.h"
#include "check/check.h"
#include "held.h"
#include "hold.h"
#include "known/hooks.h"

static void store_each(struct maple_tree *mt, const struct oracle *o)
{
	struct ma_state mas = subject_state(mt, 0);
	size_t i;

	for (i = 0; i < o->count; i++) {
		mas_set_range(&mas, o->ranges[i].first, o->ranges[i].last);
		mas_store_gfp(&mas, o->ranges[i].entry, GFP_KERNEL);
	}
}

/* With memory, and out of RCU mode: nobody acts in the middle of it, and no node waits for a grace period. */
void build_anew(struct world *w, unsigned int tree)
{
	struct maple_tree *mt = &w->subject.trees[tree].mt;
	unsigned int flags = tree_flags(w->models[tree].attributes);
	bool locked;

	w->amid.rebuilt = true;
	held_leave(w, tree);
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	locked = check_lock(&w->trees[tree]);
	mt->ma_flags &= ~MT_FLAGS_USE_RCU;
	__mt_destroy(mt);
	mt->ma_flags = flags & ~MT_FLAGS_USE_RCU;
	store_each(mt, &w->models[tree].oracle);
	mt->ma_flags |= flags;
	check_unlock(&w->trees[tree], locked);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
	ground_rcu_quiesce();
	w->subject.trees[tree].next = w->models[tree].next;
	hold_stale(w, tree);
}

bool expect_left_out(const struct world *w, const struct call *call, const struct outcome *want, const struct outcome *got)
{
	(void)w;
	(void)call;
	(void)want;
	return got->not_made;
}

bool mend_left_out(struct world *w, const struct call *call, const struct outcome *got)
{
	if (!got->not_made || operation_infos[call->op].effect != EFFECT_WRITE)
		return false;
	build_anew(w, call->tree);
	return true;
}
