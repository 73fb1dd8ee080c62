// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedded maple tree in RCU mode, with a reader and a writer at the same time: a reader goes on in the
 * middle of a write, at each publication of the write in turn; and a write is done in the middle of a
 * reader's walk, at each dereference of the walk in turn.
 */
#include "maple_tree_fixture.h"

#define MAX_RANGES	640

/* ---- Trees and writes ---- */

/**
 * struct scenario - A tree, and what is written to it.
 * @name: what the write does to the tree.
 * @count: the tree holds i at [10 * i, 10 * i + @width - 1], for i below this.
 * @width: how many indices an entry has.
 * @first: first index of the store.
 * @last: last index of the store.
 * @entry: what is stored; 0 stands for NULL.
 * @destroy: the tree is destroyed instead.
 * @start: where the reader stands, or begins.
 */
struct scenario {
	const char *name;
	unsigned long count;
	unsigned long width;
	unsigned long first;
	unsigned long last;
	unsigned long entry;
	bool destroy;
	unsigned long start;
};

static const struct scenario scenarios[] = {
	{ "split a leaf", 200, 10, 235, 235, 7777, .start = 155 },
	{ "split a leaf, seen from behind", 200, 10, 235, 235, 7777, .start = 345 },
	{ "split leaf and root", 256, 10, 235, 235, 7777, .start = 155 },
	{ "split on three levels", 300, 10, 2405, 2406, 7777, .start = 2335 },
	{ "make of one leaf three", 200, 10, 319, 325, 7777, .start = 155 },
	{ "exchange an entry", 200, 10, 230, 239, 7777, .start = 155 },
	{ "erase an entry", 200, 6, 230, 235, 0, .start = 150 },
	{ "divide an entry within the last leaf", 198, 10, 1971, 1972, 7777, .start = 1900 },
	{ "store from emptiness on over what is behind it", 200, 6, 237, 325, 7777, .start = 236 },
	{ "empty most of a leaf", 200, 6, 240, 305, 0, .start = 225 },
	{ "span leaves", 200, 10, 333, 1222, 7777, .start = 305 },
	{ "span leaves with a NULL", 300, 6, 333, 2888, 0, .start = 305 },
	{ "lower the tree", 300, 10, 15, 2950, 7777, .start = 5 },
	{ "lower the tree, seen from behind", 300, 10, 15, 2950, 7777, .start = 2970 },
	{ "divide an entry in a lone leaf", 5, 10, 23, 24, 7777, .start = 15 },
	{ "overwrite all", 200, 10, 0, ULONG_MAX, 7777, .start = 155 },
	{ "erase all", 200, 10, 0, ULONG_MAX, 0, .start = 155 },
	{ "destroy", 200, 10, .destroy = true, .start = 155 },
	{ "destroy a lone leaf", 5, 10, .destroy = true, .start = 25 },
	{ "first entry", 0, 10, 30, 39, 7777, .start = 35 },
	{ "second entry beside the one in the root", 1, 1, 30, 39, 7777, .start = 20 },
	{ "erase the entry in the root", 1, 1, 0, 5, 0, .start = 20 },
};

static void build(struct maple_tree *mt, unsigned int flags, const struct scenario *s)
{
	mt_init_flags(mt, flags);
	for (unsigned long i = 0; i < s->count; i++)
		assert_int_equal(mtree_store_range(mt, 10 * i, 10 * i + s->width - 1, v(i), GFP_KERNEL), 0);
	ground_rcu_quiesce();
}

static void write_to(struct maple_tree *mt, const struct scenario *s)
{
	if (s->destroy)
		mtree_destroy(mt);
	else
		assert_int_equal(mtree_store_range(mt, s->first, s->last, s->entry ? v(s->entry) : NULL,
						   GFP_KERNEL), 0);
}

/* ---- What a tree holds ---- */

struct range {
	unsigned long first;
	unsigned long last;
	void *entry;
};

struct ranges {
	unsigned int count;
	struct range range[MAX_RANGES];
};

static void add_range(struct ranges *ranges, const struct ma_state *mas, void *entry)
{
	assert_true(ranges->count < MAX_RANGES);
	ranges->range[ranges->count++] = (struct range){ mas->index, mas->last, entry };
}

static void take_ranges(struct ranges *ranges, struct maple_tree *mt)
{
	MA_STATE(mas, mt, 0, 0);
	void *entry;

	ranges->count = 0;
	rcu_read_lock();
	mas_for_each(&mas, entry, ULONG_MAX)
		add_range(ranges, &mas, entry);
	rcu_read_unlock();
}

