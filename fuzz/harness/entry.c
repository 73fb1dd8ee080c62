// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries: what stands for each in a tree, and in text. */
#include <stdio.h>

#include <linux/xarray.h>

#include "entry.h"

#define RESERVED_ENTRIES 256	/* xa_mk_internal(0) to (255), below XA_RETRY_ENTRY */

/* What pointer entries point to: aligned, so that their low two bits are free. */
static struct { long word; } objects[ENTRY_IDS];

void *entry_pointer(struct entry name)
{
	switch (name.kind) {
	case ENTRY_VALUE:
		return xa_mk_value(name.id);
	case ENTRY_POINTER:
		return &objects[name.id];
	case ENTRY_ZERO:
		return XA_ZERO_ENTRY;
	case ENTRY_RESERVED:
		return xa_mk_internal(name.id % RESERVED_ENTRIES);
	default:
		return NULL;
	}
}

uint32_t entry_code(const void *entry)
{
	uintptr_t offset = (uintptr_t)entry - (uintptr_t)objects;

	if (!entry)
		return ENTRY_NULL << 16;
	if (xa_is_zero(entry))
		return ENTRY_ZERO << 16;
	if (offset < sizeof(objects) && offset % sizeof(objects[0]) == 0)
		return ENTRY_POINTER << 16 | (uint32_t)(offset / sizeof(objects[0]));
	if (xa_is_value(entry) && xa_to_value(entry) < ENTRY_IDS)
		return ENTRY_VALUE << 16 | (uint32_t)xa_to_value(entry);
	return UINT32_MAX;
}

void entry_format(const void *entry, char *text)
{
	uint32_t code = entry_code(entry);

	switch (code >> 16) {
	case ENTRY_NULL:
		snprintf(text, ENTRY_TEXT_SIZE, "null");
		break;
	case ENTRY_ZERO:
		snprintf(text, ENTRY_TEXT_SIZE, "zero");
		break;
	case ENTRY_POINTER:
		snprintf(text, ENTRY_TEXT_SIZE, "p%u", code & 0xffff);
		break;
	case ENTRY_VALUE:
		snprintf(text, ENTRY_TEXT_SIZE, "v%u", code & 0xffff);
		break;
	default:
		snprintf(text, ENTRY_TEXT_SIZE, "%p (no entry)", entry);
	}
}

void *entry_visible(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}
