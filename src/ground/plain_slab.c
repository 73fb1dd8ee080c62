// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Handing out objects and taking them back without an eye on them: what a build without checks has instead of slab.c. Free objects are in
 * a stack, so that those which were freed side by side are handed out side by side.
 */
#include <string.h>

#include <linux/compiler.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "cache.h"
#include "internal.h"

#if !GROUND_CHECKS

static void *new_object(struct kmem_cache *cache)
{
	if (unlikely(cache->used == cache->committed))
		ground_grow(cache);
	return address_of(cache, cache->used++);
}

/* Take objects from the top of the stack, and make what it lacks. */
static inline void get(struct kmem_cache *cache, size_t count, void **objects)
{
	size_t kept = min_t(size_t, count, cache->free_count);
	const struct slot *top = cache->slots + cache->free_count - kept;

	cache->free_count -= (uint32_t)kept;
	for (size_t i = 0; i < kept; i++)
		objects[i] = top[i].object;
	for (size_t i = kept; i < count; i++)
		objects[i] = new_object(cache);
	ground_tally.live += count;
}

static inline void put(struct kmem_cache *cache, size_t count, void **objects)
{
	struct slot *top = cache->slots + cache->free_count;

	for (size_t i = 0; i < count; i++)
		top[i].object = objects[i];
	cache->free_count += (uint32_t)count;
	ground_tally.live -= count;
}

/* What new objects hold, if their cache or @gfp says that. */
static inline void prepare(const struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects)
{
	for (size_t i = 0; i < count; i++) {
		if (gfp & __GFP_ZERO)
			memset(objects[i], 0, cache->size);
		if (cache->ctor)
			cache->ctor(objects[i]);
	}
}

/* Are @count objects in the stack, nobody is asked whether they can be had, and they may hold anything? So it is nearly always. */
static inline bool at_hand(const struct kmem_cache *cache, gfp_t gfp, size_t count)
{
	return likely(cache->free_count >= count && !ground_asked && !(gfp & __GFP_ZERO) && !cache->ctor);
}

static noinline bool take_slowly(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects)
{
	size_t had = ground_asked ? ground_ask(gfp, count) : count;

	get(cache, had, objects);
	if (had < count) {
		put(cache, had, objects);
		return false;
	}
	prepare(cache, gfp, count, objects);
	return true;
}

/* Inline, since much falls away where the count is a constant. */
static __always_inline bool take(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects)
{
	if (at_hand(cache, gfp, count))
		get(cache, count, objects);
	else if (!take_slowly(cache, gfp, count, objects))
		return false;
	ground_tally.allocs += count;
	return true;
}

bool ground_take(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects, const char *file, int line)
{
	(void)file;
	(void)line;
	return take(cache, gfp, count, objects);
}

void *ground_cache_alloc(struct kmem_cache *cache, gfp_t gfp, const char *file, int line)
{
	void *object;

	(void)file;
	(void)line;
	if (!take(cache, gfp, 1, &object))
		return NULL;
	ground_tally.singles++;
	return object;
}

int ground_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects, const char *file, int line)
{
	(void)file;
	(void)line;
	if (!count || !take(cache, gfp, count, objects))
		return 0;
	ground_tally.bulks++;
	return (int)count;
}

void ground_cache_free(struct kmem_cache *cache, void *object, const char *file, int line)
{
	(void)file;
	(void)line;
	put(cache, 1, &object);
}

void ground_cache_free_bulk(struct kmem_cache *cache, size_t count, void **objects, const char *file, int line)
{
	(void)file;
	(void)line;
	put(cache, count, objects);
}

void ground_kfree(const void *object, const char *file, int line)
{
	size_t at = (size_t)((uintptr_t)object - (uintptr_t)ground_region);

	if (!ZERO_OR_NULL_PTR(object))
		ground_cache_free(&ground_caches[at >> ARENA_SHIFT], (void *)(uintptr_t)object, file, line);
}

void ground_hide_object(struct kmem_cache *cache, void *object)
{
	(void)cache;
	(void)object;
}

void ground_show_object(struct kmem_cache *cache, void *object, gfp_t gfp)
{
	if (gfp & __GFP_ZERO)
		memset(object, 0, cache->size);
}

void ground_trim_object(struct kmem_cache *cache, void *object, size_t size)
{
	(void)cache;
	(void)object;
	(void)size;
}

/* ---- Controls: nothing is known of an object ---- */

long ground_object_id(const void *object)
{
	(void)object;
	return -1;
}

unsigned long ground_object_limit(void)
{
	return 0;
}

void ground_check_freed(void)
{
}

void ground_slab_reset(void)
{
	for (struct kmem_cache *cache = ground_caches; cache < ground_caches + MAX_CACHES; cache++)
		if (cache->used)
			ground_rewind(cache);
}

#endif
