/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ends the process when its threads do not go on. */
#ifndef WATCHDOG_H
#define WATCHDOG_H

/**
 * watchdog_start() - Look every second.
 * @seconds: if no lock was taken, no section was left, or no grace period has ended for so long, that is said, and the process ends with
 *	exit code 1. A machine that is busy with something else must not look like it.
 */
void watchdog_start(unsigned int seconds);

#endif
