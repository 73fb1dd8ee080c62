// SPDX-License-Identifier: GPL-2.0-or-later
/* Which allocations fail. */
#include <limits.h>
#include <stdint.h>

#include "internal.h"

/* Which of 64 allocations that may not block fail under GROUND_NOWAIT_SOMETIMES: half of them. */
#define SOMETIMES	0x9b3a5c4e2d96c8b4ULL

static enum ground_nowait nowait;
static unsigned int sometimes;
static unsigned long nth;
static unsigned long budget = ULONG_MAX;
static unsigned long lift_after;

/* Failures since the last allocation that succeeded while anything was in force, and how many of them are a fault. */
static unsigned long in_a_row;
static unsigned long most_in_a_row;

bool ground_asked;

static void update(void)
{
	ground_asked = nth || budget != ULONG_MAX || nowait != GROUND_NOWAIT_SUCCEED;
}

void ground_set_nowait(enum ground_nowait policy)
{
	nowait = policy;
	update();
}

void ground_fail_nth(unsigned long n)
{
	nth = n;
	update();
}

void ground_set_budget(unsigned long n)
{
	budget = n;
	update();
}

void ground_lift_budget_after(unsigned long failures)
{
	lift_after = failures;
}

void ground_limit_failures(unsigned long n)
{
	most_in_a_row = n;
}

bool ground_faults_armed(void)
{
	return nth || budget != ULONG_MAX;
}

void ground_clear_faults(void)
{
	nth = 0;
	budget = ULONG_MAX;
	in_a_row = 0;
	update();
}

static bool nowait_fails(void)
{
	switch (nowait) {
	case GROUND_NOWAIT_FAIL:
		return true;
	case GROUND_NOWAIT_SOMETIMES:
		return SOMETIMES >> (sometimes++ % 64) & 1;
	default:
		return false;
	}
}

/* How many of n objects are had before nth strikes. */
static size_t count_down(size_t n)
{
	size_t had = n;

	if (nth > n) {
		nth -= n;
	} else if (nth) {
		had = nth - 1;
		nth = 0;
		update();
	}
	return had;
}

/* An allocation has failed. */
static void count_failure(bool blocking, bool exhausted)
{
	ground_tally.failures++;
	if (blocking || exhausted)
		ground_tally.blocking_failures++;
	in_a_row++;
	if (exhausted && (lift_after ? in_a_row >= lift_after : blocking))
		ground_set_budget(ULONG_MAX);
	if (most_in_a_row && in_a_row > most_in_a_row)
		ground_raise(GROUND_STUCK, "allocations fail again and again, and the call does not give up", __FILE__, __LINE__);
}

size_t ground_ask(gfp_t gfp, size_t n)
{
	bool blocking = gfpflags_allow_blocking(gfp);
	bool exhausted = false;
	size_t had = n;

	if (gfp & __GFP_NOFAIL) {
		in_a_row = 0;
		return n;
	}

	/* A bulk request fails half way, so that there are stale pointers. */
	if (blocking)
		had = count_down(n);
	else if (nth || nowait_fails())
		had = n / 2;

	if (budget != ULONG_MAX) {
		exhausted = budget < had;
		if (exhausted)
			had = budget;
		budget -= had;
	}
	if (had < n)
		count_failure(blocking, exhausted);
	else
		in_a_row = 0;
	return had;
}

void ground_inject_reset(void)
{
	nowait = GROUND_NOWAIT_SUCCEED;
	sometimes = 0;
	nth = 0;
	budget = ULONG_MAX;
	lift_after = 0;
	in_a_row = most_in_a_row = 0;
	update();
}
