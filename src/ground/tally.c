// SPDX-License-Identifier: GPL-2.0-or-later
/* What was allocated, failed and warned of since the last reset. */
#include "internal.h"

struct ground_counts ground_tally;

const struct ground_counts *ground_counts(void)
{
	return &ground_tally;
}

void ground_tally_reset(void)
{
	ground_tally = (struct ground_counts){ 0 };
}
