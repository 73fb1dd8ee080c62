// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What calls give: each thing that an operation gives by its row in operations.def is compared with the contract, and is
 * told as text.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "entry.h"
#include "harness_fixture.h"

/* ---- Damage: something else than the contract allows. Return: false if it allows everything ---- */

static long no_entry;

static bool damage_error(struct outcome *got, const struct outcome *want)
{
	got->error = want->error - 1;
	return true;
}

/* A value that no program here stores: Linux's mas_store() is known to return NULL and what is no entry. */
static bool damage_entry(struct outcome *got, const struct outcome *want)
{
	(void)want;
	got->entry = entry_pointer((struct entry){ ENTRY_VALUE, ENTRY_IDS - 1 });
	return true;
}

static bool damage_index(struct outcome *got, const struct outcome *want)
{
	got->index = want->index < ULONG_MAX ? want->index + 1 : want->index_low - 1;
	return want->index < ULONG_MAX || want->index_low > 0;
}

static bool damage_last(struct outcome *got, const struct outcome *want)
{
	got->last = want->last > 0 ? want->last - 1 : want->last_high + 1;
	return want->last > 0 || want->last_high < ULONG_MAX;
}

static bool damage_next_entry(struct outcome *got, const struct outcome *want)
{
	got->next_entry = want->next_entry ? NULL : &no_entry;
	return true;
}

static bool damage_next_index(struct outcome *got, const struct outcome *want)
{
	got->next_index = want->next_index + 1;
	return true;
}

static bool damage_next(struct outcome *got, const struct outcome *want)
{
	got->next = want->next + 1;
	return true;
}

/* The lowest that is not among those that may be. */
static bool damage_status(struct outcome *got, const struct outcome *want)
{
	unsigned int others = STATUS_ANY & ~want->status;

	got->status = others & -others;
	return others;
}

static bool damage_ranges(struct outcome *got, const struct outcome *want)
{
	if (want->ranges->count)
		got->ranges->count--;
	else
		ranges_add(got->ranges, 1, 1, &no_entry);
	return true;
}

static bool (*const damages[GIVES])(struct outcome *got, const struct outcome *want) = {
#define GIVE(id, field, ...) [GIVE_##id] = damage_##field,
#include "gives.def"
#undef GIVE
};

/**
 * struct damage - What is damaged in a run.
 * @op: of the first call of this operation in the program,
 * @give: this thing.
 * @current: the operation of the call in progress.
 * @done: it was.
 */
struct damage {
	uint8_t op;
	uint8_t give;
	uint8_t current;
	bool done;
};

static void note_current(const struct call *call, void *arg)
{
	((struct damage *)arg)->current = call->op;
}

/* The outcome is the harness's own, and is compared when this returns. */
static void do_damage(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	struct damage *damage = arg;

	(void)call;
	if (damage->current == damage->op && !damage->done)
		damage->done = damages[damage->give]((struct outcome *)got, want);
}

static void check_compared(const struct program *program, uint8_t op, uint8_t give)
{
	struct damage damage = { .op = op, .give = give };
	struct run_options options = careful(true);
	struct run_result result;
	char token[TOKEN_SIZE];
	bool good;

	options.quiet = true;
	options.on_call = note_current;
	options.on_outcome = do_damage;
	options.arg = &damage;
	good = harness_run(program->data, program->size, &options, &result);
	snprintf(token, sizeof(token), "%s:result", operation_infos[op].name);
	if (!damage.done)
		fail_msg("%s: thing %u can't be wrong", operation_infos[op].name, give);
	if (good || strcmp(result.token, token))
		fail_msg("%s: thing %u is wrong: '%s'", operation_infos[op].name, give, result.token);
}

static uint8_t wanted;

static bool is_wanted(uint8_t op)
{
	return op == wanted;
}

static void test_everything_given_is_compared(void **state)
{
	struct program program;

	(void)state;
	for (wanted = 0; wanted < OP_COUNT; wanted++) {
		if (!harness_has(wanted))
			continue;
		every_operation(&program, 0, is_wanted);
		for (const uint8_t *give = operation_infos[wanted].gives; *give; give++)
			check_compared(&program, wanted, *give);
	}
}

