// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Known issues: a tree is built anew where the subject has led its own astray, or where a call was left out. It is recorded like any other
 * call of the API: what is emitted goes on from the tree that the program went on from.
 */
#include <limits.h>
#include <stdlib.h>

#include "api.h"
#include "held.h"
#include "hold.h"
#include "known/hooks.h"
#include "mm.h"
#include "recorder.h"

void store_known(struct world *w, unsigned int tree, const struct oracle_range *ranges, size_t count)
{
	struct subject *s = &w->subject;
	bool short_of_memory = w->header.nowait != NOWAIT_SUCCEED, locked;
	size_t i;

	if (ground_faults_armed())
		RECORD_HINT(s, tree, "ground_clear_faults();");
	ground_clear_faults();
	if (short_of_memory)
		RECORD_HINT(s, tree, "ground_set_nowait(GROUND_NOWAIT_SUCCEED);");
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	locked = api_trylock(s, tree);
	for (i = 0; i < count; i++) {
		api_mas_set_range(s, tree, ranges[i].first, ranges[i].last);
		api_mas_store_gfp(s, tree, ranges[i].entry, CALL_GFP_KERNEL);
	}
	if (locked)
		api_unlock(s, tree);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
	if (short_of_memory)
		RECORD_HINT(s, tree, "ground_set_nowait(nowait);");
	ground_rcu_quiesce();
}

/* Out of RCU mode: no node waits for a grace period. */
void build_anew(struct world *w, unsigned int tree)
{
	const struct oracle *o = &w->models[tree].oracle;
	struct subject *s = &w->subject;
	uint8_t attributes = w->models[tree].attributes;
	bool locked;

	w->amid.rebuilt = true;
	held_leave(w, tree);
	locked = api_trylock(s, tree);
	api_leave_rcu(s, tree);
	api___mt_destroy(s, tree);
	api_set_flags(s, tree, attributes & ~ATTRIBUTE_RCU);
	store_known(w, tree, o->ranges, o->count);
	if (attributes & ATTRIBUTE_RCU)
		api_enter_rcu(s, tree);
	if (locked)
		api_unlock(s, tree);
	api_set_next(s, tree, w->models[tree].next);
	hold_stale(w, tree);
}

/* Nobody else has seen the process yet, so nobody reads its map. It is recorded nowhere, as nothing is that processes do. */
void build_map_anew(struct world *w, struct mm_struct *mm)
{
	struct vm_area_struct **vmas = calloc(mm->map_count, sizeof(struct vm_area_struct *)), *vma;
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	unsigned int count = 0, i;

	if (!vmas)
		abort();
	ground_clear_faults();
	ground_set_nowait(GROUND_NOWAIT_SUCCEED);
	mmap_write_lock(mm);
	mas_for_each(&mas, vma, ULONG_MAX)
		vmas[count++] = vma;
	mt_clear_in_rcu(&mm->mm_mt);
	__mt_destroy(&mm->mm_mt);
	for (i = 0; i < count; i++) {
		mas_set_range(&mas, vmas[i]->vm_start, vmas[i]->vm_end - 1);
		mas_store_gfp(&mas, vmas[i], GFP_KERNEL);
	}
	mt_set_in_rcu(&mm->mm_mt);
	mmap_write_unlock(mm);
	ground_set_nowait((enum ground_nowait)w->header.nowait);
	free(vmas);
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
