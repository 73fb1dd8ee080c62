/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Included in front of kernel/fork.c by scripts/in-kernel --spawn: fork() then fills the tree of a new address space with one store for
 * each range, as it was before there was __mt_dup(), and the rest of the kernel stays as it is.
 */
#ifndef ONE_BY_ONE_H
#define ONE_BY_ONE_H

#include <linux/maple_tree.h>
#include <linux/mm_types.h>
#include <linux/xarray.h>

/* In the place of __mt_dup(). The caller holds the locks of both address spaces. */
static inline int dup_one_by_one(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	MA_STATE(from, mt, 0, 0);
	MA_STATE(to, new, 0, 0);
	void *entry;
	int error;

	mt_clear_in_rcu(new);
	error = mas_expected_entries(&to, container_of(mt, struct mm_struct, mm_mt)->map_count);
	if (!error) {
		mas_for_each(&from, entry, ULONG_MAX) {
			to.index = from.index;
			to.last = from.last;
			mas_store(&to, entry);
			if (mas_is_err(&to))
				break;
		}
		error = mas_is_err(&to) ? xa_err(to.node) : 0;
	}
	mas_destroy(&to);
	mt_set_in_rcu(new);
	return error;
}

#define __mt_dup(mt, new, gfp) dup_one_by_one(mt, new, gfp)

#endif
