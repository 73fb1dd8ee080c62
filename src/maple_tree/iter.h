/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving a state through the tree, for the files of this folder. */
#ifndef MAPLE_ITER_H
#define MAPLE_ITER_H

#include <linux/maple_tree.h>

void *mas_walk_root(struct ma_state *mas);

#endif
