// SPDX-License-Identifier: GPL-2.0-or-later
/* Records in shared memory: four bytes, and the three texts with their final NULs. */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "emit/tape.h"

/* 32,768 single calls with a dozen records of 80 bytes each need a quarter of it. */
#define TAPE_SIZE (128UL << 20)

/* The most that one record takes. */
#define RECORD_SIZE (5 + 3 * RECORD_TEXT_SIZE)

struct tape {
	size_t used;
	bool full;
	char data[];
};

struct tape *tape_new(void)
{
	void *memory = mmap(NULL, TAPE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void tape_free(struct tape *tape)
{
	munmap(tape, TAPE_SIZE);
}

static void add_text(struct tape *tape, size_t *at, const char *text)
{
	size_t size = strlen(text) + 1;

	memcpy(tape->data + *at, text, size);
	*at += size;
}

void tape_add(struct tape *tape, const struct record *record, unsigned int attributes)
{
	size_t at = tape->used;

	if (sizeof(*tape) + at + RECORD_SIZE > TAPE_SIZE) {
		tape->full = true;
		return;
	}
	tape->data[at++] = (char)record->kind;
	tape->data[at++] = (char)record->effect;
	tape->data[at++] = (char)record->tree;
	tape->data[at++] = (char)record->source;
	tape->data[at++] = (char)attributes;
	add_text(tape, &at, record->text);
	add_text(tape, &at, record->want);
	add_text(tape, &at, record->high);
	/* A record is there only when it is whole. */
	__atomic_store_n(&tape->used, at, __ATOMIC_RELEASE);
}

bool tape_full(const struct tape *tape)
{
	return tape->full;
}

static void get_text(const struct tape *tape, size_t *at, char *text)
{
	strcpy(text, tape->data + *at);
	*at += strlen(text) + 1;
}

bool tape_next(const struct tape *tape, size_t *at, struct record *record, unsigned int *attributes)
{
	if (*at >= tape->used)
		return false;
	record->kind = (uint8_t)tape->data[(*at)++];
	record->effect = (uint8_t)tape->data[(*at)++];
	record->tree = (int8_t)tape->data[(*at)++];
	record->source = (int8_t)tape->data[(*at)++];
	if (attributes)
		*attributes = (unsigned char)tape->data[*at];
	++*at;
	get_text(tape, at, record->text);
	get_text(tape, at, record->want);
	get_text(tape, at, record->high);
	return true;
}
