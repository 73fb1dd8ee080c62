// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of the sweeps. */
#include "exhaust/sweep.h"

static const struct sweep sweeps[] = {
#define SWEEP(name, function, share, all_kinds, words) { name, sweep_##function, share, all_kinds, words },
#include "exhaust/sweeps.def"
#undef SWEEP
};

#define SWEEPS_KNOWN (sizeof(sweeps) / sizeof(sweeps[0]))

const struct sweep *sweep_at(size_t n)
{
	return n < SWEEPS_KNOWN ? &sweeps[n] : NULL;
}
