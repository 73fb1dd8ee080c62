// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands in text: how each kind is read and written. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "operand.h"

const char *const attribute_names[ATTRIBUTE_COUNT] = { "alloc", "rcu", "extern" };

void text_append(char *text, const char *format, ...)
{
	size_t length = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + length, CALL_TEXT_SIZE - length, format, args);
	va_end(args);
}

/* ---- Trees ---------------------------------------------------------------- */

static bool parse_tree_number(struct scan *scan, uint8_t *tree)
{
	return scan_numbered(scan, 't', MAX_TREES, "a tree, t0 to t7,", tree);
}

bool parse_tree(struct scan *scan, struct call *call)
{
	return parse_tree_number(scan, &call->tree);
}

void print_tree(const struct call *call, char *text)
{
	text_append(text, " t%u", call->tree);
}

bool parse_source(struct scan *scan, struct call *call)
{
	return parse_tree_number(scan, &call->source);
}

void print_source(const struct call *call, char *text)
{
	text_append(text, " t%u", call->source);
}

bool parse_new(struct scan *scan, struct call *call)
{
	struct token token = scan_peek(scan);

	if (!parse_tree_number(scan, &call->tree))
		return false;
	if (call->tree == call->source)
		return scan_fail(scan, token, "t%u is the source: a tree can't be duplicated into itself", call->tree);
	return true;
}

void print_new(const struct call *call, char *text)
{
	text_append(text, " t%u", call->tree);
}

bool parse_cursor(struct scan *scan, struct call *call)
{
	return scan_numbered(scan, 'c', MAX_CURSORS, "a cursor, c0 to c3,", &call->cursor);
}

void print_cursor(const struct call *call, char *text)
{
	text_append(text, " c%u", call->cursor);
}

static bool parse_attribute(struct scan *scan, uint8_t *attributes)
{
	struct token token = scan_take(scan);

	for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (!token_is(token, attribute_names[i]))
			continue;
		*attributes |= 1 << i;
		return true;
	}
	return scan_expected(scan, token, "an attribute, alloc, rcu or extern, or 'plain' alone,");
}

bool parse_attribute_set(struct scan *scan, uint8_t *attributes)
{
	*attributes = 0;
	if (scan_take_if(scan, "plain"))
		return true;
	do {
		if (!parse_attribute(scan, attributes))
			return false;
	} while (scan_take_if(scan, ","));
	return true;
}

bool parse_attributes(struct scan *scan, struct call *call)
{
	return parse_attribute_set(scan, &call->attributes);
}

void attributes_format(unsigned int attributes, char *text)
{
	strcpy(text, attributes & ATTRIBUTES_ALL ? "" : "plain");
	for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (!(attributes >> i & 1))
			continue;
		if (*text)
			strcat(text, ",");
		strcat(text, attribute_names[i]);
	}
}

void print_attributes(const struct call *call, char *text)
{
	char attributes[ATTRIBUTES_TEXT_SIZE];

	attributes_format(call->attributes, attributes);
	text_append(text, " %s", attributes);
}

/* ---- Indices -------------------------------------------------------------- */

bool parse_index(struct scan *scan, struct call *call)
{
	if (!scan_expect(scan, "[", "an index, [5],") || !scan_index(scan, &call->first))
		return false;
	call->last = call->first;
	return scan_expect(scan, "]", "a ']', as this operation takes a single index,");
}

bool parse_range(struct scan *scan, struct call *call)
{
	if (!scan_expect(scan, "[", "a range, [1, 9],") || !scan_index(scan, &call->first))
		return false;
	call->last = call->first;
	if (scan_take_if(scan, "]"))
		return true;
	return scan_expect(scan, ",", "a ',' or ']'") && scan_index(scan, &call->last) &&
	       scan_expect(scan, "]", "a ']'");
}

static void append_number(char *text, unsigned long number)
{
	text_append(text, number < 10 ? "%lu" : "0x%lx", number);
}

void print_range(const struct call *call, char *text)
{
	text_append(text, " [");
	append_number(text, call->first);
	if (call->first != call->last) {
		text_append(text, ", ");
		append_number(text, call->last);
	}
	text_append(text, "]");
}

void print_index(const struct call *call, char *text)
{
	print_range(call, text);
}

/* In text a leaf is the range that it covers. */
bool parse_leaf(struct scan *scan, struct call *call)
{
	return parse_range(scan, call);
}

void print_leaf(const struct call *call, char *text)
{
	print_range(call, text);
}

/* ---- Entries -------------------------------------------------------------- */

