// SPDX-License-Identifier: GPL-2.0-or-later
/* Handing out objects and taking them back, with an eye on each. Without checks plain_slab.c does that. */
#include <stdint.h>
#include <string.h>

#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "asan.h"
#include "cache.h"
#include "internal.h"

#if GROUND_CHECKS

#define NEW_BYTE	0x5a
#define FREE_BYTE	0x6b
#define FREE_WORD	0x6b6b6b6b6b6b6b6bULL

/* Under ASan freed objects rest for a while before they are used again. */
#define QUARANTINE	(GROUND_ASAN ? 256U : 0U)

static uint32_t next_id;

/* ---- Bytes ---- */

static void fill(const struct kmem_cache *cache, void *object, int byte)
{
	/* The compiler can do better when it knows the size, and maple nodes have this one. */
	if (cache->span == 256)
		memset(object, byte, 256);
	else
		memset(object, byte, cache->span);
}

/* Words that the compiler compares several at a time, without being told how. */
typedef uint64_t words __attribute__((__vector_size__(16), __may_alias__));

static bool is_poisoned(const struct kmem_cache *cache, const void *object)
{
	const uint64_t *word = object;
	uint64_t differs = 0;

	if (cache->span == 256 && cache->stride % sizeof(words) == 0) {
		const words *w = object;
		words a = { 0, 0 }, b = a, acc;

		for (size_t i = 0; i < 256 / sizeof(words); i += 4) {
			a |= (w[i] ^ FREE_WORD) | (w[i + 1] ^ FREE_WORD);
			b |= (w[i + 2] ^ FREE_WORD) | (w[i + 3] ^ FREE_WORD);
		}
		acc = a | b;
		return !(acc[0] | acc[1]);
	}
	for (size_t i = 0; i < cache->span / sizeof(*word); i++)
		differs |= word[i] ^ FREE_WORD;
	return !differs;
}

__attribute__((__cold__, __noinline__))
static void written_after_free(const struct kmem_cache *cache, uint32_t slot)
{
	void *object = address_of(cache, slot);
	const unsigned char *byte = object;
	uint32_t at = 0;

	while (at + 1 < cache->span && byte[at] == FREE_BYTE)
		at++;
	printk("ground: byte %u of the freed object %u of %s is 0x%02x\n", at,
	       cache->slots[slot].id, cache->name, byte[at]);
	fill(cache, object, FREE_BYTE);
	ground_raise(GROUND_MEMORY, "a freed object was written to", __FILE__, __LINE__);
}

static void check_poison(const struct kmem_cache *cache, uint32_t slot)
{
	if (!GROUND_ASAN && unlikely(!is_poisoned(cache, address_of(cache, slot))))
		written_after_free(cache, slot);
}

/* ---- Slots ---- */

/* Which object is this address in? NULL for none that was ever in use. */
static struct slot *find_slot(const void *inside, struct kmem_cache **cachep, size_t *offset)
{
	size_t at = (size_t)((uintptr_t)inside - (uintptr_t)ground_region);
	struct kmem_cache *cache;
	size_t slot;

	if (!ground_region || at >= REGION_SIZE)
		return NULL;
	cache = &ground_caches[at >> ARENA_SHIFT];
	if (!cache->name)
		return NULL;
	at &= ARENA_SIZE - 1;
	slot = cache->shift >= 0 ? at >> cache->shift : at / cache->stride;
	if (slot >= cache->used)
		return NULL;
	*cachep = cache;
	*offset = at - slot * cache->stride;
	return &cache->slots[slot];
}

static uint32_t pop_free(struct kmem_cache *cache)
{
	uint32_t slot = cache->free_head;

	cache->free_head = cache->slots[slot].link;
	cache->free_count--;
	check_poison(cache, slot);
	return slot;
}

/* The last to come is the first to go; under ASan the first to come. */
static void push_free(struct kmem_cache *cache, uint32_t slot)
{
	if (GROUND_ASAN) {
		if (cache->free_count++)
			cache->slots[cache->free_tail].link = slot;
		else
			cache->free_head = slot;
		cache->slots[slot].link = LINK_END;
		cache->free_tail = slot;
	} else {
		cache->free_count++;
		cache->slots[slot].link = cache->free_head;
		cache->free_head = slot;
	}
}

static uint32_t new_slot(struct kmem_cache *cache)
{
	if (unlikely(cache->used == cache->committed))
		ground_grow(cache);
	cache->slots[cache->used].id = next_id++;
	return cache->used++;
}

/* ---- Objects ---- */

static inline void *get(struct kmem_cache *cache, gfp_t gfp)
{
	uint32_t slot = cache->free_count > QUARANTINE ? pop_free(cache) : new_slot(cache);
	void *object = address_of(cache, slot);

	cache->slots[slot].link = LINK_LIVE;
	ground_tally.live++;
	ground_asan_unpoison(object, cache->span);
	fill(cache, object, gfp & __GFP_ZERO ? 0 : NEW_BYTE);
	ground_trim_object(cache, object, cache->size);
	if (unlikely(cache->ctor))
		cache->ctor(object);
	return object;
}

static inline void put(struct kmem_cache *cache, struct slot *slot, void *object)
{
	ground_tally.live--;
	ground_asan_unpoison(object, cache->span);
	fill(cache, object, FREE_BYTE);
	ground_asan_poison(object, cache->span);
	push_free(cache, (uint32_t)(slot - cache->slots));
}

static struct slot *slot_of(struct kmem_cache *cache, const void *object)
{
	size_t at = (size_t)((const char *)object - cache->base);

	return &cache->slots[cache->shift >= 0 ? at >> cache->shift : at / cache->stride];
}

