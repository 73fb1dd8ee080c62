// SPDX-License-Identifier: GPL-2.0-or-later
/* Printing a tree or a state: mt_dump(), mas_dump(); and counts of checks. */
#include "node.h"

atomic_t maple_tree_tests_run;
atomic_t maple_tree_tests_passed;

static void dump_range(unsigned long first, unsigned long last, unsigned int depth,
		       enum mt_dump_format format)
{
	if (format == mt_dump_hex)
		pr_info("%*s%lx-%lx: ", depth * 2, "", first, last);
	else
		pr_info("%*s%lu-%lu: ", depth * 2, "", first, last);
}

static void dump_entry(const void *entry)
{
	if (xa_is_value(entry))
		pr_cont("value %lu\n", xa_to_value(entry));
	else if (xa_is_zero(entry))
		pr_cont("zero\n");
	else
		pr_cont("%p\n", entry);
}

static void dump_below(struct maple_enode *enode, unsigned long min, unsigned long max,
		       unsigned int depth, enum mt_dump_format format)
{
	enum maple_type type = me_type(enode);
	struct maple_node *node = me_node(enode);
	unsigned int end = mn_end(node, type, max);

	dump_range(min, max, depth, format);
	pr_cont("node %p, type %d, parent %p, %u slots\n", (void *)node, type,
		(void *)node->parent, end + 1);
	for (unsigned int i = 0; i <= end; i++) {
		void *slot = mn_slots(node, type)[i];
		unsigned long first = mn_slot_first(node, i, min);
		unsigned long last = mn_slot_last(node, type, i, max);

		if (type != maple_leaf_64) {
			if (type == maple_arange_64)
				pr_info("%*sgap %lu\n", depth * 2 + 2, "", node->ma64.gap[i]);
			if (slot)
				dump_below(slot, first, last, depth + 1, format);
			continue;
		}
		dump_range(first, last, depth + 1, format);
		dump_entry(slot);
	}
}

/**
 * mt_dump() - Print a tree with all its nodes.
 * @mt: the tree.
 * @format: how to write indices.
 *
 * Context: nobody writes.
 */
void mt_dump(const struct maple_tree *mt, enum mt_dump_format format)
{
	void *root = rcu_dereference_raw(mt->ma_root);

	pr_info("maple tree %p, flags %X, height %u, root %p\n", (const void *)mt, mt->ma_flags,
		mt_height(mt), root);
	if (xa_is_node(root)) {
		dump_below(me_from_root(root), 0, ULONG_MAX, 0, format);
	} else if (root) {
		dump_range(0, 0, 0, format);
		dump_entry(root);
	}
}

/**
 * mas_dump() - Print a state.
 * @mas: the state.
 */
void mas_dump(const struct ma_state *mas)
{
	static const char *const names[] = {
		[ma_active] = "active", [ma_start] = "start", [ma_root] = "root", [ma_none] = "none", [ma_pause] = "pause",
		[ma_overflow] = "overflow", [ma_underflow] = "underflow", [ma_error] = "error",
	};

	pr_info("state %p of tree %p, %s, range %lx-%lx\n", (const void *)mas, (void *)mas->tree, names[mas->status],
		mas->index, mas->last);
	if (mas_is_err(mas))
		pr_info("  error %d\n", xa_err(mas->node));
	else
		pr_info("  node %p, %lx-%lx, slot %u\n", (void *)mas->node, mas->min, mas->max, mas->offset);
	pr_info("  reserved %p, flags %x\n", (void *)mas->alloc, mas->mas_flags);
}
