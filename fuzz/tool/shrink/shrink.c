// SPDX-License-Identifier: GPL-2.0-or-later
/* Goes through the passes until none of them finds anything. */
#include <stdlib.h>
#include <string.h>

#include "shrink/passes.h"
#include "shrink/shrink.h"

/* Rounds over all passes. Two or three are the rule; each ends up simpler than it began. */
#define MAX_ROUNDS 16

static bool all_passes(struct shrink *s, void (*progress)(const struct shrink *s))
{
	static bool (*const passes[])(struct shrink *s) = {
		shrink_failures, shrink_windows, shrink_calls, shrink_trees, shrink_operations, shrink_entries,
	};
	bool found = false;
	size_t i;

	for (i = 0; i < sizeof(passes) / sizeof(passes[0]); i++)
		found |= passes[i](s);
	/* The longest pass; that it was in vain is not proven twice. */
	if (!s->alone || found)
		found |= shrink_indices(s);
	progress(s);
	return found;
}

void shrink(struct shrink *s, void (*progress)(const struct shrink *s))
{
	unsigned int round;

	s->known = calloc(KNOWN_SLOTS, sizeof(*s->known));
	for (round = 0; round < MAX_ROUNDS; round++) {
		if (all_passes(s, progress))
			continue;
		if (s->alone)
			break;
		s->alone = true;
		memset(s->known, 0, KNOWN_SLOTS * sizeof(*s->known));
	}
	free(s->known);
}
