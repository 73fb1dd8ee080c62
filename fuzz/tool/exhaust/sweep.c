// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of the sweeps. */
#include <string.h>

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

const struct sweep *sweep_find(const char *name, size_t length)
{
	for (size_t i = 0; i < SWEEPS_KNOWN; i++)
		if (strlen(sweeps[i].name) == length && !strncmp(sweeps[i].name, name, length))
			return &sweeps[i];
	return NULL;
}
