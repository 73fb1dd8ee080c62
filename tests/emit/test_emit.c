// SPDX-License-Identifier: GPL-2.0-or-later
/* How `maplefuzz emit` writes C: folding, picking, and what it makes of records. */
#include <ctype.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "emit/body.h"
#include "emit/file.h"
#include "emit/fold.h"
#include "emit/held.h"
#include "emit/pick.h"
#include "emit/steps.h"
#include "entry.h"
#include "text.h"

/* ---- Texts ---------------------------------------------------------------------- */

static char *printed;
static size_t printed_size;

static FILE *print_anew(void)
{
	free(printed);
	return open_memstream(&printed, &printed_size);
}

static void has(const char *what)
{
	if (!strstr(printed, what))
		fail_msg("there is no\n%s\nin\n%s", what, printed);
}

static void has_not(const char *what)
{
	if (strstr(printed, what))
		fail_msg("there is\n%s\nin\n%s", what, printed);
}

static void is(const char *what)
{
	if (strcmp(printed, what))
		fail_msg("there is\n%s\ninstead of\n%s", printed, what);
}

/* ---- Unfolding: the loops of a text are run, and what its lines say then is written down ---- */

/**
 * struct unfolding - A text that is run.
 * @i: the loop's variable.
 * @values: the loop's table.
 * @width: its columns.
 * @out: where the lines go.
 */
struct unfolding {
	unsigned long i;
	unsigned long values[1024];
	unsigned int width;
	FILE *out;
};

static unsigned long expression(const struct unfolding *u, const char **at);

static bool begins_operand(const char *at)
{
	return isdigit((unsigned char)*at) || !strncmp(at, "ULONG_MAX", 9) || !strncmp(at, "values[i]", 9) ||
	       (*at == 'i' && !isalnum((unsigned char)at[1]) && at[1] != '_');
}

static unsigned long operand(const struct unfolding *u, const char **at)
{
	unsigned long value, column = 0;

	if (**at == '(') {
		++*at;
		value = expression(u, at);
		assert_int_equal(*(*at)++, ')');
		return value;
	}
	if (!strncmp(*at, "ULONG_MAX", 9)) {
		*at += 9;
		return ULONG_MAX;
	}
	if (!strncmp(*at, "values[i]", 9)) {
		*at += 9;
		if (**at == '[') {
			column = strtoul(*at + 1, (char **)at, 0);
			++*at;
		}
		return u->values[u->i * u->width + column];
	}
	if (**at == 'i') {
		++*at;
		return u->i;
	}
	return strtoul(*at, (char **)at, 0);
}

static unsigned long product(const struct unfolding *u, const char **at)
{
	unsigned long value = operand(u, at);

	while (!strncmp(*at, " * ", 3)) {
		*at += 3;
		value *= operand(u, at);
	}
	return value;
}

static unsigned long expression(const struct unfolding *u, const char **at)
{
	unsigned long value = product(u, at);

	while (!strncmp(*at, " + ", 3) || !strncmp(*at, " - ", 3)) {
		bool minus = (*at)[1] == '-';

		*at += 3;
		value += minus ? -product(u, at) : product(u, at);
	}
	return value;
}

/* A line, its expressions worked out, with a newline. */
static void run_line(const struct unfolding *u, const char *line)
{
	const char *at = line;

	while (*at) {
		bool in_word = at > line && (isalnum((unsigned char)at[-1]) || at[-1] == '_');
		bool brackets = *at == '(' && begins_operand(at + 1) && !in_word;

		if ((begins_operand(at) || brackets) && !in_word)
			fprintf(u->out, "%lu", expression(u, &at));
		else
			fputc(*at++, u->out);
	}
	fputc('\n', u->out);
}

/* The next logical line of @text, without indentation: lines that were broken are joined. */
static bool next_line(const char **text, char *line, size_t size)
{
	size_t used = 0;

	while (**text) {
		size_t length = strcspn(*text, "\n");
		const char *from = *text;

		while (length && (*from == '\t' || *from == ' ')) {
			from++;
			length--;
		}
		*text = from + length + (from[length] == '\n');
		assert_true(used + length + 2 < size);
		if (used && length)
			line[used++] = ' ';
		memcpy(line + used, from, length);
		used += length;
		line[used] = '\0';
		if (used && (strchr(";{}", line[used - 1]) || !strncmp(line, "for (", 5) || line[used - 1] == ','))
			if (line[used - 1] != ',' || line[0] == '{' || begins_operand(line))
				return true;
	}
	return false;
}

static void run_text(struct unfolding *u, const char *text);

/* What a loop repeats: one line, or a block. */
static void loop_body(const char **text, bool block, char *body)
{
	char line[1024];
	int depth = 1;

	*body = '\0';
	while (depth && next_line(text, line, sizeof(line))) {
		for (const char *c = line; *c; c++)
			depth += (*c == '{') - (*c == '}');
		if (!depth)
			break;
		strcat(strcat(body, line), "\n");
		if (!block)
			break;
	}
}

static void take_table(struct unfolding *u, char *body)
{
	static const char head[] = "static const unsigned long values[]";
	unsigned int count = 0;
	char *at = body;

	if (strncmp(body, head, strlen(head)))
		return;
	u->width = at[strlen(head)] == '[' ? (unsigned int)strtoul(at + strlen(head) + 1, NULL, 10) : 1;
	for (at = strchr(at, '\n'); strncmp(at, "\n};", 3); ) {
		if (begins_operand(at))
			u->values[count++] = expression(u, (const char **)&at);
		else
			at++;
	}
	memmove(body, at + 4, strlen(at + 4) + 1);
}

static void run_loop(struct unfolding *u, const char *line, const char **text)
{
	unsigned long times = strtoul(strstr(line, "i < ") + 4, NULL, 10);
	char *body = malloc(1 << 20);

	loop_body(text, line[strlen(line) - 1] == '{', body);
	take_table(u, body);
	for (u->i = 0; u->i < times; u->i++)
		run_text(u, body);
	free(body);
}

static void run_text(struct unfolding *u, const char *text)
{
	char line[1024];

	while (next_line(&text, line, sizeof(line))) {
		if (!strncmp(line, "for (", 5))
			run_loop(u, line, &text);
		else
			run_line(u, line);
	}
}

static char *unfold(const char *text)
{
	struct unfolding *u = calloc(1, sizeof(*u));
	char *lines;
	size_t size;

	u->out = open_memstream(&lines, &size);
	run_text(u, text);
	fclose(u->out);
	free(u);
	return lines;
}

/* ---- Folding ------------------------------------------------------------------------ */

static struct fold fold;

/* What was added, line by line. */
static char *added;
static size_t added_size;
static FILE *added_out;

