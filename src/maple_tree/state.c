// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a state does from each status. The calls are in walk.c, iter.c and seek.c; here is what they have in common.
 *
 * "Look" means: walk from the root to an index; the state then stands on the slot that holds it, empty or not. "Up" and
 * "down" mean: step from there to the next slot that has an entry; for the _range forms, to the next slot. What "up" and
 * "down" come to is returned, with index and last its range and status ma_active. If the range that the state
 * stands on holds the limit, they end there: NULL, status ma_overflow or ma_underflow, index and last that range.
 *
 * mas_walk() looks at index, from any status, and returns what is there.
 *
 * mas_next(), mas_next_range(): if last >= max, from any status, status becomes ma_overflow, and that is all. Else from
 *	active		up
 *	start, pause	look at index, up (so the range that holds index is passed over)
 *	none		the same
 *	overflow	up, since there may be another limit now; if the state stands on no slot, look at index first
 *	underflow	look at index, and return an entry that is there: the state has turned round. Else up
 *	root		there is nothing behind: [1, ULONG_MAX], status none
 *	error		NULL, nothing changes
 *
 * mas_prev(), mas_prev_range(): if index <= min, from any status, status becomes ma_underflow, and that is all. Else from
 *	active		down
 *	start, pause	look at index, down
 *	none		the same
 *	underflow	down; if the state stands on no slot, look at index first
 *	overflow	look at index, and return an entry that is there. Else down
 *	root		not reached: index is 0
 *	error		NULL, nothing changes
 *
 * mas_find(), mas_find_range(): from
 *	active		if last >= max, NULL; nothing changes. Else up
 *	start		if index > max, NULL; nothing changes. Else look at index, and return an entry that is there. Else up, but
 *			not if the emptiness there begins at max: then NULL, status active
 *	pause		if last >= max, NULL; nothing changes. Else as from start, at last + 1
 *	none		if last >= max, NULL; nothing changes. Else as from start, at last
 *	overflow	if last >= max, NULL; nothing changes. Else as from start, at index: what was found last is found again
 *	underflow	if index >= max, NULL, status overflow. Else as from start, at index
 *	root		NULL, [1, ULONG_MAX], status none
 *	error		NULL, nothing changes
 * At the limit mas_find() leaves status active; mas_find_range() leaves overflow.
 *
 * mas_find_rev(), mas_find_range_rev(): from
 *	active		if index < min, NULL; nothing changes. If index == min, NULL, status underflow. Else down
 *	start		if index < min, NULL; nothing changes. Else look at index, and return an entry that is there. Else down, but
 *			not if the emptiness there begins below min: then NULL, status active
 *	pause		if index <= min, NULL, status underflow. Else as from start, at index - 1
 *	none		if index <= min, NULL; nothing changes. Else as from start, at index
 *	overflow	if index <= min, NULL, status underflow. Else down; if the state stands on no slot, as from start
 *	underflow	the same
 *	root		NULL, status none
 *	error		NULL, nothing changes
 *
 * A tree without nodes has no slots. There a look at an index gives
 *	if the tree is empty			NULL, [0, ULONG_MAX], status none
 *	at 0, for the entry in the root		the entry, [0, 0], status root
 *	behind it				NULL, [1, ULONG_MAX], status none
 * "Up" gives NULL, and leaves status none; but from none with index 0 status is root, [0, 0], if there is an entry. "Down" gives
 *	the entry in the root			[0, 0], status root; if min > 0 it is below the limit: NULL, status underflow
 *	if the tree is empty			NULL, status none; of mas_find_rev() and mas_find_range_rev() status root, [0, 0]
 *
 * This is what Linux 6.12 does but for three cases:
 *	- It does not look at the limit before it returns the entry in the root from "down" (docs/findings.md, prev-below-min).
 *	- It does not look at index first from overflow or underflow, if the state stands on no slot (limit-unwalked). Linux 6.17
 *	  does.
 *	- After __mas_set_range() "down" gives a range that reaches up to the new index (prev-narrowed).
 */
#include <linux/maple_tree.h>

/**
 * mas_pause() - Let go of the place, so that the lock may be dropped.
 * @mas: the state. The next mas_find() goes on behind last, the next mas_find_rev() before index.
 */
void mas_pause(struct ma_state *mas)
{
	mas->status = ma_pause;
	mas->node = NULL;
}
