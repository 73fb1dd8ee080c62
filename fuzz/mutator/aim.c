// SPDX-License-Identifier: GPL-2.0-or-later
/* The target for which the mutator makes programs: set once in a process. Engines call the mutator without saying for whom. */
#include "aim.h"

static const struct fuzz_target none;
static const struct fuzz_target *aimed_at = &none;

void mutator_aim(const struct fuzz_target *target)
{
	aimed_at = target ? target : &none;
}

const struct fuzz_target *mutator_target(void)
{
	return aimed_at;
}