/* ---- Comparing ----------------------------------------------------------------- */

/* An operation that gives just one thing; -1 if there is none, and then another test compares it. */
static int op_that_gives(enum give give)
{
	for (unsigned int op = 0; op < OP_COUNT; op++)
		if (operation_infos[op].gives[0] == give)
			return (int)op;
	return -1;
}

static void test_first_difference(void **state)
{
	const struct outcome want = { .error = -EINVAL, .index = 5, .index_low = 5, .last = 9, .last_high = 9 };
	struct outcome got = { .error = -EINVAL, .index = 5, .last = 9 };

	(void)state;
	assert_int_equal(outcome_difference(OP_MAS_STORE, &want, &got), GIVE_NOTHING);
	got.last = 10;
	assert_int_equal(outcome_difference(OP_MAS_STORE, &want, &got), GIVE_LAST);
	got.index = 4;
	assert_int_equal(outcome_difference(OP_MAS_STORE, &want, &got), GIVE_INDEX);
	got.error = 0;
	assert_int_equal(outcome_difference(OP_MAS_STORE, &want, &got), GIVE_ERROR);
	/* Of what an operation does not give, nothing is compared. */
	assert_int_equal(outcome_difference(OP_ERASE, &want, &got), GIVE_NOTHING);
	assert_int_equal(outcome_difference(OP_DUMP, &want, &got), GIVE_NOTHING);
}

static void check_ranges(const struct ranges_met *want, const struct ranges_met *got, bool equal)
{
	struct outcome a = { .ranges = (struct ranges_met *)want }, b = { .ranges = (struct ranges_met *)got };
	int op = op_that_gives(GIVE_RANGES);

	assert_true(op >= 0);
	assert_int_equal(outcome_difference(op, &a, &b), equal ? GIVE_NOTHING : GIVE_RANGES);
	assert_int_equal(outcome_difference(op, &b, &a), equal ? GIVE_NOTHING : GIVE_RANGES);
}

static void test_lists_of_ranges(void **state)
{
	const struct ranges_met none = { .count = 0 },
		two = { 2, { { 1, 2, &no_entry }, { 5, 9, &no_entry } } };
	struct ranges_met other;

	(void)state;
	check_ranges(&none, &none, true);
	check_ranges(&none, &two, false);
	other = two;
	check_ranges(&two, &other, true);
	other.range[1].first = 4;
	check_ranges(&two, &other, false);
	other = two;
	other.range[0].last = 3;
	check_ranges(&two, &other, false);
	other = two;
	other.range[1].entry = NULL;
	check_ranges(&two, &other, false);
	other = two;
	other.count = 1;
	check_ranges(&two, &other, false);
	/* What stands behind the last one is not part of it. */
	other.range[1].last = 100;
	other.range[2].last = 100;
	other.count = 0;
	check_ranges(&none, &other, true);
}

static void test_lists_end(void **state)
{
	struct ranges_met list = { .count = 0 };
	unsigned int added = 0;

	(void)state;
	do {
		added++;
	} while (ranges_add(&list, added, added, &no_entry));
	assert_int_equal(added, MAX_MET);
	assert_int_equal(list.count, MAX_MET);
	assert_int_equal(list.range[MAX_MET - 1].first, MAX_MET);
}

/* ---- Text ------------------------------------------------------------------------ */

static void check_text(enum give give, struct outcome out, const char *want)
{
	char text[GIVEN_TEXT_SIZE];

	outcome_print(give, &out, text);
	assert_string_equal(text, want);
}

