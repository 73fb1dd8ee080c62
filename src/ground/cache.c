// SPDX-License-Identifier: GPL-2.0-or-later
/* Making and undoing caches, and their memory. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/kernel.h>
#include <linux/slab.h>

#include "asan.h"
#include "cache.h"
#include "internal.h"

/* Where the kernel and the sanitizers put nothing by themselves. */
#if __SIZEOF_POINTER__ == 8
#define REGION_HINT	((char *)0x7a0000000000)
#else
#define REGION_HINT	((char *)0x70000000)
#endif

/* Below the region: for ground_fixed_memory(). */
#define FIXED_SIZE	((size_t)1 << 24)

#define MAX_SLOTS	(4U << 20)
#define COMMIT_STEP	((size_t)8 << 20)
/* How much of an arena stays in memory over a reset. */
#define KEEP_BYTES	COMMIT_STEP

static uint32_t max_slots = MAX_SLOTS;

struct kmem_cache ground_caches[MAX_CACHES];
char *ground_region;

static char *reserve(void *hint, size_t size, int prot)
{
	void *p = mmap(hint, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		ground_die("mmap() of the addresses for objects failed");
	return p;
}

void *ground_fixed_memory(size_t size)
{
	static char *next = REGION_HINT - FIXED_SIZE;
	char *memory = reserve(next, size, PROT_READ | PROT_WRITE);

	next += (size + PAGE_SIZE - 1) & PAGE_MASK;
	return memory;
}

/* Aligned as the largest objects of kmalloc() are. */
static char *reserve_region(void)
{
	char *p = reserve(REGION_HINT, REGION_SIZE + KMALLOC_MAX_SIZE, PROT_NONE);

	return p + (-(uintptr_t)p & (KMALLOC_MAX_SIZE - 1));
}

void ground_limit_objects(unsigned int n)
{
	max_slots = n < MAX_SLOTS ? n : MAX_SLOTS;
}

static uint32_t round_up_to(uint32_t x, uint32_t align)
{
	return (x + align - 1) / align * align;
}

static struct kmem_cache *find_place(void)
{
	for (size_t i = 0; i < MAX_CACHES; i++)
		if (!ground_caches[i].name)
			return &ground_caches[i];
	ground_die("too many caches");
}

struct kmem_cache *ground_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args,
					    slab_flags_t flags)
{
	static const struct kmem_cache_args no_args;
	struct kmem_cache *cache = find_place();
	uint32_t align, span, stride;
	size_t limit;

	(void)flags;
	if (!args)
		args = &no_args;
	align = args->align > sizeof(uint64_t) ? args->align : sizeof(uint64_t);
	span = round_up_to(size ? size : 1, sizeof(uint64_t));
	/* What is poisoned of an object is never a part of the next one: pointers may be smaller than a word. */
	stride = round_up_to(span, align);
	if (GROUND_ASAN)
		stride += align > 16 ? align : 16;
	stride = round_up_to(stride, align);
	limit = ARENA_SIZE / stride;
	if (limit > max_slots)
		limit = max_slots;
	if (!ground_region)
		ground_region = reserve_region();

	*cache = (struct kmem_cache){
		.name = name ? name : "unnamed",
		.size = size,
		.span = span,
		.stride = stride,
		.shift = stride & (stride - 1) ? -1 : __builtin_ctz(stride),
		.ctor = args->ctor,
		.sheaf_capacity = args->sheaf_capacity,
		.base = ground_region + (size_t)(cache - ground_caches) * ARENA_SIZE,
		.slots = (void *)reserve(NULL, limit * sizeof(struct slot), PROT_READ | PROT_WRITE),
		.limit = (uint32_t)limit,
		.free_head = LINK_END,
		.free_tail = LINK_END,
	};
	/* Here and not at the first object, so that no program is the one that has it to do. */
	ground_grow(cache);
	return cache;
}

struct kmem_cache *ground_cache_create(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *object))
{
	struct kmem_cache_args args = { .align = align, .ctor = ctor };

	return ground_cache_create_args(name, size, &args, flags);
}

void kmem_cache_destroy(struct kmem_cache *cache)
{
	if (!cache)
		return;
	if (cache->used > cache->free_count) {
		ground_tally.live -= cache->used - cache->free_count;
		ground_raise(GROUND_MEMORY, "a cache is destroyed that has live objects",
			     __FILE__, __LINE__);
	}
	munmap(cache->slots, cache->limit * sizeof(struct slot));
	if (mmap(cache->base, ARENA_SIZE, PROT_NONE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
		ground_die("mmap() of a destroyed cache failed");
	memset(cache, 0, sizeof(*cache));
}

int kmem_cache_shrink(struct kmem_cache *cache)
{
	(void)cache;
	return 0;
}

unsigned int kmem_cache_size(struct kmem_cache *cache)
{
	return cache->size;
}

unsigned int ground_sheaf_capacity(const struct kmem_cache *cache)
{
	return cache->sheaf_capacity;
}

void ground_grow(struct kmem_cache *cache)
{
	size_t from = (size_t)cache->committed * cache->stride / COMMIT_STEP * COMMIT_STEP;
	size_t size = COMMIT_STEP;
	size_t committed;

	while ((from + size) / cache->stride <= cache->committed)
		size += COMMIT_STEP;
	if (cache->committed == cache->limit || from + size > ARENA_SIZE) {
		fprintf(stderr, "ground: cache %s is full: %u objects\n", cache->name, cache->used);
		ground_die("out of memory for objects");
	}
	if (mprotect(cache->base + from, size, PROT_READ | PROT_WRITE))
		ground_die("mprotect() of memory for objects failed");
	/* Linux has all its memory in large pages. With checks, processes are many and short. */
	if (!GROUND_CHECKS)
		madvise(cache->base + from, size, MADV_HUGEPAGE);
	committed = (from + size) / cache->stride;
	if (committed > cache->limit)
		committed = cache->limit;
	ground_asan_poison(address_of(cache, cache->committed),
			   (committed - cache->committed) * cache->stride);
	cache->committed = (uint32_t)committed;
}

void ground_rewind(struct kmem_cache *cache)
{
	size_t used = (size_t)cache->used * cache->stride;

	ground_asan_poison(cache->base, used);
	if (used > KEEP_BYTES) {
		size_t slots = KEEP_BYTES / cache->stride * sizeof(struct slot);

		slots = (slots + 0xffff) & ~(size_t)0xffff;
		madvise(cache->base + KEEP_BYTES, used - KEEP_BYTES, MADV_DONTNEED);
		if (slots < cache->limit * sizeof(struct slot))
			madvise((char *)cache->slots + slots,
				cache->limit * sizeof(struct slot) - slots, MADV_DONTNEED);
	}
	cache->used = 0;
	cache->free_head = LINK_END;
	cache->free_tail = LINK_END;
	cache->free_count = 0;
}
