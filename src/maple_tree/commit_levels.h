/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Committing a store that changes more than one leaf. */
#ifndef MAPLE_COMMIT_LEVELS_H
#define MAPLE_COMMIT_LEVELS_H

#include "plan_levels.h"

void commit_levels(const struct mt_plan *plan, const struct mt_levels *levels);

#endif
