// SPDX-License-Identifier: GPL-2.0-or-later
/* What trees should hold, as runs of ranges. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "emit/fold_line.h"
#include "emit/held.h"
#include "record.h"
#include "view/inspect.h"

/* ---- From the oracle ------------------------------------------------------------- */

static void add_run(struct held *held, const struct run *run)
{
	/* Grow at powers of two. */
	if (!(held->count & (held->count - 1)))
		held->runs = realloc(held->runs, (held->count ? 2 * held->count : 1) * sizeof(*held->runs));
	if (!held->runs)
		abort();
	held->runs[held->count++] = *run;
}

static struct run one_range(unsigned long first, unsigned long last, const void *entry)
{
	return (struct run){ .first = first, .last = last, .count = 1, .entry = entry };
}

static const void *numbered_on(const void *entry, long number)
{
	uint32_t code = entry_code(entry);

	return entry_pointer((struct entry){ code >> 16, (uint16_t)((code & 0xffff) + number) });
}

/* Does the range go on with @run? Then it is a part of it from now on. */
static bool goes_on(struct run *run, const struct run *range)
{
	uint32_t begun = entry_code(run->entry), code = entry_code(range->entry);
	struct run longer = *run;

	if (run->count == 1) {
		longer.step = range->first - run->first;
		longer.numbered = (long)code - (long)begun;
	}
	if (range->last - range->first != run->last - run->first || code >> 16 != begun >> 16 ||
	    range->first - run->first != run->count * longer.step ||
	    (long)code - (long)begun != (long)run->count * longer.numbered)
		return false;
	longer.count++;
	*run = longer;
	return true;
}

/* Two ranges are no run: any two of one length would be. */
static void split_pair(struct held *held)
{
	struct run *run = held->count ? &held->runs[held->count - 1] : NULL;
	struct run pair;

	if (!run || run->count != 2)
		return;
	pair = *run;
	*run = one_range(pair.first, pair.last, pair.entry);
	add_run(held, &(struct run){ .first = pair.first + pair.step, .last = pair.last + pair.step, .count = 1,
				     .entry = numbered_on(pair.entry, pair.numbered) });
}

void held_note(unsigned int tree, struct held *held)
{
	unsigned long first, last;
	struct run range;
	const void *entry;
	size_t at;

	*held = (struct held){ 0 };
	for (at = 0; (entry = inspect_range(tree, at, &first, &last)); at++) {
		range = one_range(first, last, entry);
		if (held->count && goes_on(&held->runs[held->count - 1], &range))
			continue;
		split_pair(held);
		if (!held->count || !goes_on(&held->runs[held->count - 1], &range))
			add_run(held, &range);
	}
	split_pair(held);
}

void held_free(struct held *held)
{
	free(held->runs);
	*held = (struct held){ 0 };
}

const void *held_load(const struct held *held, unsigned long index)
{
	size_t i;

	for (i = 0; i < held->count; i++) {
		const struct run *run = &held->runs[i];
		unsigned long nth = index >= run->first && run->step ? (index - run->first) / run->step : 0;

		if (index < run->first || nth >= run->count || index > run->last + nth * run->step)
			continue;
		return entry_visible((void *)numbered_on(run->entry, (long)nth * run->numbered));
	}
	return NULL;
}

/* ---- To C -------------------------------------------------------------------------- */

/* The entry as a constant; see support.c. */
static void format_entry(const void *entry, char *text, size_t size)
{
	uint32_t code = entry_code(entry);

	if (code >> 16 == ENTRY_VALUE)
		snprintf(text, size, "VALUE(%u)", code & 0xffff);
	else
		snprintf(text, size, "%s", code >> 16 == ENTRY_ZERO ? "ZERO_ENTRY" : c_entry(entry));
}

void held_format(const struct held *held, size_t at, char *text, size_t size)
{
	const struct run *run = &held->runs[at];
	char entry[96];

	format_entry(run->entry, entry, sizeof(entry));
	snprintf(text, size, "%s, %s, %s, %zu, %s, %ld", c_number(run->first), c_number(run->last),
		 c_number(run->step), run->count, entry, run->numbered);
}

void held_print(const struct held *held, const char *name, FILE *out, unsigned int depth)
{
	char text[320], line[sizeof(text) + 8];
	size_t i;

	snprintf(text, sizeof(text), "static const struct run %s[] = {", name);
	fold_print_line(out, text, depth);
	for (i = 0; i < held->count; i++) {
		held_format(held, i, text, sizeof(text));
		sprintf(line, "{ %s },", text);
		fold_print_line(out, line, depth + 1);
	}
	fold_print_line(out, "};", depth);
}
