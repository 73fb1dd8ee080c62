// SPDX-License-Identifier: GPL-2.0-or-later
/* Each function: record the call, then make it. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "api.h"
#include "entry.h"
#include "recorder.h"
#include "subject_features.h"

#define C(number) c_number(number)
#define E(entry) c_entry(entry)
#define G(gfp) c_gfp(gfp)

static struct maple_tree *mt_of(struct subject *s, unsigned int tree)
{
	return &s->trees[tree].mt;
}

static struct ma_state *mas_of(struct subject *s, unsigned int tree)
{
	return s->other ? &s->trees[tree].other : &s->trees[tree].mas;
}

/* The tree, for a function that takes its lock itself, once. */
static struct maple_tree *locking_mt_of(struct subject *s, unsigned int tree)
{
	s->trees[tree].locked++;
	return mt_of(s, tree);
}

gfp_t gfp_flags(uint8_t gfp)
{
	static const gfp_t flags[CALL_GFPS] = {
		[CALL_GFP_KERNEL] = GFP_KERNEL, [CALL_GFP_NOWAIT] = GFP_NOWAIT, [CALL_GFP_ATOMIC] = GFP_ATOMIC,
		[CALL_GFP_NOFAIL] = GFP_KERNEL | __GFP_NOFAIL,
	};

	return flags[gfp];
}

/* ---- Locks ---------------------------------------------------------------- */

/* The lock of @tree as C, and what takes and drops it. */
static const struct {
	const char *take;
	const char *drop;
	const char *lock;
} lock_texts[] = {
	[LOCK_OWN] = { "mtree_lock", "mtree_unlock", "&t%u" },
	[LOCK_OWN_IRQ] = { "spin_lock_irq", "spin_unlock_irq", "&t%u.ma_lock" },
	[LOCK_OWN_BH] = { "spin_lock_bh", "spin_unlock_bh", "&t%u.ma_lock" },
	[LOCK_SEMAPHORE] = { "down_write", "up_write", "&lock%u" },
	[LOCK_SPIN] = { "spin_lock", "spin_unlock", "&spin%u" },
};

static const char *lock_text(enum lock_kind kind, unsigned int tree)
{
	static char text[32];

	snprintf(text, sizeof(text), lock_texts[kind].lock, tree);
	return text;
}

void api_lock(struct subject *s, unsigned int tree)
{
	enum lock_kind kind = s->trees[tree].lock_kind;

	RECORD(s, tree, "%s(%s);", lock_texts[kind].take, lock_text(kind, tree));
	subject_lock(&s->trees[tree]);
}

void api_unlock(struct subject *s, unsigned int tree)
{
	enum lock_kind kind = s->trees[tree].lock_kind;

	RECORD(s, tree, "%s(%s);", lock_texts[kind].drop, lock_text(kind, tree));
	subject_unlock(&s->trees[tree]);
}

bool api_trylock(struct subject *s, unsigned int tree)
{
	enum lock_kind kind = s->trees[tree].lock_kind;

	if (!subject_trylock(&s->trees[tree]))
		return false;
	RECORD(s, tree, "%s(%s);", lock_texts[kind].take, lock_text(kind, tree));
	return true;
}

/* Not by mtree_lock_nested(): in some versions it wants a variable of a certain name. */
void api_lock_nested(struct subject *s, unsigned int tree, unsigned int first)
{
	struct subject_tree *t = &s->trees[tree];
	spinlock_t *spin = t->lock_kind == LOCK_SPIN ? &t->spin : &t->mt.ma_lock;

	if (t->lock_kind == LOCK_SEMAPHORE) {
		RECORD(s, tree, "down_write_nested(&lock%u, SINGLE_DEPTH_NESTING);", tree);
		t->locked++;
		down_write_nested(&t->lock, SINGLE_DEPTH_NESTING);
	} else if (s->trees[first].lock_kind == LOCK_SEMAPHORE) {
		api_lock(s, tree);
	} else {
		RECORD(s, tree, t->lock_kind == LOCK_SPIN ? "spin_lock_nested(&spin%u, SINGLE_DEPTH_NESTING);" :
							    "spin_lock_nested(&t%u.ma_lock, SINGLE_DEPTH_NESTING);", tree);
		t->locked++;
		spin_lock_nested(spin, SINGLE_DEPTH_NESTING);
	}
}