__attribute__((format(printf, 2, 3)))
static void add(bool begins, const char *format, ...)
{
	char line[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	if (!added_out)
		added_out = open_memstream(&added, &added_size);
	fprintf(added_out, "%s\n", line);
	fold_add(&fold, line, begins);
}

/* Print what was added; run again, it must say the same. */
static void print_fold(void)
{
	FILE *out = print_anew();
	char *one, *other;

	fold_print(&fold, out, 1);
	fclose(out);
	fclose(added_out);
	added_out = NULL;
	one = unfold(printed);
	other = unfold(added);
	if (strcmp(one, other))
		fail_msg("the loops say\n%s\ninstead of\n%s\nin\n%s", one, other, printed);
	free(one);
	free(other);
	free(added);
}

static void test_fold_steps(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 20; i++)
		add(true, "error = mtree_store(&t0, 0x%lx, xa_mk_value(%lu), GFP_KERNEL);", 0x10 + i * 0x20, 1 + i);
	print_fold();
	is("\tfor (i = 0; i < 20; i++)\n"
	   "\t\terror = mtree_store(&t0, 0x10 + i * 0x20, xa_mk_value(1 + i), GFP_KERNEL);\n");
}

static void test_fold_downwards(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 5; i++) {
		add(true, "begin(__LINE__);");
		add(false, "error = mtree_store(&t0, %lu, &objects[%lu], GFP_KERNEL);", 0xd - i * 2, i);
		add(false, "SAME(error, 0);");
	}
	print_fold();
	is("\tfor (i = 0; i < 5; i++) {\n"
	   "\t\tbegin(__LINE__);\n"
	   "\t\terror = mtree_store(&t0, 13 - i * 2, &objects[i], GFP_KERNEL);\n"
	   "\t\tSAME(error, 0);\n"
	   "\t}\n");
}

static void test_fold_brackets(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 6; i++)
		add(true, "MT_BUG_ON(&t0, mas0.index != 0x%lx || x << %lu == %lu * 2);", 0x20 + i, i, 3 + i);
	print_fold();
	has("MT_BUG_ON(&t0, mas0.index != (0x20 + i) || x << i == (3 + i) * 2);");
	for (i = 0; i < 6; i++)
		add(true, "x = y << %lu;", 2 * i + 1);
	print_fold();
	has("x = y << (1 + i * 2);");
}

static void test_fold_to_the_last_index(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 4; i++) {
		add(true, "x(0x%lx);", ULONG_MAX - 0xff - i * 0x100);
		if (i)
			add(false, "y(0x%lx);", ULONG_MAX - i * 0x100);
		else
			add(false, "y(ULONG_MAX);");
	}
	print_fold();
	has("x(0xffffffffffffff00 - i * 0x100);\n\t\ty(ULONG_MAX - i * 0x100);");
}

static void test_fold_needs_some_times(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 3; i++) {
		add(true, "begin(__LINE__);");
		add(false, "one(%lu);", i);
		add(false, "end();");
	}
	print_fold();
	has_not("for");
}

static void test_fold_table(void **state)
{
	static const unsigned long first[] = { 3, 0x14, 0x90, 0x91, 0x100, 0x1000, 0x2000 };
	unsigned long i;

	(void)state;
	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		add(true, "begin(__LINE__);");
		add(false, "entry = mtree_erase(&t0, 0x%lx);", first[i]);
		add(false, "SAME(entry, xa_mk_value(%lu));", i * i);
		add(false, "check(0x%lx, 0x%lx, %lu);", first[i], first[i] + 15, 5 * i);
	}
	print_fold();
	is("\tfor (i = 0; i < 7; i++) {\n"
	   "\t\tstatic const unsigned long values[][2] = {\n"
	   "\t\t\t{ 3, 0 }, { 0x14, 1 }, { 0x90, 4 }, { 0x91, 9 }, { 0x100, 0x10 },\n"
	   "\t\t\t{ 0x1000, 0x19 }, { 0x2000, 0x24 },\n"
	   "\t\t};\n\n"
	   "\t\tbegin(__LINE__);\n"
	   "\t\tentry = mtree_erase(&t0, values[i][0]);\n"
	   "\t\tSAME(entry, xa_mk_value(values[i][1]));\n"
	   "\t\tcheck(values[i][0], values[i][0] + 0xf, i * 5);\n"
	   "\t}\n");
}

/* Entries are numbered modulo 4,096: the loop ends there, and another one goes on. */
static void test_fold_wraps(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 100; i++) {
		add(true, "store(0x%lx, xa_mk_value(%lu));", i * 16, (4060 + i) % 4096);
		add(false, "SAME(error, 0);");
	}
	print_fold();
	is("\tfor (i = 0; i < 36; i++) {\n"
	   "\t\tstore(i * 0x10, xa_mk_value(4060 + i));\n"
	   "\t\tSAME(error, 0);\n"
	   "\t}\n"
	   "\tfor (i = 0; i < 64; i++) {\n"
	   "\t\tstore(0x240 + i * 0x10, xa_mk_value(i));\n"
	   "\t\tSAME(error, 0);\n"
	   "\t}\n");
}

/* What does not go on in equal steps at first does not make a table of all. */
static void test_fold_regular_after_irregular(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 40; i++) {
		add(true, "begin(__LINE__);");
		add(false, "store(0x%lx);", i < 6 ? i * i * i : i * 0x100);
		add(false, "SAME(error, 0);");
	}
	print_fold();
	has("\t\tstatic const unsigned long values[] = {\n\t\t\t0, 1, 8, 0x1b, 0x40, 0x7d,\n\t\t};\n");
	has("for (i = 0; i < 34; i++) {\n\t\tbegin(__LINE__);\n\t\tstore(0x600 + i * 0x100);\n");
}

/* The end of one single call and the beginning of the next are no loop. */
static void test_fold_keeps_together(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 9; i++) {
		add(true, "begin(__LINE__);");
		add(false, i ? "store(%lu);" : "erase(%lu);", i);
		add(false, "end();");
	}
	print_fold();
	has("\tbegin(__LINE__);\n\terase(0);\n\tend();\n\tfor (i = 0; i < 8; i++) {\n\t\tbegin(__LINE__);\n\t\tstore(1 + i);\n\t\tend();\n\t}\n");
}

static void test_fold_inside(void **state)
{
	unsigned long i;

	(void)state;
	add(true, "met_begin();");
	for (i = 0; i < 9; i++) {
		add(false, "SAME(all_met.range[%lu].first, 0x%lx);", i, 0x10 + i * i);
		add(false, "SAME(all_met.range[%lu].last, 0x%lx);", i, 0x20 + i * i);
		add(false, "SAME(all_met.range[%lu].entry, xa_mk_value(7));", i);
	}
	add(false, "end();");
	print_fold();
	has("SAME(all_met.range[i].last, values[i] + 0x10);\n\t\tSAME(all_met.range[i].entry, xa_mk_value(7));\n\t}\n\tend();\n");
}

