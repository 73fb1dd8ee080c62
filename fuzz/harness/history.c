// SPDX-License-Identifier: GPL-2.0-or-later
/* What others have done to a tree since a reader's last step. */
#include <stddef.h>

#include "history.h"

static bool add(struct oracle_range *list, unsigned int *count, const struct oracle_range *range)
{
	if (*count == MAX_CHANGES)
		return false;
	list[(*count)++] = *range;
	return true;
}

/* What is in one of them and not in the other. Return: false if it is too much. */
bool history_note(struct history *h, const struct oracle *old, const struct oracle *now)
{
	size_t i = 0, j = 0;
	bool fits = true;

	while (fits && (i < old->count || j < now->count)) {
		const struct oracle_range *a = i < old->count ? &old->ranges[i] : NULL;
		const struct oracle_range *b = j < now->count ? &now->ranges[j] : NULL;

		if (a && b && a->first == b->first) {
			i++;
			j++;
			if (a->last != b->last || a->entry != b->entry)
				fits = add(h->gone, &h->gone_count, a) && add(h->young, &h->young_count, b);
		} else if (!b || (a && a->first < b->first)) {
			i++;
			fits = add(h->gone, &h->gone_count, a);
		} else {
			j++;
			fits = add(h->young, &h->young_count, b);
		}
	}
	return fits;
}