void api_unlock_nested(struct subject *s, unsigned int tree, unsigned int first)
{
	struct subject_tree *t = &s->trees[tree];

	if (t->lock_kind != LOCK_OWN_IRQ && t->lock_kind != LOCK_OWN_BH) {
		api_unlock(s, tree);
	} else if (s->trees[first].lock_kind == LOCK_SEMAPHORE) {
		api_unlock(s, tree);
	} else {
		RECORD(s, tree, "mtree_unlock(&t%u);", tree);
		mtree_unlock(&t->mt);
	}
}

void api_rcu_read_lock(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "rcu_read_lock();");
	rcu_read_lock();
}

void api_rcu_read_unlock(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "rcu_read_unlock();");
	rcu_read_unlock();
}

/* ---- Trees ---------------------------------------------------------------- */

static enum lock_kind lock_kind_of(uint8_t attributes)
{
	if (attributes & ATTRIBUTE_EXTERN)
		return attributes & ATTRIBUTE_SPIN ? LOCK_SPIN : LOCK_SEMAPHORE;
	if (attributes & ATTRIBUTE_IRQ)
		return LOCK_OWN_IRQ;
	return attributes & ATTRIBUTE_BH ? LOCK_OWN_BH : LOCK_OWN;
}

void api_init(struct subject *s, unsigned int tree, uint8_t attributes)
{
	struct subject_tree *t = &s->trees[tree];

	/* The mode is switched on below, as a caller has to. */
	RECORD(s, tree, "mt_init_flags(&t%u, %s);", tree, c_flags(attributes & ~ATTRIBUTE_RCU));
	/* mt_init_flags() must not rely on what was there. */
	memset(&t->mt, 0xa5, sizeof(t->mt));
	mt_init_flags(&t->mt, tree_flags(attributes & ~ATTRIBUTE_RCU));
	t->mas = t->other = subject_state(&t->mt, 0);
	t->external = attributes & ATTRIBUTE_EXTERN;
	t->lock_kind = lock_kind_of(attributes);
	if (t->lock_kind == LOCK_SEMAPHORE) {
		RECORD(s, tree, "init_rwsem(&lock%u);", tree);
		init_rwsem(&t->lock);
		RECORD(s, tree, "mt_set_external_lock(&t%u, &lock%u);", tree, tree);
		mt_set_external_lock(&t->mt, &t->lock);
	} else if (t->lock_kind == LOCK_SPIN) {
		RECORD(s, tree, "spin_lock_init(&spin%u);", tree);
		spin_lock_init(&t->spin);
		RECORD(s, tree, "mt_set_external_lock(&t%u, &spin%u);", tree, tree);
		mt_set_external_lock(&t->mt, &t->spin);
	}
	if (attributes & ATTRIBUTE_RCU)
		api_set_in_rcu(s, tree);
}

/* The switch wants an external lock held, and takes the internal one itself. */
void api_set_in_rcu(struct subject *s, unsigned int tree)
{
	if (s->trees[tree].external)
		api_lock(s, tree);
	RECORD(s, tree, "mt_set_in_rcu(&t%u);", tree);
	mt_set_in_rcu(mt_of(s, tree));
	if (s->trees[tree].external)
		api_unlock(s, tree);
}

void api_clear_in_rcu(struct subject *s, unsigned int tree)
{
	if (s->trees[tree].external)
		api_lock(s, tree);
	RECORD(s, tree, "mt_clear_in_rcu(&t%u);", tree);
	mt_clear_in_rcu(mt_of(s, tree));
	if (s->trees[tree].external)
		api_unlock(s, tree);
}

void api_leave_rcu(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "t%u" RECORD_LEAVES_RCU, tree);
	mt_of(s, tree)->ma_flags &= ~MT_FLAGS_USE_RCU;
}

void api_enter_rcu(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "t%u.ma_flags |= MT_FLAGS_USE_RCU;", tree);
	mt_of(s, tree)->ma_flags |= MT_FLAGS_USE_RCU;
}

