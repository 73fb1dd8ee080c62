// SPDX-License-Identifier: GPL-2.0-or-later
/* kmalloc(): one cache for each power of two. */
#include <linux/bitops.h>
#include <linux/slab.h>

#include "internal.h"

#define SMALLEST_SHIFT	4
#define LARGEST_SHIFT	16

static const char *const names[] = {
	"kmalloc-16", "kmalloc-32", "kmalloc-64", "kmalloc-128", "kmalloc-256", "kmalloc-512",
	"kmalloc-1k", "kmalloc-2k", "kmalloc-4k", "kmalloc-8k", "kmalloc-16k", "kmalloc-32k",
	"kmalloc-64k",
};

static struct kmem_cache *caches[LARGEST_SHIFT - SMALLEST_SHIFT + 1];

void *ground_kmalloc(size_t size, gfp_t gfp, const char *file, int line)
{
	struct kmem_cache **cache;
	unsigned int shift;
	void *object;

	if (!size)
		return ZERO_SIZE_PTR;
	if (size > KMALLOC_MAX_SIZE)
		return NULL;
	shift = fls_long(size - 1);
	if (shift < SMALLEST_SHIFT)
		shift = SMALLEST_SHIFT;
	cache = &caches[shift - SMALLEST_SHIFT];
	if (!*cache)
		*cache = kmem_cache_create(names[shift - SMALLEST_SHIFT], 1U << shift, 1U << shift,
					   SLAB_PANIC, NULL);
	object = ground_cache_alloc(*cache, gfp, file, line);
	if (object)
		ground_trim_object(*cache, object, size);
	return object;
}