static void test_fold_blocks(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 6; i++) {
		add(true, "do {");
		add(false, "error = store(%lu);", i);
		add(false, "} while (gave_up(error == -ENOMEM));");
	}
	print_fold();
	is("\tfor (i = 0; i < 6; i++) {\n"
	   "\t\tdo {\n"
	   "\t\t\terror = store(i);\n"
	   "\t\t} while (gave_up(error == -ENOMEM));\n"
	   "\t}\n");
}

/* No loop has the end of one block and the beginning of the next, nor one without the other. */
static void test_fold_whole_blocks(void **state)
{
	unsigned long i;

	(void)state;
	add(true, "do {");
	for (i = 0; i < 6; i++) {
		add(false, "one(%lu);", i);
		add(false, "other(%lu);", i);
		add(false, "} while (gave_up(%lu));", i);
		add(false, "do {");
	}
	add(false, "last();");
	add(false, "} while (gave_up(9));");
	print_fold();
	has("\tdo {\n\t\tone(0);\n\t\tother(0);\n\t} while (gave_up(0));\n\tfor (i = 0; i < 5; i++) {\n\t\tdo {\n");
	for (i = 0; i < 9; i++)
		add(true, "if (x == %lu) {", i);
	for (i = 0; i < 9; i++)
		add(true, "}");
	print_fold();
	has_not("for");
}

static void test_fold_keeps_calls_apart(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 12; i++)
		add(i % 6 == 0, "one(%lu);", i);
	print_fold();
	has_not("i < 12");
}

static void test_fold_breaks_long_lines(void **state)
{
	(void)state;
	add(true, "error = mtree_insert_range(&t0, 0xffffffffffffff00, 0xfffffffffffffff0, xa_mk_value(4000), GFP_KERNEL);");
	print_fold();
	is("\terror = mtree_insert_range(&t0, 0xffffffffffffff00, 0xfffffffffffffff0, xa_mk_value(4000),\n"
	   "\t\t\tGFP_KERNEL);\n");
}

static void test_fold_breaks_loops(void **state)
{
	(void)state;
	add(true, "while ((entry = mas_find(&mas0, 7)) && met(&mas0, entry)) mas_pause(&mas0);");
	print_fold();
	is("\twhile ((entry = mas_find(&mas0, 7)) && met(&mas0, entry))\n\t\tmas_pause(&mas0);\n");
}

/* Words, strings and numbers with a suffix stay as they are. */
static void test_fold_only_numbers(void **state)
{
	unsigned long i;

	(void)state;
	for (i = 0; i < 5; i++)
		add(true, "f%lu(1UL, \"%lu\");", i, i);
	print_fold();
	has_not("for");
}

static uint64_t random_state;

static unsigned long random_below(unsigned long limit)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (random_state >> 33) % limit;
}

static void add_random_call(unsigned long kind, unsigned long i, unsigned long step)
{
	unsigned long first = random_below(20) ? i * step : random_below(1000);

	add(true, "begin(__LINE__);");
	if (kind % 2)
		add(false, "error = store_range(&t0, 0x%lx, 0x%lx, xa_mk_value(%lu), GFP_KERNEL);", first, first + 7, i % 50);
	else
		add(false, "entry = erase(&t%lu, %lu);", kind % 3, first);
	if (kind % 5 == 2)
		add(false, "check(%lu, %lu);", random_below(3), random_below(300));
	add(false, "end();");
}

/* Whatever becomes loops, they say what was said before. */
static void test_fold_random(void **state)
{
	unsigned long round, i, calls, kind, step;

	(void)state;
	for (round = 0; round < 300; round++) {
		random_state = round;
		for (calls = 1 + random_below(5); calls--; ) {
			kind = random_below(30);
			step = random_below(40);
			for (i = random_below(9); i < random_below(200); i++)
				add_random_call(kind, i, step);
		}
		add(true, "done();");
		print_fold();
	}
}

/* As many single calls as a program can make. */
static void test_fold_many(void **state)
{
	FILE *out = print_anew();
	unsigned long i;

	(void)state;
	for (i = 0; i < 32768; i++) {
		fold_add(&fold, "begin(__LINE__);", true);
		fold_add(&fold, i * i % 7 ? "entry = mtree_erase(&t0, 5);" : "entry = mtree_erase(&t0, 70);", false);
		fold_add(&fold, i % 1000 ? "end();" : "almost();", false);
	}
	fold_print(&fold, out, 1);
	fclose(out);
	assert_int_equal(fold.count, 0);
}

/* ---- Picking ----------------------------------------------------------------------- */

static const char library[] =
	"// SPDX\n"
	"/* A library. */\n"
	"#include <stdio.h>\n"
	"\n"
	"#ifndef SUPPORT_KERNEL\n"
	"/* Prints. */\n"
	"static void differ(const char *what)\n"
	"{\n"
	"\tputs(what);\n"
	"\n"
	"\tcount = 1;\n"
	"}\n"
	"#else\n"
	"#define differ(what) BUG()\n"
	"#endif\n"
	"\n"
	"/* A count; see unused(). */\n"
	"static int count;\n"
	"\n"
	"struct range {\n"
	"\tint first;\n"
	"};\n"
	"\n"
	"__printf(1, 2)\n"
	"static int same(struct range *r, int other)\n"
	"{\n"
	"\tif (r->unused)\n"
	"\t\tdiffer(\"unused\");\n"
	"\treturn other;\n"
	"}\n"
	"\n"
	"static const int unused[] = { 1 };\n"
	"\n"
	"#define SAME(a) \\\n"
	"\tsame(a, 0)\n";

static void pick_from(const char *text, bool kernel)
{
	FILE *out = print_anew();

	pick(library, kernel, text, out);
	fclose(out);
}

static void test_pick_nothing(void **state)
{
	(void)state;
	pick_from("int main(void) { /* SAME */ x.count = 1; y->differ = \"SAME\"; }", false);
	is("");
}

static void test_pick_closure(void **state)
{
	(void)state;
	pick_from("SAME(1);", false);
	is("/* Prints. */\n"
	   "static void differ(const char *what)\n{\n\tputs(what);\n\n\tcount = 1;\n}\n\n"
	   "/* A count; see unused(). */\nstatic int count;\n\n"
	   "struct range {\n\tint first;\n};\n\n"
	   "__printf(1, 2)\nstatic int same(struct range *r, int other)\n{\n"
	   "\tif (r->unused)\n\t\tdiffer(\"unused\");\n\treturn other;\n}\n\n"
	   "#define SAME(a) \\\n\tsame(a, 0)\n\n");
}

