// SPDX-License-Identifier: GPL-2.0-or-later
/* The ground as new. */
#include "internal.h"

void ground_reset(void)
{
	ground_rcu_reset();
	ground_readers_reset();
	ground_sheaf_reset();
	ground_slab_reset();
	ground_tally_reset();
	ground_held_reset();
	ground_inject_reset();
	ground_sleep_reset();
	ground_interleave_reset();
	ground_fault_reset();
	ground_log_reset();
}
