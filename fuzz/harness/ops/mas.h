/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mas_store_gfp(), for those who make it with company. */
#ifndef OPS_MAS_H
#define OPS_MAS_H

#include "ops/block.h"

void mas_store_subject(struct subject *s, const struct call *call, struct outcome *out);
void mas_store_model(struct model *const models[], const struct call *call, struct outcome *out);

#endif
