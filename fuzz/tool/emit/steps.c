// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs as steps, and the module that makes them. */
#include <stdlib.h>
#include <string.h>

#include "emit/body.h"
#include "emit/file.h"
#include "emit/pick.h"
#include "emit/steps.h"
#include "emit/variables.h"

/* ---- A program ------------------------------------------------------------------------- */

void emit_steps(const struct emission *e, FILE *out)
{
	char *text = NULL, *others = NULL;
	size_t size, others_size;
	FILE *body = open_memstream(&text, &size), *nobody = open_memstream(&others, &others_size);

	if (!body || !nobody)
		abort();
	emit_body(e, body, nobody);
	fclose(body);
	fclose(nobody);
	fputs("/*\n", out);
	emit_origin(e, out);
	fprintf(out, " */\ncalls %zu fails %d sleepless %d cursors %d\n%s", e->units, emit_fails(e),
		emit_is_sleepless(text), __builtin_ctz(e->trees), text);
	free(text);
	free(others);
}

/* ---- The module ------------------------------------------------------------------------- */

/* What it begins with. A program says whether allocations fail, and whether nobody may sleep since a section is open while others write. */
static const char head[] =
	"// SPDX-License-Identifier: GPL-2.0-or-later\n"
	"/* Makes the calls of programs that it reads. Written by maplefuzz emit --interpreter. */\n"
	"static const char *program_name;\n\n"
	"#define pr_fmt(format) \"maplefuzz: %s: \" format, program_name\n\n"
	"#include <linux/fs.h>\n#include <linux/vmalloc.h>\n";

static const char flags[] =
	"static unsigned long program_calls;\n\nstatic bool program_fails, program_sleepless;\n\n"
	"#define CALLS program_calls\n#define begin_memory() (program_fails ? begin_failing() : 0)\n"
	"#define end_memory() do { if (program_fails) end_failing(); } while (0)\n\n"
	"static const gfp_t may_sleep = GFP_KERNEL;\n\n"
	"static void take_semaphore(struct rw_semaphore *lock)\n{\n\tif (program_sleepless)\n\t\tWARN_ON(!down_write_trylock(lock));\n"
	"\telse\n\t\tdown_write(lock);\n}\n\n"
	"static void __maybe_unused take_semaphore_nested(struct rw_semaphore *lock)\n{\n\tif (program_sleepless)\n"
	"\t\tWARN_ON(!down_write_trylock(lock));\n\telse\n\t\tdown_write_nested(lock, SINGLE_DEPTH_NESTING);\n}\n\n"
	"#undef GFP_KERNEL\n#define GFP_KERNEL (program_sleepless ? GFP_ATOMIC : may_sleep)\n"
	"#define down_write(lock) take_semaphore(lock)\n"
	"#undef down_write_nested\n#define down_write_nested(lock, subclass) take_semaphore_nested(lock)\n\n";

/* Of the kinds of steps, those that are no statements. */
static const char special[] =
	"enum { STEP_CALL, STEP_DO, STEP_STATEMENT };\n\n"
	"static unsigned long objects[1 << 16] __maybe_unused;\n\n";

/* What the next same_contents() asks for. */
static const char run_list[] =
	"static struct run *runs;\n\nstatic size_t run_count;\n\n"
	"#define begin_runs() (run_count = 0)\n"
	"#define add_run(...) (runs[run_count++] = (struct run){ __VA_ARGS__ })\n\n";

/*
 * Of the variables that each tree or cursor has one of: what they are called, without the number, how many there may be, the declaration, if not every
 * module has one, and what sets it back. There, @ is the name and # the number.
 */
static const struct variable {
	const char *prefix;
	unsigned int count;
	const char *declaration;
	const char *anew;
} variables[] = {
	{ "cursor", MAX_CURSORS, "static MA_STATE(@, &t0, 0, 0);\n\n",
	  "\t{\n\t\tMA_STATE(fresh, all_trees[tree], 0, 0);\n\n\t\t@ = fresh;\n\t}\n" },
	{ "history", MAX_CURSORS, "", "\t@ = (struct history){ 0 };\n" },
	{ "next", MAX_TREES, "", "\t@ = 0;\n" },
	{ "mas", MAX_TREES, "static MA_STATE(@, &t#, 0, 0);\n\n",
	  "\t{\n\t\tMA_STATE(fresh, &t#, 0, 0);\n\n\t\t@ = fresh;\n\t}\n" },
};

