// SPDX-License-Identifier: GPL-2.0-or-later
/* Bytes to instructions, and back. */
#include <string.h>

#include "legacy.h"
#include "operand.h"

_Static_assert(INDEX_MODES == 10 && LENGTH_MODES == 8,
	       "a new mode needs a generation, as operations and kinds of operands have: old files take modes modulo these");
_Static_assert(INDEX_MODES <= 16 && LENGTH_MODES <= 16, "a mode fits four bits");
_Static_assert(MAX_TREES == 8 && ATTRIBUTES_ALL == 7, "a tree and a set of attributes fit three bits");

/* The generation that last brought something else than operations: a swarm number, kinds of operands. */
#define OTHER_GENERATION 6

/* One more than the generation of the last row: rows are in the order of their generations. */
enum {
#define OP(generation, id, ...) GENERATION_OF_##id = generation,
#include "operations.def"
#undef OP
	GENERATIONS_OF_ROWS
};

#define NEWEST_GENERATION							\
	(GENERATIONS_OF_ROWS > OTHER_GENERATION ? GENERATIONS_OF_ROWS - 1 : OTHER_GENERATION)

uint8_t newest_generation(void)
{
	return NEWEST_GENERATION;
}

/* How many operations the files of a generation know. */
static unsigned int operation_count(uint8_t generation)
{
	unsigned int count = OP_COUNT;

	while (operation_infos[count - 1].generation > generation)
		count--;
	return count;
}

unsigned int swarm_weight(const struct header *header, uint8_t op)
{
	static const uint8_t weights[] = { 0, 1, SWARM_USUAL, 8 };
	uint32_t hash = header->swarm * 0x9e3779b1 + op * 0x85ebca77;

	if (header->generation < SWARM_GENERATION)
		return legacy_swarm_has(header->swarm, op) ? SWARM_USUAL : 0;
	if (!header->swarm)
		return SWARM_USUAL;
	hash = (hash ^ hash >> 15) * 0xc2b2ae3d;
	return weights[hash >> 30];
}

bool header_renewed_has(const struct header *header, uint8_t op)
{
	return header->generation >= SWARM_GENERATION || swarm_weight(header, op);
}

void header_renew(struct header *header)
{
	if (header->generation < SWARM_GENERATION)
		header->swarm = 0;
	header->generation = newest_generation();
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
	header->generation = bytes[0] <= NEWEST_GENERATION ? bytes[0] : 0;
	header->swarm = bytes[1];
	if (header->generation >= SWARM_GENERATION)
		header->swarm |= (bytes[2] >> 3) << 8 | (bytes[3] >> 3) << 13;
	header->attributes = bytes[2] & ATTRIBUTES_ALL;
	header->nowait = nowait_of_byte(bytes[3]);
}

void header_encode(const struct header *header, uint8_t *data)
{
	data[0] = NEWEST_GENERATION;
	data[1] = header->swarm;
	data[2] = header->attributes | (header->swarm >> 8 & 31) << 3;
	data[3] = header->nowait | (header->swarm >> 13 & 31) << 3;
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

void instruction_copy(const struct instruction *from, unsigned int fields, struct instruction *to)
{
	if (fields & FIELD_TREE)
		to->tree = from->tree;
	if (fields & FIELD_TREE2)
		to->tree2 = from->tree2;
	if (fields & FIELD_FLAGS)
		to->flags = from->flags;
	if (fields & FIELD_A) {
		to->index_mode = from->index_mode;
		to->a = from->a;
	}
	if (fields & FIELD_B) {
		to->length_mode = from->length_mode;
		to->b = from->b;
	}
	if (fields & FIELD_ENTRY)
		to->entry = from->entry;
	if (fields & FIELD_COUNT)
		to->count = from->count;
	if (fields & FIELD_STRIDE)
		to->stride = from->stride;
}

/* The fields of operands that the writer of a file of @generation could not say. */
static unsigned int younger_fields(uint8_t op, uint8_t generation)
{
	unsigned int fields = 0;
	const uint8_t *operand;

	for (operand = operation_infos[op].operands; *operand; operand++)
		if (operand_kinds[*operand].generation > generation)
			fields |= operand_kinds[*operand].fields;
	return fields;
}

void instruction_renew(struct instruction *insn)
{
	const struct instruction nothing = { 0 };

	instruction_copy(&nothing, insn->absent, insn);
	insn->absent = 0;
}

void instruction_decode(const uint8_t *data, size_t size, const struct header *header,
			size_t n, struct instruction *insn)
{
	size_t at = HEADER_SIZE + n * INSTRUCTION_SIZE;
	uint8_t record[INSTRUCTION_SIZE] = { 0 };

	memcpy(record, data + at, size - at < INSTRUCTION_SIZE ? size - at : INSTRUCTION_SIZE);
	insn->op = record[0] % operation_count(header->generation);
	insn->tree = record[1] & 7;
	insn->tree2 = record[1] >> 3 & 7;
	insn->flags = record[1] >> 6;
	insn->index_mode = (record[2] & 15) % INDEX_MODES;
	insn->length_mode = (record[2] >> 4) % LENGTH_MODES;
	insn->entry = record[3];
	insn->count = read_number(record + 4, 2);
	insn->stride = read_number(record + 6, 2);
	insn->a = read_number(record + 8, 8);
	insn->b = read_number(record + 16, 8);
	insn->absent = header->generation < NEWEST_GENERATION ? younger_fields(insn->op, header->generation) : 0;
}

void instruction_encode(const struct instruction *insn, uint8_t *data)
{
	struct instruction renewed;

	if (insn->absent) {
		renewed = *insn;
		instruction_renew(&renewed);
		insn = &renewed;
	}
	data[0] = insn->op;
	data[1] = insn->tree | insn->tree2 << 3 | insn->flags << 6;
	data[2] = insn->index_mode | insn->length_mode << 4;
	data[3] = insn->entry;
	write_number(insn->count, data + 4, 2);
	write_number(insn->stride, data + 6, 2);
	write_number(insn->a, data + 8, 8);
	write_number(insn->b, data + 16, 8);
}

bool instruction_structural(const struct instruction *insn)
{
	if (insn->op == OP_WINDOW)
		return true;
	if (operation_has_process(insn->op))
		return false;
	if (operation_takes(insn->op, OPERAND_LEAF) && insn->length_mode != LENGTH_ABSOLUTE)
		return true;
	return insn->index_mode == INDEX_LEAF_EDGE && operation_takes_indices(insn->op);
}
