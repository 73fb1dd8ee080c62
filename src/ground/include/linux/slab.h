/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches of objects. A new object is full of a pattern, a freed one of another;
 * what becomes of an allocation is for <ground.h> to say.
 */
#ifndef GROUND_LINUX_SLAB_H
#define GROUND_LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/types.h>

struct kmem_cache;

#define SLAB_PANIC		((slab_flags_t)0x01)
#define SLAB_HWCACHE_ALIGN	((slab_flags_t)0x02)
#define SLAB_ACCOUNT		((slab_flags_t)0x04)
#define SLAB_TYPESAFE_BY_RCU	((slab_flags_t)0x08)
#define SLAB_RECLAIM_ACCOUNT	((slab_flags_t)0x10)
#define SLAB_NO_MERGE		((slab_flags_t)0x20)

/**
 * struct kmem_cache_args - What is rarely asked of a cache.
 * @align: of its objects; 0 for that of a pointer.
 * @useroffset: not looked at.
 * @usersize: not looked at.
 * @freeptr_offset: not looked at.
 * @use_freeptr_offset: not looked at.
 * @ctor: called on each object that is handed out.
 * @sheaf_capacity: how many objects an ordinary sheaf holds; 0 for no sheaves.
 */
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	unsigned int freeptr_offset;
	bool use_freeptr_offset;
	void (*ctor)(void *object);
	unsigned int sheaf_capacity;
};

/**
 * kmem_cache_create() - Make a cache.
 *
 * Two forms, told apart by the type of the third argument:
 * kmem_cache_create(name, size, align, flags, ctor) and
 * kmem_cache_create(name, size, args, flags), with a &struct kmem_cache_args or NULL.
 *
 * Return: the cache; it stays until kmem_cache_destroy().
 */
#define kmem_cache_create(name, size, third, ...)		\
	_Generic((third),					\
		struct kmem_cache_args *: ground_cache_create_args,	\
		const struct kmem_cache_args *: ground_cache_create_args, \
		void *: ground_cache_create_args,		\
		default: ground_cache_create)(name, size, third, __VA_ARGS__)

struct kmem_cache *ground_cache_create(const char *name, unsigned int size, unsigned int align,
				       slab_flags_t flags, void (*ctor)(void *object));
struct kmem_cache *ground_cache_create_args(const char *name, unsigned int size,
					    const struct kmem_cache_args *args,
					    slab_flags_t flags);

#define KMEM_CACHE(type, flags) \
	kmem_cache_create(#type, sizeof(struct type), __alignof__(struct type), flags, NULL)

/* <linux/printk.h> says why. */
#define kmem_cache_destroy	ground_cache_destroy
#define kmem_cache_shrink	ground_cache_shrink
#define kmem_cache_size		ground_cache_size
#define kmem_cache_sheaf_size	ground_cache_sheaf_size

/**
 * kmem_cache_destroy() - Undo kmem_cache_create(). A fault if objects are left.
 * @cache: the cache, or NULL.
 */
void kmem_cache_destroy(struct kmem_cache *cache);

/**
 * kmem_cache_shrink() - Give unused memory back.
 * @cache: the cache.
 *
 * Return: 0, for nothing is left over.
 */
int kmem_cache_shrink(struct kmem_cache *cache);

/**
 * kmem_cache_size() - The size of a cache's objects.
 * @cache: the cache.
 */
unsigned int kmem_cache_size(struct kmem_cache *cache);

/**
 * kmem_cache_alloc() - Get an object.
 * @cache: its cache.
 * @gfp: how.
 *
 * Return: the object, or NULL.
 */
#define kmem_cache_alloc(cache, gfp)	ground_cache_alloc(cache, gfp, __FILE__, __LINE__)
void *ground_cache_alloc(struct kmem_cache *cache, gfp_t gfp, const char *file, int line);

/**
 * kmem_cache_free() - Free an object.
 * @cache: its cache.
 * @object: it.
 */
#define kmem_cache_free(cache, object)	ground_cache_free(cache, object, __FILE__, __LINE__)
void ground_cache_free(struct kmem_cache *cache, void *object, const char *file, int line);

/**
 * kmem_cache_alloc_bulk() - Get several objects, or none.
 * @cache: their cache.
 * @gfp: how.
 * @count: how many.
 * @objects: where to put them.
 *
 * When one can't be had, those that were got before it are freed again, and
 * @objects is left full of pointers to them.
 * Return: @count, or 0.
 */
#define kmem_cache_alloc_bulk(cache, gfp, count, objects) \
	ground_cache_alloc_bulk(cache, gfp, count, objects, __FILE__, __LINE__)
int ground_cache_alloc_bulk(struct kmem_cache *cache, gfp_t gfp, size_t count, void **objects,
			    const char *file, int line);

/**
 * kmem_cache_free_bulk() - Free several objects.
 * @cache: their cache.
 * @count: how many.
 * @objects: them.
 */
#define kmem_cache_free_bulk(cache, count, objects) \
	ground_cache_free_bulk(cache, count, objects, __FILE__, __LINE__)
void ground_cache_free_bulk(struct kmem_cache *cache, size_t count, void **objects,
			    const char *file, int line);

#define kmem_cache_zalloc(cache, gfp)	kmem_cache_alloc(cache, (gfp) | __GFP_ZERO)

/* What kmalloc() gives for no bytes: not NULL, and not to be looked into. */
#define ZERO_SIZE_PTR		((void *)16)
#define ZERO_OR_NULL_PTR(p)	((unsigned long)(p) <= (unsigned long)ZERO_SIZE_PTR)
#define KMALLOC_MAX_SIZE	65536UL

/**
 * kmalloc() - Get memory.
 * @size: how much, up to KMALLOC_MAX_SIZE; its alignment is the next power of two.
 * @gfp: how.
 *
 * Return: the memory, or NULL.
 */
#define kmalloc(size, gfp)	ground_kmalloc(size, gfp, __FILE__, __LINE__)
void *ground_kmalloc(size_t size, gfp_t gfp, const char *file, int line);

/**
 * kfree() - Free memory of kmalloc(), or an object of any cache.
 * @object: it, or NULL.
 */
#define kfree(object)		ground_kfree(object, __FILE__, __LINE__)
void ground_kfree(const void *object, const char *file, int line);

static inline void *ground_kmalloc_array(size_t n, size_t size, gfp_t gfp, const char *file, int line)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return ground_kmalloc(bytes, gfp, file, line);
}

