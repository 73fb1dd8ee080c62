// SPDX-License-Identifier: GPL-2.0-or-later
/* Who has which addresses: ranges in a maple tree. See docs/library.md. */
#include <stdio.h>

#include <linux/gfp.h>
#include <linux/maple_tree.h>

static DEFINE_MTREE(map);

static void print_map(void)
{
	unsigned long index = 0;
	const char *name;

	/* index moves behind each range that was found. */
	mt_for_each(&map, name, index, ULONG_MAX)
		printf("  up to %#6lx: %s\n", index - 1, name);
}

int main(void)
{
	MA_STATE(mas, &map, 0x2800, 0x2800);
	const char *name;

	maple_tree_init();
	if (mtree_insert_range(&map, 0x1000, 0x1fff, "code", GFP_KERNEL) ||
	    mtree_insert_range(&map, 0x2000, 0x4fff, "data", GFP_KERNEL))
		return 1;
	/* Taken already: -EEXIST. A store replaces what is there, and splits the range around it. */
	if (mtree_insert_range(&map, 0x1800, 0x2fff, "more", GFP_KERNEL) != -EEXIST)
		return 1;
	mtree_store_range(&map, 0x3000, 0x3fff, "guard", GFP_KERNEL);
	print_map();

	/* A state remembers a place in the tree, and gives the whole range. It needs the lock, or rcu_read_lock(). */
	mtree_lock(&map);
	name = mas_walk(&mas);
	printf("0x2800 is %s, in [%#lx, %#lx]\n", name, mas.index, mas.last);
	mtree_unlock(&map);

	mtree_erase(&map, 0x3800);
	printf("0x3800 is %s\n", mtree_load(&map, 0x3800) ? "taken" : "free");
	mtree_destroy(&map);
	return 0;
}
