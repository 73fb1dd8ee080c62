// SPDX-License-Identifier: GPL-2.0-or-later
/* Signals that ask a long run for an end. */
#include <stddef.h>

#include "stop.h"

volatile sig_atomic_t stop_signal;

static void stop(int number)
{
	stop_signal = number;
}

void stop_expect(void)
{
	const struct sigaction action = { .sa_handler = stop, .sa_flags = SA_RESTART | SA_RESETHAND };

	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction before;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		sigaction(numbers[i], NULL, &before);
		/* What nohup keeps away stays away. */
		if (before.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}
