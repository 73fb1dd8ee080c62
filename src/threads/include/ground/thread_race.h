/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What ThreadSanitizer must not look at, for data_race(): a value that may be anything, and is not used then. */
#ifndef GROUND_THREAD_RACE_H
#define GROUND_THREAD_RACE_H

void ground_thread_race_begin(void);
void ground_thread_race_end(void);

#endif
