// SPDX-License-Identifier: GPL-2.0-or-later
/* What the trees hold in the middle of a program. */
#include <stdlib.h>
#include <string.h>

#include "shrink/state.h"
#include "view/inspect.h"

static bool note_tree(struct state *state, unsigned int tree)
{
	struct range *ranges;
	struct range range;
	size_t count = 0;

	while (inspect_range(tree, count, &range.first, &range.last))
		count++;
	ranges = calloc(count + 1, sizeof(*ranges));
	if (!ranges)
		return false;
	state->attributes[tree] = inspect_attributes(tree);
	state->ranges[tree] = ranges;
	for (; state->count[tree] < count; state->count[tree]++, ranges++)
		inspect_range(tree, state->count[tree], &ranges->first, &ranges->last);
	return true;
}

static bool note_trees(struct state *state)
{
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		if (!note_tree(state, tree))
			return false;
	return true;
}

bool state_before_call(const struct draft *draft, size_t at, struct state *state)
{
	static uint8_t data[MAX_PROGRAM_SIZE];
	const struct run_options options = { 0 };
	struct draft begun = *draft;

	*state = (struct state){ 0 };
	begun.count = at;
	harness_expect(data, draft_encode(&begun, data), &options);
	return note_trees(state);
}

/**
 * struct wait - Waits for a single call.
 * @left: how many come before it.
 * @state: noted then.
 * @noted: all of it is.
 * @unit: the call.
 * @met: it has come.
 */
struct wait {
	unsigned long left;
	struct state *state;
	bool noted;
	struct call *unit;
	bool met;
};

static void note_unit(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	struct wait *wait = arg;

	(void)got;
	(void)want;
	if (wait->noted && !wait->met) {
		*wait->unit = *call;
		wait->met = true;
	}
	if (wait->left && !--wait->left)
		wait->noted = note_trees(wait->state);
}

bool state_before_unit(const struct draft *draft, unsigned long n, struct state *state, struct call *unit)
{
	static uint8_t data[MAX_PROGRAM_SIZE];
	struct wait wait = { .left = n - 1, .state = state, .unit = unit };
	const struct run_options options = { .on_outcome = note_unit, .arg = &wait };

	*state = (struct state){ 0 };
	/* Nothing comes before the first. */
	wait.noted = n == 1 && state_before_call(draft, 0, state);
	harness_expect(data, draft_encode(draft, data), &options);
	return wait.met;
}

void state_free(struct state *state)
{
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		free(state->ranges[tree]);
	*state = (struct state){ 0 };
}