static void print_for(const char *text, const char *name, unsigned int number, FILE *out)
{
	for (; *text; text++) {
		if (*text == '@')
			fputs(name, out);
		else if (*text == '#')
			fprintf(out, "%u", number);
		else
			fputc(*text, out);
	}
}

/* Of those that @kinds uses. */
static void print_variables(const char *kinds, bool anew, FILE *out)
{
	const struct variable *v;
	unsigned int number;
	char name[16];

	for (v = variables; v < variables + sizeof(variables) / sizeof(variables[0]); v++)
		for (number = 0; number < v->count; number++) {
			sprintf(name, "%s%u", v->prefix, number);
			if (pick_uses(kinds, name))
				print_for(anew ? v->anew : v->declaration, name, number, out);
		}
}

/* The states that a program begins with. */
static void print_begin(const char *kinds, FILE *out)
{
	unsigned int number;

	fputs("static struct maple_tree *const all_trees[] = { ", out);
	for (number = 0; number < MAX_TREES; number++)
		fprintf(out, "&t%u, ", number);
	fputs("};\n\n", out);
	print_variables(kinds, false, out);
	fputs("static void begin_anew(unsigned int tree)\n{\n\tset_nowait(GROUND_NOWAIT_SUCCEED);\n\tground_fail_nth(0);\n"
	      "\tground_set_budget(ULONG_MAX);\n\tground_lift_budget_after(ULONG_MAX);\n\tin_a_row = 0;\n\tstuck = false;\n", out);
	print_variables(kinds, true, out);
	fputs("}\n\n", out);
}

/* A statement of the kind @kind, with the numbers that come with a step. */
static void print_statement(const char *kind, size_t length, FILE *out)
{
	unsigned int number = 0;

	while (length--) {
		if (*kind == '$')
			fprintf(out, "n[%u]", number++);
		else
			fputc(*kind, out);
		kind++;
	}
}

/* Return of the function: is what began with the last STEP_DO to be done again? */
static void print_make_step(const char *kinds, FILE *out)
{
	static const char again[] = "} while (";
	const char *line, *end;
	unsigned int kind = 0;

	fputs("static bool make_step(unsigned int kind, const unsigned long *n)\n{\n\tstatic int error __maybe_unused;\n"
	      "\tstatic void *entry __maybe_unused, *next_entry __maybe_unused;\n"
	      "\tstatic unsigned long index __maybe_unused, last __maybe_unused, next_index __maybe_unused;\n\n\tswitch (kind) {\n", out);
	for (line = kinds; *line; line = end + (*end == '\n')) {
		end = line + strcspn(line, "\n");
		fprintf(out, "\tcase STEP_STATEMENT + %u:\n\t\t", kind++);
		if (!strncmp(line, again, strlen(again))) {
			fputs("return (", out);
			print_statement(line + strlen(again), end - line - strlen(again), out);
			fputs("\n", out);
			continue;
		}
		print_statement(line, end - line, out);
		fputs("\n\t\tbreak;\n", out);
	}
	fputs("\t}\n\treturn false;\n}\n\n", out);
}

void emit_interpreter(const char *kinds, FILE *out)
{
	char *used = NULL;
	unsigned int number;
	size_t size;
	FILE *parts = open_memstream(&used, &size);

	if (!parts)
		abort();
	fprintf(parts, "%s load same_contents ground_allow_sleeping find_nomem set_nowait ground_fail_nth ground_set_budget ground_lift_budget_after%s %s", MODULE_PARTS, FAILING_PARTS, kinds);
	fclose(parts);
	fputs(head, out);
	emit_module_includes(out);
	emit_kprobes(out);
	fputs(flags, out);
	emit_bulk_allowance("program_sleepless", out);
	pick(support_module_text, PICK_MODULE, used, out);
	pick(support_text, PICK_MODULE, used, out);
	pick(support_failing_text, PICK_MODULE, used, out);
	fputs(special, out);
	fputs(run_list, out);
	for (number = 0; number < MAX_TREES; number++)
		emit_tree(kinds, number, out, 0);
	for (number = 0; number < MAX_CURSORS; number++)
		emit_history(kinds, number, out, 0);
	fputc('\n', out);
	print_begin(kinds, out);
	print_make_step(kinds, out);
	fputs(support_steps_text, out);
	free(used);
}
