/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_KTHREAD_H
#define GROUND_LINUX_KTHREAD_H

#include <linux/types.h>

struct task_struct;

/** kthread_run() - Start a thread that calls @function. Return: it, or an ERR_PTR(). */
#define kthread_run(function, data, name, ...)	ground_kthread_run(function, data)

struct task_struct *ground_kthread_run(int (*function)(void *data), void *data);

/** kthread_stop() - Tell a thread to stop, and wait until it has. Return: what its function did. */
int kthread_stop(struct task_struct *task);

/** kthread_should_stop() - Was the current thread told to? */
bool kthread_should_stop(void);

#endif
