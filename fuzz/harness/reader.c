// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A reader under RCU beside a writer. It takes its first step before the write, and goes on in the middle of it, at one of its
 * publications, or when it is done. What it may meet is in check/reader.c.
 */
#include <limits.h>
#include <setjmp.h>

#include "api.h"
#include "reader.h"
#include "recorder.h"

/* How many ranges a reader is followed over. */
#define MAX_STEPS 32

/* How many words a reader may follow while the writer stands still. Where it is a fault to need more, no tree has so many. */
#define MAX_DEREFERENCES (READERS_GET_ON ? 1u << 20 : 4096u)

/* Of the reader that acts in the middle of a write, or has a write in its own middle. */
static sigjmp_buf give_up;
static unsigned int budget;

static void count_dereference(void *arg)
{
	(void)arg;
	if (!--budget)
		reader_leave();
}

static void step(struct reader *reader)
{
	struct ma_state *mas = &reader->mas;
	void *entry = reader->down ? mas_prev(mas, 0) : mas_find(mas, ULONG_MAX);

	if (entry)
		ranges_add(&reader->met, mas->index, mas->last, entry);
	reader->done = !entry || reader->met.count == MAX_STEPS;
	reader->ended = !entry;
}

/* All the steps that are left, as long as it may. */
static void go_on(const struct subject *s, unsigned int tree, struct reader *reader)
{
	while (!reader->done && (!s->may_step || s->may_step(s, tree, s->arg)))
		step(reader);
	reader->done = true;
}

bool reader_run(void (*read)(void *arg), void *arg)
{
	struct ground_actor self;

	ground_actor_save(&self);
	if (!sigsetjmp(give_up, 0)) {
		read(arg);
		return true;
	}
	ground_actor_restore(&self);
	return false;
}

void reader_leave(void)
{
	siglongjmp(give_up, 1);
}

bool reader_try(void (*read)(void *arg), void *arg)
{
	bool in_time;

	budget = MAX_DEREFERENCES;
	ground_on_dereference(0, count_dereference, NULL);
	in_time = reader_run(read, arg);
	ground_on_dereference(0, NULL, NULL);
	return in_time;
}

static void go_on_with(void *arg)
{
	struct subject *s = arg;

	go_on(s, s->reader.tree, &s->reader);
}

/* The same in the middle of a write, where it may be no use. */
static void go_on_in_between(void *arg)
{
	struct subject *s = arg;
	struct reader *reader = &s->reader;

	reader->place = ground_interrupted_at();
	ground_rcu_resume(&reader->section);
	/* If it gives up, the state was left in the middle of a step: it is of no use any more. */
	if (!reader_try(go_on_with, s))
		reader->stuck = reader->done = true;
	ground_rcu_park(&reader->section);
}

void api_reader_begin(struct subject *s, unsigned int tree, unsigned long from, bool down)
{
	struct reader *reader = &s->reader;

	RECORD(s, tree, "reader_begin(&reader%u, &t%u, %s, %s);", tree, tree, c_number(from), down ? "true" : "false");
	reader->mas = subject_state(&s->trees[tree].mt, from);
	reader->tree = tree;
	reader->down = down;
	reader->ended = reader->done = reader->stuck = false;
	reader->met.count = 0;
	rcu_read_lock();
	if (!s->may_step || s->may_step(s, tree, s->arg))
		step(reader);
	else
		reader->done = true;
}

void api_reader_at(struct subject *s, unsigned int tree, unsigned int at)
{
	RECORD_KIND(s, RECORD_GROUND, (int)tree, "reader_at(&reader%u, %u);", tree, at);
	ground_on_publication(at, go_on_in_between, s);
}

void api_reader_park(struct subject *s, unsigned int tree)
{
	RECORD(s, tree, "reader_park(&reader%u);", tree);
	ground_rcu_park(&s->reader.section);
}

void api_reader_end(struct subject *s, unsigned int tree)
{
	if (!s->reader.done && s->may_step && !s->may_step(s, tree, s->arg)) {
		RECORD(s, tree, "reader%u.done = true;", tree);
		s->reader.done = true;
	}
	RECORD(s, tree, "reader_end(&reader%u, &t%u);", tree, tree);
	ground_on_publication(0, NULL, NULL);
	s->reader.between = s->reader.met.count;
	ground_rcu_resume(&s->reader.section);
	go_on(s, tree, &s->reader);
	rcu_read_unlock();
}
