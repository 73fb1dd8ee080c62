// SPDX-License-Identifier: GPL-2.0-or-later
/* The API as cursors call it: iterator states that live from operation to operation. Each function: record the call, then make it. */
#include <errno.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "api.h"
#include "recorder.h"
#include "subject_features.h"

#define C(number) c_number(number)
#define E(entry) c_entry(entry)

static struct ma_state *mas_of(struct subject *s, unsigned int cursor)
{
	return &s->cursors[cursor].mas;
}

/* ---- Where it stands ------------------------------------------------------------------ */

static void set_tree(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "cursor%u.tree = &t%u;", cursor, tree);
	mas_of(s, cursor)->tree = &s->trees[tree].mt;
}

void api_cursor_set(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long index)
{
	set_tree(s, cursor, tree);
	RECORD(s, tree, "mas_set(&cursor%u, %s);", cursor, C(index));
	mas_set(mas_of(s, cursor), index);
}

void api_cursor_set_range(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long first,
			  unsigned long last)
{
	set_tree(s, cursor, tree);
	RECORD(s, tree, "mas_set_range(&cursor%u, %s, %s);", cursor, C(first), C(last));
	mas_set_range(mas_of(s, cursor), first, last);
}

void api_cursor_reset(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "mas_reset(&cursor%u);", cursor);
	mas_reset(mas_of(s, cursor));
}

void api_cursor_pause(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "mas_pause(&cursor%u);", cursor);
	mas_pause(mas_of(s, cursor));
}

#if HAVE_MAPLE_STATUS

static unsigned int status_of(const struct ma_state *mas)
{
	static const uint8_t statuses[] = {
		[ma_start] = STATUS_START, [ma_active] = STATUS_ACTIVE, [ma_root] = STATUS_ROOT, [ma_none] = STATUS_NONE,
		[ma_pause] = STATUS_PAUSE, [ma_overflow] = STATUS_OVERFLOW, [ma_underflow] = STATUS_UNDERFLOW,
		[ma_error] = STATUS_ERROR,
	};

	return statuses[mas->status];
}


#define C_PAUSE "if (cursor%u.status != ma_active) mas_pause(&cursor%u);"
#define C_PAUSED(cursor) cursor, cursor

static bool is_active(const struct ma_state *mas)
{
	return mas->status == ma_active;
}

#else

static unsigned int status_of(const struct ma_state *mas)
{
	(void)mas;
	return 0;
}

#define C_PAUSE "mas_pause(&cursor%u);"
#define C_PAUSED(cursor) cursor

/* Older versions do not promise that a state can be used on after a write. */
static bool is_active(const struct ma_state *mas)
{
	(void)mas;
	return false;
}

#endif

void api_cursor_state(struct subject *s, unsigned int cursor, struct outcome *out)
{
	const struct ma_state *mas = mas_of(s, cursor);

	outcome_set_index(out, mas->index);
	outcome_set_last(out, mas->last);
	out->status = status_of(mas);
	out->of_cursor = cursor + 1;
}

/* ---- Steps ---------------------------------------------------------------------------------- */

