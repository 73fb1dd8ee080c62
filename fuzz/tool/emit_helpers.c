// SPDX-License-Identifier: GPL-2.0-or-later
/* The helper functions of test cases. They look at nodes through the public header alone. */
#include "emit.h"

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

static const char node_access[] =
"/* Nodes, as far as the public header tells of them. */\n"
"\n"
"static const struct maple_node *node_of(const void *encoded)\n"
"{\n"
"\treturn (const struct maple_node *)((unsigned long)encoded & ~255UL);\n"
"}\n"
"\n"
"static unsigned int type_of(const void *encoded)\n"
"{\n"
"\treturn (unsigned long)encoded >> 3 & 15;\n"
"}\n"
"\n"
"static unsigned long pivot_of(const void *encoded, unsigned int slot)\n"
"{\n"
"\tif (type_of(encoded) == maple_arange_64)\n"
"\t\treturn node_of(encoded)->ma64.pivot[slot];\n"
"\treturn node_of(encoded)->mr64.pivot[slot];\n"
"}\n"
"\n"
"static void *slot_of(const void *encoded, unsigned int slot)\n"
"{\n"
"\tif (type_of(encoded) == maple_arange_64)\n"
"\t\treturn (void *)node_of(encoded)->ma64.slot[slot];\n"
"\treturn (void *)node_of(encoded)->mr64.slot[slot];\n"
"}\n"
"\n"
"/* The last index of a slot of the node [min, max]; a slot without a pivot of its own is the last. */\n"
"static unsigned long slot_end(const void *encoded, unsigned int slot, unsigned long first, unsigned long max)\n"
"{\n"
"\tunsigned int slots = type_of(encoded) == maple_arange_64 ? MAPLE_ARANGE64_SLOTS : MAPLE_RANGE64_SLOTS;\n"
"\tunsigned long pivot = slot == slots - 1 ? max : pivot_of(encoded, slot);\n"
"\n"
"\treturn pivot < first || pivot > max ? max : pivot;\n"
"}\n"
"\n";

static const char node_counting[] =
"/* The nodes below and with this one; of those that are not leaves, how many. */\n"
"static unsigned long count_nodes(const void *encoded, unsigned long first, unsigned long max, unsigned long *internal)\n"
"{\n"
"\tunsigned long nodes = 1, last;\n"
"\tunsigned int slot = 0;\n"
"\n"
"\tif (type_of(encoded) < maple_range_64)\n"
"\t\treturn 1;\n"
"\t++*internal;\n"
"\tdo {\n"
"\t\tlast = slot_end(encoded, slot, first, max);\n"
"\t\tnodes += count_nodes(slot_of(encoded, slot++), first, last, internal);\n"
"\t\tfirst = last + 1;\n"
"\t} while (last < max);\n"
"\treturn nodes;\n"
"}\n"
"\n";

static const char allocations[] =
"/* A duplicate costs one allocation for its root, and a bulk allocation for the children of each node. */\n"
"static void same_allocations(struct maple_tree *mt, int at)\n"
"{\n"
"\tunsigned long nodes = 0, internal = 0;\n"
"\n"
"\tif (xa_is_node((void *)mt->ma_root))\n"
"\t\tnodes = count_nodes((void *)mt->ma_root, 0, ULONG_MAX, &internal);\n"
"\tsame(ground_counts()->live - counts.live, nodes, at, \"the number of nodes allocated\", \"the nodes of the duplicate\");\n"
"\tsame(ground_counts()->singles - counts.singles, nodes != 0, at, \"the number of single allocations\", \"one\");\n"
"\tsame(ground_counts()->bulks - counts.bulks, internal, at, \"the number of bulk allocations\", \"one for each internal node\");\n"
"}\n"
"\n";

static const char memory[] =
"static unsigned long nodes_in_trees(void)\n"
"{\n"
"\tunsigned long nodes = 0, internal = 0;\n"
"\tunsigned int i;\n"
"\n"
"\tfor (i = 0; i < sizeof(trees) / sizeof(trees[0]); i++)\n"
"\t\tif (xa_is_node((void *)trees[i]->ma_root))\n"
"\t\t\tnodes += count_nodes((void *)trees[i]->ma_root, 0, ULONG_MAX, &internal);\n"
"\treturn nodes;\n"
"}\n"
"\n"
"/* In RCU mode no node of a tree is freed before a grace period has passed. */\n"
"static const void *seen[8192];\n"
"static unsigned int seen_count;\n"
"\n"
"static void see_nodes(const void *encoded, unsigned long first, unsigned long max)\n"
"{\n"
"\tunsigned int slot = 0;\n"
"\tunsigned long last;\n"
"\n"
"\tseen[seen_count++] = node_of(encoded);\n"
"\tif (type_of(encoded) < maple_range_64)\n"
"\t\treturn;\n"
"\tdo {\n"
"\t\tlast = slot_end(encoded, slot, first, max);\n"
"\t\tsee_nodes(slot_of(encoded, slot++), first, last);\n"
"\t\tfirst = last + 1;\n"
"\t} while (last < max);\n"
"}\n"
"\n"
"static void check_grace(void)\n"
"{\n"
"\twhile (seen_count)\n"
"\t\tif (ground_object_id(seen[--seen_count]) < 0)\n"
"\t\t\tdiffer(\"a node was freed without waiting for readers\");\n"
"}\n"
"\n";

