// SPDX-License-Identifier: GPL-2.0-or-later
/* Callbacks that wait for a grace period, which ends in ground_rcu_quiesce() and nowhere else. */
#include <stdint.h>
#include <stdlib.h>

#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "internal.h"

/* As long as the queue is after ground_reset(): seldom does it grow. */
#define QUEUE_SIZE	(16 * 1024)

/*
 * Linux writes the function where call_rcu() finds it again. What a reader takes from such an object must not depend on where this
 * process has its code, so here it is the same number for all functions.
 */
#if __SIZEOF_POINTER__ == 8
#define WRITTEN_FUNC	((rcu_callback_t)0x550000000000)
#else
#define WRITTEN_FUNC	((rcu_callback_t)0x55000000)
#endif

/**
 * struct waiting - A callback that is queued.
 * @head: where the caller had its rcu_head; NULL for kfree_rcu_mightsleep().
 * @written: what was written to @head->func. Nobody may change it now.
 * @func: the callback; NULL for kfree_rcu().
 * @object: what kfree_rcu() frees.
 * @file: who queued it.
 * @line: who queued it.
 */
struct waiting {
	struct rcu_head *head;
	rcu_callback_t written;
	rcu_callback_t func;
	void *object;
	const char *file;
	int line;
};

static struct waiting *queue;
static size_t queue_size;
static size_t queued;
static size_t finished;

/* Do callbacks run now? */
static bool running;

static void resize_queue(size_t size)
{
	queue = realloc(queue, size * sizeof(*queue));
	if (!queue)
		ground_die("no memory for the queue of RCU callbacks");
	queue_size = size;
}

static void enqueue(const struct waiting *w)
{
	if (queued == queue_size)
		resize_queue(queue_size ? 2 * queue_size : QUEUE_SIZE);
	/* As in Linux, the head may hold NULL or an address. */
	if (w->head) {
		w->head->next = queued > finished ? queue[queued - 1].head : NULL;
		w->head->func = w->written;
	}
	queue[queued++] = *w;
}

#if GROUND_CHECKS

/* May the object around this address be queued? */
static bool mark(const void *inside, const char *file, int line)
{
	switch (ground_mark_queued(inside)) {
	case GROUND_MARK_FREED:
		ground_raise(GROUND_MEMORY, "an RCU callback is queued for a freed object",
			     file, line);
		return false;
	case GROUND_MARK_AGAIN:
		ground_raise(GROUND_MEMORY, "an RCU callback is queued twice", file, line);
		return false;
	default:
		return true;
	}
}

/* A callback is about to run: whoever queued it has left it alone, and may be freed now. */
static void unmark(const struct waiting *w)
{
	ground_unmark_queued(w->func ? (void *)w->head : w->object);
	if (w->head && w->head->func != w->written)
		ground_raise(GROUND_MEMORY, "a queued rcu_head was written to", w->file, w->line);
}

#else

static inline bool mark(const void *inside, const char *file, int line)
{
	(void)inside;
	(void)file;
	(void)line;
	return true;
}

static inline void unmark(const struct waiting *w)
{
	(void)w;
}

#endif

/* The one who calls @what publishes. */
#define PUBLISHED_BY(what) \
	GROUND_IF_WATCHED(ground_publications_watched, ground_publication(file, line, #what))

void ground_call_rcu(struct rcu_head *head, rcu_callback_t func, const char *file, int line)
{
	struct waiting w = {
		.head = head, .written = WRITTEN_FUNC, .func = func, .file = file, .line = line,
	};

	if (mark(head, file, line)) {
		enqueue(&w);
		PUBLISHED_BY(call_rcu);
	}
}

void ground_kfree_rcu(void *object, struct rcu_head *head, const char *file, int line)
{
	struct waiting w = {
		.head = head, .object = object, .file = file, .line = line,
	};

	/* Linux writes the offset of the head where a function would be. */
	if (head)
		w.written = (rcu_callback_t)((uintptr_t)head - (uintptr_t)object);
	if (object && mark(object, file, line)) {
		enqueue(&w);
		PUBLISHED_BY(kfree_rcu);
	}
}

static void run(const struct waiting *w)
{
	unmark(w);
	if (w->func)
		w->func(w->head);
	else
		ground_kfree(w->object, w->file, w->line);
}

void ground_rcu_quiesce(void)
{
	if (finished == queued)
		return;
	if (ground_rcu_depth || ground_rcu_others() || ground_spinlocks_held() || running)
		return;
	running = true;
	ground_rcu_in_callback = true;
	while (finished < queued) {
		struct waiting w = queue[finished++];

		run(&w);
	}
	running = false;
	ground_rcu_in_callback = false;
	finished = queued = 0;
}

void ground_rcu_wait(bool callbacks, const char *file, int line)
{
	if (!ground_rcu_depth)
		ground_might_sleep("a wait for a grace period", file, line);
	if (ground_rcu_depth)
		ground_raise(GROUND_RCU, "a grace period is waited for inside a read-side section",
			     file, line);
	else if (ground_rcu_others())
		ground_raise(GROUND_RCU, "a grace period is waited for that cannot end: a reader is parked or interrupted",
			     file, line);
	else if (callbacks)
		ground_rcu_quiesce();
}

unsigned long ground_rcu_pending(void)
{
	return queued - finished;
}

void ground_rcu_reset(void)
{
	running = false;
	finished = queued = 0;
	if (queue_size != QUEUE_SIZE)
		resize_queue(QUEUE_SIZE);
}
