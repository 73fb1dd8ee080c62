// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper functions of test cases: what stands around each call. */
#include "emit/emit.h"

/* Comparing, and what becomes of faults, crashes and hangs. */
static const char frame[] =
"static struct ground_counts counts;\n"
"static int line;\n"
"\n"
"static void differ(const char *what)\n"
"{\n"
"\tfprintf(stderr, \"%s:%d: %s\\n\", __FILE__, line, what);\n"
"\t_exit(1);\n"
"}\n"
"\n"
"static inline void same(unsigned long got, unsigned long want, int at, const char *what, const char *expected)\n"
"{\n"
"\tchar text[400];\n"
"\n"
"\tif (got == want)\n"
"\t\treturn;\n"
"\tline = at;\n"
"\tsnprintf(text, sizeof(text), \"%s is 0x%lx, it should be %s (0x%lx)\", what, got, expected, want);\n"
"\tdiffer(text);\n"
"}\n"
"\n"
"static inline void same_error(int got, int want, int at, const char *expected)\n"
"{\n"
"\tchar text[100];\n"
"\n"
"\tif (got == want)\n"
"\t\treturn;\n"
"\tline = at;\n"
"\tsnprintf(text, sizeof(text), \"the call returned %d, it should return %s (%d)\", got, expected, want);\n"
"\tdiffer(text);\n"
"}\n"
"\n"
"/* Compare, and tell the line if they differ. */\n"
"#define SAME(got, want) same((unsigned long)(got), (unsigned long)(want), __LINE__, #got, #want)\n"
"\n"
"#define SAME_ERROR(got, want) same_error(got, want, __LINE__, #want)\n"
"\n"
"static void on_fault(enum ground_fault fault, const char *what, const char *file, int at)\n"
"{\n"
"\tchar text[400];\n"
"\n"
"\tsnprintf(text, sizeof(text), \"%s: %s, at %s:%d\", ground_fault_name(fault), what, file, at);\n"
"\tdiffer(text);\n"
"}\n"
"\n"
"static void on_signal(int number)\n"
"{\n"
"\tdiffer(number == SIGALRM ? \"the call does not come back\" : \"the call crashes\");\n"
"}\n"
"\n";

/* What a call must leave alone that gives up, or as long as it waits. */
static const char contents[] =
"static unsigned long contents(struct maple_tree *mt)\n"
"{\n"
"\tunsigned long hash = mt->ma_flags;\n"
"\tMA_STATE(mas, mt, 0, 0);\n"
"\tvoid *entry;\n"
"\n"
"\trcu_read_lock();\n"
"\tmas_for_each(&mas, entry, ULONG_MAX)\n"
"\t\thash = (((hash * 31 + mas.index) * 31 + mas.last) * 31) + (unsigned long)entry;\n"
"\trcu_read_unlock();\n"
"\treturn hash;\n"
"}\n"
"\n"
"static unsigned long before;\n"
"\n";

static const char waiting[] =
"static struct maple_tree *current_tree;\n"
"\n"
"/* A call has dropped the lock to wait for memory: whoever takes it now finds the tree as it was. */\n"
"static void while_waiting(void *arg)\n"
"{\n"
"\t(void)arg;\n"
"\tsame(contents(current_tree), before, line, \"a hash of the tree while the call waits\", \"as before\");\n"
"}\n";

static const char failing[] =
"static unsigned long failures, live;\n"
"\n"
"/* Did the call give up for want of memory? Then it has changed nothing, and is made again with memory. */\n"
"static inline bool gave_up(struct maple_tree *mt, bool told)\n"
"{\n"
"\tground_set_nowait(NOWAIT);\n"
"\tif (!told || ground_counts()->blocking_failures == failures)\n"
"\t\treturn false;\n"
"\tfailures = ground_counts()->blocking_failures;\n"
"\tground_rcu_quiesce();\n"
"\tsame(ground_locks_held(), 0, line, \"the number of locks held after -ENOMEM\", \"0\");\n"
"\tsame(ground_counts()->live, live, line, \"the number of nodes allocated after -ENOMEM\", \"as before\");\n"
"\tsame(contents(mt), before, line, \"a hash of the tree after -ENOMEM\", \"as before\");\n"
"%s"
"\tcounts = *ground_counts();\n"
"\tground_clear_faults();\n"
"\tground_set_nowait(GROUND_NOWAIT_SUCCEED);\n"
"\treturn true;\n"
"}\n"
"\n";

bool emit_waits(const struct emission *e)
{
	return !e->kernel && e->header.nowait != NOWAIT_SUCCEED && emit_checked(e, CHECK_STATE);
}

static void emit_begin(const struct emission *e)
{
	fputs("/* Before a call on @mt. */\nstatic void begin(struct maple_tree *mt, int at)\n{\n\tline = at;\n", e->out);
	fputs("\talarm(10);\n\tcounts = *ground_counts();\n", e->out);
	if (e->faults)
		fputs("\tfailures = counts.blocking_failures;\n\tlive = counts.live;\n", e->out);
	if (e->faults || emit_waits(e))
		fputs("\tbefore = contents(mt);\n", e->out);
	if (emit_waits(e))
		fputs("\tcurrent_tree = mt;\n", e->out);
	if (emit_checked(e, CHECK_MEMORY))
		fputs("\tseen_count = 0;\n\tif (mt_in_rcu(mt) && xa_is_node((void *)mt->ma_root))\n"
		      "\t\tsee_nodes((void *)mt->ma_root, 0, ULONG_MAX);\n", e->out);
	if (!e->faults && !emit_waits(e) && !emit_checked(e, CHECK_MEMORY))
		fputs("\t(void)mt;\n", e->out);
	fputs("}\n\n", e->out);
}

static void emit_end(const struct emission *e)
{
	fputs("/* After a call. */\nstatic void end(void)\n{\n", e->out);
	if (emit_checked(e, CHECK_MEMORY))
		fputs("\tcheck_grace();\n\tcheck_dead();\n", e->out);
	fputs("\tground_rcu_quiesce();\n", e->out);
	if (emit_checked(e, CHECK_LOCKS))
		fputs("\tsame(ground_locks_held(), 0, line, \"the number of locks held\", \"0\");\n"
		      "\tsame(ground_rcu_readers(), 0, line, \"the number of open read-side sections\", \"0\");\n", e->out);
	if (emit_checked(e, CHECK_MEMORY))
		fputs("\tsame(ground_counts()->live, nodes_in_trees(), line, \"the number of nodes allocated\",\n"
		      "\t     \"the number of nodes in the trees\");\n", e->out);
	fputs("}\n\n", e->out);
}

void emit_helpers(const struct emission *e)
{
	static const char *const policies[NOWAIT_COUNT] = { "SUCCEED", "FAIL", "SOMETIMES" };

	if (!e->kernel)
		fputs(frame, e->out);
	emit_nodes(e);
	if (e->kernel)
		return;
	fprintf(e->out, "#define NOWAIT GROUND_NOWAIT_%s\n\n", policies[e->header.nowait]);
	if (emit_checked(e, CHECK_LOCKS))
		fputs("static unsigned long locks_taken[2] __maybe_unused;\n\n", e->out);
	if (e->faults || emit_waits(e))
		fputs(contents, e->out);
	if (emit_waits(e))
		fputs(waiting, e->out);
	if (e->faults)
		fprintf(e->out, failing, emit_checked(e, CHECK_VALIDATE) ? "\tcheck_gaps(mt);\n" : "");
	emit_reader_helpers(e);
	emit_begin(e);
	emit_end(e);
}
