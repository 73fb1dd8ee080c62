/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The steps that a cursor makes, as the table cursor_steps.def has them. */
#ifndef PROGRAM_CURSOR_STEP_H
#define PROGRAM_CURSOR_STEP_H

#include <stdint.h>

/* What a step does. */
#define STEP_WALKS (1 << 0)	/* goes to the slot that holds its index */
#define STEP_UP (1 << 1)	/* goes to higher indices, its limit is the highest one of interest */
#define STEP_DOWN (1 << 2)	/* to lower ones */
#define STEP_FINDS (1 << 3)	/* if it has not begun yet, gives what is at its index */
#define STEP_STOPS (1 << 4)	/* stops at emptiness, too */

/** enum step - The calls that move a state through a tree: mas_walk(), mas_find(), and so on. */
enum step {
#define STEP(id, does) STEP_##id,
#include "cursor_steps.def"
#undef STEP
	STEPS
};

/* STEP_DOES_ID: what STEP_ID does. */
enum {
#define STEP(id, does) STEP_DOES_##id = (does),
#include "cursor_steps.def"
#undef STEP
};

/** step_does() - What @step does, as a set of STEP_*. */
unsigned int step_does(enum step step);

/** step_text() - The same, as C. */
const char *step_text(enum step step);

/** operation_steps() - What the step does that the operation @op makes; 0 if it makes none. */
unsigned int operation_steps(uint8_t op);

#endif
