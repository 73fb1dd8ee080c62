// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The embedded maple tree in RCU mode, with a reader that looks up one index and a writer at the same time, as in
 * test_maple_tree_readers.c: the answer is that of before the write, or that of behind it.
 */
#include "maple_tree_scenarios.h"

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

/* Look up an index before the write and behind it, and at moment @at of @during, one of those below. */
static void look_up_in(const struct scenario *s, unsigned int flags, unsigned long index,
		       void (*during)(struct writer *writer, struct inquiry *inquiry, unsigned long at), unsigned long at)
{
	struct maple_tree mt;
	struct writer writer = { &mt, s };
	struct inquiry inquiry = { .mt = &mt, .index = index };
	struct answers before, answers;

	build(&mt, flags, s);
	inquire(&inquiry);
	before = inquiry.answers;
	during(&writer, &inquiry, at);
	answers = inquiry.answers;
	inquire(&inquiry);
	check_answers(&(struct inquiry){ &mt, index, answers }, &before, &inquiry.answers);
	mtree_destroy(&mt);
	ground_rcu_quiesce();
}

/* The reader looks it up at publication @at of the write. */
static void at_publication(struct writer *writer, struct inquiry *inquiry, unsigned long at)
{
	ground_on_publication(at, inquire, inquiry);
	give_budget();
	write_now(writer);
	ground_on_publication(0, NULL, NULL);
	ground_on_dereference(0, NULL, NULL);
}

/* The write is done at dereference @at of the lookup. */
static void at_dereference(struct writer *writer, struct inquiry *inquiry, unsigned long at)
{
	ground_on_dereference(at, write_now, writer);
	inquire(inquiry);
	ground_on_dereference(0, NULL, NULL);
}

/* ---- Test cases ---- */

static void look_up(const struct scenario *s, unsigned int flags)
{
	const unsigned long indices[] = { s->start, s->first, s->first + 1, s->last, s->last + 1 };
	unsigned long at;

	for (size_t i = 0; i < ARRAY_SIZE(indices); i++) {
		at = 1;
		do
			look_up_in(s, flags, indices[i], at_publication, at);
		while (at++ < ground_publications());
		at = 1;
		do
			look_up_in(s, flags, indices[i], at_dereference, at);
		while (at++ < ground_dereferences());
	}
}

static void lookups_give_before_or_behind(void **state)
{
	(void)state;
	for_each_scenario(look_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lookups_give_before_or_behind, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
