// SPDX-License-Identifier: GPL-2.0-or-later
/* Faults: who hears of them, and which are expected. */
#include <stdio.h>
#include <stdlib.h>

#include <ground/raise.h>

#include "internal.h"

static ground_fault_fn handler;
static bool warning_expected;

const char *ground_fault_name(enum ground_fault fault)
{
	switch (fault) {
	case GROUND_WARN:
		return "warn";
	case GROUND_BUG:
		return "bug";
	case GROUND_DUMP_STACK:
		return "dump-stack";
	case GROUND_LOCK:
		return "lock";
	case GROUND_RCU:
		return "rcu";
	case GROUND_MEMORY:
		return "memory";
	case GROUND_SLEEP:
		return "sleep";
	case GROUND_STUCK:
		return "stuck";
	}
	return "unknown";
}

void ground_on_fault(ground_fault_fn fn)
{
	handler = fn;
}

void ground_expect_warning(bool expect)
{
	warning_expected = expect;
}

void ground_raise(enum ground_fault fault, const char *what, const char *file, int line)
{
	if (handler) {
		handler(fault, what, file, line);
		return;
	}
	fprintf(stderr, "ground: %s: %s (%s:%d)\n", ground_fault_name(fault), what, file, line);
	abort();
}

void ground_die(const char *why)
{
	fprintf(stderr, "ground: %s\n", why);
	abort();
}

void ground_warn(const char *cond, const char *file, int line)
{
	if (warning_expected)
		ground_tally.warnings++;
	else
		ground_raise(GROUND_WARN, cond, file, line);
}

void ground_bug(const char *cond, const char *file, int line)
{
	ground_raise(GROUND_BUG, cond, file, line);
	abort();
}

void ground_dump_stack(const char *file, int line)
{
	ground_raise(GROUND_DUMP_STACK, "dump_stack() was called", file, line);
}

void ground_rcu_misuse(const char *what, const char *file, int line)
{
	ground_raise(GROUND_RCU, what, file, line);
}

void ground_lock_misuse(const char *what, const char *file, int line)
{
	ground_raise(GROUND_LOCK, what, file, line);
}

void ground_fault_reset(void)
{
	warning_expected = false;
}
