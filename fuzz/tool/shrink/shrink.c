// SPDX-License-Identifier: GPL-2.0-or-later
/* Goes through the passes until none of them finds anything. */
#include <stdlib.h>
#include <string.h>

#include "shrink/passes.h"
#include "shrink/shrink.h"

/* Of a program that makes so many single calls a trial takes milliseconds. */
#define MANY_UNITS 1000

/* Each makes the program plainer by itself. They take few trials. */
static bool plain_passes(struct shrink *s)
{
	static bool (*const passes[])(struct shrink *s) = {
		shrink_failures, shrink_windows, shrink_duplicates, shrink_calls, shrink_trees, shrink_operations, shrink_entries,
	};
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		found |= passes[i](s);
	return found;
}

/* The longest pass. Indices that are lower but no shorter are no reason to begin again with the others. */
static bool shorter_indices(struct shrink *s)
{
	struct cost before = draft_cost(&s->draft), after;

	shrink_indices(s);
	after = draft_cost(&s->draft);
	return after.lines < before.lines || after.size < before.size;
}

/* All of them, until none finds anything. What takes long is done only where the others find nothing, and is not done twice in vain. */
static void all_passes(struct shrink *s, void (*progress)(const struct shrink *s))
{
	bool found;

	do {
		found = plain_passes(s);
		if (!found && s->alone)
			return;
		found = found || shrink_states(s) || shrink_shapes(s) || shorter_indices(s);
		progress(s);
	} while (found);
}

void shrink(struct shrink *s, void (*progress)(const struct shrink *s))
{
	s->known = calloc(KNOWN_SLOTS, sizeof(*s->known));
	/* So that further trials take less time. */
	if (s->units > MANY_UNITS)
		shrink_states(s);
	all_passes(s, progress);
	s->alone = true;
	memset(s->known, 0, KNOWN_SLOTS * sizeof(*s->known));
	all_passes(s, progress);
	free(s->known);
}