static void test_pick_dialects(void **state)
{
	(void)state;
	pick_from("differ(x);", true);
	is("#define differ(what) BUG()\n\n");
	pick_from("unused[0]", true);
	is("static const int unused[] = { 1 };\n\n");
}

/* Each block of the library defines something, in either dialect. */
static void test_pick_all(void **state)
{
	static const char *const of_both[] = { "same_contents", "check_valid", "same_shape", "met", "reader_end" };
	size_t i;

	(void)state;
	for (i = 0; i < 2 * (sizeof(of_both) / sizeof(of_both[0])); i++) {
		FILE *out = print_anew();

		pick(support_text, i % 2, of_both[i / 2], out);
		fclose(out);
		assert_true(pick_uses(printed, of_both[i / 2]));
		has_not("SUPPORT_KERNEL");
		has_not("#include");
	}
	has("static struct all_ranges held_before;");
	has_not("ground_");
}

/* ---- Records ---------------------------------------------------------------------------- */

static struct tape *tape;
static unsigned int tree_attributes;

static void record(enum record_kind kind, enum effect effect, int tree, int source, const char *text, const char *want)
{
	struct record r = { .kind = kind, .effect = effect, .tree = (int8_t)tree, .source = (int8_t)source };

	strcpy(r.text, text);
	strcpy(r.want, want);
	tape_add(tape, &r, tree_attributes);
}

static void says(int tree, const char *text)
{
	record(RECORD_STATEMENT, 0, tree, -1, text, "");
}

static void begins(enum effect effect, int tree, int source, const char *index)
{
	record(RECORD_BEGIN, effect, tree, source, index, "");
}

static void ends(int tree)
{
	record(RECORD_END, 0, tree, -1, "", "");
}

static struct emission emission;

static int new_tape(void **state)
{
	(void)state;
	tape = tape_new();
	tree_attributes = ATTRIBUTE_ALLOC;
	emission = (struct emission){ .path = "x.txt", .token = "", .tape = tape, .trees = 3, .units = 1 };
	return 0;
}

static int no_tape(void **state)
{
	(void)state;
	tape_free(tape);
	return 0;
}

static void print_body(bool kernel, unsigned int checks)
{
	FILE *out = print_anew();

	emission.kernel = kernel;
	emission.checks = checks;
	emit_body(&emission, out, out);
	fclose(out);
}

static void record_store(const char *want)
{
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);");
	record(RECORD_SAME, 0, 0, -1, "error", want);
	ends(0);
}

static void test_tape(void **state)
{
	struct record r;
	unsigned int attributes = 0;
	size_t at = 0;

	(void)state;
	record(RECORD_BEGIN, EFFECT_DUP, 7, 3, "0x10", "");
	record(RECORD_SAME, 0, -1, -1, "error", "-EINVAL");
	assert_true(tape_next(tape, &at, &r, &attributes));
	assert_int_equal(r.kind, RECORD_BEGIN);
	assert_int_equal(r.effect, EFFECT_DUP);
	assert_int_equal(r.tree, 7);
	assert_int_equal(r.source, 3);
	assert_string_equal(r.text, "0x10");
	assert_int_equal(attributes, ATTRIBUTE_ALLOC);
	assert_true(tape_next(tape, &at, &r, NULL));
	assert_int_equal(r.tree, -1);
	assert_string_equal(r.want, "-EINVAL");
	assert_false(tape_next(tape, &at, &r, NULL));
}

static void test_body_of_a_store(void **state)
{
	(void)state;
	says(0, "mt_init_flags(&t0, 0);");
	says(2, "mt_init_flags(&t2, 0);");
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	record_store("0");
	print_body(false, 1u << CHECK_RESULT);
	has("\tmt_init_flags(&t0, 0);\n\n\t/* store t0 [5] v1 */\n\tbegin(__LINE__);\n"
	    "\terror = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);\n\tSAME(error, 0);\n\tend();\n\n");
	has("same_contents(&t1, \"t1\", NULL, NULL, 0);\n");
	has("/* the end */\n\tdestroy_tree(&t0, NULL);\n");
	/* What a call whose result is wrong should have done to its tree, it may have left out. */
	has_not("same_contents(&t0");
	has_not("t2");
	has_not("check_");
	print_body(false, 1u << CHECK_STATE);
	has("same_contents(&t0, \"t0\", NULL, NULL, 0);\n\tsame_contents(&t1, \"t1\", NULL, NULL, 0);\n");
	print_body(true, 1u << CHECK_RESULT);
	has("\terror = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);\n\tMT_BUG_ON(&t0, error != 0);\n\n");
	has_not("begin");
}

/* Each group of checks brings its own. */
static void test_body_checks_what_the_token_names(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	record_store("-EINVAL");
	print_body(false, 1u << CHECK_MEMORY);
	has("\tsee_path(&t0, 5);\n\tcount_allocations();\n\terror =");
	has("\tcheck_path();\n\tSAME(error, -EINVAL);\n\tend();\n\tsame_live();\n\tcheck_nodes(trees, ARRAY_SIZE(trees));\n");
	print_body(false, 1u << CHECK_LOCKS);
	has("\tend();\n\tcheck_locks();\n");
	print_body(true, 1u << CHECK_ATTRIBUTES);
	has("MT_BUG_ON(&t0, (t0.ma_flags & ~MT_FLAGS_HEIGHT_MASK) != MT_FLAGS_ALLOC_RANGE);\n");
	print_body(true, 1u << CHECK_VALIDATE);
	has("error != -EINVAL);\n\tcheck_valid(&t0, NULL);\n");
	has("NULL, 0);\n\tcheck_valid(&t1, NULL);\n");
	emission.locks = 1;
	print_body(false, 1u << CHECK_INDEPENDENCE);
	has("SAME(mtree_load(&t1, 5), NULL);\n\tsame_contents(&t0, \"t0\", &lock0,");
	print_body(true, 1u << CHECK_MEMORY | 1u << CHECK_LOCKS);
	has_not("check_");
}

static void test_body_of_a_dup(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "dup t0 t1", "");
	begins(EFFECT_DUP, 1, 0, "0");
	says(1, "error = mtree_dup(&t0, &t1, GFP_KERNEL);");
	record(RECORD_SAME, 0, 1, -1, "error", "0");
	ends(1);
	print_body(false, 1u << CHECK_SHAPE | 1u << CHECK_LOCKS);
	has("\tcount_allocations();\n\tsee_locks(&t0, &t1);\n\terror = mtree_dup");
	has("\tcheck_locks();\n\tcheck_taken(&t0, &t1);\n\tsame_shape(&t0, &t1);\n\tsame_allocations(&t1);\n");
	print_body(true, 1u << CHECK_SHAPE);
	has("\tMT_BUG_ON(&t1, error != 0);\n\tsame_shape(&t0, &t1);\n\n");
	has_not("allocations");
}

