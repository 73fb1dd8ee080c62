// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls of the API as C text, and what they have to give. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/xarray.h>

#include "entry.h"
#include "recorder.h"

/* ---- Pieces of C ----------------------------------------------------------- */

#define PIECE_SIZE 128

/* So deep is the stack below a call of the API, or deeper than what matters of it. */
#define STACK_CLEARED 8192

/* Not on the stack of whoever asks: a caller who records nothing is not to pay for them. */
static char *next_piece(void)
{
	static char pieces[C_PIECES][PIECE_SIZE];
	static unsigned int turn;

	return pieces[turn++ % C_PIECES];
}

const char *c_number(unsigned long number)
{
	char *c;

	if (number == ULONG_MAX)
		return "ULONG_MAX";
	c = next_piece();
	snprintf(c, PIECE_SIZE, number < 10 ? "%lu" : "0x%lx", number);
	return c;
}

const char *c_entry(const void *entry)
{
	uint32_t code = entry_code(entry);
	char *c;

	if (code >> 16 == ENTRY_NULL)
		return "NULL";
	if (code >> 16 == ENTRY_ZERO)
		return "XA_ZERO_ENTRY";
	c = next_piece();
	if (code >> 16 == ENTRY_POINTER)
		snprintf(c, PIECE_SIZE, "&objects[%u]", code & 0xffff);
	else if (code >> 16 == ENTRY_VALUE)
		snprintf(c, PIECE_SIZE, "xa_mk_value(%u)", code & 0xffff);
	else
		snprintf(c, PIECE_SIZE, "xa_mk_internal(%lu)", (unsigned long)entry >> 2);
	return c;
}

const char *c_gfp(uint8_t gfp)
{
	static const char *const texts[CALL_GFPS] = {
		[CALL_GFP_KERNEL] = "GFP_KERNEL", [CALL_GFP_NOWAIT] = "GFP_NOWAIT", [CALL_GFP_ATOMIC] = "GFP_ATOMIC",
		[CALL_GFP_NOFAIL] = "GFP_KERNEL | __GFP_NOFAIL",
	};

	return texts[gfp];
}

const char *c_flags(unsigned int attributes)
{
	static const char *const flags[] = {
		"MT_FLAGS_ALLOC_RANGE", "MT_FLAGS_USE_RCU", "MT_FLAGS_LOCK_EXTERN", "MT_FLAGS_LOCK_IRQ", "MT_FLAGS_LOCK_BH",
		[7] = "MT_FLAGS_ALLOC_WRAPPED",
	};
	char *c = next_piece();
	unsigned int i;

	*c = '\0';
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!flags[i] || !(attributes >> i & 1))
			continue;
		strcat(c, *c ? " | " : "");
		strcat(c, flags[i]);
	}
	return *c ? c : "0";
}

const char *c_given(const struct call *call)
{
	char *c;

	if (call->op == OP_FIND)
		return "(struct found){ entry, index, next_entry, next_index }";
	if (call->op == OP_SCAN)
		return "all_met";
	if (call->op != OP_WALK)
		return "entry";
	c = next_piece();
	snprintf(c, PIECE_SIZE, "(struct range_met){ mas%u.index, mas%u.last, entry }", call->tree, call->tree);
	return c;
}

const char *c_kept(const struct call *call, unsigned int reader)
{
	static const char *const names[OP_COUNT] = { [OP_FIND] = "found", [OP_SCAN] = "met", [OP_WALK] = "walked" };
	char *c = next_piece();

	snprintf(c, PIECE_SIZE, "%s_%u", names[call->op] ? names[call->op] : "read", reader);
	return c;
}

/* ---- Telling of records ------------------------------------------------------- */

static void tell(struct subject *s, const struct record *record)
{
	s->on_record(record, s->arg);
}

void record_text(struct subject *s, enum record_kind kind, int tree, const char *format, ...)
{
	struct record record = { .kind = kind, .tree = tree, .source = -1 };
	va_list arguments;
	int length = 0;

	if (s->only_if && kind == RECORD_STATEMENT)
		length = sprintf(record.text, "if (%s) ", s->only_if);
	va_start(arguments, format);
	vsnprintf(record.text + length, sizeof(record.text) - length, format, arguments);
	va_end(arguments);
	tell(s, &record);
}

__attribute__((__noinline__))
void record_leaves_nothing(void)
{
	char stack[STACK_CLEARED];

	memset(stack, 0, sizeof(stack));
	/* Somebody might look at it, as far as the compiler knows. */
	__asm__ volatile("" : : "r"(stack) : "memory");
}

void record_call(struct subject *s, const struct call *call)
{
	struct record record = { .kind = RECORD_CALL, .tree = -1, .source = -1 };

	call_format(call, record.text);
	tell(s, &record);
}

void record_other(struct subject *s, enum record_kind kind, const struct call *call, unsigned int number, const char *place, ...)
{
	struct record record = { .kind = kind, .tree = -1, .source = -1 };
	va_list arguments;

	if (!s->on_record)
		return;
	call_format(call, record.text);
	snprintf(record.want, sizeof(record.want), "%u", number);
	va_start(arguments, place);
	vsnprintf(record.high, sizeof(record.high), place, arguments);
	va_end(arguments);
	tell(s, &record);
}

void record_other_end(struct subject *s)
{
	RECORD_KIND(s, RECORD_OTHER_END, -1, "%s", "");
}

void record_begin(struct subject *s, const struct call *call)
{
	struct record record = {
		.kind = RECORD_BEGIN,
		.effect = operation_infos[call->op].effect,
		.tree = operation_has_tree(call->op) || operation_takes(call->op, OPERAND_CURSOR) ? call->tree : -1,
		.source = operation_takes(call->op, OPERAND_SOURCE) ? call->source : -1,
	};

	strcpy(record.text, c_number(call->first));
	tell(s, &record);
}

