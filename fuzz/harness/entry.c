// SPDX-License-Identifier: GPL-2.0-or-later
/* Entries: what stands for each in a tree, and in text. */
#include <stdio.h>

#include <linux/xarray.h>

#include "entry.h"

#define RESERVED_ENTRIES 256	/* xa_mk_internal(0) to (255), below XA_RETRY_ENTRY */

/*
 * What pointer entries point to: aligned, so that their low two bits are free. Nobody looks at it, so there need not be anything; and
 * a tree that takes an entry for something else does the same in every process.
 */
#if __SIZEOF_POINTER__ == 8
#define OBJECTS		((uintptr_t)0x790000000000)
#else
#define OBJECTS		((uintptr_t)0x6e000000)
#endif
#define OBJECT_SIZE	sizeof(long)

void *entry_pointer(struct entry name)
{
	switch (name.kind) {
	case ENTRY_VALUE:
		return xa_mk_value(name.id);
	case ENTRY_POINTER:
		return (void *)(OBJECTS + name.id * OBJECT_SIZE);
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
	uintptr_t offset = (uintptr_t)entry - OBJECTS;

	if (!entry)
		return ENTRY_NULL << 16;
	if (xa_is_zero(entry))
		return ENTRY_ZERO << 16;
	if (offset < ENTRY_IDS * OBJECT_SIZE && offset % OBJECT_SIZE == 0)
		return ENTRY_POINTER << 16 | (uint32_t)(offset / OBJECT_SIZE);
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
