/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the harness share: programs as text and by hand, one with every operation, and runs that must not diverge. */
#ifndef HARNESS_FIXTURE_H
#define HARNESS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness.h"
#include "ops/block.h"
#include "text.h"

struct program {
	uint8_t data[MAX_PROGRAM_SIZE];
	size_t size;
};

static inline void assemble(struct program *program, const char *text)
{
	struct text_error error;

	if (text_assemble(text, strlen(text), program->data, &program->size, &error))
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
}

static inline struct run_options careful(bool thorough)
{
	return (struct run_options){ .thorough = thorough, .keep_going = true };
}

/* Run a program that must not diverge. */
static inline struct run_result run_with(const struct program *program, const struct run_options *options)
{
	struct run_result result;

	if (!harness_run(program->data, program->size, options, &result))
		fail_msg("%s", result.token);
	assert_string_equal(result.token, "");
	return result;
}

static inline struct run_result run(const struct program *program, bool thorough)
{
	const struct run_options options = careful(thorough);

	return run_with(program, &options);
}

static inline struct run_result run_text(const char *text)
{
	struct program program;

	assemble(&program, text);
	run(&program, true);
	return run(&program, false);
}

/* One instruction, encoded by hand. */
static inline void append(struct program *program, struct instruction insn)
{
	if (!program->size) {
		const struct header header = { .generation = newest_generation() };

		header_encode(&header, program->data);
		program->size = HEADER_SIZE;
	}
	instruction_encode(&insn, program->data + program->size);
	program->size += INSTRUCTION_SIZE;
}

/* What the trees hold before a call of every_operation(): [0x100, 0x10f], [0x120, 0x12f], ... */
static const struct instruction filling = {
	.op = OP_FILL, .entry = 1, .count = 20, .stride = 2, .a = 0x100, .b = 0x10f,
};

/*
 * A call of each operation that the subject has, of those only that @has says yes to unless it is NULL, each after a fill of tree 0. All have the same
 * operands, whichever they take: tree 0, to be duplicated into tree 1, or tree 3 if it wants an empty one; process 0, which has just begun; 0x120, or [0x120, 0x14f]; @flags as in an instruction.
 * Trees track gaps, since some operations are others where they do not.
 */
static inline void every_operation(struct program *program, uint8_t flags, bool (*has)(uint8_t op))
{
	struct instruction insn = {
		.flags = flags, .tree2 = 1, .entry = 9, .count = 3, .stride = 2, .a = 0x120, .b = 0x14f,
	};

	program->size = 0;
	for (insn.op = 0; insn.op < OP_COUNT; insn.op++) {
		if (!harness_has(insn.op) || (has && !has(insn.op)))
			continue;
		append(program, filling);
		/* A cursor stands on the first of them. */
		if (operation_takes(insn.op, OPERAND_CURSOR))
			append(program, (struct instruction){ .op = OP_CURSOR_SET, .tree2 = insn.tree2, .a = insn.a });
		if (operation_has_process(insn.op))
			append(program, (struct instruction){ .op = OP_PROC_EXEC });
		insn.tree = operations[insn.op]->taken ? 3 : 0;
		append(program, insn);
	}
	program->data[2] = ATTRIBUTE_ALLOC;
}

/* Were the calls of these operations made, one after the other? */
static inline void assert_operations(const uint8_t *made, size_t made_count, const uint8_t *wanted, size_t wanted_count)
{
	assert_int_equal(made_count, wanted_count);
	assert_memory_equal(made, wanted, wanted_count);
}

/* @made: a structure that notes the operations of calls in @op, and counts them in @count. */
#define ASSERT_OPERATIONS(made, ...) \
	assert_operations((made).op, (made).count, (uint8_t[]){ __VA_ARGS__ }, sizeof((uint8_t[]){ __VA_ARGS__ }))

static inline int set_up_harness(void **state)
{
	(void)state;
	harness_init();
	return 0;
}

#endif