static void test_body_of_a_destroy(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "the end", "");
	begins(EFFECT_EMPTY, 0, -1, "0");
	says(0, "mtree_destroy(&t0);");
	ends(0);
	says(7, "mt_clear_in_rcu(&t7);");
	begins(EFFECT_EMPTY, 7, -1, "0");
	says(7, "mtree_destroy(&t7);");
	ends(7);
	print_body(false, 1u << CHECK_ATTRIBUTES);
	has("same_contents(&t1, \"t1\", NULL, NULL, 0);\n\n\t/* the end */\n\tbegin(__LINE__);\n\tmtree_destroy(&t0);\n\tend();\n");
	has("\tSAME(t0.ma_root, NULL);\n\tSAME(mt_height(&t0), 0);\n");
	has_not("t7");
	has_not("destroy_tree");
}

/* An allocation is made to fail, and a store gives up and is made again. */
static void record_failing_store(void)
{
	record(RECORD_CALL, 0, -1, -1, "fail_alloc count 1", "");
	begins(EFFECT_FAULT, -1, -1, "0");
	record(RECORD_MEMORY, 0, -1, -1, "ground_fail_nth(1);", "");
	ends(-1);
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	record(RECORD_ATTEMPT, 0, 0, -1, "error == -ENOMEM", "");
	says(0, "error = mtree_store(&t0, 5, NULL, GFP_KERNEL);");
	record(RECORD_RETRY, 0, 0, -1, "error == -ENOMEM", "");
	record(RECORD_SAME, 0, 0, -1, "error", "0");
	ends(0);
}

/* A call that may give up is made again, with all that is noted before it; where nothing can say that it has, it is not. */
static void test_body_of_an_attempt(void **state)
{
	(void)state;
	record_failing_store();
	begins(EFFECT_EMPTY, 0, -1, "5");
	record(RECORD_ATTEMPT, 0, 0, -1, "error == -ENOMEM", "");
	says(0, "mtree_destroy(&t0);");
	record(RECORD_RETRY, 0, 0, -1, "error == -ENOMEM", "");
	ends(0);
	print_body(false, 1u << CHECK_MEMORY);
	has("\t/* fail_alloc count 1 */\n\tground_fail_nth(1);\n\n");
	has("\tbegin(__LINE__);\n\tremember(&t0, NULL, NULL);\n\tdo {\n\t\tsee_path(&t0, 5);\n\t\terror = mtree_store");
	has("\t\tcheck_path();\n\t} while (gave_up(error == -ENOMEM));\n\tSAME(error, 0);\n");
	has("\tsee_path(&t0, 5);\n\tmtree_destroy(&t0);\n\tcheck_path();\n\tend();\n");
}

/* Where the subject crashed, what was taken before the call is held until it is not made again; what it took itself is not. */
static void test_body_of_a_cut_attempt(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "cursor_store c0 v2", "");
	begins(EFFECT_WRITE, 0, -1, "1");
	says(0, "mtree_lock(&t0);");
	record(RECORD_ATTEMPT, 0, 0, -1, "error == -ENOMEM", "");
	says(0, "rcu_read_lock();");
	says(0, "error = mas_store_gfp(&cursor0, xa_mk_value(2), GFP_KERNEL);");
	print_body(false, 1u << CHECK_LOCKS);
	has("GFP_KERNEL);\n\t\trcu_read_unlock();\n");
	has("\t} while (gave_up(error == -ENOMEM));\n\tend();\n\tmtree_unlock(&t0);\n");
}

static void test_body_watches_what_waits(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	record_store("0");
	emission.nowait = NOWAIT_FAIL;
	print_body(false, 1u << CHECK_STATE);
	has("\tset_nowait(GROUND_NOWAIT_FAIL);\n\tground_on_blocking(while_waiting, NULL);\n");
	has("\tremember(&t0, NULL, NULL);\n\terror =");
	print_body(false, 1u << CHECK_RESULT);
	has_not("remember");
}

static void test_body_between(void **state)
{
	struct record r = { .kind = RECORD_BETWEEN, .tree = 0, .source = -1, .text = "mas0.index", .want = "5", .high = "9" };

	(void)state;
	record(RECORD_CALL, 0, -1, -1, "mas_erase t0 [5]", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "entry = mas_erase(&mas0);");
	tape_add(tape, &r, 0);
	strcpy(r.want, "0");
	tape_add(tape, &r, 0);
	strcpy(r.high, "ULONG_MAX");
	tape_add(tape, &r, 0);
	strcpy(r.want, "7");
	tape_add(tape, &r, 0);
	ends(0);
	print_body(true, 1u << CHECK_RESULT);
	has("\tMT_BUG_ON(&t0, mas0.index < 5 || mas0.index > 9);\n\tMT_BUG_ON(&t0, mas0.index > 9);\n"
	    "\tMT_BUG_ON(&t0, mas0.index < 7);\n\n");
	print_body(false, 1u << CHECK_RESULT);
	has("\tBETWEEN(mas0.index, 5, 9);\n");
}

/* What only the ground understands is not for the kernel. */
static void test_body_leaves_hints_out(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] r0", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	record(RECORD_HINT, 0, 0, -1, "ground_expect_warning(true);", "");
	says(0, "error = mtree_store(&t0, 5, xa_mk_internal(0), GFP_KERNEL);");
	ends(0);
	print_body(false, 1u << CHECK_RESULT);
	has("\tbegin(__LINE__);\n\tground_expect_warning(true);\n\terror");
	print_body(true, 1u << CHECK_RESULT);
	has_not("ground_");
}

/* What a state that stays still points to is gone before it goes on: the harness lets a grace period end after each call. */
static void test_body_with_a_cursor(void **state)
{
	(void)state;
	tree_attributes = ATTRIBUTE_RCU;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	record_store("0");
	record_store("0");
	print_body(true, 1u << CHECK_RESULT);
	has_not("rcu_barrier");
	record(RECORD_CALL, 0, -1, -1, "cursor_find_pause c0 [5]", "");
	begins(EFFECT_READ, 0, -1, "5");
	says(0, "entry = mas_find(&cursor0, 5);");
	ends(0);
	print_body(true, 1u << CHECK_RESULT);
	has_not("rcu_barrier();\n\t\t");
	has_not("rcu_barrier();\n\terror");
	has("\tMT_BUG_ON(&t0, error != 0);\n\trcu_barrier();\n\n\t/* cursor_find_pause c0 [5] */\n\tentry = mas_find(&cursor0, 5);\n\n");
	print_body(false, 1u << CHECK_RESULT);
	has_not("rcu_barrier");
}

