// SPDX-License-Identifier: GPL-2.0-or-later
/* What Linux before 6.8 lacks of the API, made of what it has: see compat.h. */
#include <linux/maple_tree.h>

#include "compat.h"

static unsigned int attributes(const struct maple_tree *mt)
{
	return mt->ma_flags & ~MT_FLAGS_HEIGHT_MASK;
}

static int store_each(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	MA_STATE(mas, mt, 0, 0);
	MA_STATE(new_mas, new, 0, 0);
	void *entry;
	int error = 0;

	mas_for_each(&mas, entry, ULONG_MAX) {
		mas_set_range(&new_mas, mas.index, mas.last);
		error = mas_store_gfp(&new_mas, entry, gfp);
		if (error)
			break;
	}
	return error;
}

int __mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	unsigned int kept = attributes(new);
	int error;

	if (attributes(mt) != kept || !mtree_empty(new))
		return -EINVAL;
	error = store_each(mt, new, gfp);
	if (error) {
		__mt_destroy(new);
		/* Before 6.8 that drops the attributes. */
		new->ma_flags = kept;
	}
	return error;
}

int mtree_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	int error;

	spin_lock(&new->ma_lock);
	spin_lock_nested(&mt->ma_lock, SINGLE_DEPTH_NESTING);
	error = __mt_dup(mt, new, gfp);
	spin_unlock(&mt->ma_lock);
	spin_unlock(&new->ma_lock);
	return error;
}
