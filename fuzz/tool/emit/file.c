// SPDX-License-Identifier: GPL-2.0-or-later
/* The text around the statements: what it is, helpers, and declarations of what is used. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "emit/body.h"
#include "emit/file.h"
#include "emit/fold_line.h"
#include "emit/pick.h"
#include "emit/variables.h"

/* ---- Texts in memory ------------------------------------------------------------- */

struct text {
	char *text;
	size_t size;
	FILE *out;
};

static void text_open(struct text *t)
{
	t->out = open_memstream(&t->text, &t->size);
	if (!t->out)
		abort();
}

static void text_close(struct text *t)
{
	fclose(t->out);
}

/* ---- Declarations ------------------------------------------------------------------ */

/* How many objects the entries are addresses of. */
static unsigned int count_objects(const struct tape *tape)
{
	static const char objects[] = "&objects[";
	unsigned int count = 0, number;
	struct record record;
	size_t at = 0;

	while (tape_next(tape, &at, &record, NULL)) {
		const char *found = strstr(record.text, objects);

		if (!found)
			continue;
		number = (unsigned int)strtoul(found + strlen(objects), NULL, 0);
		if (number >= count)
			count = number + 1;
	}
	return count;
}

static void declare_tree(const struct emission *e, const char *body, unsigned int tree, FILE *out, unsigned int depth)
{
	char name[16];

	emit_tree(body, tree, out, depth);
	sprintf(name, "t%u_holds", tree);
	if (pick_uses(body, name))
		held_print(&e->held[tree], name, out, depth);
}

static void declare_tree_list(const struct emission *e, FILE *out, unsigned int depth)
{
	char line[160] = "static const struct maple_tree *const trees[] = { ";
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		if (emit_names(e, (int)tree))
			sprintf(line + strlen(line), "&t%u, ", tree);
	sprintf(line + strlen(line) - 2, " };");
	fold_print_line(out, line, depth);
}

/* What lives longer than the function that makes the calls. */
static void declare_static(const struct emission *e, const char *body, const char *others, FILE *out, unsigned int depth)
{
	unsigned int objects = count_objects(e->tape), tree, cursor, number;
	char line[64];

	sprintf(line, "static unsigned long objects[%u];", objects);
	if (objects)
		fold_print_line(out, line, depth);
	for (tree = 0; tree < MAX_TREES; tree++)
		if (emit_names(e, (int)tree))
			declare_tree(e, body, tree, out, depth);
	for (cursor = 0; !e->kernel && cursor < MAX_CURSORS; cursor++) {
		sprintf(line, "section%u", cursor);
		if (!pick_uses(body, line))
			continue;
		sprintf(line, "static struct ground_reader section%u;", cursor);
		fold_print_line(out, line, depth);
	}
	for (cursor = 0; cursor < MAX_CURSORS; cursor++)
		emit_history(body, cursor, out, depth);
	for (number = 1; number <= e->reads; number++)
		emit_read(body, number, out, depth);
	for (cursor = 0; cursor < MAX_CURSORS; cursor++) {
		strcpy(line, "static ");
		emit_cursor(e, cursor, line + strlen(line));
		if (emit_uses_cursor(others, cursor))
			fold_print_line(out, line, depth);
	}
	if (pick_uses(body, "trees"))
		declare_tree_list(e, out, depth);
}

/* ---- Three dialects --------------------------------------------------------------------- */

void emit_origin(const struct emission *e, FILE *out)
{
	fprintf(out, " * From %s: %s%s\n * on %s.\n", e->path, *e->token ? "diverges with " : "no divergence", e->token,
		harness_subject());
	if (*e->found)
		fprintf(out, " * %s.\n", e->found);
	if (*e->known)
		fprintf(out, " * Known issues stepped around, and how often: %s.\n", e->known);
}

/* Without what it asks of the ground, the program means something else. */
static bool needs_ground(const struct emission *e)
{
	return e->memory || e->middle || e->nowait;
}

static void print_kernel_head(const struct emission *e, const char *unfit, FILE *out)
{
	fputs("/*\n", out);
	emit_origin(e, out);
	if (unfit)
		fprintf(out, " * %s: %s.\n", needs_ground(e) ? "There is no function for the kernel" :
			"The function does not show that by itself", unfit);
	if (!needs_ground(e))
		fputs(" * For lib/test_maple_tree.c; to be called from maple_tree_seed().\n", out);
	fputs(" */\n", out);
}

/* How the module is told of memory that runs out; what is named stands below. */
static void print_memory(const struct emission *e, FILE *out)
{
	if (!emit_fails(e)) {
		fputs("/* There is memory for all calls. */\n#define begin_memory() 0\n#define end_memory() do { } while (0)\n"
		      "#define mas_nomem(mas, gfp) lacks_memory(mas)\n\n", out);
		return;
	}
	fputs("/* Allocations fail in some of the calls. */\n", out);
	emit_kprobes(out);
	fputs("#define begin_memory() begin_failing()\n#define end_memory() end_failing()\n\n", out);
}

