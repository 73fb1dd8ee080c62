/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plainer operands: a pass over the calls for each kind in operands.def. Private to the shrinker. */
#ifndef SHRINK_OPERANDS_H
#define SHRINK_OPERANDS_H

#include "shrink/engine.h"

#define OPERAND(id, name, generation, word, fields, as) bool simplify_##as(struct shrink *s, size_t at);
#include "operands.def"
#undef OPERAND

#endif
