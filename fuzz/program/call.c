// SPDX-License-Identifier: GPL-2.0-or-later
/* The bytes and numbers of an instruction that name entries and sizes. */
#include "call.h"

/* Where the bytes of each kind of entry begin, and how many of the kind they name. */
#define VALUE_BYTE 0x00
#define VALUES 192
#define POINTER_BYTE 0xc0
#define POINTERS 48
#define ZERO_BYTE 0xf0
#define RESERVED_BYTE 0xf8
#define RESERVEDS 7
#define NULL_BYTE 0xff

struct entry entry_of_byte(uint8_t b)
{
	if (b < POINTER_BYTE)
		return (struct entry){ ENTRY_VALUE, b - VALUE_BYTE };
	if (b < ZERO_BYTE)
		return (struct entry){ ENTRY_POINTER, b - POINTER_BYTE };
	if (b < RESERVED_BYTE)
		return (struct entry){ ENTRY_ZERO, 0 };
	if (b < NULL_BYTE)
		return (struct entry){ ENTRY_RESERVED, b - RESERVED_BYTE };
	return (struct entry){ ENTRY_NULL, 0 };
}

int byte_of_entry(struct entry entry)
{
	switch (entry.kind) {
	case ENTRY_VALUE:
		return entry.id < VALUES ? VALUE_BYTE + entry.id : -1;
	case ENTRY_POINTER:
		return entry.id < POINTERS ? POINTER_BYTE + entry.id : -1;
	case ENTRY_ZERO:
		return ZERO_BYTE;
	case ENTRY_RESERVED:
		return entry.id < RESERVEDS ? RESERVED_BYTE + entry.id : -1;
	default:
		return NULL_BYTE;
	}
}

unsigned long size_decode(uint16_t count, uint16_t stride)
{
	static const unsigned long add[] = { 0, -1UL, 1, 0 };

	return (unsigned long)((uint64_t)count << (stride & 63)) + add[stride >> 6 & 3];
}

/* The number n below 2^16 and the shift k that make @size. Return: false if none do. */
static bool factor(unsigned long size, uint16_t *n, unsigned int *k)
{
	*k = size > UINT16_MAX ? (unsigned int)__builtin_ctzl(size) : 0;
	*n = size >> *k;
	return size >> *k <= UINT16_MAX;
}

int size_encode(unsigned long size, uint16_t *count, uint16_t *stride)
{
	static const unsigned long sub[] = { 0, -1UL, 1 };
	unsigned int k, i;

	for (i = 0; i < 3; i++) {
		if (!factor(size - sub[i], count, &k))
			continue;
		*stride = k | i << 6;
		return 0;
	}
	return -1;
}
