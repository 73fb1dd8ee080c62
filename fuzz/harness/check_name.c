// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of the groups of checks. */
#include "harness.h"

static const char *const check_names[CHECK_COUNT] = {
	[CHECK_RESULT] = "result",
	[CHECK_STATE] = "state",
	[CHECK_SHAPE] = "shape",
	[CHECK_INDEPENDENCE] = "independence",
	[CHECK_ATTRIBUTES] = "attributes",
	[CHECK_MEMORY] = "memory",
	[CHECK_LOCKS] = "locks",
	[CHECK_VALIDATE] = "validate",
	[CHECK_READER] = "reader",
	[CHECK_PROGRESS] = "progress",
};

const char *check_name(enum check check)
{
	return check_names[check];
}