static void *make_step(struct subject *s, unsigned int cursor, unsigned int tree, enum step step, unsigned long limit)
{
	struct ma_state *mas = mas_of(s, cursor);

#define STEP(id, function)							\
	case STEP_##id:								\
		RECORD(s, tree, "entry = " #function "(&cursor%u, %s);", cursor, C(limit));	\
		return function(mas, limit);

	switch (step) {
	STEP(FIND, mas_find)
	STEP(FIND_REV, mas_find_rev)
	STEP(NEXT, mas_next)
	STEP(PREV, mas_prev)
#if HAVE_FIND_RANGE
	STEP(FIND_RANGE, mas_find_range)
	STEP(FIND_RANGE_REV, mas_find_range_rev)
#endif
#if HAVE_RANGE_ITERATORS
	STEP(NEXT_RANGE, mas_next_range)
	STEP(PREV_RANGE, mas_prev_range)
#endif
	default:
		RECORD(s, tree, "entry = mas_walk(&cursor%u);", cursor);
		return mas_walk(mas);
	}
#undef STEP
}

void *api_cursor_step(struct subject *s, unsigned int cursor, unsigned int tree, enum step step, unsigned long limit)
{
	bool in_section = s->cursors[cursor].in_section;
	void *entry;

	if (in_section)
		api_section_resume(s, cursor, tree);
	entry = make_step(s, cursor, tree, step, limit);
	if (in_section)
		api_section_park(s, cursor, tree);
	return entry;
}

/* ---- Writes ---------------------------------------------------------------------------------- */

void *api_cursor_store(struct subject *s, unsigned int cursor, unsigned int tree, void *entry, uint8_t gfp, int *error)
{
	struct ma_state *mas = mas_of(s, cursor);
	const unsigned long first = mas->index, last = mas->last;
	void *old;

	if (entry) {
		RECORD(s, tree, "do entry = mas_store(&cursor%u, %s); while (mas_nomem(&cursor%u, %s));", cursor, E(entry), cursor, c_gfp(gfp));
		do
			old = mas_store(mas, entry);
		while (mas_nomem(mas, gfp_flags(gfp)));
	} else {
		/* NULL may have been widened over emptiness in which another writer has stored since. */
		RECORD(s, tree, "while (entry = mas_store(&cursor%u, NULL), mas_nomem(&cursor%u, %s)) mas_set_range(&cursor%u, %s, %s);",
		       cursor, cursor, c_gfp(gfp), cursor, c_number(first), c_number(last));
		while (old = mas_store(mas, NULL), mas_nomem(mas, gfp_flags(gfp)))
			mas_set_range(mas, first, last);
	}
	RECORD(s, tree, "error = mas_is_err(&cursor%u) ? xa_err(cursor%u.node) : 0;", cursor, cursor);
	*error = mas_is_err(mas) ? xa_err(mas->node) : 0;
	return old;
}

int api_cursor_store_gfp(struct subject *s, unsigned int cursor, unsigned int tree, void *entry, uint8_t gfp)
{
	RECORD(s, tree, "error = mas_store_gfp(&cursor%u, %s, %s);", cursor, E(entry), c_gfp(gfp));
	return mas_store_gfp(mas_of(s, cursor), entry, gfp_flags(gfp));
}

void *api_cursor_erase(struct subject *s, unsigned int cursor, unsigned int tree, int *error)
{
	struct ma_state *mas = mas_of(s, cursor);
	void *entry;

	RECORD(s, tree, "entry = mas_erase(&cursor%u);", cursor);
	entry = mas_erase(mas);
	RECORD(s, tree, "error = mas_is_err(&cursor%u) ? xa_err(cursor%u.node) : 0;", cursor, cursor);
	*error = mas_is_err(mas) ? xa_err(mas->node) : 0;
	return entry;
}

void api_cursor_after_write(struct subject *s, unsigned int cursor, unsigned int tree, int error, unsigned long first,
			    unsigned long last)
{
	struct ma_state *mas = mas_of(s, cursor);

	/* Whoever repeats the record may have the failure, and the call that is made again. */
	if (error == -ENOMEM || ground_faults_armed())
		RECORD(s, tree, "if (error == -ENOMEM) mas_set_range(&cursor%u, %s, %s); else " C_PAUSE, cursor, C(first), C(last),
		       C_PAUSED(cursor));
	else
		RECORD(s, tree, C_PAUSE, C_PAUSED(cursor));
	if (error == -ENOMEM)
		mas_set_range(mas, first, last);
	else if (!is_active(mas))
		mas_pause(mas);
}

/* ---- Loops ------------------------------------------------------------------------------------- */

/* Inside of the loop. Return: is there room for more? */
static bool met(struct subject *s, struct ma_state *mas, void *found, unsigned int at, void *entry)
{
	bool more = ranges_add(&s->met, mas->index, mas->last, found);

	if (s->met.count == at) {
		mas_store_gfp(mas, entry, GFP_KERNEL | __GFP_NOFAIL);
		if (!is_active(mas))
			mas_pause(mas);
	}
	return more;
}

static void record_loop(struct subject *s, unsigned int cursor, unsigned int tree, const char *loop, unsigned long limit,
			unsigned int at, void *entry)
{
	RECORD(s, tree, "met_begin();");
	if (at)
		RECORD(s, tree, "%s(&cursor%u, entry, %s) if (!met_and_store(&cursor%u, entry, %u, %s)) break;", loop,
		       cursor, C(limit), cursor, at, E(entry));
	else
		RECORD(s, tree, "%s(&cursor%u, entry, %s) if (!met(&cursor%u, entry)) break;", loop, cursor, C(limit), cursor);
}

void api_cursor_for_each(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long limit, unsigned int at,
			 void *entry, struct outcome *out)
{
	struct ma_state *mas = mas_of(s, cursor);
	void *found;

	record_loop(s, cursor, tree, "mas_for_each", limit, at, entry);
	s->met.count = 0;
	out->ranges = &s->met;
	mas_for_each(mas, found, limit)
		if (!met(s, mas, found, at, entry))
			break;
}

#if HAVE_FOR_EACH_REV
void api_cursor_for_each_rev(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long limit,
			     unsigned int at, void *entry, struct outcome *out)
{
	struct ma_state *mas = mas_of(s, cursor);
	void *found;

	record_loop(s, cursor, tree, "mas_for_each_rev", limit, at, entry);
	s->met.count = 0;
	out->ranges = &s->met;
	mas_for_each_rev(mas, found, limit)
		if (!met(s, mas, found, at, entry))
			break;
}
#endif

/* ---- Room -------------------------------------------------------------------------------------- */

int api_cursor_empty_area(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long min,
			  unsigned long max, unsigned long size)
{
	RECORD(s, tree, "error = mas_empty_area(&cursor%u, %s, %s, %s);", cursor, C(min), C(max), C(size));
	return mas_empty_area(mas_of(s, cursor), min, max, size);
}

int api_cursor_empty_area_rev(struct subject *s, unsigned int cursor, unsigned int tree, unsigned long min,
			      unsigned long max, unsigned long size)
{
	RECORD(s, tree, "error = mas_empty_area_rev(&cursor%u, %s, %s, %s);", cursor, C(min), C(max), C(size));
	return mas_empty_area_rev(mas_of(s, cursor), min, max, size);
}

/* ---- Read-side sections -------------------------------------------------------------------------- */

void api_section_open(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "section_open(&section%u);", cursor);
	rcu_read_lock();
	ground_rcu_park(&s->cursors[cursor].section);
	s->cursors[cursor].in_section = true;
}

void api_section_resume(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "section_resume(&section%u);", cursor);
	ground_rcu_resume(&s->cursors[cursor].section);
}

void api_section_park(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "section_park(&section%u);", cursor);
	ground_rcu_park(&s->cursors[cursor].section);
}

void api_section_close(struct subject *s, unsigned int cursor, unsigned int tree)
{
	RECORD(s, tree, "section_close(&section%u);", cursor);
	ground_rcu_resume(&s->cursors[cursor].section);
	rcu_read_unlock();
	s->cursors[cursor].in_section = false;
}
