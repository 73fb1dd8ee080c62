// SPDX-License-Identifier: GPL-2.0-or-later
/* What the steps of a cursor do. */
#include "operation.h"
#include "cursor_step.h"

unsigned int step_does(enum step step)
{
	static const uint8_t does[STEPS] = {
#define STEP(id, bits) [STEP_##id] = STEP_DOES_##id,
#include "cursor_steps.def"
#undef STEP
	};

	return does[step];
}

const char *step_text(enum step step)
{
	static const char *const texts[STEPS] = {
#define STEP(id, bits) [STEP_##id] = #bits,
#include "cursor_steps.def"
#undef STEP
	};

	return texts[step];
}

unsigned int operation_steps(uint8_t op)
{
	static const uint8_t does[OP_COUNT] = {
#define STEP(id, bits) [OP_CURSOR_##id] = STEP_DOES_##id,
#include "cursor_steps.def"
#undef STEP
	};

	return does[op];
}
