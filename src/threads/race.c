// SPDX-License-Identifier: GPL-2.0-or-later
/* data_race(), told to ThreadSanitizer. */
#include <ground/thread_race.h>

#include "hidden.h"

#ifdef WITH_TSAN
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);

void ground_thread_race_begin(void)
{
	AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
}

void ground_thread_race_end(void)
{
	AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}
#else
void ground_thread_race_begin(void)
{
}

void ground_thread_race_end(void)
{
}
#endif
