// SPDX-License-Identifier: GPL-2.0-or-later
/* The list of targets, from targets.def. */
#include <string.h>

#include "target.h"

#define TARGET(name) extern const struct fuzz_target name##_target;
#include "targets.def"
#undef TARGET

#define TARGET(name) &name##_target,
static const struct fuzz_target *const targets[] = {
#include "targets.def"
};
#undef TARGET

const struct fuzz_target *fuzz_target_at(size_t n)
{
	return n < sizeof(targets) / sizeof(targets[0]) ? targets[n] : NULL;
}

const struct fuzz_target *fuzz_target_find(const char *name)
{
	const struct fuzz_target *target;

	for (size_t i = 0; (target = fuzz_target_at(i)); i++)
		if (!strcmp(target->name, name))
			return target;
	return NULL;
}