/* A call that crashes gives back what it holds, in case that it does not; what its tree holds then, nobody knows. */
static void test_body_that_is_cut(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "dup_locked t0 t1", "");
	begins(EFFECT_DUP, 1, 0, "0");
	says(1, "reader_begin(&reader0, &t0, 5, false);");
	says(1, "down_write(&lock1);");
	says(1, "mtree_lock(&t1);");
	says(1, "mtree_unlock(&t1);");
	says(1, "spin_lock_nested(&t0.ma_lock, SINGLE_DEPTH_NESTING);");
	says(1, "error = __mt_dup(&t0, &t1, GFP_KERNEL);");
	print_body(false, 1u << CHECK_STATE);
	has("GFP_KERNEL);\n\tmtree_unlock(&t0);\n\tup_write(&lock1);\n\treader_end(&reader0, &t0);\n\tend();\n\n");
	has("same_contents(&t0,");
	has_not("same_contents(&t1,");
}

/* A cursor that is left in the middle of its step, in the middle of a write, parks its section, for whom it comes to the end. */
static void test_reader_that_is_cut(void **state)
{
	FILE *out = print_anew();

	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "section_open(&section0);");
	says(0, "error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);");
	record(RECORD_READER_BEGIN, 0, -1, -1, "cursor_find c0 [9]", "1");
	says(0, "section_resume(&section0);");
	says(0, "entry = mas_find(&cursor0, 9);");
	record(RECORD_OTHER_END, 0, -1, -1, "", "");
	says(0, "section_close(&section0);");
	emission.trees = 1;
	emission.reads = 1;
	emit_file(&emission, NULL, out);
	fclose(out);
	has("\tentry = mas_find(&cursor0, 9);\n\tsection_park(&section0);\n}\n");
	assert_null(strstr(strstr(printed, "section_close(&section0);") + 1, "section_close(&section0);"));
}

/* So does a reader in whose middle somebody writes, but there the test takes back what it holds. */
static void test_body_of_a_read_that_is_left(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "walk t0 [5]", "");
	begins(EFFECT_READ, 0, -1, "5");
	says(0, "rcu_read_lock();");
	says(0, "entry = mas_walk(&mas0);");
	record(RECORD_GROUND, 0, 0, -1, "writes_lost();", "");
	print_body(false, 1u << CHECK_STATE);
	has("\twrites_lost();\n\tend();\n");
	has_not("rcu_read_unlock");
}

/* A lock with interrupts off is given back as it was taken. */
static void test_body_that_is_cut_with_interrupts_off(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "mas_erase t0 [1]", "");
	begins(EFFECT_WRITE, 0, -1, "1");
	says(0, "spin_lock_irq(&t0.ma_lock);");
	says(0, "entry = mas_erase(&mas0);");
	print_body(false, 1u << CHECK_STATE);
	has("mas_erase(&mas0);\n\tspin_unlock_irq(&t0.ma_lock);\n\tend();\n\n");
}

/* What a known issue has kept the harness from doing gives nothing. */
static void test_body_of_a_call_that_was_not_made(void **state)
{
	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	record(RECORD_SAME, 0, 0, -1, "error", "0");
	ends(0);
	print_body(false, 1u << CHECK_RESULT);
	has_not("SAME");
}

static void test_file(void **state)
{
	FILE *out = print_anew();
	char origin[512];

	(void)state;
	says(0, "mt_init_flags(&t0, 0);");
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] p7", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "error = mtree_store(&t0, 5, &objects[7], GFP_KERNEL);");
	ends(0);
	emission.trees = 1;
	emission.token = "store:result";
	emit_file(&emission, NULL, out);
	fclose(out);
	sprintf(origin, " * From x.txt: diverges with store:result\n * on %s.\n", harness_subject());
	has(origin);
	has("static unsigned long objects[8];\nstatic struct maple_tree t0;\n\nstatic void run_test(void)\n{\n"
	    "\tint error __maybe_unused;\n\n\tmt_init_flags(&t0, 0);\n");
	has_not("lock0");
	has_not("MA_STATE(mas0");
	has_not("check_gaps");
	has_not("nown issues");
	out = print_anew();
	strcpy(emission.known, "one 2, another 1");
	emission.kernel = emission.memory = true;
	emit_file(&emission, "it cannot", out);
	fclose(out);
	has(origin);
	has("\n * Known issues stepped around, and how often: one 2, another 1.\n * There is no function for the kernel: it cannot.\n */\n");
	has_not("for lib/test_maple_tree.c");
}

/* Another writer uses a cursor that others use as well, and closes its section: the function of the program does not do that once more. */
static void test_file_with_a_cursor_of_another_writer(void **state)
{
	FILE *out = print_anew();
	const char *run_test;

	(void)state;
	record(RECORD_CALL, 0, -1, -1, "cursor_walk c1", "");
	begins(EFFECT_READ, 0, -1, "0");
	says(0, "section_open(&section1);");
	says(0, "entry = mas_walk(&cursor1);");
	ends(0);
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);");
	record(RECORD_OTHER_BEGIN, 0, -1, -1, "cursor_erase c1", "1");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "section_close(&section1);");
	says(0, "mtree_lock(&t0);");
	says(0, "entry = mas_erase(&cursor1);");
	ends(0);
	says(0, "mtree_unlock(&t0);");
	record(RECORD_OTHER_END, 0, -1, -1, "", "");
	ends(0);
	emission.trees = 1;
	emit_file(&emission, NULL, out);
	fclose(out);
	has("static MA_STATE(cursor1, &t0, 0, 0);\n");
	has_not("\tMA_STATE(cursor1");
	has("static void other_writer_1(void)\n{\n\tvoid *entry __maybe_unused;\n\n\tsection_close(&section1);\n\tmtree_lock(&t0);\n");
	run_test = strstr(printed, "static void run_test(void)\n{");
	assert_null(strstr(run_test, "section_close"));
	assert_null(strstr(run_test, "mtree_unlock"));
}

