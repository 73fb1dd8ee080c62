/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches, and the objects in them.
 *
 * One large stretch of addresses is set aside at the start. Each cache has a part of
 * it, its arena; objects lie there side by side:
 *
 *	arena of cache 0                      arena of cache 1
 *	| obj 0 | obj 1 | ... | obj n |       | obj 0 | ...
 *	                       ^ used  ^ committed             ^ limit
 *
 * So an address tells its cache by its high bits and its slot by a shift, and
 * ground_reset() has only to set @used back to 0. The addresses are the same in
 * every run where the kernel lets us have them.
 *
 * A freed object is full of poison. Under ASan it can't be touched at all, nor can
 * the gap behind each object; otherwise the poison is looked at when the object is used again,
 * or by ground_check_freed(). Without checks (GROUND_CHECKS) nothing is known of an object but whether it is free.
 */
#ifndef GROUND_CACHE_H
#define GROUND_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include <linux/kconfig.h>

#define MAX_CACHES	32
#if __SIZEOF_POINTER__ == 8
#define ARENA_SHIFT	32
#else
#define ARENA_SHIFT	25
#endif
#define ARENA_SIZE	((size_t)1 << ARENA_SHIFT)
#define REGION_SIZE	(MAX_CACHES * ARENA_SIZE)

/* What the link of a slot says that is not in the list of free ones. */
#define LINK_END	UINT32_MAX
#define LINK_LIVE	(UINT32_MAX - 1)
#define LINK_WAITS	(UINT32_MAX - 2)

#if GROUND_CHECKS

/**
 * struct slot - What is known of an object besides its bytes.
 * @id: see ground_object_id().
 * @link: LINK_LIVE: it is allocated. LINK_WAITS: it also waits for a grace
 *        period. Else it is free, and this is the next free slot, or LINK_END.
 */
struct slot {
	uint32_t id;
	uint32_t link;
};

#else

/**
 * struct slot - A place in the stack of free objects.
 * @object: the object.
 */
struct slot {
	void *object;
};

#endif

/**
 * struct kmem_cache - A cache.
 * @name: NULL if this place in the table is free.
 * @size: of an object.
 * @span: the same in whole words.
 * @stride: from an object to the next.
 * @shift: log2 of @stride, if it has one; else -1.
 * @ctor: run on each object that is handed out.
 * @sheaf_capacity: of an ordinary sheaf.
 * @base: of the arena.
 * @slots: one for each object; without checks, those of the first @free_count are in use.
 * @used: objects that were ever in use since the reset.
 * @committed: objects for which there is memory.
 * @limit: objects for which there are addresses.
 * @free_head: the first free slot, the next to be used. With checks only.
 * @free_tail: the last free slot, likewise.
 * @free_count: the free slots below @used.
 */
struct kmem_cache {
	const char *name;
	uint32_t size;
	uint32_t span;
	uint32_t stride;
	int shift;
	void (*ctor)(void *object);
	uint32_t sheaf_capacity;
	char *base;
	struct slot *slots;
	uint32_t used;
	uint32_t committed;
	uint32_t limit;
	uint32_t free_head;
	uint32_t free_tail;
	uint32_t free_count;
};

extern struct kmem_cache ground_caches[MAX_CACHES];

/* Where all arenas are; NULL before there is a cache. */
extern char *ground_region;

/**
 * ground_grow() - Get memory for more slots. Ends the process if there is none.
 * @cache: whose slots are all in use.
 */
__attribute__((__cold__)) void ground_grow(struct kmem_cache *cache);

/**
 * ground_rewind() - Forget every object, and give memory back if there was much of it.
 * @cache: whose.
 */
void ground_rewind(struct kmem_cache *cache);

static inline void *address_of(const struct kmem_cache *cache, uint32_t slot)
{
	return cache->base + (size_t)slot * cache->stride;
}

#endif