static bool has_range(const struct ranges *ranges, const struct range *range)
{
	for (unsigned int i = 0; i < ranges->count; i++)
		if (ranges->range[i].first == range->first)
			return ranges->range[i].last == range->last && ranges->range[i].entry == range->entry;
	return false;
}

/* Is @gap just what is empty between two ranges, or beside them? */
static bool has_gap(const struct ranges *ranges, const struct range *gap)
{
	bool begins = !gap->first, ends = gap->last == ULONG_MAX;

	for (unsigned int i = 0; i < ranges->count; i++) {
		const struct range *range = &ranges->range[i];

		if (range->first <= gap->last && range->last >= gap->first)
			return false;
		begins |= range->last == gap->first - 1;
		ends |= range->first == gap->last + 1;
	}
	return begins && ends;
}

static bool was_there(const struct ranges *ranges, const struct range *range)
{
	return range->entry ? has_range(ranges, range) : has_gap(ranges, range);
}

/* ---- The reader ---- */

/**
 * struct walk - How a reader goes over a tree.
 * @call: what it calls.
 * @down: towards 0.
 * @empty: it meets emptiness, too.
 */
struct walk {
	void *(*call)(struct ma_state *mas, unsigned long limit);
	bool down;
	bool empty;
};

static const struct walk walks[] = {
	{ mas_find, .down = false },
	{ mas_prev, .down = true },
	{ mas_find_rev, .down = true },
	{ mas_next_range, .empty = true },
	{ mas_find_range, .empty = true },
	{ mas_prev_range, .down = true, .empty = true },
	{ mas_find_range_rev, .down = true, .empty = true },
};

/**
 * struct reader - A reader that walks over a tree.
 * @mas: where it stands.
 * @walk: how it walks.
 * @limit: where it stops.
 * @done: it has come to the end.
 * @parked: its read-side section, while others act.
 * @seen: the ranges that it was given.
 */
struct reader {
	struct ma_state mas;
	const struct walk *walk;
	unsigned long limit;
	bool done;
	struct ground_reader parked;
	struct ranges seen;
};

static void reader_step(struct reader *reader)
{
	struct ma_state *mas = &reader->mas;
	unsigned long index = mas->index, last = mas->last;
	void *entry = reader->walk->call(mas, reader->limit);
	bool met = mas_is_active(mas) && (mas->index != index || mas->last != last);

	if (entry || (reader->walk->empty && met))
		add_range(&reader->seen, &reader->mas, entry);
	else
		reader->done = true;
}

static void reader_finish(struct reader *reader)
{
	while (!reader->done)
		reader_step(reader);
}

/* The reader stands at @start; what holds @start it has been given already. It goes as far as @reach from there. */
static void reader_begin(struct reader *reader, struct maple_tree *mt, unsigned long start,
			 const struct walk *walk, unsigned long reach)
{
	mas_init(&reader->mas, mt, start);
	reader->walk = walk;
	reader->limit = walk->down ? start - min(start, reach) : start + min(ULONG_MAX - start, reach);
	reader->done = false;
	reader->seen.count = 0;
	mas_walk(&reader->mas);
}

/* Is @b where the reader may go to from @a? */
static bool is_onward(const struct reader *reader, const struct range *a, const struct range *b)
{
	if (reader->walk->down)
		return b->last < a->first && b->last >= reader->limit;
	return b->first > a->last && b->first <= reader->limit;
}

/*
 * What was given was there before the write or is there behind it, each further on than the one before,
 * and nothing that stood there all the time is missing. (Nothing is met twice, if each is further on.)
 */
static void reader_check(const struct reader *reader, const struct range *start, const struct ranges *before,
			 const struct ranges *after)
{
	const struct range *last = start;

	for (unsigned int i = 0; i < reader->seen.count; i++) {
		const struct range *range = &reader->seen.range[i];

		if (!is_onward(reader, last, range))
			fail_msg("[%lu, %lu] is given behind [%lu, %lu]", range->first, range->last,
				 last->first, last->last);
		if (!was_there(before, range) && !was_there(after, range))
			fail_msg("[%lu, %lu] is given, and was never there", range->first, range->last);
		last = range;
	}
	for (unsigned int i = 0; i < before->count; i++) {
		const struct range *range = &before->range[i];

		if (is_onward(reader, start, range) && has_range(after, range) && !has_range(&reader->seen, range))
			fail_msg("[%lu, %lu] is not given", range->first, range->last);
	}
}

/* ---- A reader in the middle of a write ---- */