static bool kind_of_letter(char letter, uint8_t *kind)
{
	switch (letter) {
	case 'v':
		*kind = ENTRY_VALUE;
		return true;
	case 'p':
		*kind = ENTRY_POINTER;
		return true;
	case 'r':
		*kind = ENTRY_RESERVED;
		return true;
	default:
		return false;
	}
}

bool parse_entry(struct scan *scan, struct call *call)
{
	struct token token = scan_take(scan), digits = { token.at + 1, token.length - 1 };
	struct entry *entry = &call->entry;
	uint64_t id;

	*entry = (struct entry){ token_is(token, "zero") ? ENTRY_ZERO : ENTRY_NULL, 0 };
	if (token_is(token, "zero") || token_is(token, "null"))
		return true;
	if (token.length < 2 || !kind_of_letter(token.at[0], &entry->kind) ||
	    token_number(digits, &id) == NUMBER_BAD)
		return scan_expected(scan, token, "an entry, v7, p7, r0, zero or null,");
	entry->id = id < ENTRY_IDS ? id : ENTRY_IDS;
	if (byte_of_entry(*entry) < 0)
		return scan_fail(scan, token, "entry out of range: v0 to v191, p0 to p47 and r0 to r6 can be written");
	return true;
}

void print_entry(const struct call *call, char *text)
{
	static const char letters[] = {
		[ENTRY_VALUE] = 'v', [ENTRY_POINTER] = 'p', [ENTRY_RESERVED] = 'r',
	};

	if (call->entry.kind == ENTRY_NULL)
		text_append(text, " null");
	else if (call->entry.kind == ENTRY_ZERO)
		text_append(text, " zero");
	else
		text_append(text, " %c%u", letters[call->entry.kind], call->entry.id);
}

/* ---- A word and a number from 1 to a limit: `count 3`, `stride 2` ---------- */

static bool parse_times(struct scan *scan, enum operand operand, unsigned int limit, uint16_t *times)
{
	const char *word = operand_kinds[operand].word;
	char what[32];
	struct token token;
	uint64_t number;

	snprintf(what, sizeof(what), "'%s' and a number", word);
	if (!scan_expect(scan, word, what))
		return false;
	token = scan_peek(scan);
	if (!scan_number(scan, "a number", &number))
		return false;
	if (!number || number > limit)
		return scan_fail(scan, token, "%s out of range: 1 to %u can be written", word, limit);
	*times = number;
	return true;
}

static void print_times(enum operand operand, unsigned int times, char *text)
{
	text_append(text, " %s %u", operand_kinds[operand].word, times);
}

bool parse_stride(struct scan *scan, struct call *call)
{
	return parse_times(scan, OPERAND_STRIDE, UINT16_MAX, &call->stride);
}

void print_stride(const struct call *call, char *text)
{
	print_times(OPERAND_STRIDE, call->stride, text);
}

bool parse_count(struct scan *scan, struct call *call)
{
	return parse_times(scan, OPERAND_COUNT, MAX_FILL, &call->count);
}

void print_count(const struct call *call, char *text)
{
	print_times(OPERAND_COUNT, call->count, text);
}

bool parse_many(struct scan *scan, struct call *call)
{
	return parse_times(scan, OPERAND_MANY, MAX_TALL, &call->count);
}

void print_many(const struct call *call, char *text)
{
	print_times(OPERAND_MANY, call->count, text);
}

/* Any size that an instruction can name, 0 among them. */
static bool parse_size_number(struct scan *scan, struct call *call)
{
	struct token token = scan_peek(scan);
	uint16_t count, stride;

	if (!scan_index(scan, &call->size))
		return false;
	if (size_encode(call->size, &count, &stride))
		return scan_fail(scan, token, "size out of range: n * 2^k, or one less or more, can be written, with n up to %d", UINT16_MAX);
	return true;
}

bool parse_size(struct scan *scan, struct call *call)
{
	return scan_expect(scan, operand_kinds[OPERAND_SIZE].word, "'size' and a number") && parse_size_number(scan, call);
}

void print_size(const struct call *call, char *text)
{
	text_append(text, " %s ", operand_kinds[OPERAND_SIZE].word);
	append_number(text, call->size);
}

/* Left out when it is 0. */
bool parse_twice(struct scan *scan, struct call *call)
{
	return !scan_take_if(scan, operand_kinds[OPERAND_TWICE].word) || parse_size_number(scan, call);
}

void print_twice(const struct call *call, char *text)
{
	if (!call->size)
		return;
	text_append(text, " %s ", operand_kinds[OPERAND_TWICE].word);
	append_number(text, call->size);
}

/* Likewise. */
bool parse_fewer(struct scan *scan, struct call *call)
{
	uint16_t fewer;

	if (!token_is(scan_peek(scan), operand_kinds[OPERAND_FEWER].word))
		return true;
	if (!parse_times(scan, OPERAND_FEWER, MAX_FEWER, &fewer))
		return false;
	call->fewer = fewer;
	return true;
}

