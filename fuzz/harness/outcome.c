// SPDX-License-Identifier: GPL-2.0-or-later
/* What calls give, thing by thing: compared, written as text, and as numbers for the digest. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "entry.h"
#include "outcome.h"

/* ---- Does the contract allow what the subject gave? -------------------------- */

static bool agree_error(const struct outcome *want, const struct outcome *got)
{
	return want->error == got->error;
}

static bool agree_entry(const struct outcome *want, const struct outcome *got)
{
	return want->entry == got->entry || (want->or_null && !got->entry);
}

static bool agree_index(const struct outcome *want, const struct outcome *got)
{
	return want->index_low <= got->index && got->index <= want->index;
}

static bool agree_last(const struct outcome *want, const struct outcome *got)
{
	return want->last <= got->last && got->last <= want->last_high;
}

static bool agree_next_entry(const struct outcome *want, const struct outcome *got)
{
	return want->next_entry == got->next_entry;
}

static bool agree_next_index(const struct outcome *want, const struct outcome *got)
{
	return want->next_index == got->next_index;
}

static bool agree_next(const struct outcome *want, const struct outcome *got)
{
	return want->next == got->next;
}

static bool ranges_equal(const struct oracle_range *a, const struct oracle_range *b)
{
	return a->first == b->first && a->last == b->last && a->entry == b->entry;
}

/* The position of the first range in which two lists differ; -1 if there is none. */
static int ranges_difference(const struct ranges_met *a, const struct ranges_met *b)
{
	unsigned int i;

	for (i = 0; i < a->count && i < b->count; i++)
		if (!ranges_equal(&a->range[i], &b->range[i]))
			return (int)i;
	return a->count == b->count ? -1 : (int)i;
}

static bool agree_ranges(const struct outcome *want, const struct outcome *got)
{
	return ranges_difference(want->ranges, got->ranges) < 0;
}

static bool agree_status(const struct outcome *want, const struct outcome *got)
{
	return !got->status || want->status & got->status;
}

/* ---- As text ------------------------------------------------------------------ */

static void print_error(const struct outcome *out, char *text)
{
	static const struct { int error; const char *name; } names[] = {
		{ -EINVAL, "-EINVAL" }, { -EEXIST, "-EEXIST" }, { -ENOMEM, "-ENOMEM" }, { -EBUSY, "-EBUSY" }, { -EFAULT, "-EFAULT" },
	};
	size_t i;

	snprintf(text, GIVEN_TEXT_SIZE, "%d", out->error);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].error == out->error)
			strcpy(text, names[i].name);
}

static void print_entry(const struct outcome *out, char *text)
{
	entry_format(out->entry, text);
	if (out->or_null)
		strcat(text, " or null");
}

static void print_index(const struct outcome *out, char *text)
{
	if (out->index_low == out->index)
		snprintf(text, GIVEN_TEXT_SIZE, "0x%lx", out->index);
	else
		snprintf(text, GIVEN_TEXT_SIZE, "0x%lx to 0x%lx", out->index_low, out->index);
}

static void print_last(const struct outcome *out, char *text)
{
	if (out->last_high == out->last)
		snprintf(text, GIVEN_TEXT_SIZE, "0x%lx", out->last);
	else
		snprintf(text, GIVEN_TEXT_SIZE, "0x%lx to 0x%lx", out->last, out->last_high);
}

static void print_next_entry(const struct outcome *out, char *text)
{
	entry_format(out->next_entry, text);
}

static void print_next_index(const struct outcome *out, char *text)
{
	snprintf(text, GIVEN_TEXT_SIZE, "0x%lx", out->next_index);
}

static void print_next(const struct outcome *out, char *text)
{
	snprintf(text, GIVEN_TEXT_SIZE, "0x%lx", out->next);
}