#define kzalloc(size, gfp)		kmalloc(size, (gfp) | __GFP_ZERO)
#define kmalloc_array(n, size, gfp)	ground_kmalloc_array(n, size, gfp, __FILE__, __LINE__)
#define kcalloc(n, size, gfp)		kmalloc_array(n, size, (gfp) | __GFP_ZERO)

#define kvmalloc(size, gfp)	kmalloc(size, gfp)
#define kvzalloc(size, gfp)	kzalloc(size, gfp)
#define kvfree(object)		kfree(object)

/* ---- Sheaves: objects that were set aside, so that getting one can't fail ---- */

struct slab_sheaf;

/**
 * kmem_cache_prefill_sheaf() - Set objects aside.
 * @cache: their cache.
 * @gfp: how to get them.
 * @size: how many at least.
 *
 * Return: a sheaf with at least @size objects, or NULL.
 */
#define kmem_cache_prefill_sheaf(cache, gfp, size) \
	ground_prefill_sheaf(cache, gfp, size, __FILE__, __LINE__)
struct slab_sheaf *ground_prefill_sheaf(struct kmem_cache *cache, gfp_t gfp, unsigned int size,
					const char *file, int line);

/**
 * kmem_cache_refill_sheaf() - Top a sheaf up.
 * @cache: its cache.
 * @gfp: how to get the objects.
 * @sheaf: where the sheaf is kept; a larger one may take its place.
 * @size: how many objects it shall hold at least.
 *
 * Return: 0; or -ENOMEM, and the sheaf holds what it held.
 */
#define kmem_cache_refill_sheaf(cache, gfp, sheaf, size) \
	ground_refill_sheaf(cache, gfp, sheaf, size, __FILE__, __LINE__)
int ground_refill_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf **sheaf,
			unsigned int size, const char *file, int line);

/**
 * kmem_cache_return_sheaf() - Give a sheaf back, and the objects that are left in it.
 * @cache: its cache.
 * @gfp: not looked at, since freeing needs no memory here.
 * @sheaf: the sheaf.
 */
#define kmem_cache_return_sheaf(cache, gfp, sheaf) \
	ground_return_sheaf(cache, gfp, sheaf, __FILE__, __LINE__)
void ground_return_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf *sheaf,
			 const char *file, int line);

/**
 * kmem_cache_alloc_from_sheaf() - Get an object that was set aside.
 * @cache: the sheaf's cache.
 * @gfp: only __GFP_ZERO is looked at.
 * @sheaf: the sheaf.
 *
 * Return: the object; NULL, and a warning, if the sheaf is empty.
 */
#define kmem_cache_alloc_from_sheaf(cache, gfp, sheaf) \
	ground_alloc_from_sheaf(cache, gfp, sheaf, __FILE__, __LINE__)
void *ground_alloc_from_sheaf(struct kmem_cache *cache, gfp_t gfp, struct slab_sheaf *sheaf,
			      const char *file, int line);

/**
 * kmem_cache_sheaf_size() - How many objects are left in a sheaf.
 * @sheaf: the sheaf.
 */
unsigned int kmem_cache_sheaf_size(struct slab_sheaf *sheaf);

#endif
