// SPDX-License-Identifier: GPL-2.0-or-later
/* Small pieces of C, in either dialect. */
#include <limits.h>
#include <string.h>

#include "emit/emit.h"

void c_number(unsigned long number, char *text)
{
	if (number == ULONG_MAX)
		strcpy(text, "ULONG_MAX");
	else
		snprintf(text, C_TEXT_SIZE, number < 10 ? "%lu" : "0x%lx", number);
}

void c_entry(struct entry name, const char *plus, char *text)
{
	char more[16] = "";

	if (plus)
		snprintf(more, sizeof(more), " + %s", plus);
	switch (name.kind) {
	case ENTRY_VALUE:
		snprintf(text, C_TEXT_SIZE, "xa_mk_value(%u%s)", name.id, more);
		break;
	case ENTRY_POINTER:
		snprintf(text, C_TEXT_SIZE, "&objects[%u%s]", name.id, more);
		break;
	case ENTRY_ZERO:
		strcpy(text, "XA_ZERO_ENTRY");
		break;
	case ENTRY_RESERVED:
		snprintf(text, C_TEXT_SIZE, "xa_mk_internal(%u)", name.id);
		break;
	default:
		strcpy(text, "NULL");
	}
}

void c_stored(const void *entry, const char *plus, char *text)
{
	uint32_t code = entry_code(entry);

	c_entry((struct entry){ code >> 16, code & 0xffff }, plus, text);
}

void c_flags(unsigned int attributes, char *text)
{
	static const char *const flags[ATTRIBUTE_COUNT] = {
		"MT_FLAGS_ALLOC_RANGE", "MT_FLAGS_USE_RCU", "MT_FLAGS_LOCK_EXTERN",
	};
	unsigned int i;

	strcpy(text, attributes ? "(" : "0");
	for (i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (!(attributes >> i & 1))
			continue;
		strcat(text, text[1] ? " | " : "");
		strcat(text, flags[i]);
	}
	strcat(text, attributes ? ")" : "");
}

void emit_same(const struct emission *e, const char *indent, unsigned int tree, const char *got,
	       const char *want)
{
	if (!e->kernel)
		fprintf(e->out, "%s%s(%s, %s);\n", indent, strcmp(got, "error") ? "SAME" : "SAME_ERROR", got, want);
	else if (!strcmp(got, "error") && !strcmp(want, "0"))
		/* MT_BUG_ON() prints its condition as an int: others have to be made one. */
		fprintf(e->out, "%sMT_BUG_ON(&t%u, %s);\n", indent, tree, got);
	else
		fprintf(e->out, "%sMT_BUG_ON(&t%u, %s != %s);\n", indent, tree, got, want);
}

void emit_never(const struct emission *e, const char *indent, unsigned int tree, const char *condition)
{
	if (e->kernel)
		fprintf(e->out, "%sMT_BUG_ON(&t%u, %s);\n", indent, tree, condition);
	else
		fprintf(e->out, "%sSAME(%s, 0);\n", indent, condition);
}

/* Not by mtree_lock_nested(): in some versions it wants a variable of a certain name. */
void emit_lock(const struct emission *e, const char *indent, unsigned int tree, bool nested)
{
	bool external = e->attributes[tree] & ATTRIBUTE_EXTERN;

	if (!nested && !external)
		fprintf(e->out, "%smtree_lock(&t%u);\n", indent, tree);
	else
		fprintf(e->out, "%s%s%s(&%s%u%s%s);\n", indent, external ? "down_write" : "spin_lock",
			nested ? "_nested" : "", external ? "lock" : "t", tree, external ? "" : ".ma_lock",
			nested ? ", SINGLE_DEPTH_NESTING" : "");
}

void emit_unlock(const struct emission *e, const char *indent, unsigned int tree)
{
	bool external = e->attributes[tree] & ATTRIBUTE_EXTERN;

	fprintf(e->out, "%s%s(&%s%u);\n", indent, external ? "up_write" : "mtree_unlock",
		external ? "lock" : "t", tree);
}