static void test_text(void **state)
{
	struct ranges_met none = { .count = 0 };
	struct ranges_met two = { 2, { { 1, 2, NULL }, { 5, ULONG_MAX, entry_pointer((struct entry){ ENTRY_VALUE, 7 }) } } };

	(void)state;
	check_text(GIVE_ERROR, (struct outcome){ .error = 0 }, "0");
	check_text(GIVE_ERROR, (struct outcome){ .error = -EINVAL }, "-EINVAL");
	check_text(GIVE_ERROR, (struct outcome){ .error = -EEXIST }, "-EEXIST");
	check_text(GIVE_ERROR, (struct outcome){ .error = -ENOMEM }, "-ENOMEM");
	check_text(GIVE_ERROR, (struct outcome){ .error = -EBUSY }, "-EBUSY");
	check_text(GIVE_ERROR, (struct outcome){ .error = 17 }, "17");
	check_text(GIVE_ENTRY, (struct outcome){ .entry = NULL }, "null");
	check_text(GIVE_ENTRY, (struct outcome){ .entry = two.range[1].entry }, "v7");
	check_text(GIVE_ENTRY, (struct outcome){ .entry = two.range[1].entry, .or_null = true }, "v7 or null");
	check_text(GIVE_NEXT_ENTRY, (struct outcome){ .next_entry = two.range[1].entry }, "v7");
	check_text(GIVE_INDEX, (struct outcome){ .index = 31, .index_low = 31 }, "0x1f");
	check_text(GIVE_INDEX, (struct outcome){ .index = 31, .index_low = 16 }, "0x10 to 0x1f");
	check_text(GIVE_LAST, (struct outcome){ .last = 31, .last_high = 31 }, "0x1f");
	check_text(GIVE_LAST, (struct outcome){ .last = 31, .last_high = ULONG_MAX }, "0x1f to 0xffffffffffffffff");
	check_text(GIVE_NEXT_INDEX, (struct outcome){ .next_index = 32 }, "0x20");
	check_text(GIVE_RANGES, (struct outcome){ .ranges = &none }, "none");
	check_text(GIVE_RANGES, (struct outcome){ .ranges = &two }, "2, the last one [0x5, 0xffffffffffffffff] v7");
}

static void test_names(void **state)
{
	(void)state;
	for (unsigned int give = GIVE_NOTHING + 1; give < GIVES; give++) {
		assert_true(strlen(outcome_name(give)) > 0);
		assert_true(strlen(outcome_words(give)) > strlen(outcome_name(give)));
	}
}

/* ---- The digest: what every subject gives alike ------------------------------------- */

static bool digests_differ(uint8_t op, struct outcome a, struct outcome b)
{
	uint64_t digests[2][DIGEST_WORDS];

	outcome_digest(op, &a, digests[0]);
	outcome_digest(op, &b, digests[1]);
	return memcmp(digests[0], digests[1], sizeof(digests[0])) != 0;
}

static void test_digest(void **state)
{
	void *v7 = entry_pointer((struct entry){ ENTRY_VALUE, 7 });
	const struct outcome none = { 0 };

	(void)state;
	assert_true(digests_differ(OP_STORE, none, (struct outcome){ .error = -EEXIST }));
	assert_true(digests_differ(OP_LOAD, none, (struct outcome){ .entry = v7 }));
	assert_true(digests_differ(OP_FIND, none, (struct outcome){ .next_entry = v7 }));
	assert_true(digests_differ(OP_FIND, (struct outcome){ .entry = v7 }, (struct outcome){ .next_entry = v7 }));
	/* Where a state ends is the subject's choice; what an operation does not give is nothing. */
	assert_false(digests_differ(OP_MAS_STORE, none, (struct outcome){ .index = 5, .index_low = 5, .last = 9 }));
	assert_false(digests_differ(OP_STORE, none, (struct outcome){ .entry = v7 }));
	assert_false(digests_differ(OP_LOAD, none, (struct outcome){ .error = -EEXIST }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_given_is_compared),
		cmocka_unit_test(test_first_difference),
		cmocka_unit_test(test_lists_of_ranges),
		cmocka_unit_test(test_lists_end),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_digest),
	};

	return cmocka_run_group_tests_name("outcomes", tests, set_up_harness, NULL);
}
