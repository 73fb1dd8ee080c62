/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of a state that stands on a leaf: to the next entry, and to the one before. */
#ifndef MAPLE_STEP_H
#define MAPLE_STEP_H

#include <linux/maple_tree.h>

void *mas_step_next(struct ma_state *mas, unsigned long max, bool empty, bool restart);
void *mas_step_prev(struct ma_state *mas, unsigned long min, bool empty, bool restart);
bool mas_prev_root(struct ma_state *mas, unsigned long min, void **entry);

#endif
