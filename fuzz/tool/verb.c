// SPDX-License-Identifier: GPL-2.0-or-later
/* What a verb says about itself and about the command that it was typed with. */
#include <stdio.h>

#include "tool.h"

static const char *path;

void program_started(const char *name)
{
	path = name;
}

const char *program_path(void)
{
	return path;
}

int verb_usage(const struct verb *verb)
{
	printf("usage: maplefuzz %s %s", verb->name, verb->usage);
	return EXIT_CLEAN;
}
