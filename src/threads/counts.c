// SPDX-License-Identifier: GPL-2.0-or-later
/* What threads have done so far. */
#include <ground/thread.h>

unsigned long ground_thread_counts[GROUND_PROGRESS_KINDS];
