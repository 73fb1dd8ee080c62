/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mas_walk() gives, for those who use the state on. */
#ifndef OPS_ITERATE_H
#define OPS_ITERATE_H

#include "ops/block.h"

void walk_model(struct model *const models[], const struct call *call, struct outcome *out);

#endif
