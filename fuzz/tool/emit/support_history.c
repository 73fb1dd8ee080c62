// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a cursor may be given that stands in its read-side section while others write to its tree, for the tests that `maplefuzz emit` writes: it
 * copies from here what a test uses, behind support.c. The harness has the same check in check/history.c.
 */

/* ---- Cursors in the middle of a tree to which others write ---- */

/* Changes that a cursor is followed over. */
#define MAX_CHANGES 48

/* Where a cursor stood before its step, and what others have done to its tree since the step before. */
struct history {
	unsigned long index;
	unsigned long last;
	bool active;
	bool paused;
	bool root;				/* stands on the entry in the root pointer */
	bool told;				/* these are known: before 6.8 states have no status */
	unsigned int gone_count;
	unsigned int young_count;
	struct range_met gone[MAX_CHANGES];	/* have been there, and are no more */
	struct range_met young[MAX_CHANGES];	/* have not been there all the time */
};

/* What a step does: it goes to the slot that holds its index. */
#define STEP_WALKS (1 << 0)

/* It goes to higher indices. */
#define STEP_UP (1 << 1)

/* It goes to lower indices. */
#define STEP_DOWN (1 << 2)

/* If it has not begun yet, it gives what is at its index. */
#define STEP_FINDS (1 << 3)

/* It stops at emptiness, too. */
#define STEP_STOPS (1 << 4)

/* Before a step of @mas. */
static void history_place(struct history *h, const struct ma_state *mas)
{
	h->index = mas->index;
	h->last = mas->last;
#ifndef MAS_START
	h->active = mas->status == ma_active;
	h->paused = mas->status == ma_pause;
	h->root = mas->status == ma_root;
	h->told = true;
#endif
}

/* Before 6.8 that is not known. */
static bool is_active(const struct ma_state *mas)
{
#ifdef MAS_START
	(void)mas;
	return false;
#else
	return mas->status == ma_active;
#endif
}

static void history_forget(struct history *h)
{
	h->gone_count = h->young_count = 0;
}

/* Add to @list what is in @all and not in @others; both are in the order of their indices. */
static void list_difference(struct range_met *list, unsigned int *count, const struct all_ranges *all, const struct all_ranges *others)
{
	unsigned int i, j = 0;

	for (i = 0; i < all->count; i++) {
		while (j < others->count && others->range[j].first < all->range[i].first)
			j++;
		if ((j == others->count || !is_listed(&others->range[j], 1, &all->range[i])) && *count < MAX_CHANGES)
			list[(*count)++] = all->range[i];
	}
}

/* Somebody else has written to the tree of the cursor: what it held is in @held_before, what it holds in @held_now. */
static void history_note(struct history *h)
{
	list_difference(h->gone, &h->gone_count, &held_before, &held_now);
	list_difference(h->young, &h->young_count, &held_now, &held_before);
}

/* Is it in a range of its entry? In the middle of a write a part of one may be met. */
static bool is_part(const struct all_ranges *all, const struct range_met *range)
{
	unsigned int i;

	for (i = 0; i < all->count; i++)
		if (range->first >= all->range[i].first && range->last <= all->range[i].last && range->entry == all->range[i].entry)
			return true;
	return false;
}

/* Nothing that was there all the time may lie in [@first, @last], or overlap it if @touches. */
static void check_steady(const struct history *h, unsigned long first, unsigned long last, bool touches, const char *what)
{
	unsigned int i;

	for (i = 0; i < held_now.count; i++) {
		const struct range_met *range = &held_now.range[i];

		if (touches ? range->last >= first && range->first <= last : range->first >= first && range->last <= last)
			if (!is_listed(h->young, h->young_count, range))
				differ("a cursor at [0x%lx, 0x%lx] %s [0x%lx, 0x%lx], which was there all the time", h->index, h->last,
				       what, range->first, range->last);
	}
}

/* It was given an entry, or an emptiness. @midway: in the middle of the last write. */
static void check_given(const struct history *h, const struct range_met *got, bool midway)
{
	if (!got->entry)
		check_steady(h, got->first, got->last, true, "was given an emptiness in place of");
	else if (!holds(&held_now, got) && !is_listed(h->gone, h->gone_count, got) &&
		 !(midway && (is_part(&held_before, got) || is_part(&held_now, got))))
		differ("a cursor at [0x%lx, 0x%lx] met [0x%lx, 0x%lx] 0x%lx, which was never there", h->index, h->last, got->first,
		       got->last, (unsigned long)got->entry);
}

/* It moved in its direction; or, if it @turns, to what it stood on. */
static void check_moved(const struct history *h, const struct range_met *got, bool down, bool turns)
{
	bool moved = down ? got->first < h->index || got->last < h->last : got->first > h->index || got->last > h->last;

	if (!moved && !(turns && got->last >= h->index && got->first <= h->last))
		differ("a cursor at [0x%lx, 0x%lx] went back to [0x%lx, 0x%lx]", h->index, h->last, got->first, got->last);
	if (down && got->last < h->index && got->last + 1 < h->index)
		check_steady(h, got->last + 1, h->index - 1, false, "passed over");
	if (!down && got->first > h->last && got->first - 1 > h->last)
		check_steady(h, h->last + 1, got->first - 1, false, "passed over");
}

/* It has found nothing up to @limit. */
static void check_nothing(const struct history *h, unsigned long limit, bool down)
{
	unsigned int i;

	if (down ? limit >= h->index : limit <= h->last || h->root)
		return;
	for (i = 0; i < held_now.count; i++) {
		const struct range_met *range = &held_now.range[i];
		bool lies_there = down ? range->last >= limit && range->last < h->index : range->first > h->last && range->first <= limit;

		if (lies_there && !is_listed(h->young, h->young_count, range))
			differ("a cursor at [0x%lx, 0x%lx] found nothing before [0x%lx, 0x%lx], which was there all the time", h->index,
			       h->last, range->first, range->last);
	}
}

/* May it have stopped at an emptiness? One that has not moved is at its limit. */
static bool stops_at_emptiness(const struct history *h, const struct ma_state *mas, unsigned int does)
{
	return does & STEP_STOPS && is_active(mas) && (mas->index != h->index || mas->last != h->last);
}

/*
 * A step up to @limit has given @entry, and left the cursor as @mas, while others wrote to the tree. Each range that it is given was there at
 * some moment since its last step; it moves in its direction; and it passes over nothing that was there all the time.
 */
static void check_step(struct history *h, const struct ma_state *mas, const void *entry, unsigned int does, unsigned long limit, bool midway)
{
	const struct range_met got = { mas->index, mas->last, entry };
	bool down = does & STEP_DOWN;

	list_held(mas->tree, &held_now);
	if (does & STEP_WALKS) {
		check_given(h, &got, midway);
		if (got.first > h->index || got.last < h->index)
			differ("a cursor at 0x%lx walked to [0x%lx, 0x%lx]", h->index, got.first, got.last);
	} else if (entry || stops_at_emptiness(h, mas, does)) {
		check_given(h, &got, midway);
		check_moved(h, &got, down, !h->active && (does & STEP_FINDS || !h->paused));
	} else if (h->told) {
		check_nothing(h, limit, down);
	}
	history_forget(h);
}