void api_set_flags(struct subject *s, unsigned int tree, uint8_t attributes)
{
	struct maple_tree *mt = mt_of(s, tree);

	RECORD(s, tree, "t%u.ma_flags = (t%u.ma_flags & MT_FLAGS_HEIGHT_MASK) | %s;", tree, tree, c_flags(attributes));
	mt->ma_flags = (mt->ma_flags & MT_FLAGS_HEIGHT_MASK) | tree_flags(attributes);
}

void api_set_next(struct subject *s, unsigned int tree, unsigned long next)
{
	if (s->trees[tree].next == next)
		return;
	RECORD(s, tree, "next%u = %s;", tree, C(next));
	s->trees[tree].next = next;
}

void api_mtree_destroy(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "mtree_destroy(&t%u);", tree);
	mtree_destroy(mt_of(s, tree));
}

void api___mt_destroy(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "__mt_destroy(&t%u);", tree);
	__mt_destroy(mt_of(s, tree));
}

int api_mtree_dup(struct subject *s, unsigned int source, unsigned int tree, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_dup(&t%u, &t%u, %s);", source, tree, G(gfp));
	return mtree_dup(locking_mt_of(s, source), locking_mt_of(s, tree), gfp_flags(gfp));
}

int api___mt_dup(struct subject *s, unsigned int source, unsigned int tree, uint8_t gfp)
{
	RECORD(s, tree, "error = __mt_dup(&t%u, &t%u, %s);", source, tree, G(gfp));
	return __mt_dup(mt_of(s, source), mt_of(s, tree), gfp_flags(gfp));
}

void api_mt_dump(struct subject *s, unsigned int tree)
{
#if HAVE_MT_DUMP_FORMAT
	RECORD(s, tree, "mt_dump(&t%u, mt_dump_hex);", tree);
	mt_dump(mt_of(s, tree), mt_dump_hex);
#else
	RECORD(s, tree, "mt_dump(&t%u);", tree);
	mt_dump(mt_of(s, tree));
#endif
	RECORD_HINT(s, tree, "ground_log_clear();");
	ground_log_clear();
}

void api_mt_validate(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "mt_validate(&t%u);", tree);
	mt_validate(mt_of(s, tree));
}

void api_mt_cache_shrink(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "mt_cache_shrink();");
	mt_cache_shrink();
}

/* ---- One call, one answer ----------------------------------------------------- */

int api_mtree_store(struct subject *s, unsigned int tree, unsigned long index, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_store(&t%u, %s, %s, %s);", tree, C(index), E(entry), G(gfp));
	return mtree_store(locking_mt_of(s, tree), index, entry, gfp_flags(gfp));
}

int api_mtree_store_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_store_range(&t%u, %s, %s, %s, %s);", tree, C(first), C(last), E(entry), G(gfp));
	return mtree_store_range(locking_mt_of(s, tree), first, last, entry, gfp_flags(gfp));
}

int api_mtree_insert(struct subject *s, unsigned int tree, unsigned long index, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_insert(&t%u, %s, %s, %s);", tree, C(index), E(entry), G(gfp));
	return mtree_insert(locking_mt_of(s, tree), index, entry, gfp_flags(gfp));
}

int api_mtree_insert_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_insert_range(&t%u, %s, %s, %s, %s);", tree, C(first), C(last), E(entry), G(gfp));
	return mtree_insert_range(locking_mt_of(s, tree), first, last, entry, gfp_flags(gfp));
}

void *api_mtree_erase(struct subject *s, unsigned int tree, unsigned long index)
{
	RECORD(s, tree, "entry = mtree_erase(&t%u, %s);", tree, C(index));
	return mtree_erase(mt_of(s, tree), index);
}

void *api_mtree_load(struct subject *s, unsigned int tree, unsigned long index)
{
	RECORD(s, tree, "entry = mtree_load(&t%u, %s);", tree, C(index));
	return mtree_load(mt_of(s, tree), index);
}

