// SPDX-License-Identifier: GPL-2.0-or-later
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
 * or by ground_check_freed().
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "asan.h"
#include "internal.h"

#define NEW_BYTE	0x5a
#define FREE_BYTE	0x6b
#define FREE_WORD	0x6b6b6b6b6b6b6b6bULL

#define MAX_CACHES	32
#if __SIZEOF_POINTER__ == 8
#define ARENA_SHIFT	32
/* Far from where the kernel and the sanitizers put things by themselves. */
#define REGION_HINT	((void *)0x7a0000000000)
#else
#define ARENA_SHIFT	25
#define REGION_HINT	NULL
#endif
#define ARENA_SIZE	((size_t)1 << ARENA_SHIFT)
#define REGION_SIZE	(MAX_CACHES * ARENA_SIZE)

#define MAX_SLOTS	(4U << 20)
#define COMMIT_STEP	((size_t)1 << 20)
/* How much of an arena stays in memory over a reset. */
#define KEEP_BYTES	((size_t)8 << 20)

/* What the link of a slot says that is not in the list of free ones. */
#define LINK_END	UINT32_MAX
#define LINK_LIVE	(UINT32_MAX - 1)
#define LINK_WAITS	(UINT32_MAX - 2)

/* Under ASan freed objects rest for a while before they are used again. */
#define QUARANTINE	(GROUND_ASAN ? 256U : 0U)

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

static bool is_live(const struct slot *slot)
{
	return slot->link == LINK_LIVE || slot->link == LINK_WAITS;
}

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
 * @slots: one for each object.
 * @used: objects that were ever in use since the reset.
 * @committed: objects for which there is memory.
 * @limit: objects for which there are addresses.
 * @free_head: the first free slot, the next to be used.
 * @free_tail: the last free slot.
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

static struct kmem_cache caches[MAX_CACHES];
static char *region;
static uint32_t next_id;

struct ground_counts ground_tally;

/* ---- Caches ---- */

static char *reserve(void *hint, size_t size, int prot)
{
	void *p = mmap(hint, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		ground_die("mmap() of the addresses for objects failed");
	return p;
}

static uint32_t round_up_to(uint32_t x, uint32_t align)
{
	return (x + align - 1) / align * align;
}

static struct kmem_cache *find_place(void)
{
	for (size_t i = 0; i < MAX_CACHES; i++)
		if (!caches[i].name)
			return &caches[i];
	ground_die("too many caches");
}

struct kmem_cache *ground_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args,
					    slab_flags_t flags)
{
	static const struct kmem_cache_args no_args;
	struct kmem_cache *cache = find_place();
	uint32_t align, stride;
	size_t limit;

	(void)flags;
	if (!args)
		args = &no_args;
	align = args->align > sizeof(void *) ? args->align : sizeof(void *);
	stride = round_up_to(size ? size : 1, align);
	if (GROUND_ASAN)
		stride += align > 16 ? align : 16;
	stride = round_up_to(stride, align);
	limit = ARENA_SIZE / stride;
	if (limit > MAX_SLOTS)
		limit = MAX_SLOTS;
	if (!region)
		region = reserve(REGION_HINT, REGION_SIZE, PROT_NONE);

	*cache = (struct kmem_cache){
		.name = name ? name : "unnamed",
		.size = size,
		.span = round_up_to(size, sizeof(uint64_t)),
		.stride = stride,
		.shift = stride & (stride - 1) ? -1 : __builtin_ctz(stride),
		.ctor = args->ctor,
		.sheaf_capacity = args->sheaf_capacity,
		.base = region + (size_t)(cache - caches) * ARENA_SIZE,
		.slots = (void *)reserve(NULL, limit * sizeof(struct slot), PROT_READ | PROT_WRITE),
		.limit = (uint32_t)limit,
		.free_head = LINK_END,
		.free_tail = LINK_END,
	};
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
		words acc = { 0, 0 };

		for (size_t i = 0; i < 256 / sizeof(words); i++)
			acc |= w[i] ^ FREE_WORD;
		return !(acc[0] | acc[1]);
	}
	for (size_t i = 0; i < cache->span / sizeof(*word); i++)
		differs |= word[i] ^ FREE_WORD;
	return !differs;
}

static void *address_of(const struct kmem_cache *cache, uint32_t slot)
{
	return cache->base + (size_t)slot * cache->stride;
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
	size_t at = (size_t)((uintptr_t)inside - (uintptr_t)region);
	struct kmem_cache *cache;
	size_t slot;

	if (!region || at >= REGION_SIZE)
		return NULL;
	cache = &caches[at >> ARENA_SHIFT];
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

__attribute__((__cold__, __noinline__))
static void grow(struct kmem_cache *cache)
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
	committed = (from + size) / cache->stride;
	if (committed > cache->limit)
		committed = cache->limit;
	ground_asan_poison(address_of(cache, cache->committed),
			   (committed - cache->committed) * cache->stride);
	cache->committed = (uint32_t)committed;
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
		grow(cache);
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

bool ground_take(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects)
{
	size_t had = count;

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

void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp)
{
	if (unlikely(ground_asked) && !ground_ask(gfp, 1))
		return NULL;
	ground_tally.allocs++;
	ground_tally.singles++;
	return get(cache, gfp);
}

int kmem_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects)
{
	if (!count || !ground_take(cache, gfp, count, objects))
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
	struct slot *slot = find_slot(object, &cache, &offset);
	const char *what = objection(wanted, cache, slot, offset);

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

/* ---- Controls ---- */

const struct ground_counts *ground_counts(void)
{
	return &ground_tally;
}

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
	for (struct kmem_cache *cache = caches; cache < caches + MAX_CACHES; cache++) {
		uint32_t slot = cache->free_head;

		for (uint32_t i = 0; i < cache->free_count; i++) {
			uint32_t next = cache->slots[slot].link;

			check_poison(cache, slot);
			slot = next;
		}
	}
}

static void rewind_cache(struct kmem_cache *cache)
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

void ground_slab_reset(void)
{
	for (struct kmem_cache *cache = caches; cache < caches + MAX_CACHES; cache++)
		if (cache->used)
			rewind_cache(cache);
	next_id = 0;
	memset(&ground_tally, 0, sizeof(ground_tally));
}