/* What readers may dereference in the middle of one write: far more than it takes to go over the whole tree. */
#define BUDGET		50000

static unsigned long budget;

static void spend(void *arg)
{
	(void)arg;
	if (!budget--)
		fail_msg("the reader does not come to an end");
}

static void give_budget(void)
{
	budget = BUDGET;
	ground_on_dereference(0, spend, NULL);
}

/**
 * struct schedule - When the reader goes on.
 * @reader: the reader.
 * @at: at which publication of the write.
 * @step_by_step: it takes one step at this publication and at each one behind it; else it goes on to its end.
 * @count: how many publications there were.
 */
struct schedule {
	struct reader *reader;
	unsigned long at;
	bool step_by_step;
	unsigned long count;
};

static void go_on(void *arg)
{
	struct schedule *schedule = arg;
	struct reader *reader = schedule->reader;

	schedule->count++;
	if (schedule->count < schedule->at || (schedule->count > schedule->at && !schedule->step_by_step))
		return;
	ground_rcu_resume(&reader->parked);
	if (!schedule->step_by_step)
		reader_finish(reader);
	else if (!reader->done)
		reader_step(reader);
	ground_rcu_park(&reader->parked);
}

/* Let the reader go on as scheduled. False if the write has fewer publications than that. */
static bool try_publication(const struct scenario *s, unsigned int flags, const struct walk *walk, unsigned long reach,
			    struct schedule *schedule)
{
	static struct ranges before, after;
	struct reader *reader = schedule->reader;
	struct maple_tree mt;
	struct range start;

	schedule->count = 0;
	build(&mt, flags, s);
	take_ranges(&before, &mt);
	rcu_read_lock();
	reader_begin(reader, &mt, s->start, walk, reach);
	start = (struct range){ reader->mas.index, reader->mas.last, NULL };
	ground_rcu_park(&reader->parked);

	ground_on_publication(0, go_on, schedule);
	give_budget();
	write_to(&mt, s);
	ground_on_publication(0, NULL, NULL);
	ground_on_dereference(0, NULL, NULL);

	ground_rcu_resume(&reader->parked);
	reader_finish(reader);
	rcu_read_unlock();
	take_ranges(&after, &mt);
	reader_check(reader, &start, &before, &after);
	mtree_destroy(&mt);
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
	return schedule->at <= schedule->count;
}

static void try_publications(const struct scenario *s, unsigned int flags, const struct walk *walk, unsigned long reach,
			     bool step_by_step)
{
	static struct reader reader;
	struct schedule schedule = { .reader = &reader, .step_by_step = step_by_step };

	while (schedule.at++, try_publication(s, flags, walk, reach, &schedule))
		;
}

/* ---- A write in the middle of a reader's walk ---- */

/* How far into a walk a write is tried: the walk has passed the place of the write by then. */
#define MAX_DEREFERENCES	100

/**
 * struct writer - A write that is done while somebody reads.
 * @mt: the tree.
 * @scenario: the write.
 * @done: it has been done.
 */
struct writer {
	struct maple_tree *mt;
	const struct scenario *scenario;
	bool done;
};

static void write_now(void *arg)
{
	struct writer *writer = arg;

	writer->done = true;
	write_to(writer->mt, writer->scenario);
}

static void try_dereference(const struct scenario *s, unsigned int flags, const struct walk *walk, unsigned long reach,
			    unsigned long at)
{
	static struct ranges before, after;
	static struct reader reader;
	struct maple_tree mt;
	struct writer writer = { .mt = &mt, .scenario = s };
	struct range start;

	build(&mt, flags, s);
	take_ranges(&before, &mt);
	ground_on_dereference(at, write_now, &writer);
	rcu_read_lock();
	reader_begin(&reader, &mt, s->start, walk, reach);
	start = (struct range){ reader.mas.index, reader.mas.last, NULL };
	reader_finish(&reader);
	rcu_read_unlock();
	ground_on_dereference(0, NULL, NULL);
	take_ranges(&after, &mt);
	reader_check(&reader, &start, &before, &after);
	mtree_destroy(&mt);
	ground_rcu_quiesce();
	assert_int_equal(ground_counts()->live, 0);
}

/* ---- Lookups ---- */

/**
 * struct answers - What the lookups around a place say.
 * @load: of mtree_load().
 * @found: of mt_find().
 * @next: where mt_find() would go on.
 * @following: of mt_next().
 * @previous: of mt_prev().
 * @first: what each walk meets first, or where it ends.
 */
