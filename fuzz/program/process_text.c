// SPDX-License-Identifier: GPL-2.0-or-later
/* Operands of operations on processes in text: how each kind is read and written. */
#include <stdio.h>

#include "operand.h"

static bool parse_process_number(struct scan *scan, uint8_t *process)
{
	return scan_numbered(scan, 'p', MAX_PROCESSES, "a process, p0 to p7,", process);
}

bool parse_process(struct scan *scan, struct call *call)
{
	return parse_process_number(scan, &call->process);
}

void print_process(const struct call *call, char *text)
{
	text_append(text, " p%u", call->process);
}

bool parse_child(struct scan *scan, struct call *call)
{
	struct token token = scan_peek(scan);

	if (!parse_process_number(scan, &call->child))
		return false;
	if (call->child == call->process)
		return scan_fail(scan, token, "p%u is the parent: the child is another process", call->child);
	return true;
}

void print_child(const struct call *call, char *text)
{
	text_append(text, " p%u", call->child);
}

/* ---- Access: bit i of the set is access_words[i] ---------------------------------------------- */

static const char *const access_words[ACCESS_FILE_SHIFT] = { "r", "w", "x", "dontcopy", "locked" };

static bool parse_access_word(struct scan *scan, uint8_t *access)
{
	struct token token = scan_take(scan);
	char file[] = "file0";

	for (unsigned int i = 0; i < ACCESS_FILE_SHIFT; i++) {
		if (!token_is(token, access_words[i]))
			continue;
		*access |= 1 << i;
		return true;
	}
	for (unsigned int i = 1; i <= UINT8_MAX >> ACCESS_FILE_SHIFT; i++) {
		file[4] = '0' + i;
		if (!token_is(token, file))
			continue;
		*access = (*access & ACCESS_FLAGS) | i << ACCESS_FILE_SHIFT;
		return true;
	}
	return scan_expected(scan, token, "r, w, x, dontcopy, locked or file1 to file7, or 'none' alone,");
}

bool parse_access(struct scan *scan, struct call *call)
{
	call->access = 0;
	if (scan_take_if(scan, "none"))
		return true;
	do {
		if (!parse_access_word(scan, &call->access))
			return false;
	} while (scan_take_if(scan, ","));
	return true;
}

void print_access(const struct call *call, char *text)
{
	const char *between = " ";

	for (unsigned int i = 0; i < ACCESS_FILE_SHIFT; i++) {
		if (!(call->access >> i & 1))
			continue;
		text_append(text, "%s%s", between, access_words[i]);
		between = ",";
	}
	if (call->access >> ACCESS_FILE_SHIFT)
		text_append(text, "%sfile%u", between, call->access >> ACCESS_FILE_SHIFT);
	if (!call->access)
		text_append(text, " none");
}

/* ---- Words --------------------------------------------------------------------------------- */

bool parse_fixed(struct scan *scan, struct call *call)
{
	if (scan_take_if(scan, operand_kinds[OPERAND_FIXED].word))
		call->flags |= CALL_FIXED;
	return true;
}

void print_fixed(const struct call *call, char *text)
{
	if (call->flags & CALL_FIXED)
		text_append(text, " %s", operand_kinds[OPERAND_FIXED].word);
}

static const char *const way_words[CALL_WAYS] = {
	[CALL_WAY_MARK] = "mark", [CALL_WAY_CUT] = "cut", [CALL_WAY_INSERT] = "insert",
};

bool parse_way(struct scan *scan, struct call *call)
{
	for (call->way = 0; call->way < CALL_WAYS; call->way++)
		if (scan_take_if(scan, way_words[call->way]))
			return true;
	return scan_expected(scan, scan_take(scan), "mark, cut or insert");
}

void print_way(const struct call *call, char *text)
{
	text_append(text, " %s", way_words[call->way]);
}
