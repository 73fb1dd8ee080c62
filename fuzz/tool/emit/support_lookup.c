// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which ranges a lookup may meet in the middle of a write, or with a write in its own middle, for the tests that `maplefuzz emit`
 * writes: it copies from here what a test uses, behind support_history.c. The harness has the same check in check/beside.c.
 */

/* ---- Lookups in the middle of a write, or with one in their middle ---- */

/* What mt_find() has given, and where it left its index; then mt_find_after(), from there on. */
struct found {
	const void *entry;
	unsigned long index;
	const void *next_entry;
	unsigned long next_index;
};

/* A range is that of its entry before the write or behind it, or a part of one. */
static void check_part(const struct range_met *range)
{
	if (!is_part(&held_before, range) && !is_part(&held_now, range))
		differ("a reader met [0x%lx, 0x%lx] 0x%lx, which was there neither before nor after the write", range->first, range->last,
		       (unsigned long)range->entry);
}

static bool is_empty(const struct all_ranges *all, const struct range_met *emptiness)
{
	unsigned int i;

	for (i = 0; i < all->count; i++)
		if (all->range[i].last >= emptiness->first && all->range[i].first <= emptiness->last)
			return false;
	return true;
}

/* mas_walk() at @index: it met a range that holds it, or the emptiness that does, or a part of that. */
static void check_walked(struct maple_tree *mt, const struct range_met *got, unsigned long index)
{
	list_held(mt, &held_now);
	if (got->first > index || got->last < index)
		differ("a reader walked from 0x%lx to [0x%lx, 0x%lx]", index, got->first, got->last);
	if (got->entry)
		check_part(got);
	else if (!is_empty(&held_before, got) && !is_empty(&held_now, got))
		differ("a reader met the emptiness [0x%lx, 0x%lx], which was there neither before nor after the write", got->first, got->last);
}

/* A step of mt_find() from @index up to @max gave @entry, whose range ends before @behind; or nothing, and the index stays. */
static void check_find(unsigned long index, unsigned long max, const void *entry, unsigned long behind)
{
	const struct range_met end = { behind - 1, behind - 1, entry };
	const struct range_met *passed = find_steady(index, entry ? end.last : ULONG_MAX, true);

	if (entry ? end.last < index : behind != index)
		differ("mt_find() from 0x%lx gave 0x%lx, and the index 0x%lx", index, (unsigned long)entry, behind);
	if (entry)
		check_part(&end);
	if (passed && (entry ? passed->last < end.last : passed->first <= max))
		check_passed(passed);
}

/* mt_find() from @index up to @max, and mt_find_after(): each is right in each of the places where it has been. */
static void check_finds(struct maple_tree *mt, const struct found *found, unsigned long index, unsigned long max)
{
	list_held(mt, &held_now);
	check_find(index, max, found->entry, found->index);
	if (found->index)
		check_find(found->index, max, found->next_entry, found->next_index);
	else if (found->next_entry || found->next_index)
		differ("mt_find_after() from 0 gave 0x%lx, and the index 0x%lx", (unsigned long)found->next_entry, found->next_index);
}

/* mas_find() from @first up to @last, again and again: it met all that overlaps, each once, or as many as there is room for. */
static void check_scan(struct maple_tree *mt, const struct ranges_met *met, unsigned long first, unsigned long last)
{
	unsigned long from = first;
	unsigned int i;

	list_held(mt, &held_now);
	for (i = 0; i < met->count; i++) {
		const struct range_met *range = &met->range[i];

		check_part(range);
		if (range->last < from || range->first > last || (i && !from))
			differ("a reader in [0x%lx, 0x%lx] met [0x%lx, 0x%lx]", from, last, range->first, range->last);
		if (range->first > from)
			check_passed(find_steady(from, range->first - 1, false));
		from = range->last + 1;
	}
	if (met->count < MAX_MET && (from || !met->count))
		check_passed(find_steady(from, last, false));
}
