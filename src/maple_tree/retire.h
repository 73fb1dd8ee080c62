/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes that have left the tree. */
#ifndef MAPLE_RETIRE_H
#define MAPLE_RETIRE_H

#include <linux/maple_tree.h>

void mt_retire(struct maple_node *node, bool rcu);
void mt_discard(struct maple_enode *top, enum maple_type internal, bool rcu, bool whole);

#endif