void *api_mt_find(struct subject *s, unsigned int tree, unsigned long *index, unsigned long max)
{
	RECORD(s, tree, "index = %s;", C(*index));
	RECORD(s, tree, "entry = mt_find(&t%u, &index, %s);", tree, C(max));
	return mt_find(mt_of(s, tree), index, max);
}

void *api_mt_find_after(struct subject *s, unsigned int tree, unsigned long *index, unsigned long max)
{
	RECORD(s, tree, "next_index = index;");
	RECORD(s, tree, "next_entry = mt_find_after(&t%u, &next_index, %s);", tree, C(max));
	return mt_find_after(mt_of(s, tree), index, max);
}

void *api_mt_next(struct subject *s, unsigned int tree, unsigned long index, unsigned long max)
{
	RECORD(s, tree, "entry = mt_next(&t%u, %s, %s);", tree, C(index), C(max));
	return mt_next(mt_of(s, tree), index, max);
}

void *api_mt_prev(struct subject *s, unsigned int tree, unsigned long index, unsigned long min)
{
	RECORD(s, tree, "entry = mt_prev(&t%u, %s, %s);", tree, C(index), C(min));
	return mt_prev(mt_of(s, tree), index, min);
}

/* ---- The iterator state of a tree ------------------------------------------------ */

void api_mas_set(struct subject *s, unsigned int tree, unsigned long index)
{
	RECORD(s, tree, "mas_set(&mas%u, %s);", tree, C(index));
	mas_set(mas_of(s, tree), index);
}

void api_mas_set_range(struct subject *s, unsigned int tree, unsigned long first, unsigned long last)
{
	RECORD(s, tree, "mas_set_range(&mas%u, %s, %s);", tree, C(first), C(last));
	mas_set_range(mas_of(s, tree), first, last);
}

int api_mas_store_gfp(struct subject *s, unsigned int tree, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mas_store_gfp(&mas%u, %s, %s);", tree, E(entry), G(gfp));
	return mas_store_gfp(mas_of(s, tree), entry, gfp_flags(gfp));
}

void *api_mas_erase(struct subject *s, unsigned int tree, int *error)
{
	struct ma_state *mas = mas_of(s, tree);
	void *entry;

	RECORD(s, tree, "entry = mas_erase(&mas%u);", tree);
	entry = mas_erase(mas);
	RECORD(s, tree, "error = mas_is_err(&mas%u) ? xa_err(mas%u.node) : 0;", tree, tree);
	*error = mas_is_err(mas) ? xa_err(mas->node) : 0;
	return entry;
}

void *api_mas_walk(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "entry = mas_walk(&mas%u);", tree);
	return mas_walk(mas_of(s, tree));
}

int api_mas_preallocate(struct subject *s, unsigned int tree, bool again, int error, void *entry, uint8_t gfp)
{
	struct ma_state *mas = mas_of(s, tree);

#if MAS_PREALLOCATE_ARGUMENTS == 3
	RECORD(s, tree, "%serror = mas_preallocate(&mas%u, %s, %s);", again ? "if (!error) " : "", tree, E(entry), G(gfp));
	return error ? error : mas_preallocate(mas, entry, gfp_flags(gfp));
#else
	RECORD(s, tree, "%serror = mas_preallocate(&mas%u, %s);", again ? "if (!error) " : "", tree, G(gfp));
	return error ? error : mas_preallocate(mas, gfp_flags(gfp));
#endif
}

void api_mas_store_prealloc(struct subject *s, unsigned int tree, int error, void *entry)
{
	RECORD(s, tree, "if (!error) mas_store_prealloc(&mas%u, %s);", tree, E(entry));
	if (!error)
		mas_store_prealloc(mas_of(s, tree), entry);
}

void api_count_asked(struct subject *s, unsigned int tree)
{
	RECORD_HINT(s, tree, "count_asked();");
}

void api_asked_at_most(struct subject *s, unsigned int tree, unsigned long most)
{
	RECORD_HINT(s, tree, "asked_at_most(error, %lu);", most);
}

void api_asked_no_more(struct subject *s, unsigned int tree)
{
	RECORD_HINT(s, tree, "asked_no_more(error);");
}

