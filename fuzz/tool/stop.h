/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signals that ask a long run for an end. */
#ifndef STOP_H
#define STOP_H

#include <signal.h>

/* The signal that asked for it; 0 for none. */
extern volatile sig_atomic_t stop_signal;

/** stop_expect() - From here on, note the first signal that asks for an end, so that what was done is said. Who asks twice gets it at once. */
void stop_expect(void);

#endif