void emit_module_includes(FILE *out)
{
	fputs("#include <linux/maple_tree.h>\n#include <linux/module.h>\n#include <linux/printk.h>\n#include <linux/rcupdate.h>\n"
	      "#include <linux/rwsem.h>\n#include <linux/slab.h>\n#include <linux/spinlock.h>\n#include <linux/xarray.h>\n\n"
	      "/* Without it, a kernel has no checks of its own, and prints no trees. */\n"
	      "#ifndef CONFIG_DEBUG_MAPLE_TREE\n"
	      "#define mt_validate(mt) do { } while (0)\n#define mt_dump(...) do { } while (0)\n#define mas_dump(mas) do { } while (0)\n"
	      "#endif\n#define mt_cache_shrink() do { } while (0)\n\n"
	      "/* Before 6.8 it is a function, which is not exported. */\n"
	      "#ifdef MAS_START\n#define mas_is_err(mas) xa_is_err((mas)->node)\n#endif\n\n", out);
}

void emit_kprobes(FILE *out)
{
	fputs("#ifndef CONFIG_KPROBES\n#error \"this kernel has no kprobes, by which a module lets allocations fail\"\n#endif\n"
	      "#include <linux/kprobes.h>\n#include <linux/sched.h>\n\n"
	      "static int begin_failing(void);\nstatic void end_failing(void);\n\n"
	      "#define mas_nomem(mas, gfp) real_nomem(mas, gfp)\n", out);
}

void emit_bulk_allowance(const char *sleepless, FILE *out)
{
	fprintf(out, "/* It allocates with GFP_KERNEL, whoever may not sleep. */\n"
		"#define mas_expected_entries(mas, count) ({\t\t\t\t\t\t\\\n\tint bulk_error;\t\t\t\t\t\t\t\t\t\\\n"
		"\tif (%s)\t\t\t\t\t\t\t\t\\\n\t\tground_allow_sleeping(true);\t\t\t\t\t\t\\\n"
		"\tbulk_error = mas_expected_entries(mas, count);\t\t\t\t\t\\\n"
		"\tif (%s)\t\t\t\t\t\t\t\t\\\n\t\tground_allow_sleeping(false);\t\t\t\t\t\t\\\n"
		"\tbulk_error;\t\t\t\t\t\t\t\t\t\\\n})\n\n", sleepless, sleepless);
}

static void print_module_head(const struct emission *e, const char *unfit, FILE *out)
{
	fputs("// SPDX-License-Identifier: GPL-2.0-or-later\n/*\n", out);
	emit_origin(e, out);
	if (unfit) {
		fprintf(out, " * There is no module: %s.\n */\n", unfit);
		return;
	}
	fputs(
		" * What differs, and a verdict, stand on the console. With this file as test.c, for the kernel that runs:\n"
		" *\techo 'obj-m := test.o' >Kbuild\n"
		" *\tmake -C /lib/modules/$(uname -r)/build M=$PWD\n"
		" *\tinsmod test.ko; dmesg\n"
		" */\n"
		"#define pr_fmt(format) \"maplefuzz: \" KBUILD_BASENAME \": \" format\n\n", out);
	emit_module_includes(out);
	fprintf(out,
		"/* One of several programs of a module, which calls it by this name, and makes the calls where it is loaded. */\n"
		"#ifdef MAPLEFUZZ_PROGRAM\n#undef module_init\n#undef module_exit\n#undef MODULE_DESCRIPTION\n#undef MODULE_LICENSE\n"
		"#define module_init(load) int __init MAPLEFUZZ_PROGRAM(void); int __init MAPLEFUZZ_PROGRAM(void) { return load(); }\n"
		"#define module_exit(unload)\n#define MODULE_DESCRIPTION(text)\n#define MODULE_LICENSE(text)\n#endif\n\n"
		"/* How many calls of the API the program makes. */\n#define CALLS %zuUL\n\n", e->units);
	print_memory(e, out);
}

/* What every module has. */
static const char module_parts[] = MODULE_PARTS " module_init module_exit MODULE_DESCRIPTION MODULE_LICENSE";

/* Writers act while a section is open, in a harness where nobody sleeps; under rcu_read_lock() of a kernel nobody may. */
static const char no_sleep[] =
	"/* Nobody may sleep: a section is open while others write. The locks are free. */\n"
	"#undef GFP_KERNEL\n#define GFP_KERNEL GFP_ATOMIC\n"
	"#define down_write(lock) WARN_ON(!down_write_trylock(lock))\n"
	"#undef down_write_nested\n#define down_write_nested(lock, subclass) WARN_ON(!down_write_trylock(lock))\n\n";

