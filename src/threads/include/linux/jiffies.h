/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_JIFFIES_H
#define GROUND_LINUX_JIFFIES_H

#define HZ			1000UL
#define jiffies			ground_jiffies()
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)

/** ground_jiffies() - Milliseconds since some moment. */
unsigned long ground_jiffies(void);

#endif