struct answers {
	void *load;
	void *found;
	unsigned long next;
	void *following;
	void *previous;
	struct range first[ARRAY_SIZE(walks)];
};

/**
 * struct inquiry - Somebody who looks up one index, in the middle of a write or with a write in the middle.
 * @mt: the tree.
 * @index: the index.
 * @answers: what came of it.
 */
struct inquiry {
	struct maple_tree *mt;
	unsigned long index;
	struct answers answers;
};

static struct range first_met(const struct walk *walk, struct maple_tree *mt, unsigned long index)
{
	MA_STATE(mas, mt, index, index);
	void *entry;

	rcu_read_lock();
	entry = walk->call(&mas, walk->down ? 0 : ULONG_MAX);
	rcu_read_unlock();
	return (struct range){ mas.index, mas.last, entry };
}

static void inquire(void *arg)
{
	struct inquiry *inquiry = arg;
	struct answers *answers = &inquiry->answers;

	answers->load = mtree_load(inquiry->mt, inquiry->index);
	answers->next = inquiry->index;
	answers->found = mt_find(inquiry->mt, &answers->next, ULONG_MAX);
	answers->following = mt_next(inquiry->mt, inquiry->index, ULONG_MAX);
	answers->previous = mt_prev(inquiry->mt, inquiry->index, 0);
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
		answers->first[w] = first_met(&walks[w], inquiry->mt, inquiry->index);
}

static bool same_range(const struct range *a, const struct range *b)
{
	return a->first == b->first && a->last == b->last && a->entry == b->entry;
}

/* Each of the answers is that of before the write, or that of behind it. */
static void check_answers(const struct inquiry *inquiry, const struct answers *before, const struct answers *after)
{
	const struct answers *a = &inquiry->answers;

	if (a->load != before->load && a->load != after->load)
		fail_msg("mtree_load(%lu) gives %p", inquiry->index, a->load);
	if ((a->found != before->found || a->next != before->next) &&
	    (a->found != after->found || a->next != after->next))
		fail_msg("mt_find(%lu) gives %p, and goes on at %lu", inquiry->index, a->found, a->next);
	if (a->following != before->following && a->following != after->following)
		fail_msg("mt_next(%lu) gives %p", inquiry->index, a->following);
	if (a->previous != before->previous && a->previous != after->previous)
		fail_msg("mt_prev(%lu) gives %p", inquiry->index, a->previous);
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++) {
		const struct range *first = &a->first[w];

		if (!same_range(first, &before->first[w]) && !same_range(first, &after->first[w]))
			fail_msg("walk %zu from %lu first gives %p in [%lu, %lu]", w, inquiry->index, first->entry,
				 first->first, first->last);
	}
}

/*
 * Look up an index, at a publication of the write or with the write at a dereference of the lookup. False if there are
 * fewer of them.
 */
static bool try_lookup(const struct scenario *s, unsigned int flags, unsigned long index, unsigned long at,
		       bool in_write)
{
	struct maple_tree mt;
	struct writer writer = { .mt = &mt, .scenario = s };
	struct inquiry inquiry = { .mt = &mt, .index = index };
	struct answers before, during;

	build(&mt, flags, s);
	inquire(&inquiry);
	before = inquiry.answers;
	if (in_write) {
		ground_on_publication(at, inquire, &inquiry);
		give_budget();
		write_now(&writer);
		ground_on_publication(0, NULL, NULL);
		ground_on_dereference(0, NULL, NULL);
	} else {
		ground_on_dereference(at, write_now, &writer);
		inquire(&inquiry);
		ground_on_dereference(0, NULL, NULL);
	}
	during = inquiry.answers;
	inquire(&inquiry);
	check_answers(&(struct inquiry){ &mt, index, during }, &before, &inquiry.answers);
	mtree_destroy(&mt);
	ground_rcu_quiesce();
	return at < (in_write ? ground_publications() : ground_dereferences());
}

/* ---- Test cases ---- */

static const unsigned int rcu_attributes[] = { MT_FLAGS_USE_RCU, MT_FLAGS_USE_RCU | MT_FLAGS_ALLOC_RANGE };

/* Each scenario with each set of attributes. */
static void for_each_scenario(void (*fn)(const struct scenario *s, unsigned int flags))
{
	for (size_t i = 0; i < ARRAY_SIZE(scenarios); i++) {
		print_message("    %s\n", scenarios[i].name);
		for (size_t a = 0; a < ARRAY_SIZE(rcu_attributes); a++)
			fn(&scenarios[i], rcu_attributes[a]);
	}
}