/* A reader in the middle of a call has a function of its own; what it was given is compared behind the call. */
static void test_reader_in_the_middle_of_a_write(void **state)
{
	FILE *out = print_anew();
	const char *run_test;

	(void)state;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	record(RECORD_GROUND, 0, 0, -1, "reads_begin();", "");
	says(0, "error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);");
	record(RECORD_READER_BEGIN, 0, -1, -1, "walk t0 [5]", "1");
	says(0, "mas_set(&mas0, 5);");
	says(0, "entry = mas_walk(&mas0);");
	says(0, "read_1 = entry;");
	record(RECORD_OTHER_END, 0, -1, -1, "", "");
	record(RECORD_GROUND, 0, 0, -1, "reads_end();", "");
	record(RECORD_CHECK, 0, 0, -1, "if (!reader_gave_up) SAME(read_1, NULL);", "");
	record(RECORD_CHECK, 0, 0, -1, "if (!reader_gave_up) check_walked(&t0, &walked_1, 5);", "");
	record(RECORD_CHECK, 0, 0, -1, "if (!reader_gave_up) check_finds(&t0, &found_1, 0, 5);", "");
	record(RECORD_CHECK, 0, 0, -1, "if (!reader_gave_up) check_scan(&t0, &met_1, 0, 5);", "");
	ends(0);
	emission.trees = 1;
	emission.reads = 1;
	emit_file(&emission, NULL, out);
	fclose(out);
	has("static void *read_1;\n");
	has("static struct range_met walked_1;\n");
	has("static struct found found_1;\n");
	has("static struct ranges_met met_1;\n");
	has("static bool is_part(");
	has("struct range_met {\n");
	has("static void reads_1(void)\n{\n\tMA_STATE(mas0, &t0, 0, 0);\n\tvoid *entry;\n\n\tmas_set(&mas0, 5);\n");
	run_test = strstr(printed, "static void run_test(void)\n{");
	assert_non_null(strstr(run_test, ", reads_1);\n"));
	assert_true(strstr(run_test, ", reads_1);\n") < strstr(run_test, "reads_begin();"));
	assert_non_null(strstr(run_test, "if (!reader_gave_up) SAME(read_1, NULL);"));
	assert_null(strstr(run_test, "mas_walk"));
}

