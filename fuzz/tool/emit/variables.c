// SPDX-License-Identifier: GPL-2.0-or-later
/* The variables of a function that statements use. */
#include <string.h>

#include "emit/fold_line.h"
#include "emit/pick.h"
#include "emit/variables.h"

/* Is @name used for anything but to be assigned to? */
static bool is_read(const char *text, const char *name)
{
	char word[PICK_NAME_SIZE];

	while (pick_word(&text, word))
		if (!strcmp(word, name) && strncmp(text, " = ", 3))
			return true;
	return false;
}

/* A cursor that was never set stands in t0; the others are set before they are used. */
void emit_cursor(const struct emission *e, unsigned int cursor, char *line)
{
	sprintf(line, "MA_STATE(cursor%u, &t%d, 0, 0);", cursor, __builtin_ctz(e->trees));
}

bool emit_uses_cursor(const char *text, unsigned int cursor)
{
	char name[16];

	sprintf(name, "cursor%u", cursor);
	return pick_uses(text, name);
}

void emit_variables(const struct emission *e, const char *body, const char *shared, FILE *out)
{
	static const struct {
		const char *type;
		const char *name;
	} variables[] = {
		{ "int ", "error" }, { "void *", "entry" }, { "void *", "next_entry" },
		{ "unsigned long ", "index" }, { "unsigned long ", "last" }, { "unsigned long ", "next_index" }, { "unsigned long ", "i" },
	};
	unsigned int tree, cursor;
	char name[16], line[64];
	size_t i;

	for (cursor = 0; cursor < MAX_CURSORS; cursor++) {
		emit_cursor(e, cursor, line);
		if (emit_uses_cursor(body, cursor) && !emit_uses_cursor(shared, cursor))
			fprintf(out, "\t%s\n", line);
	}
	for (tree = 0; tree < MAX_TREES; tree++) {
		sprintf(name, "mas%u", tree);
		if (emit_names(e, (int)tree) && pick_uses(body, name))
			fprintf(out, "\tMA_STATE(%s, &t%u, 0, 0);\n", name, tree);
	}
	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		if (pick_uses(body, variables[i].name))
			fprintf(out, "\t%s%s%s;\n", variables[i].type, variables[i].name,
				is_read(body, variables[i].name) ? "" : " __maybe_unused");
}

/* The variable of a tree, a cursor or a reader that is called @prefix@number, if @body uses it. */
static void declare_for(const char *body, const char *type, const char *prefix, unsigned int number, FILE *out, unsigned int depth)
{
	char line[64], name[16];

	sprintf(name, "%s%u", prefix, number);
	sprintf(line, "static %s%s%s;", type, type[strlen(type) - 1] == '*' ? "" : " ", name);
	if (pick_uses(body, name))
		fold_print_line(out, line, depth);
}

void emit_tree(const char *body, unsigned int tree, FILE *out, unsigned int depth)
{
	char line[64];

	sprintf(line, "static struct maple_tree t%u;", tree);
	fold_print_line(out, line, depth);
	declare_for(body, "struct rw_semaphore", "lock", tree, out, depth);
	declare_for(body, "spinlock_t", "spin", tree, out, depth);
	declare_for(body, "struct reader", "reader", tree, out, depth);
	declare_for(body, "unsigned long", "next", tree, out, depth);
}

void emit_read(const char *body, unsigned int number, FILE *out, unsigned int depth)
{
	declare_for(body, "void *", "read_", number, out, depth);
	declare_for(body, "struct range_met", "walked_", number, out, depth);
	declare_for(body, "struct found", "found_", number, out, depth);
	declare_for(body, "struct ranges_met", "met_", number, out, depth);
}

void emit_history(const char *body, unsigned int cursor, FILE *out, unsigned int depth)
{
	declare_for(body, "struct history", "history", cursor, out, depth);
}
