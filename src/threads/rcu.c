// SPDX-License-Identifier: GPL-2.0-or-later
/* RCU by liburcu: its sections and its grace periods; one thread waits for these, and runs the callbacks. */
#include <pthread.h>
#include <stdlib.h>

#include <ground/thread.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "hidden.h"
#include "liburcu.h"

/**
 * struct waiting - A callback.
 * @next: the one that was queued before it.
 * @head: where the caller has its rcu_head.
 * @func: the callback; NULL to free @object.
 * @object: see there.
 */
struct waiting {
	struct waiting *next;
	struct rcu_head *head;
	rcu_callback_t func;
	void *object;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct waiting *queue;
static bool running;

/* By which ThreadSanitizer knows that a section has ended before what comes behind a grace period. */
static char grace;

static __thread unsigned int depth;

void ground_thread_read_lock(void)
{
	liburcu_read_lock();
	depth++;
}

void ground_thread_read_unlock(void)
{
	if (!--depth) {
		__tsan_release(&grace);
		ground_thread_progress(GROUND_PROGRESS_SECTIONS);
	}
	liburcu_read_unlock();
}

bool ground_thread_reading(void)
{
	return depth;
}

void ground_rcu_thread_begin(void)
{
	liburcu_register();
}

void ground_rcu_thread_end(void)
{
	liburcu_unregister();
}

static void wait_for_readers(void)
{
	liburcu_synchronize();
	__tsan_acquire(&grace);
	ground_thread_progress(GROUND_PROGRESS_GRACES);
}

static void run(struct waiting *w)
{
	if (w->func)
		w->func(w->head);
	else
		ground_kfree(w->object, __FILE__, __LINE__);
	ground_thread_progress(GROUND_PROGRESS_CALLBACKS);
	free(w);
}

static void run_all(struct waiting *w)
{
	while (w) {
		struct waiting *next = w->next;

		run(w);
		w = next;
	}
}

static void *work(void *unused)
{
	(void)unused;
	ground_rcu_thread_begin();
	pthread_mutex_lock(&lock);
	for (;;) {
		struct waiting *w = queue;

		running = w;
		if (!w) {
			pthread_cond_broadcast(&changed);
			pthread_cond_wait(&changed, &lock);
			continue;
		}
		queue = NULL;
		pthread_mutex_unlock(&lock);
		wait_for_readers();
		run_all(w);
		pthread_mutex_lock(&lock);
	}
	return NULL;
}

void ground_rcu_start(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, work, NULL))
		abort();
	pthread_detach(thread);
}

/* As in Linux, the head holds something at once. */
HIDDEN static void overwrite(struct rcu_head *head, struct rcu_head *next, rcu_callback_t func)
{
	*(struct rcu_head *volatile *)&head->next = next;
	*(rcu_callback_t volatile *)&head->func = func;
}

static void enqueue(struct rcu_head *head, rcu_callback_t func, void *object)
{
	struct waiting *w = malloc(sizeof(*w));

	if (!w)
		abort();
	*w = (struct waiting){ .head = head, .func = func, .object = object };
	if (head)
		overwrite(head, head, func ? func : (rcu_callback_t)((uintptr_t)head - (uintptr_t)object));
	pthread_mutex_lock(&lock);
	w->next = queue;
	queue = w;
	if (!running)
		pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

void ground_call_rcu(struct rcu_head *head, rcu_callback_t func, const char *file, int line)
{
	(void)file;
	(void)line;
	enqueue(head, func, NULL);
}

void ground_kfree_rcu(void *object, struct rcu_head *head, const char *file, int line)
{
	(void)file;
	(void)line;
	enqueue(head, NULL, object);
}

void ground_rcu_wait(bool callbacks, const char *file, int line)
{
	(void)file;
	(void)line;
	wait_for_readers();
	if (!callbacks)
		return;
	pthread_mutex_lock(&lock);
	while (queue || running)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}