/* How far a reader goes: some entries further than the write, or to the end. */
static const unsigned long reaches[] = { 200, ULONG_MAX };

static void go_on_to_the_end(const struct scenario *s, unsigned int flags)
{
	for (size_t i = 0; i < ARRAY_SIZE(reaches); i++)
		for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
			try_publications(s, flags, &walks[w], reaches[i], false);
}

static void reader_goes_on_at_each_publication(void **state)
{
	(void)state;
	for_each_scenario(go_on_to_the_end);
}

static void go_on_by_steps(const struct scenario *s, unsigned int flags)
{
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
		try_publications(s, flags, &walks[w], ULONG_MAX, true);
}

static void reader_takes_steps_between_publications(void **state)
{
	(void)state;
	for_each_scenario(go_on_by_steps);
}

static void write_in_the_middle(const struct scenario *s, unsigned int flags)
{
	for (size_t i = 0; i < ARRAY_SIZE(reaches); i++) {
		for (unsigned long at = 1; at <= MAX_DEREFERENCES; at++)
			for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
				try_dereference(s, flags, &walks[w], reaches[i], at);
	}
}

static void write_is_done_at_each_dereference(void **state)
{
	(void)state;
	for_each_scenario(write_in_the_middle);
}

static void look_up(const struct scenario *s, unsigned int flags)
{
	const unsigned long indices[] = { s->start, s->first, s->first + 1, s->last, s->last + 1 };

	for (size_t i = 0; i < ARRAY_SIZE(indices); i++) {
		for (unsigned long at = 1; try_lookup(s, flags, indices[i], at, true); at++)
			;
		for (unsigned long at = 1; try_lookup(s, flags, indices[i], at, false); at++)
			;
	}
}

static void lookups_give_before_or_behind(void **state)
{
	(void)state;
	for_each_scenario(look_up);
}

/* Between two steps of a reader the tree loses its nodes, and is left with an entry in the root. */
static void lose_nodes(const struct walk *walk)
{
	void *expected = walk->down ? v(4) : NULL;
	struct maple_tree mt;

	mt_init_flags(&mt, MT_FLAGS_USE_RCU);
	assert_int_equal(mtree_store_range(&mt, 30, 39, v(3), GFP_KERNEL), 0);
	MA_STATE(mas, &mt, 35, 35);
	rcu_read_lock();
	assert_ptr_equal(mas_walk(&mas), v(3));
	mtree_destroy(&mt);
	assert_int_equal(mtree_store(&mt, 0, v(4), GFP_KERNEL), 0);
	assert_ptr_equal(walk->call(&mas, walk->down ? 0 : ULONG_MAX), expected);
	if (expected) {
		assert_int_equal(mas.index, 0);
		assert_int_equal(mas.last, 0);
		assert_int_equal(mas.status, ma_root);
	} else {
		assert_int_equal(mas.index, 30);
		assert_int_equal(mas.last, 39);
		assert_int_equal(mas.status, ma_none);
	}
	rcu_read_unlock();
	mtree_destroy(&mt);
}

static void reader_finds_the_entry_in_the_root(void **state)
{
	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++)
		lose_nodes(&walks[w]);
}

/* A reader that stands at 0 is at the end: an entry that is then stored in the root pointer does not lie below. */
static void reader_at_0_does_not_go_back(void **state)
{
	(void)state;
	for (size_t w = 0; w < ARRAY_SIZE(walks); w++) {
		struct maple_tree mt;

		if (!walks[w].down)
			continue;
		mt_init_flags(&mt, MT_FLAGS_USE_RCU);
		assert_int_equal(mtree_store_range(&mt, 1, 3, v(3), GFP_KERNEL), 0);
		MA_STATE(mas, &mt, 0, 0);
		rcu_read_lock();
		assert_null(mas_walk(&mas));
		assert_true(mas_is_active(&mas));
		mtree_destroy(&mt);
		assert_int_equal(mtree_store(&mt, 0, v(4), GFP_KERNEL), 0);
		assert_null(walks[w].call(&mas, 0));
		assert_int_equal(mas.status, ma_underflow);
		rcu_read_unlock();
		mtree_destroy(&mt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reader_goes_on_at_each_publication, setup),
		cmocka_unit_test_setup(reader_takes_steps_between_publications, setup),
		cmocka_unit_test_setup(write_is_done_at_each_dereference, setup),
		cmocka_unit_test_setup(lookups_give_before_or_behind, setup),
		cmocka_unit_test_setup(reader_finds_the_entry_in_the_root, setup),
		cmocka_unit_test_setup(reader_at_0_does_not_go_back, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
