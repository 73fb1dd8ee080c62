// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sheaves. Linux may put more objects into one than it was asked for; here it is
 * never more, so that a caller who needs more than it asked for is found out.
 */
#include <stdlib.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "internal.h"

/**
 * struct slab_sheaf - Objects that were set aside. It is itself a live object.
 * @next: the next older sheaf that is out.
 * @cache: of the objects.
 * @capacity: how many it has room for.
 * @count: how many there are.
 * @objects: them.
 */
struct slab_sheaf {
	struct slab_sheaf *next;
	struct kmem_cache *cache;
	unsigned int capacity;
	unsigned int count;
	void *objects[];
};

/* All sheaves that are out: seldom more than one or two. */
static struct slab_sheaf *sheaves;

/* Where the list points to this sheaf; NULL if it doesn't. */
static struct slab_sheaf **find(const struct slab_sheaf *sheaf)
{
	for (struct slab_sheaf **at = &sheaves; *at; at = &(*at)->next)
		if (*at == sheaf)
			return at;
	return NULL;
}

static struct slab_sheaf *sheaf_new(struct kmem_cache *cache, unsigned int capacity)
{
	struct slab_sheaf *sheaf = malloc(sizeof(*sheaf) + capacity * sizeof(void *));

	if (!sheaf)
		ground_die("no memory for a sheaf");
	sheaf->cache = cache;
	sheaf->capacity = capacity;
	sheaf->count = 0;
	return sheaf;
}

/* It has what was asked for: it is out from now on. Whoever waited for that had none yet. */
static struct slab_sheaf *sheaf_hand_out(struct slab_sheaf *sheaf)
{
	sheaf->next = sheaves;
	sheaves = sheaf;
	ground_tally.live++;
	return sheaf;
}

static void sheaf_delete(struct slab_sheaf **at)
{
	struct slab_sheaf *sheaf = *at;

	*at = sheaf->next;
	free(sheaf);
	ground_tally.live--;
}

/* All or nothing. There is room. */
static bool top_up(struct slab_sheaf *sheaf, gfp_t gfp, unsigned int size, const char *file, int line)
{
	void **more = sheaf->objects + sheaf->count;
	unsigned int n = size - sheaf->count;

	if (!ground_take(sheaf->cache, gfp & ~__GFP_ZERO, n, more, file, line))
		return false;
	for (unsigned int i = 0; i < n; i++)
		ground_hide_object(sheaf->cache, more[i]);
	sheaf->count = size;
	ground_tally.sheaves++;
	return true;
}

struct slab_sheaf *ground_prefill_sheaf(struct kmem_cache *cache, gfp_t gfp, unsigned int size,
					const char *file, int line)
{
	unsigned int capacity = ground_sheaf_capacity(cache);
	struct slab_sheaf *sheaf;

	sheaf = sheaf_new(cache, size > capacity ? size : capacity);
	if (size && !top_up(sheaf, gfp, size, file, line)) {
		free(sheaf);
		return NULL;
	}
	return sheaf_hand_out(sheaf);
}

int ground_refill_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf **sheafp,
			unsigned int size, const char *file, int line)
{
	struct slab_sheaf *old = *sheafp;
	struct slab_sheaf *sheaf = old;

	if (size <= old->count)
		return 0;
	if (size > old->capacity) {
		sheaf = sheaf_new(cache, size);
		while (sheaf->count < old->count) {
			sheaf->objects[sheaf->count] = old->objects[sheaf->count];
			sheaf->count++;
		}
	}
	if (!top_up(sheaf, gfp, size, file, line)) {
		if (sheaf != old)
			free(sheaf);
		return -ENOMEM;
	}
	if (sheaf != old) {
		sheaf_delete(find(old));
		*sheafp = sheaf_hand_out(sheaf);
	}
	return 0;
}

void ground_return_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf *sheaf,
			 const char *file, int line)
{
	struct slab_sheaf **at = find(sheaf);

	(void)gfp;
	if (!at || sheaf->cache != cache) {
		ground_raise(GROUND_MEMORY, "what is returned is no sheaf of the cache", file, line);
		return;
	}
	ground_cache_free_bulk(cache, sheaf->count, sheaf->objects, file, line);
	sheaf_delete(at);
}

void *ground_alloc_from_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf *sheaf,
			      const char *file, int line)
{
	void *object;

	if (!sheaf->count) {
		ground_warn("kmem_cache_alloc_from_sheaf() of an empty sheaf", file, line);
		return NULL;
	}
	object = sheaf->objects[--sheaf->count];
	ground_show_object(cache, object, gfp);
	return object;
}

unsigned int kmem_cache_sheaf_size(struct slab_sheaf *sheaf)
{
	return sheaf->count;
}

void ground_sheaf_reset(void)
{
	while (sheaves)
		sheaf_delete(&sheaves);
}