void api_mas_destroy(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "mas_destroy(&mas%u);", tree);
	mas_destroy(mas_of(s, tree));
}

int api_mas_expected_entries(struct subject *s, unsigned int tree, unsigned long entries)
{
	RECORD(s, tree, "error = mas_expected_entries(&mas%u, %s);", tree, C(entries));
#if HAVE_EXPECTED_ENTRIES
	return mas_expected_entries(mas_of(s, tree), entries);
#else
	return -ENOSYS;
#endif
}

void api_mas_store_expected(struct subject *s, unsigned int tree, int error, void *entry)
{
	RECORD(s, tree, "if (!error) mas_store(&mas%u, %s);", tree, E(entry));
	if (!error)
		mas_store(mas_of(s, tree), entry);
}

void api_mas_move(struct subject *s, unsigned int tree, unsigned long first, unsigned long last)
{
	RECORD(s, tree, "mas%u.index = %s;", tree, C(first));
	mas_of(s, tree)->index = first;
	RECORD(s, tree, "mas%u.last = %s;", tree, C(last));
	mas_of(s, tree)->last = last;
}

void api_mas_prev_range(struct subject *s, unsigned int tree)
{
#if HAVE_RANGE_ITERATORS
	RECORD(s, tree, "mas_prev_range(&mas%u, 0);", tree);
	mas_prev_range(mas_of(s, tree), 0);
#else
	RECORD(s, tree, "mas_prev(&mas%u, 0);", tree);
	mas_prev(mas_of(s, tree), 0);
#endif
}

void *api_mas_store_nomem(struct subject *s, unsigned int tree, unsigned long first, unsigned long last, void *entry,
			  uint8_t gfp, int *error)
{
	struct ma_state *mas = mas_of(s, tree);
	void *old;

	api_mas_set_range(s, tree, first, last);
	if (entry) {
		RECORD(s, tree, "do { entry = mas_store(&mas%u, %s); } while (mas_nomem(&mas%u, %s));", tree, E(entry), tree, G(gfp));
		do {
			old = mas_store(mas, entry);
		} while (mas_nomem(mas, gfp_flags(gfp)));
	} else {
		RECORD(s, tree, "do { mas_set_range(&mas%u, %s, %s); entry = mas_store(&mas%u, NULL); } while (mas_nomem(&mas%u, %s));",
		       tree, C(first), C(last), tree, tree, G(gfp));
		do {
			mas_set_range(mas, first, last);
			old = mas_store(mas, entry);
		} while (mas_nomem(mas, gfp_flags(gfp)));
	}
	RECORD(s, tree, "error = mas_is_err(&mas%u) ? xa_err(mas%u.node) : 0;", tree, tree);
	*error = mas_is_err(mas) ? xa_err(mas->node) : 0;
	return old;
}

void *api_mas_next(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "next_entry = mas_next(&mas%u, ULONG_MAX);", tree);
	return mas_next(mas_of(s, tree), ULONG_MAX);
}

#if HAVE_MAS_DUMP
void api_mas_dump(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "mas_dump(&mas%u);", tree);
	mas_dump(mas_of(s, tree));
	RECORD_HINT(s, tree, "ground_log_clear();");
	ground_log_clear();
}
#endif

void api_state(struct subject *s, unsigned int tree, struct outcome *out)
{
	outcome_set_index(out, mas_of(s, tree)->index);
	outcome_set_last(out, mas_of(s, tree)->last);
	out->of_state = true;
}

void api_mas_find_all(struct subject *s, unsigned int tree, unsigned long max, struct outcome *out)
{
	struct ma_state *mas = mas_of(s, tree);
	void *entry;

	RECORD(s, tree, "met_begin();");
	s->met.count = 0;
	out->ranges = &s->met;
	RECORD(s, tree, "while ((entry = mas_find(&mas%u, %s)) && met(&mas%u, entry)) mas_pause(&mas%u);", tree, C(max), tree, tree);
	while ((entry = mas_find(mas, max)) && ranges_add(&s->met, mas->index, mas->last, entry))
		mas_pause(mas);
}

/* ---- Room --------------------------------------------------------------------------- */