void print_fewer(const struct call *call, char *text)
{
	if (call->fewer)
		print_times(OPERAND_FEWER, call->fewer, text);
}

/* Likewise. */
bool parse_at(struct scan *scan, struct call *call)
{
	uint16_t at;

	if (!token_is(scan_peek(scan), operand_kinds[OPERAND_AT].word))
		return true;
	if (!parse_times(scan, OPERAND_AT, MAX_AT, &at))
		return false;
	call->at = at;
	return true;
}

void print_at(const struct call *call, char *text)
{
	if (call->at)
		print_times(OPERAND_AT, call->at, text);
}

/* ---- A word that is there or not -------------------------------------------- */

static bool parse_flag(struct scan *scan, enum operand operand, unsigned int flag, struct call *call)
{
	if (scan_take_if(scan, operand_kinds[operand].word))
		call->flags |= flag;
	return true;
}

static void print_flag(enum operand operand, unsigned int flag, const struct call *call, char *text)
{
	if (call->flags & flag)
		text_append(text, " %s", operand_kinds[operand].word);
}

bool parse_down(struct scan *scan, struct call *call)
{
	return parse_flag(scan, OPERAND_DOWN, CALL_DOWN, call);
}

void print_down(const struct call *call, char *text)
{
	print_flag(OPERAND_DOWN, CALL_DOWN, call, text);
}

bool parse_same(struct scan *scan, struct call *call)
{
	return parse_flag(scan, OPERAND_SAME, CALL_SAME, call);
}

void print_same(const struct call *call, char *text)
{
	print_flag(OPERAND_SAME, CALL_SAME, call, text);
}

bool parse_moved(struct scan *scan, struct call *call)
{
	return parse_flag(scan, OPERAND_MOVED, CALL_MOVED, call);
}

void print_moved(const struct call *call, char *text)
{
	print_flag(OPERAND_MOVED, CALL_MOVED, call, text);
}

bool parse_any(struct scan *scan, struct call *call)
{
	return parse_flag(scan, OPERAND_ANY, CALL_ANY, call);
}

void print_any(const struct call *call, char *text)
{
	print_flag(OPERAND_ANY, CALL_ANY, call, text);
}

bool parse_nulls(struct scan *scan, struct call *call)
{
	return parse_flag(scan, OPERAND_NULLS, CALL_NULLS, call);
}

void print_nulls(const struct call *call, char *text)
{
	print_flag(OPERAND_NULLS, CALL_NULLS, call, text);
}

/* ---- How to allocate: a word, or nothing for GFP_KERNEL --------------------- */

static const char *const gfp_words[CALL_GFPS] = {
	[CALL_GFP_NOWAIT] = "nowait", [CALL_GFP_ATOMIC] = "atomic", [CALL_GFP_NOFAIL] = "nofail",
};

bool parse_gfp(struct scan *scan, struct call *call)
{
	for (unsigned int gfp = CALL_GFP_KERNEL + 1; gfp < CALL_GFPS && !call->gfp; gfp++)
		if (scan_take_if(scan, gfp_words[gfp]))
			call->gfp = gfp;
	return true;
}

void print_gfp(const struct call *call, char *text)
{
	if (call->gfp)
		text_append(text, " %s", gfp_words[call->gfp]);
}

/* ---- The kind of the lock: a word, or nothing ---------------------------------- */

static const struct {
	const char *word;
	uint8_t attribute;
} lock_words[] = {
	{ "irq", ATTRIBUTE_IRQ }, { "bh", ATTRIBUTE_BH }, { "spin", ATTRIBUTE_SPIN },
};

bool parse_lock(struct scan *scan, struct call *call)
{
	struct token token = scan_peek(scan);

	for (size_t i = 0; i < sizeof(lock_words) / sizeof(lock_words[0]); i++) {
		bool external = lock_words[i].attribute == ATTRIBUTE_SPIN;

		if (!scan_take_if(scan, lock_words[i].word))
			continue;
		if (external != !!(call->attributes & ATTRIBUTE_EXTERN))
			return scan_fail(scan, token, external ? "only an external lock can be 'spin': extern spin" :
					 "only a tree's own lock can be '%s': it is not extern", lock_words[i].word);
		call->attributes |= lock_words[i].attribute;
		return true;
	}
	return true;
}

void print_lock(const struct call *call, char *text)
{
	for (size_t i = 0; i < sizeof(lock_words) / sizeof(lock_words[0]); i++)
		if (call->attributes & lock_words[i].attribute)
			text_append(text, " %s", lock_words[i].word);
}
