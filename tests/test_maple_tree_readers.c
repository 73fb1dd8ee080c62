// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedded maple tree in RCU mode, with a reader that walks and a writer at the same time: the reader goes on in the
 * middle of a write, at each publication of the write in turn; and a write is done in the middle of the reader's walk, at
 * each dereference of the walk in turn.
 */
#include "maple_tree_scenarios.h"

/* ---- The reader ---- */

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

/* ---- Test cases ---- */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(reader_goes_on_at_each_publication, setup),
		cmocka_unit_test_setup(reader_takes_steps_between_publications, setup),
		cmocka_unit_test_setup(write_is_done_at_each_dereference, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