static const char shape[] =
"static void same_node(const void *old, const void *new, unsigned long first, unsigned long max, const void *parent)\n"
"{\n"
"\tunsigned int slot = 0;\n"
"\tunsigned long last;\n"
"\n"
"\tSHAPE(node_of(old) != node_of(new), \"a node belongs to both trees\");\n"
"\tSHAPE(type_of(old) == type_of(new), \"a node has another type than its source\");\n"
"\tSHAPE((unsigned long)node_of(new)->parent == (unsigned long)parent, \"a node has a wrong parent\");\n"
"\tdo {\n"
"\t\tlast = slot_end(old, slot, first, max);\n"
"\t\tSHAPE(slot_end(new, slot, first, max) == last, \"a node has other pivots than its source\");\n"
"\t\tif (type_of(old) == maple_arange_64)\n"
"\t\t\tSHAPE(node_of(old)->ma64.gap[slot] == node_of(new)->ma64.gap[slot],\n"
"\t\t\t      \"a node has other gaps than its source\");\n"
"\t\tif (type_of(old) < maple_range_64)\n"
"\t\t\tSHAPE(slot_of(old, slot) == slot_of(new, slot), \"a leaf has other entries than its source\");\n"
"\t\telse\n"
"\t\t\tsame_node(slot_of(old, slot), slot_of(new, slot), first, last,\n"
"\t\t\t\t  (void *)((unsigned long)node_of(new) | slot << 3 | 6));\n"
"\t\tfirst = last + 1;\n"
"\t\tslot++;\n"
"\t} while (last < max);\n"
"}\n"
"\n"
"/* Has the duplicate the shape of its source, on nodes of its own? */\n"
"static void same_shape(struct maple_tree *old, struct maple_tree *new)\n"
"{\n"
"\tSHAPE(old->ma_flags == new->ma_flags, \"the duplicate has other flags than its source\");\n"
"\tSHAPE(xa_is_node((void *)old->ma_root) == xa_is_node((void *)new->ma_root), \"one of the trees has no node\");\n"
"\tif (xa_is_node((void *)old->ma_root))\n"
"\t\tsame_node((void *)old->ma_root, (void *)new->ma_root, 0, ULONG_MAX, (void *)((unsigned long)new | 1));\n"
"}\n"
"\n";

/* What a call that gave up must leave alone. */
static const char failing[] =
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
"static unsigned long failures, live, before;\n"
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
"\tcounts = *ground_counts();\n"
"\tground_clear_faults();\n"
"\tground_set_nowait(GROUND_NOWAIT_SUCCEED);\n"
"\treturn true;\n"
"}\n"
"\n";

static bool checks(const struct emission *e, enum check check)
{
	return e->checks >> check & 1;
}

static void emit_shape_macro(const struct emission *e)
{
	if (e->kernel)
		fputs("#define SHAPE(good, what) do { if (!(good)) { pr_err(\"%s\\n\", what); BUG_ON(1); } } while (0)\n\n",
		      e->out);
	else
		fputs("#define SHAPE(good, what) do { if (!(good)) differ(what); } while (0)\n\n", e->out);
}

static void emit_begin(const struct emission *e)
{
	fputs("/* Before a call on @mt. */\nstatic void begin(struct maple_tree *mt, int at)\n{\n\tline = at;\n", e->out);
	fputs("\talarm(10);\n\tcounts = *ground_counts();\n", e->out);
	if (e->faults)
		fputs("\tfailures = counts.blocking_failures;\n\tlive = counts.live;\n\tbefore = contents(mt);\n", e->out);
	if (checks(e, CHECK_MEMORY))
		fputs("\tseen_count = 0;\n\tif (mt_in_rcu(mt) && xa_is_node((void *)mt->ma_root))\n"
		      "\t\tsee_nodes((void *)mt->ma_root, 0, ULONG_MAX);\n", e->out);
	if (!e->faults && !checks(e, CHECK_MEMORY))
		fputs("\t(void)mt;\n", e->out);
	fputs("}\n\n", e->out);
}

static void emit_end(const struct emission *e)
{
	fputs("/* After a call. */\nstatic void end(void)\n{\n", e->out);
	if (checks(e, CHECK_MEMORY))
		fputs("\tcheck_grace();\n", e->out);
	fputs("\tground_rcu_quiesce();\n", e->out);
	if (checks(e, CHECK_LOCKS))
		fputs("\tsame(ground_locks_held(), 0, line, \"the number of locks held\", \"0\");\n"
		      "\tsame(ground_rcu_readers(), 0, line, \"the number of open read-side sections\", \"0\");\n", e->out);
	if (checks(e, CHECK_MEMORY))
		fputs("\tsame(ground_counts()->live, nodes_in_trees(), line, \"the number of nodes allocated\",\n"
		      "\t     \"the number of nodes in the trees\");\n", e->out);
	fputs("}\n\n", e->out);
}

/* What stands between the frame and what uses it: the nodes of trees. */
static void emit_nodes(const struct emission *e)
{
	if (!checks(e, CHECK_SHAPE) && (e->kernel || !checks(e, CHECK_MEMORY)))
		return;
	fputs(node_access, e->out);
	if (!e->kernel)
		fputs(node_counting, e->out);
	if (!e->kernel && checks(e, CHECK_MEMORY))
		fputs(memory, e->out);
	if (!checks(e, CHECK_SHAPE))
		return;
	emit_shape_macro(e);
	fputs(shape, e->out);
	if (!e->kernel)
		fputs(allocations, e->out);
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
	if (e->faults)
		fputs(failing, e->out);
	emit_begin(e);
	emit_end(e);
}