/* How many, and the last of them: enough to see where two lists part. */
static void print_ranges(const struct outcome *out, char *text)
{
	const struct oracle_range *range = &out->ranges->range[out->ranges->count - 1];
	char entry[ENTRY_TEXT_SIZE];

	if (!out->ranges->count) {
		strcpy(text, "none");
		return;
	}
	entry_format(range->entry, entry);
	snprintf(text, GIVEN_TEXT_SIZE, "%u, the last one [0x%lx, 0x%lx] %s", out->ranges->count, range->first,
		 range->last, entry);
}

const char *status_name(unsigned int set)
{
	static const char *const names[STATUS_COUNT] = {
		"ma_start", "ma_active", "ma_root", "ma_none", "ma_pause", "ma_overflow", "ma_underflow", "ma_error",
	};

	return names[__builtin_ctz(set)];
}

static void print_status(const struct outcome *out, char *text)
{
	unsigned int left = out->status;

	*text = '\0';
	if (!left || left == STATUS_ANY)
		strcpy(text, left ? "any" : "not told");
	for (; left && left != STATUS_ANY; left &= left - 1)
		sprintf(text + strlen(text), "%s%s", *text ? " or " : "", status_name(left));
}

/* ---- As numbers --------------------------------------------------------------- */

/*
 * Where each thing goes in the digest is the format of tests/corpus_digests.txt: it stays. What a subject may choose
 * (where a state ends) or what was never part of it has no place.
 */

static void digest_error(const struct outcome *out, uint64_t *digest)
{
	digest[0] |= (uint64_t)(uint32_t)out->error << 32;
}

static void digest_entry(const struct outcome *out, uint64_t *digest)
{
	digest[0] |= entry_code(out->entry);
}

static void digest_next_entry(const struct outcome *out, uint64_t *digest)
{
	digest[1] |= entry_code(out->next_entry);
}

/* The contract's, which every subject meets, whether it tells its own or not. */
static void digest_status(const struct outcome *out, uint64_t *digest)
{
	digest[1] |= (uint64_t)out->status << 32;
}

static void digest_none(const struct outcome *out, uint64_t *digest)
{
	(void)out;
	(void)digest;
}

#define digest_index digest_none
#define digest_last digest_none
#define digest_next_index digest_none
#define digest_next digest_none
#define digest_ranges digest_none

/* ---- The table ------------------------------------------------------------------ */

static const struct {
	const char *name;
	const char *words;
	void (*print)(const struct outcome *out, char *text);
} gives[GIVES] = {
#define GIVE(id, field, _name, _words) [GIVE_##id] = { _name, _words, print_##field },
#include "gives.def"
#undef GIVE
};

/* What every call needs is a switch: the compiler puts the functions in its place. */

static bool agree(enum give give, const struct outcome *want, const struct outcome *got)
{
	switch (give) {
#define GIVE(id, field, ...)				\
	case GIVE_##id:					\
		return agree_##field(want, got);
#include "gives.def"
#undef GIVE
	default:
		return true;
	}
}

static void digest_give(enum give give, const struct outcome *out, uint64_t *digest)
{
	switch (give) {
#define GIVE(id, field, ...)				\
	case GIVE_##id:					\
		digest_##field(out, digest);		\
		break;
#include "gives.def"
#undef GIVE
	default:
		break;
	}
}

enum give outcome_difference(uint8_t op, const struct outcome *want, const struct outcome *got)
{
	const uint8_t *give = operation_infos[op].gives;

	if (want->open)
		return GIVE_NOTHING;
	while (*give && agree(*give, want, got))
		give++;
	return *give;
}

const char *outcome_name(enum give give)
{
	return gives[give].name;
}

const char *outcome_words(enum give give)
{
	return gives[give].words;
}

void outcome_print(enum give give, const struct outcome *out, char *text)
{
	gives[give].print(out, text);
}

void outcome_digest(uint8_t op, const struct outcome *want, uint64_t digest[DIGEST_WORDS])
{
	const uint8_t *give;

	memset(digest, 0, DIGEST_WORDS * sizeof(digest[0]));
	for (give = operation_infos[op].gives; *give; give++)
		digest_give(*give, want, digest);
}
