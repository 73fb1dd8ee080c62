// SPDX-License-Identifier: GPL-2.0-or-later
/* The targets: each has operations for every phase, and its random programs are mostly of what it is after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

#include "aim.h"
#include "generate.h"
#include "meeting.h"
#include "mutate.h"

#define PROGRAMS 4000

/* What the random programs of a target have. */
struct counts {
	unsigned long instructions;
	unsigned long after;
	unsigned long attributes;	/* programs whose trees have those that the target wants */
	unsigned long nowait;		/* programs in which what may not block can fail */
};

static void count(const struct fuzz_target *target, const uint8_t *data, size_t size, struct counts *counts)
{
	struct instruction insn;
	struct header header;

	header_decode(data, size, &header);
	counts->attributes += (header.attributes & target->attributes) == target->attributes;
	counts->nowait += header.nowait != NOWAIT_SUCCEED;
	for (size_t n = 0; n < instruction_count(size); n++) {
		instruction_decode(data, size, &header, n, &insn);
		assert_true(selection_has(&target->operations, insn.op));
		counts->instructions++;
		counts->after += selection_has(&target->after, insn.op);
	}
}

/* Generate programs, and mutate each. */
static struct counts counts_of(const struct fuzz_target *target)
{
	struct counts counts = { 0 };
	uint8_t data[2048];

	mutator_aim(target);
	for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
		size_t size = generate(data, sizeof(data), 40, seed);

		size = mutate(data, size, sizeof(data), seed);
		count(target, data, size, &counts);
	}
	mutator_aim(NULL);
	return counts;
}

static void test_time_is_spent_on_what_a_target_is_after(void **state)
{
	const struct fuzz_target *target;

	(void)state;
	for (size_t i = 0; (target = fuzz_target_at(i)); i++) {
		struct counts counts = counts_of(target);

		/* Some phases have none of it: those that read have no dup. */
		assert_true(100 * counts.after >= counts.instructions * target->share / 2);
		if (target->attributes)
			assert_in_range(counts.attributes, PROGRAMS * 6 / 10, PROGRAMS * 9 / 10);
		assert_in_range(counts.nowait, 0, target->scarce ? PROGRAMS * 6 / 10 : PROGRAMS / 8);
		if (target->scarce)
			assert_true(counts.nowait >= PROGRAMS * 4 / 10);
	}
}

static void test_operations_for_every_phase(void **state)
{
	const struct fuzz_target *target;

	(void)state;
	for (size_t i = 0; (target = fuzz_target_at(i)); i++) {
		unsigned int sums[PHASES] = { 0 }, after = 0;

		for (uint8_t op = 0; op < OP_COUNT; op++) {
			if (!selection_has(&target->operations, op))
				continue;
			after += selection_has(&target->after, op);
			for (unsigned int phase = 0; phase < PHASES; phase++)
				sums[phase] += operation_infos[op].weights[phase];
		}
		for (unsigned int phase = 0; phase < PHASES; phase++)
			assert_true(sums[phase] > 0);
		assert_true(after > 0);
	}
}

/* In each meeting a call is held back, and another call is on the same tree or through a cursor that is. */
static void test_meetings_are_in_one_place(void **state)
{
	const struct fuzz_target *target;

	(void)state;
	for (size_t i = 0; (target = fuzz_target_at(i)); i++) {
		struct rng rng = { .state = i };
		struct header header = { .generation = newest_generation() };

		mutator_aim(target);
		for (unsigned int n = 0; target->meetings && n < PROGRAMS; n++) {
			struct instruction insns[MEETING_MAX];
			size_t count = random_meeting(&rng, &header, insns);
			unsigned int held = 0, trees = 0;

			assert_in_range(count, 3, MEETING_MAX);
			for (size_t k = 0; k < count; k++) {
				held += operation_infos[insns[k].op].effect == EFFECT_FAULT && operation_takes(insns[k].op, OPERAND_AT);
				if (operation_takes(insns[k].op, OPERAND_TREE))
					trees |= 1u << insns[k].tree;
			}
			assert_true(held);
			assert_int_equal(trees & (trees - 1), 0);
		}
		mutator_aim(NULL);
	}
}

static void test_targets_are_found(void **state)
{
	const struct fuzz_target *target;

	(void)state;
	for (size_t i = 0; (target = fuzz_target_at(i)); i++)
		assert_ptr_equal(fuzz_target_find(target->name), target);
	assert_null(fuzz_target_find("none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_is_spent_on_what_a_target_is_after),
		cmocka_unit_test(test_operations_for_every_phase),
		cmocka_unit_test(test_meetings_are_in_one_place),
		cmocka_unit_test(test_targets_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
