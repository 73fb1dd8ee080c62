// SPDX-License-Identifier: GPL-2.0-or-later
/* Check 5: the attributes of a tree stay as they are; an emptied tree can be used again. */
#include "api.h"
#include "check/check.h"

static unsigned int attributes(const struct maple_tree *mt)
{
	return mt->ma_flags & ~MT_FLAGS_HEIGHT_MASK;
}

void check_flags(struct world *w, const struct tree *t)
{
	if (checking(w, CHECK_ATTRIBUTES) && attributes(&t->subject->mt) != tree_flags(t->model->attributes))
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the attributes are 0x%x, it was made with 0x%x", t->number,
			 attributes(&t->subject->mt), tree_flags(t->model->attributes));
}

void check_emptied(struct world *w, const struct tree *t)
{
	if (!checking(w, CHECK_ATTRIBUTES))
		return;
	check_flags(w, t);
	if (t->subject->mt.ma_root)
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the root is not NULL after a destroy", t->number);
	if (mt_height(&t->subject->mt))
		diverged(w, CHECK_ATTRIBUTES, (struct evidence){ t, 0 },
			 "t%u: the height is %u after a destroy", t->number,
			 mt_height(&t->subject->mt));
}
