// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz emit: writes a reproducer as C. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit/emit.h"
#include "shrink/shrink.h"

static struct emission emission;

/* ---- What the contract says: the oracle runs alone --------------------------- */

static void note_call(const struct call *call, void *arg)
{
	size_t *calls = arg;

	++*calls;
	if (opcode_infos[call->op].operands & OPERAND_TREE)
		emission.used |= 1u << call->tree;
	if (opcode_infos[call->op].operands & OPERAND_SOURCE)
		emission.used |= 1u << call->source;
}

/* A scan's outcome has a sum that only the harness can make; here is one for C. */
static void sum_scan(struct unit *scan)
{
	unsigned long first, last;
	size_t at, count = 0;

	scan->want.last = 0;
	for (at = 0; count < scan->want.first && inspect_range(scan->unit.tree, at, &first, &last); at++) {
		if (last < scan->unit.first)
			continue;
		scan->want.last = (scan->want.last ^ first) * 31 + last;
		count++;
	}
}

static void note_outcome(const struct call *call, const struct outcome *got, const struct outcome *want,
			 void *arg)
{
	const size_t *calls = arg;
	struct unit unit = { .call = *calls - 1, .unit = *call, .want = *want };

	(void)got;
	if (call->op == OP_SCAN)
		sum_scan(&unit);
	/* Grow at powers of two. */
	if (!(emission.unit_count & (emission.unit_count - 1)))
		emission.units = realloc(emission.units, (emission.unit_count ? 2 * emission.unit_count : 1) *
						  sizeof(*emission.units));
	emission.units[emission.unit_count++] = unit;
	emission.faults |= opcode_infos[call->op].group == SWARM_FAULT;
}

static void ask_oracle(void)
{
	static struct draft draft;
	static uint8_t data[MAX_PROGRAM_SIZE];
	size_t calls = 0;
	const struct run_options options = {
		.on_call = note_call, .on_outcome = note_outcome, .arg = &calls,
	};

	draft.header = emission.header;
	draft.count = emission.trial->count;
	memcpy(draft.calls, emission.trial->calls, draft.count * sizeof(*draft.calls));
	harness_expect(data, draft_encode(&draft, data), &options);
}

/* What is compared beside the results: what the token names. All, if nothing diverges or all may be wrong. */
static unsigned int checks_of(const char *token)
{
	const char *end = token + strcspn(token, ":");
	enum check check;

	if (!*end)
		return CHECKS_ALL;
	for (check = 0; check < CHECK_COUNT; check++)
		if (!strcmp(end + 1, check_name(check)))
			return 1u << check;
	/* A crash or a hang: a broken tree may take it until somebody looks at it. */
	return 1u << CHECK_STATE | 1u << CHECK_VALIDATE;
}

/* ---- The test ----------------------------------------------------------------- */

static bool any_operand(unsigned int operands)
{
	size_t i;

	for (i = 0; i < emission.trial->count; i++)
		if (opcode_infos[emission.trial->calls[i].op].operands & operands)
			return true;
	return false;
}

static bool uses(enum opcode op, int tree)
{
	size_t i;

	for (i = 0; i < emission.unit_count; i++)
		if (emission.units[i].unit.op == op && (tree < 0 || emission.units[i].unit.tree == tree))
			return true;
	return false;
}

static bool dup_succeeds(void)
{
	size_t i;

	for (i = 0; i < emission.unit_count; i++)
		if (opcode_infos[emission.units[i].unit.op].operands & OPERAND_SOURCE &&
		    !emission.units[i].want.error)
			return true;
	return false;
}

static bool returns_entry(void)
{
	return uses(OP_ERASE, -1) || uses(OP_LOAD, -1) || uses(OP_FIND, -1) || uses(OP_NEXT, -1) ||
	       uses(OP_PREV, -1) || uses(OP_MAS_ERASE, -1) || uses(OP_OVERTAKE, -1);
}

static bool compares_contents(void)
{
	return emit_checked(&emission, CHECK_STATE) || emit_checked(&emission, CHECK_INDEPENDENCE);
}

static void emit_states(int tree)
{
	if (!(emission.used >> tree & 1))
		return;
	if (compares_contents() || uses(OP_MAS_STORE, tree) || uses(OP_MAS_ERASE, tree) ||
	    uses(OP_OVERTAKE, tree) || uses(OP_SCAN, tree))
		fprintf(emission.out, "\tMA_STATE(mas%d, &t%d, 0, 0);\n", tree, tree);
	if (uses(OP_OVERTAKE, tree))
		fprintf(emission.out, "\tMA_STATE(reader%d __maybe_unused, &t%d, 0, 0);\n", tree, tree);
}

