// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines of a test that compare something, in either dialect. */
#include <stdarg.h>
#include <string.h>

#include "emit/compare.h"

void body_add(struct body *b, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	fold_add(&b->fold, line, b->first);
	b->first = false;
}

/* ---- Comparing -------------------------------------------------------------------- */

/* The tree that a comparison is about, for the kernel's messages of MT_BUG_ON(). */
static unsigned int any_tree(const struct body *b)
{
	return b->open && b->unit.tree >= 0 ? (unsigned int)b->unit.tree : (unsigned int)__builtin_ctz(b->e->trees);
}

void body_same(struct body *b, const char *got, const char *want)
{
	if (!b->e->kernel || b->e->module)
		body_add(b, "SAME(%s, %s);", got, want);
	else
		body_add(b, "MT_BUG_ON(&t%u, %s != %s);", any_tree(b), got, want);
}

void body_between(struct body *b, const char *got, const char *low, const char *high)
{
	/* Every number is from 0 to ULONG_MAX, and compilers know. */
	bool from = strcmp(low, "0"), to = strcmp(high, "ULONG_MAX");

	if (!from && !to)
		return;
	if (!b->e->kernel || b->e->module)
		body_add(b, "BETWEEN(%s, %s, %s);", got, low, high);
	else if (from && to)
		body_add(b, "MT_BUG_ON(&t%u, %s < %s || %s > %s);", any_tree(b), got, low, got, high);
	else
		body_add(b, "MT_BUG_ON(&t%u, %s %c %s);", any_tree(b), got, from ? '<' : '>', from ? low : high);
}

const char *body_lock(const struct body *b, unsigned int tree, char *text)
{
	if (!(b->e->locks >> tree & 1))
		return "NULL";
	sprintf(text, "&lock%u", tree);
	return text;
}

bool body_holds_lock(const struct body *b, int tree)
{
	char number[16], own[32];
	unsigned int i;

	sprintf(number, "%d)", tree);
	sprintf(own, "t%d.ma_lock)", tree);
	for (i = 0; i < b->held_count; i++) {
		const char *held = b->held[i];

		if ((!strncmp(held, "mtree_unlock(", 13) || !strncmp(held, "up_write(", 9) || !strncmp(held, "spin_unlock", 11)) &&
		    (tree < 0 || strstr(held, number) || strstr(held, own)))
			return true;
	}
	return false;
}

void body_valid(struct body *b, unsigned int tree)
{
	char lock[16];

	if (body_holds_lock(b, (int)tree))
		body_add(b, "mt_validate(&t%u);", tree);
	else
		body_add(b, "check_valid(&t%u, %s);", tree, body_lock(b, tree, lock));
}

/* The attributes of a tree, and after a destroy that nothing is left in it. */
void body_attributes(struct body *b, int tree, unsigned int attributes, bool emptied)
{
	const char *flags = c_flags(attributes);
	char bracketed[LINE_SIZE], got[RECORD_TEXT_SIZE];

	snprintf(got, sizeof(got), "(t%d.ma_flags & ~MT_FLAGS_HEIGHT_MASK)", tree);
	snprintf(bracketed, sizeof(bracketed), strchr(flags, '|') ? "(%s)" : "%s", flags);
	body_same(b, got, bracketed);
	if (!emptied)
		return;
	snprintf(got, sizeof(got), "t%d.ma_root", tree);
	body_same(b, got, "NULL");
	snprintf(got, sizeof(got), "mt_height(&t%d)", tree);
	body_same(b, got, "0");
}