/* An allocation that may block is asked for: is that right here? If so, others may act. */
static inline void before_blocking(gfp_t gfp, const char *file, int line)
{
	if (!gfpflags_allow_blocking(gfp))
		return;
	if (unlikely(ground_held_count || ground_rcu_depth || ground_rcu_in_callback))
		ground_might_sleep("an allocation that may wait for memory", file, line);
	GROUND_IF_WATCHED(ground_blocking_watched, ground_blocking());
}

bool ground_take(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects,
		 const char *file, int line)
{
	size_t had = count;

	before_blocking(gfp, file, line);
	if (unlikely(ground_asked))
		had = ground_ask(gfp, count);
	for (size_t i = 0; i < had; i++)
		objects[i] = get(cache, gfp);
	if (unlikely(had < count)) {
		for (size_t i = 0; i < had; i++)
			put(cache, slot_of(cache, objects[i]), objects[i]);
		return false;
	}
	ground_tally.allocs += count;
	return true;
}

void *ground_cache_alloc(struct kmem_cache *cache, gfp_t gfp, const char *file, int line)
{
	before_blocking(gfp, file, line);
	if (unlikely(ground_asked) && !ground_ask(gfp, 1))
		return NULL;
	ground_tally.allocs++;
	ground_tally.singles++;
	return get(cache, gfp);
}

int ground_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects,
			    const char *file, int line)
{
	if (!count || !ground_take(cache, gfp, count, objects, file, line))
		return 0;
	ground_tally.bulks++;
	return (int)count;
}

/* Why this can't be freed; NULL if it can. */
static const char *objection(const struct kmem_cache *wanted, const struct kmem_cache *cache,
			     const struct slot *slot, size_t offset)
{
	if (!slot || offset)
		return "what is freed is no object";
	if (wanted && wanted != cache)
		return "an object is freed into another cache";
	if (slot->link == LINK_LIVE)
		return NULL;
	if (slot->link == LINK_WAITS)
		return "an object is freed while its RCU callback is queued";
	return "an object is freed twice";
}

static void release(const struct kmem_cache *wanted, void *object, const char *file, int line)
{
	struct kmem_cache *cache = NULL;
	size_t offset = 0;
	struct slot *slot;
	const char *what;

	slot = find_slot(object, &cache, &offset);
	what = objection(wanted, cache, slot, offset);
	if (unlikely(what)) {
		if (slot)
			printk("ground: this is object %u of %s, byte %zu\n", slot->id,
			       cache->name, offset);
		ground_raise(GROUND_MEMORY, what, file, line);
		return;
	}
	if (unlikely(ground_held_count))
		ground_locks_in(object, cache->size, file, line);
	put(cache, slot, object);
}

void ground_cache_free(struct kmem_cache *cache, void *object, const char *file, int line)
{
	release(cache, object, file, line);
}

void ground_cache_free_bulk(struct kmem_cache *cache, size_t count, void **objects,
			    const char *file, int line)
{
	for (size_t i = 0; i < count; i++)
		release(cache, objects[i], file, line);
}

void ground_kfree(const void *object, const char *file, int line)
{
	if (!ZERO_OR_NULL_PTR(object))
		release(NULL, (void *)(uintptr_t)object, file, line);
}

void ground_hide_object(struct kmem_cache *cache, void *object)
{
	ground_asan_poison(object, cache->span);
}

void ground_show_object(struct kmem_cache *cache, void *object, gfp_t gfp)
{
	ground_asan_unpoison(object, cache->size);
	if (gfp & __GFP_ZERO)
		memset(object, 0, cache->size);
}

void ground_trim_object(struct kmem_cache *cache, void *object, size_t size)
{
	ground_asan_poison((char *)object + size, cache->span - size);
}

enum ground_mark ground_mark_queued(const void *inside)
{
	struct kmem_cache *cache;
	size_t offset;
	struct slot *slot = find_slot(inside, &cache, &offset);

	if (!slot)
		return GROUND_MARK_FOREIGN;
	if (slot->link == LINK_WAITS)
		return GROUND_MARK_AGAIN;
	if (slot->link != LINK_LIVE)
		return GROUND_MARK_FREED;
	slot->link = LINK_WAITS;
	return GROUND_MARK_DONE;
}

void ground_unmark_queued(const void *inside)
{
	struct kmem_cache *cache;
	size_t offset;
	struct slot *slot = find_slot(inside, &cache, &offset);

	if (slot && slot->link == LINK_WAITS)
		slot->link = LINK_LIVE;
}

static bool is_live(const struct slot *slot)
{
	return slot->link == LINK_LIVE || slot->link == LINK_WAITS;
}

/* ---- Controls ---- */

long ground_object_id(const void *object)
{
	struct kmem_cache *cache;
	size_t offset;
	const struct slot *slot = find_slot(object, &cache, &offset);

	return slot && is_live(slot) && !offset ? (long)slot->id : -1;
}

unsigned long ground_object_limit(void)
{
	return next_id;
}

void ground_check_freed(void)
{
	for (struct kmem_cache *cache = ground_caches; cache < ground_caches + MAX_CACHES; cache++) {
		uint32_t slot = cache->free_head;

		for (uint32_t i = 0; i < cache->free_count; i++) {
			uint32_t next = cache->slots[slot].link;

			check_poison(cache, slot);
			slot = next;
		}
	}
}

void ground_slab_reset(void)
{
	for (struct kmem_cache *cache = ground_caches; cache < ground_caches + MAX_CACHES; cache++)
		if (cache->used)
			ground_rewind(cache);
	next_id = 0;
}

#endif
