// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "instruction.h"

/*
 * What the files of a generation know. Rows are numbers, not the enums' ends,
 * because a row never changes: it is what files out there were written with.
 */
static const struct generation {
	uint8_t opcodes;
	uint8_t index_modes;
	uint8_t length_modes;
} generations[] = {
	{ 21, 10, 8 },
	{ 24, 10, 8 },
};

#define GENERATIONS (sizeof(generations) / sizeof(generations[0]))

_Static_assert(OP_COUNT == 24 && INDEX_MODES == 10 && LENGTH_MODES == 8,
	       "a new operation or mode begins a new generation: add a row, then change this");
_Static_assert(OP_COUNT <= 64 && INDEX_MODES <= 16 && LENGTH_MODES <= 16,
	       "a set of operations fits a word, a mode fits four bits");
_Static_assert(MAX_TREES == 8 && ATTRIBUTES_ALL == 7, "a tree and a set of attributes fit three bits");

uint8_t newest_generation(void)
{
	return GENERATIONS - 1;
}

static enum nowait nowait_of_byte(uint8_t byte)
{
	byte &= 7;
	return byte < NOWAIT_COUNT ? byte : NOWAIT_SUCCEED;
}

void header_decode(const uint8_t *data, size_t size, struct header *header)
{
	uint8_t bytes[HEADER_SIZE] = { 0 };

	if (size)
		memcpy(bytes, data, size < HEADER_SIZE ? size : HEADER_SIZE);
	header->generation = bytes[0] < GENERATIONS ? bytes[0] : 0;
	header->swarm = bytes[1];
	header->attributes = bytes[2] & ATTRIBUTES_ALL;
	header->nowait = nowait_of_byte(bytes[3]);
}

void header_encode(const struct header *header, uint8_t *data)
{
	data[0] = newest_generation();
	data[1] = header->swarm;
	data[2] = header->attributes;
	data[3] = header->nowait;
}

size_t instruction_count(size_t size)
{
	size_t count;

	if (size <= HEADER_SIZE)
		return 0;
	count = (size - HEADER_SIZE - 1) / INSTRUCTION_SIZE + 1;
	return count < MAX_INSTRUCTIONS ? count : MAX_INSTRUCTIONS;
}

static uint64_t read_number(const uint8_t *from, int bytes)
{
	uint64_t number = 0;

	while (bytes--)
		number = number << 8 | from[bytes];
	return number;
}

static void write_number(uint64_t number, uint8_t *to, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = number >> (8 * i);
}

void instruction_decode(const uint8_t *data, size_t size, const struct header *header,
			size_t n, struct instruction *insn)
{
	const struct generation *known = &generations[header->generation];
	size_t at = HEADER_SIZE + n * INSTRUCTION_SIZE;
	uint8_t record[INSTRUCTION_SIZE] = { 0 };

	memcpy(record, data + at, size - at < INSTRUCTION_SIZE ? size - at : INSTRUCTION_SIZE);
	insn->op = record[0] % known->opcodes;
	insn->tree = record[1] & 7;
	insn->tree2 = record[1] >> 3 & 7;
	insn->flags = record[1] >> 6;
	insn->index_mode = (record[2] & 15) % known->index_modes;
	insn->length_mode = (record[2] >> 4) % known->length_modes;
	insn->entry = record[3];
	insn->count = read_number(record + 4, 2);
	insn->stride = read_number(record + 6, 2);
	insn->a = read_number(record + 8, 8);
	insn->b = read_number(record + 16, 8);
}

void instruction_encode(const struct instruction *insn, uint8_t *data)
{
	data[0] = insn->op;
	data[1] = insn->tree | insn->tree2 << 3 | insn->flags << 6;
	data[2] = insn->index_mode | insn->length_mode << 4;
	data[3] = insn->entry;
	write_number(insn->count, data + 4, 2);
	write_number(insn->stride, data + 6, 2);
	write_number(insn->a, data + 8, 8);
	write_number(insn->b, data + 16, 8);
}

bool instruction_enabled(const struct instruction *insn, const struct header *header)
{
	enum swarm_group group = opcode_infos[insn->op].group;

	return group == SWARM_CONTROL || !(header->swarm >> group & 1);
}

bool instruction_structural(const struct instruction *insn)
{
	return insn->index_mode == INDEX_LEAF_EDGE &&
	       opcode_infos[insn->op].operands & (OPERAND_INDEX | OPERAND_RANGE);
}
