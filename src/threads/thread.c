// SPDX-License-Identifier: GPL-2.0-or-later
/* Threads as the kernel has them, and time. */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include <ground/thread.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>

/**
 * struct task_struct - A thread.
 * @thread: it.
 * @function: what it does.
 * @data: with what.
 * @result: what @function returned.
 * @stop: it was told to stop.
 */
struct task_struct {
	pthread_t thread;
	int (*function)(void *data);
	void *data;
	int result;
	bool stop;
};

static __thread struct task_struct *current;

void ground_thread_yield(void)
{
	sched_yield();
}

unsigned long ground_jiffies(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)now.tv_sec * HZ + (unsigned long)now.tv_nsec / (1000000000 / HZ);
}

static void *begin(void *task)
{
	current = task;
	ground_rcu_thread_begin();
	current->result = current->function(current->data);
	ground_rcu_thread_end();
	return NULL;
}

struct task_struct *ground_kthread_run(int (*function)(void *data), void *data)
{
	struct task_struct *task = calloc(1, sizeof(*task));

	if (!task)
		return ERR_PTR(-ENOMEM);
	task->function = function;
	task->data = data;
	if (!pthread_create(&task->thread, NULL, begin, task))
		return task;
	free(task);
	return ERR_PTR(-EAGAIN);
}

int kthread_stop(struct task_struct *task)
{
	int result;

	__atomic_store_n(&task->stop, true, __ATOMIC_RELAXED);
	pthread_join(task->thread, NULL);
	result = task->result;
	free(task);
	return result;
}

bool kthread_should_stop(void)
{
	return __atomic_load_n(&current->stop, __ATOMIC_RELAXED);
}