bool emit_is_sleepless(const char *body)
{
	return pick_uses(body, "section_open") || pick_uses(body, "reader_begin");
}

static bool token_ends(const struct emission *e, const char *end)
{
	const char *colon = strchr(e->token, ':');

	return colon && !strcmp(colon + 1, end);
}

static void print_head(const struct emission *e, FILE *out)
{
	const char *sanitize = token_ends(e, "asan") ? " -fsanitize=address,undefined" : "";
	const bool narrow = ULONG_MAX == UINT_MAX;

	fputs("// SPDX-License-Identifier: GPL-2.0-or-later\n/*\n", out);
	emit_origin(e, out);
	fputs(" * Exit code 1, and a line that says what differs, if the tree has the bug; else 0.\n *\n", out);
	/* The embedded tree has 64-bit nodes only. */
	if (!narrow)
		fprintf(out,
			" * With the embedded tree, at the top of maplefuzz:\n"
			" *\tcc -g -fno-strict-aliasing%s -Isrc/maple_tree/include -Isrc/ground/include -o test test.c \\\n"
			" *\t\tsrc/maple_tree/[a-z]*.c src/ground/[a-z]*.c && ./test\n"
			" *\n", sanitize);
	fprintf(out,
		" * With that of the Linux tree $LINUX%s:\n"
		" *\tmkdir -p include/linux && cp $LINUX/include/linux/maple_tree.h include/linux/ &&\n"
		" *\tcc -g -w -fno-strict-aliasing%s%s -D__KERNEL__ -Iinclude -Isrc/ground/include -o test test.c \\\n"
		" *\t\t%s$LINUX/lib/maple_tree.c src/ground/[a-z]*.c && ./test\n"
		" */\n", narrow ? ", at the top of maplefuzz" : "", narrow ? " -m32" : "", sanitize,
		e->compat ? "-include src/linux/compat.h src/linux/compat.c " : "");
	fputs("#include <errno.h>\n#include <limits.h>\n#include <setjmp.h>\n#include <signal.h>\n#include <stdarg.h>\n"
	      "#include <stdbool.h>\n#include <stdio.h>\n#include <unistd.h>\n\n"
	      "#include <linux/maple_tree.h>\n#include <linux/rwsem.h>\n#include <linux/slab.h>\n"
	      "#include <linux/xarray.h>\n\n#include \"ground.h\"\n\n", out);
}

static void print_helpers(const struct emission *e, const char *declarations, const char *body, FILE *out)
{
	bool sleepless = emit_is_sleepless(body), bulk;
	struct text used, module;

	text_open(&used);
	fprintf(used.out, "%s%s%s", declarations, body, !e->kernel ? "main" : emit_fails(e) ? FAILING_PARTS : "");
	text_close(&used);
	if (e->module) {
		bulk = sleepless && pick_uses(body, "mas_expected_entries");
		if (sleepless)
			fputs(no_sleep, out);
		if (bulk)
			emit_bulk_allowance("true", out);
		text_open(&module);
		fprintf(module.out, "%s %s %s %s", module_parts, pick_uses(body, "mas_nomem") ? "lacks_memory" : "",
			bulk ? "ground_allow_sleeping" : "", used.text);
		text_close(&module);
		pick(support_module_text, PICK_MODULE, module.text, out);
		free(module.text);
	}
	pick(support_text, !e->kernel ? PICK_STANDALONE : e->module ? PICK_MODULE : PICK_FUNCTION, used.text, out);
	if (emit_fails(e))
		pick(support_failing_text, PICK_MODULE, used.text, out);
	free(used.text);
}

void emit_file(const struct emission *e, const char *unfit, FILE *out)
{
	bool function = e->kernel && !e->module;
	struct text body, declarations, others, all;

	if (e->module)
		print_module_head(e, unfit, out);
	else if (e->kernel)
		print_kernel_head(e, unfit, out);
	else
		print_head(e, out);
	if (e->module ? unfit != NULL : e->kernel && needs_ground(e))
		return;
	text_open(&body);
	text_open(&others);
	emit_body(e, body.out, others.out);
	text_close(&body);
	text_close(&others);
	text_open(&all);
	fprintf(all.out, "%s%s", others.text, body.text);
	text_close(&all);
	text_open(&declarations);
	declare_static(e, all.text, others.text, declarations.out, function);
	text_close(&declarations);
	print_helpers(e, declarations.text, all.text, out);
	if (function)
		fputs("static noinline void __init check_maplefuzz(void)\n{\n", out);
	fputs(declarations.text, out);
	fputs(others.text, out);
	if (!function)
		fputs("\nstatic void run_test(void)\n{\n", out);
	emit_variables(e, body.text, others.text, out);
	fprintf(out, "\n%s}\n", body.text);
	free(body.text);
	free(others.text);
	free(all.text);
	free(declarations.text);
}
