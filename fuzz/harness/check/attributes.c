// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 5: the attributes of a tree stay as they are; an emptied tree can be used again. */
#include "check/check.h"

static unsigned int attributes(const struct maple_tree *mt)
{
	return mt->ma_flags & ~MT_FLAGS_HEIGHT_MASK;
}

void check_flags(struct world *w, const struct tree *t)
{
	if (checking(w, CHECK_ATTRIBUTES) && attributes(&t->mt) != tree_flags(t->attributes))
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the attributes are 0x%x, it was made with 0x%x", tree_number(w, t),
			 attributes(&t->mt), tree_flags(t->attributes));
}

void check_emptied(struct world *w, const struct tree *t)
{
	if (!checking(w, CHECK_ATTRIBUTES))
		return;
	check_flags(w, t);
	if (t->mt.ma_root)
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the root is not NULL after a destroy", tree_number(w, t));
	if (mt_height(&t->mt))
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the height is %u after a destroy", tree_number(w, t),
			 mt_height(&t->mt));
}
