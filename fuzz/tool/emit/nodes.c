// SPDX-License-Identifier: GPL-2.0-or-later
/* Helper functions of test cases that look at nodes. They do so through the public header alone. */
#include "emit/emit.h"

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

static const char dead[] =
"#define MAX_HEIGHT 16\n"
"\n"
"/* The nodes on the way to @index. */\n"
"static unsigned int find_way(struct maple_tree *mt, unsigned long index, const struct maple_node **way)\n"
"{\n"
"\tunsigned long first = 0, max = ULONG_MAX, last;\n"
"\tconst void *encoded = (void *)mt->ma_root;\n"
"\tunsigned int slot, length = 0;\n"
"\n"
"\twhile (xa_is_node(encoded) && length < MAX_HEIGHT) {\n"
"\t\tway[length++] = node_of(encoded);\n"
"\t\tif (type_of(encoded) < maple_range_64)\n"
"\t\t\tbreak;\n"
"\t\tfor (slot = 0; (last = slot_end(encoded, slot, first, max)) < index; slot++)\n"
"\t\t\tfirst = last + 1;\n"
"\t\tencoded = slot_of(encoded, slot);\n"
"\t\tmax = last;\n"
"\t}\n"
"\treturn length;\n"
"}\n"
"\n"
"/* In RCU mode a reader may be there. Once a node has left the tree, it is its own parent, so that the reader walks anew. */\n"
"static struct {\n"
"\tstruct maple_tree *mt;\n"
"\tunsigned long index;\n"
"\tconst struct maple_node *nodes[MAX_HEIGHT];\n"
"\tunsigned int length;\n"
"} way;\n"
"\n"
"static inline void see_way(struct maple_tree *mt, unsigned long index)\n"
"{\n"
"\tway.mt = mt;\n"
"\tway.index = index;\n"
"\tway.length = mt_in_rcu(mt) ? find_way(mt, index, way.nodes) : 0;\n"
"}\n"
"\n"
"static void check_dead(void)\n"
"{\n"
"\tconst struct maple_node *now[MAX_HEIGHT];\n"
"\tunsigned int i, j, length;\n"
"\n"
"\tif (!way.length)\n"
"\t\treturn;\n"
"\tlength = find_way(way.mt, way.index, now);\n"
"\tfor (i = 0; i < way.length; i++) {\n"
"\t\tfor (j = 0; j < length && now[j] != way.nodes[i]; j++)\n"
"\t\t\t;\n"
"\t\tif (j == length && (const void *)way.nodes[i]->parent != way.nodes[i])\n"
"\t\t\tdiffer(\"a node has left the tree and is not marked dead\");\n"
"\t}\n"
"\tway.length = 0;\n"
"}\n";

/* The gaps that mt_validate() compares are counted by the tree; these are not. */
static const char gaps[] =
"/* The largest gap below a node. Its parent must know it. */\n"
"static unsigned long gap_of(const void *encoded, unsigned long first, unsigned long max)\n"
"{\n"
"\tunsigned long gap = 0, size, last;\n"
"\tunsigned int slot = 0;\n"
"\n"
"\tdo {\n"
"\t\tlast = slot_end(encoded, slot, first, max);\n"
"\t\tif (type_of(encoded) == maple_arange_64) {\n"
"\t\t\tsize = gap_of(slot_of(encoded, slot), first, last);\n"
"\t\t\tNODE(node_of(encoded)->ma64.gap[slot] == size, \"a node has another gap than its parent says\");\n"
"\t\t} else {\n"
"\t\t\tsize = slot_of(encoded, slot) ? 0 : last - first + 1;\n"
"\t\t}\n"
"\t\tif (size > gap)\n"
"\t\t\tgap = size;\n"
"\t\tfirst = last + 1;\n"
"\t\tslot++;\n"
"\t} while (last < max);\n"
"\treturn gap;\n"
"}\n"
"\n"
"static inline void check_gaps(struct maple_tree *mt)\n"
"{\n"
"\tif (mt->ma_flags & MT_FLAGS_ALLOC_RANGE && xa_is_node((void *)mt->ma_root))\n"
"\t\tgap_of((void *)mt->ma_root, 0, ULONG_MAX);\n"
"}\n";

static const char shape[] =
"static void same_node(const void *old, const void *new, unsigned long first, unsigned long max, const void *parent)\n"
"{\n"
"\tunsigned int slot = 0;\n"
"\tunsigned long last;\n"
"\n"
"\tNODE(node_of(old) != node_of(new), \"a node belongs to both trees\");\n"
"\tNODE(type_of(old) == type_of(new), \"a node has another type than its source\");\n"
"\tNODE((unsigned long)node_of(new)->parent == (unsigned long)parent, \"a node has a wrong parent\");\n"
"\tdo {\n"
"\t\tlast = slot_end(old, slot, first, max);\n"
"\t\tNODE(slot_end(new, slot, first, max) == last, \"a node has other pivots than its source\");\n"
"\t\tif (type_of(old) == maple_arange_64)\n"
"\t\t\tNODE(node_of(old)->ma64.gap[slot] == node_of(new)->ma64.gap[slot],\n"
"\t\t\t      \"a node has other gaps than its source\");\n"
"\t\tif (type_of(old) < maple_range_64)\n"
"\t\t\tNODE(slot_of(old, slot) == slot_of(new, slot), \"a leaf has other entries than its source\");\n"
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
"\tNODE(old->ma_flags == new->ma_flags, \"the duplicate has other flags than its source\");\n"
"\tNODE(xa_is_node((void *)old->ma_root) == xa_is_node((void *)new->ma_root), \"one of the trees has no node\");\n"
"\tif (xa_is_node((void *)old->ma_root))\n"
"\t\tsame_node((void *)old->ma_root, (void *)new->ma_root, 0, ULONG_MAX, (void *)((unsigned long)new | 1));\n"
"}\n"
"\n";

/* What becomes of a node that is not as it should be. */
static const char kernel_macro[] =
"#define NODE(good, what) do { if (!(good)) { pr_err(\"%s\\n\", what); BUG_ON(1); } } while (0)\n\n";

static const char macro[] =
"#define NODE(good, what) do { if (!(good)) differ(what); } while (0)\n\n";

void emit_nodes(const struct emission *e)
{
	bool counted = !e->kernel && (emit_checked(e, CHECK_MEMORY) || emit_checked(e, CHECK_SHAPE));

	if (!counted && !emit_checked(e, CHECK_SHAPE) && !emit_checked(e, CHECK_VALIDATE))
		return;
	fputs(node_access, e->out);
	if (counted)
		fputs(node_counting, e->out);
	if (!e->kernel && emit_checked(e, CHECK_MEMORY)) {
		fputs(memory, e->out);
		fputs(dead, e->out);
	}
	if (emit_checked(e, CHECK_SHAPE) || emit_checked(e, CHECK_VALIDATE))
		fputs(e->kernel ? kernel_macro : macro, e->out);
	if (emit_checked(e, CHECK_VALIDATE))
		fputs(gaps, e->out);
	if (!emit_checked(e, CHECK_SHAPE))
		return;
	fputs(shape, e->out);
	if (!e->kernel)
		fputs(allocations, e->out);
}
