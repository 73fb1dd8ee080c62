// SPDX-License-Identifier: GPL-2.0-or-later
/* Overtake as C: a reader stands beside what is written, and goes on when it is. */
#include <limits.h>

#include "bounds.h"
#include "emit/emit.h"

/* Ranges that the reader meets. */
#define MAX_MET 32

static const char helpers[] =
"/* A reader that goes on while a range is written meets what was there before, or what is there now; and it misses nothing. */\n"
"struct range {\n"
"\tunsigned long first, last;\n"
"\tvoid *entry;\n"
"};\n"
"\n"
"static struct range old[MAX_RANGES], new[MAX_RANGES], met[MAX_MET];\n"
"static unsigned int old_count, met_count;\n"
"\n"
"static unsigned int list(struct maple_tree *mt, struct range *ranges)\n"
"{\n"
"\tMA_STATE(mas, mt, 0, 0);\n"
"\tunsigned int count = 0;\n"
"\tvoid *entry;\n"
"\n"
"\tmas_for_each(&mas, entry, ULONG_MAX)\n"
"\t\tif (count < MAX_RANGES)\n"
"\t\t\tranges[count++] = (struct range){ mas.index, mas.last, entry };\n"
"\treturn count;\n"
"}\n"
"\n"
"static bool among(const struct range *range, const struct range *ranges, unsigned int count)\n"
"{\n"
"\twhile (count--)\n"
"\t\tif (ranges[count].first == range->first && ranges[count].last == range->last &&\n"
"\t\t    ranges[count].entry == range->entry)\n"
"\t\t\treturn true;\n"
"\treturn false;\n"
"}\n"
"\n"
"static inline void reader_begin(struct maple_tree *mt)\n"
"{\n"
"\told_count = list(mt, old);\n"
"\tmet_count = 0;\n"
"}\n"
"\n"
"static inline void reader_meets(struct ma_state *mas, void *entry)\n"
"{\n"
"\tif (entry)\n"
"\t\tmet[met_count++] = (struct range){ mas->index, mas->last, entry };\n"
"}\n"
"\n"
"static inline void reader_end(struct maple_tree *mt, bool down, bool ended)\n"
"{\n"
"\tunsigned int i, new_count = list(mt, new);\n"
"\tunsigned long low, high;\n"
"\n"
"\tif (!met_count)\n"
"\t\treturn;\n"
"\tlow = met[down ? met_count - 1 : 0].first;\n"
"\thigh = met[down ? 0 : met_count - 1].first;\n"
"\tif (ended && down)\n"
"\t\tlow = 0;\n"
"\telse if (ended)\n"
"\t\thigh = ULONG_MAX;\n"
"\tfor (i = 0; i < met_count; i++)\n"
"\t\tif (!among(&met[i], old, old_count) && (!i || !among(&met[i], new, new_count)))\n"
"\t\t\tdiffer(\"a reader met what was no range before or after the write\");\n"
"\tfor (i = 0; i < old_count; i++)\n"
"\t\tif (old[i].first >= low && old[i].first <= high && among(&old[i], new, new_count) &&\n"
"\t\t    !among(&old[i], met, met_count))\n"
"\t\t\tdiffer(\"a reader passed over what was there all the time\");\n"
"}\n";

static bool watched(const struct emission *e)
{
	return !e->kernel && emit_checked(e, CHECK_STATE);
}

void emit_reader_helpers(const struct emission *e)
{
	size_t i;

	for (i = 0; i < e->unit_count && e->units[i].unit.op != OP_OVERTAKE; i++)
		;
	if (i == e->unit_count || e->kernel)
		return;
	fputs("struct ground_reader parked;\n\n", e->out);
	if (!watched(e))
		return;
	fprintf(e->out, "#define MAX_RANGES %u\n#define MAX_MET %u\n\n", MAX_RANGES, MAX_MET);
	fputs(helpers, e->out);
}

/* The reader takes a step; it never goes back. */
static void emit_step(const struct emission *e, const char *indent, unsigned int tree, bool down)
{
	fprintf(e->out, down ? "%sentry = mas_prev(&reader%u, 0);\n" : "%sentry = mas_find(&reader%u, ULONG_MAX);\n",
		indent, tree);
	if (watched(e))
		fprintf(e->out, "%sreader_meets(&reader%u, entry);\n", indent, tree);
}

void emit_overtake(const struct emission *e, const char *indent, const struct call *unit,
		   const struct operands *o)
{
	bool down = unit->flags & CALL_DOWN;
	unsigned int tree = unit->tree;
	char deeper[8], from[C_TEXT_SIZE], got[C_TEXT_SIZE];

	snprintf(deeper, sizeof(deeper), "%s\t", indent);
	c_number(down ? unit->last + (unit->last < ULONG_MAX) : unit->first - (unit->first > 0), from);
	fprintf(e->out, "%smas_set(&reader%u, %s);\n%srcu_read_lock();\n", indent, tree, from, indent);
	if (watched(e))
		fprintf(e->out, "%sreader_begin(&t%u);\n", indent, tree);
	emit_step(e, indent, tree, down);
	if (!e->kernel)
		fprintf(e->out, "%sground_rcu_park(&parked);\n", indent);
	emit_mas(e, indent, unit, o);
	if (!e->kernel)
		fprintf(e->out, "%sground_rcu_resume(&parked);\n", indent);
	fprintf(e->out, "%sfor (i = 1; entry && i < %u; i++) {\n%sindex = reader%u.%s;\n", indent, MAX_MET, deeper,
		tree, down ? "index" : "last");
	emit_step(e, deeper, tree, down);
	snprintf(got, sizeof(got), "entry && reader%u.%s index", tree, down ? "index >=" : "last <=");
	emit_never(e, deeper, tree, got);
	fprintf(e->out, "%s}\n", indent);
	if (watched(e))
		fprintf(e->out, "%sreader_end(&t%u, %s, !entry);\n", indent, tree, down ? "true" : "false");
	fprintf(e->out, "%srcu_read_unlock();\n", indent);
}
