// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Functions of a tree that go wrong, for bench-tree-broken: the linker has it call __wrap_NAME() for NAME(). The variable BROKEN of the environment
 * names the one that goes wrong, each 7th time. bench-tree has to find out: see bench_programs.py.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/maple_tree.h>

static bool goes_wrong(const char *name)
{
	static unsigned int calls;
	const char *broken = getenv("BROKEN");

	return broken && !strcmp(broken, name) && !(++calls % 7);
}

void *__real_mtree_load(struct maple_tree *mt, unsigned long index);
void *__wrap_mtree_load(struct maple_tree *mt, unsigned long index);

void *__wrap_mtree_load(struct maple_tree *mt, unsigned long index)
{
	return __real_mtree_load(mt, goes_wrong("mtree_load") ? index ^ 32 : index);
}

int __real_mtree_store_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp);
int __wrap_mtree_store_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp);

int __wrap_mtree_store_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp)
{
	return goes_wrong("mtree_store_range") ? 0 : __real_mtree_store_range(mt, first, last, entry, gfp);
}

int __real_mtree_insert_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp);
int __wrap_mtree_insert_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp);

int __wrap_mtree_insert_range(struct maple_tree *mt, unsigned long first, unsigned long last, void *entry, gfp_t gfp)
{
	return goes_wrong("mtree_insert_range") ? 0 : __real_mtree_insert_range(mt, first, last, entry, gfp);
}

void *__real_mtree_erase(struct maple_tree *mt, unsigned long index);
void *__wrap_mtree_erase(struct maple_tree *mt, unsigned long index);

void *__wrap_mtree_erase(struct maple_tree *mt, unsigned long index)
{
	return __real_mtree_erase(mt, goes_wrong("mtree_erase") ? index ^ 16 : index);
}

int __real_mas_store_gfp(struct ma_state *mas, void *entry, gfp_t gfp);
int __wrap_mas_store_gfp(struct ma_state *mas, void *entry, gfp_t gfp);

int __wrap_mas_store_gfp(struct ma_state *mas, void *entry, gfp_t gfp)
{
	return goes_wrong("mas_store_gfp") ? 0 : __real_mas_store_gfp(mas, entry, gfp);
}

void __real_mas_store_prealloc(struct ma_state *mas, void *entry);
void __wrap_mas_store_prealloc(struct ma_state *mas, void *entry);

void __wrap_mas_store_prealloc(struct ma_state *mas, void *entry)
{
	mas->last -= goes_wrong("mas_store_prealloc");
	__real_mas_store_prealloc(mas, entry);
}

int __real_mas_empty_area(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);
int __wrap_mas_empty_area(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);

int __wrap_mas_empty_area(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size)
{
	return __real_mas_empty_area(mas, min, max, size + goes_wrong("mas_empty_area"));
}

int __real_mas_empty_area_rev(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);
int __wrap_mas_empty_area_rev(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size);

int __wrap_mas_empty_area_rev(struct ma_state *mas, unsigned long min, unsigned long max, unsigned long size)
{
	return __real_mas_empty_area_rev(mas, min, max, size + goes_wrong("mas_empty_area_rev"));
}

int __real___mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);
int __wrap___mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);

int __wrap___mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp)
{
	return goes_wrong("__mt_dup") ? 0 : __real___mt_dup(mt, new, gfp);
}

void __real___mt_destroy(struct maple_tree *mt);
void __wrap___mt_destroy(struct maple_tree *mt);

void __wrap___mt_destroy(struct maple_tree *mt)
{
	if (!goes_wrong("__mt_destroy"))
		__real___mt_destroy(mt);
}

/* One step too many. */
#define DEFINE_STEP(name)								\
void *__real_##name(struct ma_state *mas, unsigned long limit);				\
void *__wrap_##name(struct ma_state *mas, unsigned long limit);				\
											\
void *__wrap_##name(struct ma_state *mas, unsigned long limit)				\
{											\
	if (goes_wrong(#name))								\
		__real_##name(mas, limit);						\
	return __real_##name(mas, limit);						\
}

DEFINE_STEP(mas_find)
DEFINE_STEP(mas_find_rev)
DEFINE_STEP(mas_next)
DEFINE_STEP(mas_prev)