/* A module says what differs, and goes on; it says what else the console will show. */
static void test_module(void **state)
{
	FILE *out = print_anew();

	(void)state;
	emission.kernel = emission.module = true;
	emission.trees = 1;
	record(RECORD_CALL, 0, -1, -1, "store t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	record(RECORD_HINT, 0, 0, -1, "ground_expect_warning(true);", "");
	says(0, "error = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);");
	record(RECORD_HINT, 0, 0, -1, "count_asked();", "");
	record(RECORD_HINT, 0, 0, -1, "ground_lift_budget_after(2);", "");
	record(RECORD_SAME, 0, 0, -1, "error", "-EINVAL");
	ends(0);
	emit_file(&emission, NULL, out);
	fclose(out);
	has("#define pr_fmt(format) \"maplefuzz: \" KBUILD_BASENAME \": \" format\n");
	has("#define CALLS 1UL\n");
	has("static struct maple_tree t0;\n\nstatic void run_test(void)\n{\n");
	has("\tbegin_call(1, \"store t0 [5] v1\", __LINE__);\n\tground_expect_warning(true);\n"
	    "\terror = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);\n\tSAME(error, -EINVAL);\n");
	has("module_init(load);\n");
	has("#define begin_memory() 0\n");
	has_not("kprobe");
	has_not("BUG_ON");
	has_not("count_asked");
	has_not("ground_lift_budget_after");
	has_not("ground.h");
	out = print_anew();
	emit_file(&emission, "it cannot", out);
	fclose(out);
	has(" * There is no module: it cannot.\n */\n");
	has_not("#include");
}

/* A module in which allocations fail makes a call again that has given up. */
static void test_module_that_fails(void **state)
{
	FILE *out = print_anew();

	(void)state;
	emission.kernel = emission.module = emission.memory = true;
	emission.nowait = NOWAIT_FAIL;
	emission.trees = 1;
	record(RECORD_HINT, 0, -1, -1, "ground_lift_budget_after(2);", "");
	record_failing_store();
	emit_file(&emission, NULL, out);
	fclose(out);
	has("#ifndef CONFIG_KPROBES\n#error \"");
	has("\tset_nowait(GROUND_NOWAIT_FAIL);\n");
	has("\tground_lift_budget_after(2);\n");
	has("\tground_fail_nth(1);\n");
	has("\tremember(&t0, NULL, NULL);\n\tdo {\n\t\terror = mtree_store(&t0, 5, NULL, GFP_KERNEL);\n\t} while (gave_up(error == -ENOMEM));\n");
	has("static unsigned long __maybe_unused hash_of(struct maple_tree *mt)\n");
	has("static int begin_failing(void)\n{\n");
	has_not("ground_on_blocking");
	has_not("lacks_memory");
	has_not("gave_up_at_once");
}

/* Nobody may sleep in a module while a section is open; what allocates by itself is said to. */
static void test_module_that_may_not_sleep(void **state)
{
	FILE *out = print_anew();

	(void)state;
	emission.kernel = emission.module = true;
	emission.trees = 1;
	record(RECORD_CALL, 0, -1, -1, "build t0 [5] v1", "");
	begins(EFFECT_WRITE, 0, -1, "5");
	says(0, "section_open(section0);");
	says(0, "error = mas_expected_entries(&mas0, 3);");
	says(0, "check_step(&history0, &cursor0, NULL, STEP_UP | STEP_FINDS, 7, false);");
	ends(0);
	emit_file(&emission, NULL, out);
	fclose(out);
	has("#define GFP_KERNEL GFP_ATOMIC\n");
	has("#define mas_expected_entries(mas, count) ({");
	has("#define ground_allow_sleeping(allowed) ");
	has("static void check_step(");
	has_not("on the ground");
	has_not("signal.h");
}

/* As steps, it has no loop: each statement stands beside its numbers. */
static void test_steps(void **state)
{
	static struct run run = { .first = 5, .last = 5, .count = 1 };
	FILE *out = print_anew();

	(void)state;
	emission.kernel = emission.module = emission.steps = emission.memory = true;
	emission.trees = 2;
	run.entry = entry_pointer((struct entry){ ENTRY_VALUE, 3 });
	emission.held[1] = (struct held){ .runs = &run, .count = 1 };
	record(RECORD_CALL, 0, -1, -1, "store t1 [5] v3", "");
	begins(EFFECT_WRITE, 1, -1, "5");
	record(RECORD_ATTEMPT, 0, 1, -1, "error == -ENOMEM", "");
	says(1, "error = mtree_store(&t1, 0x10, xa_mk_value(3), GFP_KERNEL);");
	record(RECORD_RETRY, 0, 1, -1, "error == -ENOMEM", "");
	ends(1);
	emit_steps(&emission, out);
	fclose(out);
	has("/*\n * From x.txt: ");
	has(" */\ncalls 1 fails 1 sleepless 0 cursors 1\ncall\t1\tstore t1 [5] v3\nremember(&t1, NULL, NULL);\ndo {\n"
	    "error = mtree_store(&t1, $, xa_mk_value($), GFP_KERNEL);\t16\t3\n} while (gave_up(error == -ENOMEM));\n");
	has("call\t0\tWhat the trees hold now\nbegin_runs();\nadd_run($, $, $, $, VALUE($), $);\t5\t5\t0\t1\t3\t0\n"
	    "same_contents(&t1, \"t1\", NULL, runs, $);\t1\n");
	has_not("\t\t");
}

/* The module makes a statement of each kind. */
static void test_interpreter(void **state)
{
	FILE *out = print_anew();

	(void)state;
	emit_interpreter("SAME(next3, $);\nhistory_forget(&history1);\nmtree_store(&t1, $, xa_mk_value($), GFP_KERNEL);\n} while (gave_up(error == -ENOMEM));\n", out);
	fclose(out);
	has("\tcase STEP_STATEMENT + 0:\n\t\tSAME(next3, n[0]);\n\t\tbreak;\n"
	    "\tcase STEP_STATEMENT + 1:\n\t\thistory_forget(&history1);\n\t\tbreak;\n"
	    "\tcase STEP_STATEMENT + 2:\n\t\tmtree_store(&t1, n[0], xa_mk_value(n[1]), GFP_KERNEL);\n\t\tbreak;\n"
	    "\tcase STEP_STATEMENT + 3:\n\t\treturn (gave_up(error == -ENOMEM));\n\t}\n");
	has("static unsigned long next3;\n");
	has("\tnext3 = 0;\n");
	has("static struct history history1;\n");
	has("\thistory1 = (struct history){ 0 };\n");
	has_not("next2");
	has_not("cursor0");
	has("static bool gave_up(bool said)\n");
	has_not("gave_up_at_once");
	has("\tif (program_sleepless)\t\t\t\t\t\t\t\t\\\n\t\tground_allow_sleeping(true);");
	has("module_init(run_all);\n");
	has_not("module_init(load);\n");
}

/* ---- What trees should hold ------------------------------------------------------------------ */

#define ENTRY(number) entry_pointer((struct entry){ ENTRY_VALUE, number })

static void test_held(void **state)
{
	struct run runs[] = {
		{ 5, 6, 0, 1, ENTRY(3), 0 },
		{ 0x10, 0x1f, 0x20, 3, ENTRY(9), -2 },
	};
	const struct held held = { runs, 2 };
	FILE *out = print_anew();

	(void)state;
	held_print(&held, "t0_holds", out, 0);
	fclose(out);
	is("static const struct run t0_holds[] = {\n"
	   "\t{ 5, 6, 0, 1, VALUE(3), 0 },\n"
	   "\t{ 0x10, 0x1f, 0x20, 3, VALUE(9), -2 },\n"
	   "};\n");
	assert_null(held_load(&held, 4));
	assert_ptr_equal(held_load(&held, 6), ENTRY(3));
	assert_null(held_load(&held, 7));
	assert_ptr_equal(held_load(&held, 0x5f), ENTRY(5));
	assert_null(held_load(&held, 0x60));
	assert_null(held_load(&held, 0x70));
}

/* The ranges of a program, made into runs. */
static void note(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	(void)call;
	(void)got;
	(void)want;
	held_free(arg);
	held_note(0, arg);
}

static void test_held_of_the_oracle(void **state)
{
	static const char program[] =
		"fill t0 [0x10, 0x1f] v1 stride 2 count 9\nfill t0 [0x1000] v9 stride 2 count 5 same\n"
		"store_range t0 [0x100a, 0x100b] v9\n"
		"store t0 [0x2000] v1\nstore t0 [0x3000] v2\nstore t0 [";
	struct text_error error;
	struct held held = { 0 };
	const struct run_options options = { .on_outcome = note, .arg = &held };
	uint8_t data[MAX_PROGRAM_SIZE];
	FILE *out = print_anew();
	char text[sizeof(program) + 32];
	size_t size;

	(void)state;
	snprintf(text, sizeof(text), "%s0x%lx] zero\n", program, ULONG_MAX);
	assert_int_equal(text_assemble(text, strlen(text), data, &size, &error), 0);
	harness_init();
	harness_expect(data, size, &options);
	held_print(&held, "t0_holds", out, 0);
	fclose(out);
	held_free(&held);
	is("static const struct run t0_holds[] = {\n"
	   "\t{ 0x10, 0x1f, 0x20, 9, VALUE(1), 1 },\n"
	   "\t{ 0x1000, 0x1000, 2, 5, VALUE(9), 0 },\n"
	   "\t{ 0x100a, 0x100b, 0, 1, VALUE(9), 0 },\n"
	   "\t{ 0x2000, 0x2000, 0, 1, VALUE(1), 0 },\n"
	   "\t{ 0x3000, 0x3000, 0, 1, VALUE(2), 0 },\n"
	   "\t{ ULONG_MAX, ULONG_MAX, 0, 1, ZERO_ENTRY, 0 },\n"
	   "};\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold_steps),
		cmocka_unit_test(test_fold_downwards),
		cmocka_unit_test(test_fold_brackets),
		cmocka_unit_test(test_fold_to_the_last_index),
		cmocka_unit_test(test_fold_needs_some_times),
		cmocka_unit_test(test_fold_table),
		cmocka_unit_test(test_fold_wraps),
		cmocka_unit_test(test_fold_regular_after_irregular),
		cmocka_unit_test(test_fold_keeps_together),
		cmocka_unit_test(test_fold_inside),
		cmocka_unit_test(test_fold_blocks),
		cmocka_unit_test(test_fold_whole_blocks),
		cmocka_unit_test(test_fold_keeps_calls_apart),
		cmocka_unit_test(test_fold_breaks_long_lines),
		cmocka_unit_test(test_fold_breaks_loops),
		cmocka_unit_test(test_fold_only_numbers),
		cmocka_unit_test(test_fold_random),
		cmocka_unit_test(test_fold_many),
		cmocka_unit_test(test_pick_nothing),
		cmocka_unit_test(test_pick_closure),
		cmocka_unit_test(test_pick_dialects),
		cmocka_unit_test(test_pick_all),
		cmocka_unit_test_setup_teardown(test_tape, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_store, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_checks_what_the_token_names, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_dup, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_with_a_cursor, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_destroy, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_an_attempt, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_cut_attempt, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_watches_what_waits, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_between, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_leaves_hints_out, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_that_is_cut, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_that_is_cut_with_interrupts_off, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_call_that_was_not_made, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_file, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_file_with_a_cursor_of_another_writer, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_reader_in_the_middle_of_a_write, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_reader_that_is_cut, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_body_of_a_read_that_is_left, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_module, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_module_that_fails, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_module_that_may_not_sleep, new_tape, no_tape),
		cmocka_unit_test_setup_teardown(test_steps, new_tape, no_tape),
		cmocka_unit_test(test_interpreter),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_held_of_the_oracle),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(printed);
	return failed;
}