/* ---- What a call gives ----------------------------------------------------------- */

static void same(struct subject *s, int tree, const char *what, const char *want)
{
	struct record record = { .kind = RECORD_SAME, .tree = tree, .source = -1 };

	snprintf(record.text, sizeof(record.text), "%s", what);
	snprintf(record.want, sizeof(record.want), "%s", want);
	tell(s, &record);
}

static void between(struct subject *s, int tree, const char *what, unsigned long low, unsigned long high)
{
	struct record record = { .kind = RECORD_BETWEEN, .tree = tree, .source = -1 };

	/* Nothing is promised. */
	if (low == 0 && high == ULONG_MAX)
		return;
	if (low == high) {
		same(s, tree, what, c_number(low));
		return;
	}
	snprintf(record.text, sizeof(record.text), "%s", what);
	strcpy(record.want, c_number(low));
	strcpy(record.high, c_number(high));
	tell(s, &record);
}

/* An expression for @field of the state of @tree or of a cursor, or the variable @field. */
static const char *expression(int tree, const struct outcome *got, const char *field)
{
	char *c;

	if (!got->of_state && !got->of_cursor)
		return field;
	c = next_piece();
	if (got->of_cursor)
		snprintf(c, PIECE_SIZE, "cursor%u.%s", got->of_cursor - 1u, field);
	else
		snprintf(c, PIECE_SIZE, "mas%d.%s", tree, field);
	return c;
}

static void record_error(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	char text[GIVEN_TEXT_SIZE];

	(void)got;
	outcome_print(GIVE_ERROR, want, text);
	same(s, tree, "error", text);
}

static void record_entry(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	char what[RECORD_TEXT_SIZE];

	(void)got;
	if (!want->or_null) {
		same(s, tree, "entry", c_entry(want->entry));
		return;
	}
	snprintf(what, sizeof(what), "(!entry || entry == %s)", c_entry(want->entry));
	same(s, tree, what, "1");
}

static void record_index(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	between(s, tree, expression(tree, got, "index"), want->index_low, want->index);
}

static void record_last(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	between(s, tree, expression(tree, got, "last"), want->last, want->last_high);
}

static void record_next_entry(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	(void)got;
	same(s, tree, "next_entry", c_entry(want->next_entry));
}

static void record_next_index(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	(void)got;
	same(s, tree, "next_index", c_number(want->next_index));
}

/* Each tree has a variable for it, which stays from call to call. */
static void record_next(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	char what[32];

	(void)got;
	snprintf(what, sizeof(what), "next%d", tree);
	same(s, tree, what, c_number(want->next));
}

/* Of how many there is room for the text. */
#define MAX_STATUS_TEXT 4

/* One status is compared as what it is; of several, one is. Nothing where the subject has none, or any will do. */
static void record_status(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	const char *status = expression(tree, got, "status");
	char what[RECORD_TEXT_SIZE] = "";
	unsigned int left = want->status;

	if (!got->status || __builtin_popcount(left) > MAX_STATUS_TEXT)
		return;
	if (!(left & (left - 1))) {
		same(s, tree, status, status_name(left));
		return;
	}
	for (; left; left &= left - 1)
		sprintf(what + strlen(what), "%s%s == %s", *what ? " || " : "(", status, status_name(left));
	strcat(what, ")");
	same(s, tree, what, "1");
}

static void record_ranges(struct subject *s, int tree, const struct outcome *want, const struct outcome *got)
{
	char what[32];
	unsigned int i;

	(void)got;
	same(s, tree, "all_met.count", c_number(want->ranges->count));
	for (i = 0; i < want->ranges->count; i++) {
		const struct oracle_range *range = &want->ranges->range[i];

		snprintf(what, sizeof(what), "all_met.range[%u].first", i);
		same(s, tree, what, c_number(range->first));
		snprintf(what, sizeof(what), "all_met.range[%u].last", i);
		same(s, tree, what, c_number(range->last));
		snprintf(what, sizeof(what), "all_met.range[%u].entry", i);
		same(s, tree, what, c_entry(range->entry));
	}
}

void record_either(struct subject *s, int tree, unsigned int reader, const void *one, const void *other)
{
	char what[32] = "entry", got[RECORD_TEXT_SIZE], want[RECORD_TEXT_SIZE];

	if (reader)
		sprintf(what, "read_%u", reader);
	strcpy(got, what);
	strcpy(want, c_entry(one));
	if (one != other) {
		snprintf(got, sizeof(got), "(%s == %s || %s == %s)", what, c_entry(one), what, c_entry(other));
		strcpy(want, "1");
	}
	if (reader)
		RECORD_CHECK(s, tree, "if (!reader_gave_up) SAME(%s, %s);", got, want);
	else
		same(s, tree, got, want);
}

void record_held(struct subject *s, unsigned int tree, const char *when)
{
	RECORD_CHECK(s, tree, "list_held(&t%u, &held_%s);", tree, when);
}

void record_outcome(struct subject *s, const struct call *call, const struct outcome *want,
		    const struct outcome *got)
{
	static void (*const records[GIVES])(struct subject *s, int tree, const struct outcome *want,
					    const struct outcome *got) = {
#define GIVE(id, field, ...) [GIVE_##id] = record_##field,
#include "gives.def"
#undef GIVE
	};
	const uint8_t *give;

	if (want->open)
		return;
	for (give = operation_infos[call->op].gives; *give; give++)
		records[*give](s, call->tree, want, got);
}
