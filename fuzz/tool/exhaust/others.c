// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of other writers. */
#include <limits.h>

#include "exhaust/others.h"

static const struct {
	enum opcode op;
	bool all;
	bool before;
	struct entry entry;
} others[] = {
	{ OP_STORE_RANGE, false, false, { ENTRY_VALUE, 2 } },
	{ OP_STORE, false, true, { ENTRY_VALUE, 3 } },
	{ OP_ERASE, false, false, { 0 } },
	{ OP_STORE_NULL, true, false, { 0 } },
};

bool other_at(size_t k, unsigned long first, unsigned long last, struct call *call)
{
	if (k >= sizeof(others) / sizeof(others[0]))
		return false;
	*call = (struct call){ .op = others[k].op, .tree = TREE_CALLED, .entry = others[k].entry, .first = first, .last = last };
	if (others[k].before)
		call->first -= call->first > 0;
	if (others[k].all) {
		call->first = 0;
		call->last = ULONG_MAX;
	}
	return true;
}
