// SPDX-License-Identifier: GPL-2.0-or-later
/* Caches on top of malloc(), which ThreadSanitizer knows: who touches what was freed is told of. */
#include <stdlib.h>
#include <string.h>

#include <ground/thread.h>
#include <linux/slab.h>

#include "hidden.h"

#define FREE_BYTE	0x6b

/**
 * struct kmem_cache - A cache.
 * @size: of an object.
 * @align: of it.
 * @ctor: run on each object that is handed out.
 */
struct kmem_cache {
	unsigned int size;
	unsigned int align;
	void (*ctor)(void *object);
};

static long live;

long ground_objects_live(void)
{
	return __atomic_load_n(&live, __ATOMIC_RELAXED);
}

struct kmem_cache *ground_cache_create_args(const char *name, unsigned int size, const struct kmem_cache_args *args, slab_flags_t flags)
{
	struct kmem_cache *cache = calloc(1, sizeof(*cache));

	(void)name;
	(void)flags;
	if (!cache)
		abort();
	cache->size = size;
	cache->align = args && args->align > sizeof(void *) ? args->align : sizeof(void *);
	cache->ctor = args ? args->ctor : NULL;
	return cache;
}

struct kmem_cache *ground_cache_create(const char *name, unsigned int size, unsigned int align, slab_flags_t flags, void (*ctor)(void *object))
{
	struct kmem_cache_args args = { .align = align, .ctor = ctor };

	return ground_cache_create_args(name, size, &args, flags);
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	free(cache);
}

int kmem_cache_shrink(struct kmem_cache *cache)
{
	(void)cache;
	return 0;
}

static void *get(size_t size, size_t align, gfp_t gfp)
{
	void *object;

	if (posix_memalign(&object, align, size))
		return NULL;
	__atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
	if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	return object;
}

HIDDEN static void spoil(void *object, size_t size)
{
	for (volatile unsigned char *byte = object; size--; byte++)
		*byte = FREE_BYTE;
}

static void put(void *object)
{
	__atomic_sub_fetch(&live, 1, __ATOMIC_RELAXED);
	free(object);
}

void *ground_cache_alloc(struct kmem_cache *cache, gfp_t gfp, const char *file, int line)
{
	void *object = get(cache->size, cache->align, gfp);

	(void)file;
	(void)line;
	if (object && cache->ctor)
		cache->ctor(object);
	return object;
}

int ground_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects, const char *file, int line)
{
	for (size_t i = 0; i < count; i++)
		objects[i] = ground_cache_alloc(cache, gfp, file, line);
	return (int)count;
}

void ground_cache_free(struct kmem_cache *cache, void *object, const char *file, int line)
{
	(void)file;
	(void)line;
	spoil(object, cache->size);
	put(object);
}

void ground_cache_free_bulk(struct kmem_cache *cache, size_t count, void **objects, const char *file, int line)
{
	for (size_t i = 0; i < count; i++)
		ground_cache_free(cache, objects[i], file, line);
}

void *ground_kmalloc(size_t size, gfp_t gfp, const char *file, int line)
{
	(void)file;
	(void)line;
	return size ? get(size, sizeof(void *), gfp) : ZERO_SIZE_PTR;
}

void ground_kfree(const void *object, const char *file, int line)
{
	(void)file;
	(void)line;
	if (!ZERO_OR_NULL_PTR(object))
		put((void *)(uintptr_t)object);
}
