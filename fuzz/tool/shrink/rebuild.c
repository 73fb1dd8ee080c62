// SPDX-License-Identifier: GPL-2.0-or-later
/* Shrinking: what the trees hold is stored by a few fills, instead of by the calls that made it what it is. */
#include <string.h>

#include "shrink/passes.h"
#include "shrink/split.h"

/* ---- What they hold, at plainer indices ---------------------------------------------- */

/* Before how many of the last calls it is tried. */
#define SPLITS 12

static bool try_layouts(struct shrink *s, const struct split *split)
{
	const struct state *state = &split->state;
	unsigned int kind, kinds = split->several ? LAYOUT_SAME + 1 : LAYOUTS;
	struct layout layout;
	bool found = false;

	layout_begin(&layout, state->ranges[split->tree], state->count[split->tree], split->rest.calls, split->rest.count);
	for (kind = 0; kind < kinds && !found; kind++)
		found = layout_lay(&layout, kind) && split_try(s, split, &layout);
	layout_free(&layout);
	return found;
}

/* Another writer is held back until the call behind it waits: the oracle does not know when that is. */
static bool has_window(const struct draft *draft)
{
	size_t i;

	for (i = 0; i < draft->count; i++)
		if (draft->calls[i].op == OP_WINDOW)
			return true;
	return false;
}

static bool rebuild_before_unit(struct shrink *s, bool plain)
{
	struct split split;
	bool found = split_before_unit(&s->draft, s->units, plain, &split) && try_layouts(s, &split);

	split_free(&split);
	return found;
}

bool shrink_states(struct shrink *s)
{
	size_t end = s->draft.count > SPLITS ? s->draft.count - SPLITS : 0, at;
	struct split split;
	bool found;

	if (has_window(&s->draft))
		return false;
	found = (*s->place && rebuild_before_unit(s, true)) || rebuild_before_unit(s, false);
	for (at = s->draft.count; !found && at-- > end;) {
		found = split_before_call(&s->draft, at, &split) && try_layouts(s, &split);
		split_free(&split);
	}
	return found;
}

/* ---- Other shapes -------------------------------------------------------------------- */

/* Numbers of ranges that make a leaf, two, ... and higher trees, with gaps and without. */
static const uint16_t counts[] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 48, 56, 64, 80, 96, 112, 130, 150,
	190, 226, 256, 320, 512, 1000,
};

/* Trials that looking for a shape may take. */
#define SHAPE_TRIALS 3000

/* Of more places than these at either end of a tree, every eighth is tried. */
#define PLACES 24

static bool is_worth_a_trial(size_t place, size_t places)
{
	return place < PLACES || place + PLACES >= places || !(place % 8);
}

/* Which ranges the second part is about: from number @low to number @high. */
static void find_ranks(const struct layout *layout, long *low, long *high)
{
	*low = *high = 0;
	if (!layout->edge_count)
		return;
	*low = layout_rank(layout, layout->edges[0]);
	*low = *low < 0 ? 0 : *low;
	*high = layout_rank(layout, layout->edges[layout->edge_count - 1]);
	*high = *high < *low ? *low : *high;
}

/* Try a tree of @count ranges, the second part at every place in it. */
static bool try_count(struct shrink *s, const struct split *split, struct layout *layout, size_t count, unsigned long end)
{
	size_t place, places;
	long low, high;

	find_ranks(layout, &low, &high);
	if ((size_t)(high - low) >= count)
		return false;
	places = layout->edge_count ? count - (size_t)(high - low) : 1;
	for (place = 0; place < places && s->trials < end; place++) {
		layout->shift = (long)place - low;
		if (is_worth_a_trial(place, places) && split_try(s, split, layout))
			return true;
	}
	return false;
}

static bool try_counts(struct shrink *s, const struct split *split)
{
	const struct state *state = &split->state;
	unsigned long end = s->trials + SHAPE_TRIALS;
	struct layout layout;
	bool found = false;
	size_t i;

	layout_begin(&layout, state->ranges[split->tree], state->count[split->tree], split->rest.calls, split->rest.count);
	for (i = 0; i < sizeof(counts) / sizeof(counts[0]) && !found; i++) {
		found = layout_lay_other(&layout, LAYOUT_CLOSE, counts[i]) && try_count(s, split, &layout, counts[i], end);
		found = found || (layout_lay_other(&layout, LAYOUT_APART, counts[i]) && try_count(s, split, &layout, counts[i], end));
	}
	layout_free(&layout);
	return found;
}

bool shrink_shapes(struct shrink *s)
{
	struct split split;
	bool found;

	if (has_window(&s->draft))
		return false;
	found = split_before_call(&s->draft, draft_last(&s->draft), &split) && !split.several && try_counts(s, &split);
	split_free(&split);
	return found;
}