static void emit_variables(void)
{
	int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		emit_states(tree);
	if (any_operand(OPERAND_ENTRY | OPERAND_SOURCE) || uses(OP_STORE_NULL, -1))
		fputs("\tint error;\n", emission.out);
	if (returns_entry())
		fputs("\tvoid *entry __maybe_unused;\n", emission.out);
	if (uses(OP_FIND, -1) || uses(OP_OVERTAKE, -1))
		fputs("\tunsigned long index __maybe_unused;\n", emission.out);
	if (uses(OP_SCAN, -1))
		fputs("\tunsigned long count, sum;\n", emission.out);
	if (any_operand(OPERAND_STRIDE) || compares_contents() || uses(OP_OVERTAKE, -1))
		fputs("\tunsigned long i __maybe_unused;\n", emission.out);
}

static unsigned int most_objects(void)
{
	unsigned int most = 0;
	size_t i;

	for (i = 0; i < emission.unit_count; i++)
		if (emission.units[i].unit.entry.kind == ENTRY_POINTER && emission.units[i].unit.entry.id >= most)
			most = emission.units[i].unit.entry.id + 1;
	return most;
}

static void emit_objects(const char *indent)
{
	unsigned int most = most_objects();

	if (most)
		fprintf(emission.out, "%sstatic unsigned long objects[%u];\n", indent, most);
}

static void emit_tree_variables(const char *indent)
{
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++)
		if (emission.used >> tree & 1)
			fprintf(emission.out, "%sstatic struct maple_tree t%u;\n", indent, tree);
	if (!any_operand(OPERAND_ATTRIBUTES) && !(emission.header.attributes & ATTRIBUTE_EXTERN))
		return;
	for (tree = 0; tree < MAX_TREES; tree++)
		if (emission.used >> tree & 1)
			fprintf(emission.out, "%sstatic struct rw_semaphore lock%u __maybe_unused;\n", indent, tree);
}

/* Does the last call show in other trees? */
static void emit_probes(void)
{
	const struct unit *last;
	unsigned int tree;

	if (!emission.unit_count || !emit_checked(&emission, CHECK_INDEPENDENCE))
		return;
	last = &emission.units[emission.unit_count - 1];
	if (!(opcode_infos[last->unit.op].operands & (OPERAND_INDEX | OPERAND_RANGE)))
		return;
	fputs("\n\t/* What the other trees hold there. */\n", emission.out);
	for (tree = 0; tree < MAX_TREES; tree++) {
		if (!(emission.used >> tree & 1) || tree == last->unit.tree)
			continue;
		emit_probe(&emission, tree, last->unit.first);
		emit_probe(&emission, tree, last->unit.last);
	}
}

static void emit_body(void)
{
	unsigned int tree;
	size_t i;

	for (tree = 0; tree < MAX_TREES; tree++) {
		emission.attributes[tree] = emission.header.attributes;
		if (emission.used >> tree & 1)
			emit_init(&emission, tree);
	}
	for (i = 0; i < emission.trial->count; i++)
		emit_call(&emission, i);
	emit_probes();
	for (tree = 0; tree < MAX_TREES; tree++)
		if (emission.used >> tree & 1 && compares_contents())
			emit_contents(&emission, tree);
	fputc('\n', emission.out);
	for (tree = 0; tree < MAX_TREES; tree++) {
		if (!(emission.used >> tree & 1))
			continue;
		/* Every other one, as the harness does. */
		if (tree % 2)
			emit_leave_rcu(&emission, tree);
		emit_destroy(&emission, tree);
	}
}

/* ---- Two dialects ------------------------------------------------------------------ */

static void emit_kernel(const char *path)
{
	fprintf(emission.out, "/*\n * From %s: %s%s.\n", path,
		*emission.trial->token ? "diverges with " : "no divergence on ",
		*emission.trial->token ? emission.trial->token : harness_subject());
	if (emission.faults || emission.header.nowait)
		fputs(" * It needs allocations that fail; where, the comments say.\n", emission.out);
	if (emit_checked(&emission, CHECK_MEMORY) || emit_checked(&emission, CHECK_LOCKS))
		fputs(" * What is wrong is seen by kmemleak, KASAN or lockdep, not by the function itself.\n", emission.out);
	fputs(" * For lib/test_maple_tree.c; to be called from maple_tree_seed().\n */\n", emission.out);
	emit_helpers(&emission);
	fputs("static noinline void __init check_maplefuzz(void)\n{\n", emission.out);
	emit_objects("\t");
	emit_tree_variables("\t");
	emit_variables();
	fputc('\n', emission.out);
	emit_body();
	fputs("}\n", emission.out);
}

static void emit_tree_list(void)
{
	unsigned int tree;

	fputs("static struct maple_tree *const trees[] = { ", emission.out);
	for (tree = 0; tree < MAX_TREES; tree++)
		if (emission.used >> tree & 1)
			fprintf(emission.out, "&t%u, ", tree);
	fputs("};\n", emission.out);
}

