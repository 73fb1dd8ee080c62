// SPDX-License-Identifier: GPL-2.0-or-later
/* Do the threads go on? */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <ground/thread.h>

#include "watchdog.h"

static unsigned int limit;

static const char *const stops[GROUND_PROGRESS_KINDS] = {
	[GROUND_PROGRESS_LOCKS] = "the writer does not go on",
	[GROUND_PROGRESS_SECTIONS] = "no reader comes to an end",
	[GROUND_PROGRESS_GRACES] = "no grace period ends",
	[GROUND_PROGRESS_CALLBACKS] = "nothing is freed",
};

static void *watch(void *unused)
{
	unsigned long before[GROUND_PROGRESS_KINDS] = { 0 };
	unsigned int still[GROUND_PROGRESS_KINDS] = { 0 };

	(void)unused;
	for (;;) {
		sleep(1);
		for (int kind = 0; kind < GROUND_PROGRESS_KINDS; kind++) {
			unsigned long now = ground_thread_count(kind);

			still[kind] = now == before[kind] ? still[kind] + 1 : 0;
			before[kind] = now;
			if (still[kind] < limit)
				continue;
			printf("hang: for %u s %s\n", limit, stops[kind]);
			fflush(NULL);
			_exit(EXIT_FAILURE);
		}
	}
	return NULL;
}

void watchdog_start(unsigned int seconds)
{
	pthread_t thread;

	limit = seconds;
	if (!pthread_create(&thread, NULL, watch, NULL))
		pthread_detach(thread);
}