int api_mas_empty_area(struct subject *s, unsigned int tree, unsigned long min, unsigned long max, unsigned long size)
{
	RECORD(s, tree, "error = mas_empty_area(&mas%u, %s, %s, %s);", tree, C(min), C(max), C(size));
	return mas_empty_area(mas_of(s, tree), min, max, size);
}

int api_mas_empty_area_rev(struct subject *s, unsigned int tree, unsigned long min, unsigned long max, unsigned long size)
{
	RECORD(s, tree, "error = mas_empty_area_rev(&mas%u, %s, %s, %s);", tree, C(min), C(max), C(size));
	return mas_empty_area_rev(mas_of(s, tree), min, max, size);
}

#if HAVE_ALLOC_RANGE
int api_mtree_alloc_range(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long size,
			  unsigned long min, unsigned long max, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_alloc_range(&t%u, &index, %s, %s, %s, %s, %s);", tree, E(entry), C(size),
	       C(min), C(max), G(gfp));
	return mtree_alloc_range(locking_mt_of(s, tree), start, entry, size, min, max, gfp_flags(gfp));
}

int api_mtree_alloc_rrange(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long size,
			   unsigned long min, unsigned long max, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_alloc_rrange(&t%u, &index, %s, %s, %s, %s, %s);", tree, E(entry), C(size),
	       C(min), C(max), G(gfp));
	return mtree_alloc_rrange(locking_mt_of(s, tree), start, entry, size, min, max, gfp_flags(gfp));
}
#endif

#if HAVE_ALLOC_CYCLIC
int api_mtree_alloc_cyclic(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long low,
			   unsigned long high, uint8_t gfp)
{
	RECORD(s, tree, "error = mtree_alloc_cyclic(&t%u, &index, %s, %s, %s, &next%u, %s);", tree, E(entry), C(low),
	       C(high), tree, G(gfp));
	return mtree_alloc_cyclic(locking_mt_of(s, tree), start, entry, low, high, &s->trees[tree].next, gfp_flags(gfp));
}

int api_mas_alloc_cyclic(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long low,
			 unsigned long high, uint8_t gfp)
{
	RECORD(s, tree, "error = mas_alloc_cyclic(&mas%u, &index, %s, %s, %s, &next%u, %s);", tree, E(entry), C(low),
	       C(high), tree, G(gfp));
	return mas_alloc_cyclic(mas_of(s, tree), start, entry, low, high, &s->trees[tree].next, gfp_flags(gfp));
}

void api_mas_after_alloc(struct subject *s, unsigned int tree, int error, unsigned long low, unsigned long start)
{
	struct ma_state *mas = mas_of(s, tree);
	const unsigned long at = error < 0 ? low : start;
	const bool anew = error < 0 || mas->status != ma_active;

	/* Whoever repeats the record may have the failure, and the call that is made again. */
	if (error == -ENOMEM || ground_faults_armed())
		RECORD(s, tree, "if (error < 0 || mas%u.status != ma_active) mas_set(&mas%u, error < 0 ? %s : index);", tree, tree, C(low));
	else if (anew)
		RECORD(s, tree, "mas_set(&mas%u, %s);", tree, C(at));
	if (anew)
		mas_set(mas, at);
}
#endif

/* ---- The ground ---------------------------------------------------------------------- */

void api_fail_nth(struct subject *s, unsigned long n)
{
	RECORD_MEMORY(s, "ground_fail_nth(%lu);", n);
	ground_fail_nth(n);
}

void api_set_budget(struct subject *s, unsigned long n)
{
	RECORD_MEMORY(s, "ground_set_budget(%lu);", n);
	ground_set_budget(n);
}

void api_expect_warning(struct subject *s, unsigned int tree, bool expect)
{
	RECORD_HINT(s, tree, "ground_expect_warning(%s);", expect ? "true" : "false");
	ground_expect_warning(expect);
}

void api_allow_sleeping(struct subject *s, unsigned int tree, bool allow)
{
	RECORD_HINT(s, tree, "ground_allow_sleeping(%s);", allow ? "true" : "false");
	ground_allow_sleeping(allow);
}