static void emit_commands(const char *path)
{
	const char *end = strchr(emission.trial->token, ':');
	const char *sanitize = end && !strcmp(end, ":asan") ? " -fsanitize=address,undefined" : "";

	fprintf(emission.out,
		"// SPDX-License-Identifier: GPL-2.0-or-later\n"
		"/*\n"
		" * From %s: %s%s.\n"
		" * Exit code 1, and a line that says what differs, if the tree has the bug; else 0.\n"
		" *\n"
		" * With the embedded tree, at the top of maplefuzz:\n"
		" *\tcc -g -fno-strict-aliasing%s -Isrc/maple_tree/include -Isrc/ground/include -o test test.c \\\n"
		" *\t\tsrc/maple_tree/[a-z]*.c src/ground/[a-z]*.c && ./test\n"
		" *\n"
		" * With that of the Linux tree $LINUX:\n"
		" *\tmkdir -p include/linux && cp $LINUX/include/linux/maple_tree.h include/linux/ &&\n"
		" *\tcc -g -w -fno-strict-aliasing%s -D__KERNEL__ -Iinclude -Isrc/ground/include -o test test.c \\\n"
		" *\t\t$LINUX/lib/maple_tree.c src/ground/[a-z]*.c && ./test\n"
		" */\n",
		path, *emission.trial->token ? "diverges with " : "no divergence on ",
		*emission.trial->token ? emission.trial->token : harness_subject(), sanitize, sanitize);
}

static void emit_standalone(const char *path)
{
	emit_commands(path);
	fputs("#include <errno.h>\n#include <limits.h>\n#include <signal.h>\n#include <stdbool.h>\n"
	      "#include <stdio.h>\n#include <unistd.h>\n\n"
	      "#include <linux/maple_tree.h>\n#include <linux/rwsem.h>\n#include <linux/slab.h>\n"
	      "#include <linux/xarray.h>\n\n#include \"ground.h\"\n\n", emission.out);
	emit_objects("");
	emit_tree_variables("");
	if (emit_checked(&emission, CHECK_MEMORY))
		emit_tree_list();
	fputc('\n', emission.out);
	emit_helpers(&emission);
	fputs("static void run_test(void)\n{\n", emission.out);
	emit_variables();
	fputs("\n\tground_set_nowait(NOWAIT);\n", emission.out);
	if (emit_waits(&emission))
		fputs("\tground_on_blocking(while_waiting, NULL);\n", emission.out);
	emit_body();
	fputs("}\n\nint main(void)\n{\n\tground_on_fault(on_fault);\n\tsignal(SIGALRM, on_signal);\n"
	      "\tsignal(SIGABRT, on_signal);\n", emission.out);
	fputs("#ifndef __SANITIZE_ADDRESS__\n\tsignal(SIGSEGV, on_signal);\n\tsignal(SIGBUS, on_signal);\n#endif\n"
	      "\tmaple_tree_init();\n\trun_test();\n\tputs(\"no difference\");\n\treturn 0;\n}\n", emission.out);
}

/* ---- The verb ------------------------------------------------------------------------ */

static int emit(const char *path, const struct trial_options *options)
{
	struct input input;

	if (!input_load(path, &input))
		return EXIT_USAGE;
	trial_init(options);
	emission.trial = trial_run_alone(input.data, input.size);
	header_decode(input.data, input.size, &emission.header);
	emission.header.swarm = 0;
	input_free(&input);
	if (!emission.trial)
		return EXIT_USAGE;
	emission.out = stdout;
	emission.checks = checks_of(emission.trial->token);
	ask_oracle();
	/* All trees are destroyed at the end; here there is none, and one must do. */
	if (!emission.used)
		emission.used = 1;
	if (!dup_succeeds())
		emission.checks &= ~(1u << CHECK_SHAPE);
	if (emission.kernel)
		emit_kernel(path);
	else
		emit_standalone(path);
	free(emission.units);
	return EXIT_CLEAN;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "kernel", no_argument, NULL, 'k' },
		{ "standalone", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct trial_options trial_options = trial_defaults();
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h')
			return verb_usage(&emit_verb);
		if (option == 'k' || option == 'a')
			emission.kernel = option == 'k';
		else if (!run_option(option, optarg, &trial_options.run, &trial_options.timeout))
			return EXIT_USAGE;
	}
	if (optind != argc - 1)
		return complain("emit wants one file; see maplefuzz emit --help");
	return emit(argv[optind], &trial_options);
}

const struct verb emit_verb = {
	.name = "emit",
	.summary = "write a reproducer as a test case in C",
	.usage =
	"[option...] FILE\n\n"
	"Writes C on stdout that makes the calls of the program, up to the one that diverges, and\n"
	"compares what they give with what the contract says. What is compared beside the\n"
	"results depends on what diverges; everything, if nothing does. `maplefuzz min` first.\n\n"
	"  --standalone        a file that stands alone; its first comment has the command that\n"
	"                      compiles it (the default)\n"
	"  --kernel            a function for the kernel's lib/test_maple_tree.c\n"
	TRIAL_USAGE,
	.run = run,
};
