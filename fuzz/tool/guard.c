// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs that crash the subject or make it hang end the process, but not
 * before the report is written: signal handlers see to it, and where
 * AddressSanitizer is at work, its death callback.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "frame.h"
#include "tool.h"

/* Seconds that reporting may take: the subject is in an unknown state. */
#define REPORT_TIMEOUT 10

static unsigned int timeout;
static void (*on_crash)(const struct run_result *result);
static volatile sig_atomic_t running;	/* a program runs now */
static volatile sig_atomic_t reporting;
static const char *operation;		/* of the call that is being made */
static void (*on_call)(const struct call *call, void *arg);	/* the caller's */
static bool quiet;

static void note_call(const struct call *call, void *arg)
{
	operation = operation_infos[call->op].name;
	if (on_call)
		on_call(call, arg);
}

static void report(const char *how, const char *place)
{
	const struct run_result *reported;
	struct run_result other = { 0 };

	if (reporting)
		_exit(EXIT_DIVERGENCE);
	reporting = 1;
	alarm(REPORT_TIMEOUT);
	/* What crashes while no program runs is whoever looks at its trees. */
	snprintf(other.token, sizeof(other.token), "%s:%s", operation, how);
	reported = harness_crashed(how, place);
	on_crash(reported ? reported : &other);
	fflush(stdout);
}

#ifdef WITH_ASAN
void __sanitizer_set_death_callback(void (*callback)(void));
const char *__asan_default_options(void);
void __asan_on_error(void);

const char *__asan_default_options(void)
{
	return "exitcode=1";
}

/* Before the sanitizer writes its own report, which takes it a second to find the symbols for. */
void __asan_on_error(void)
{
	if (!running || !quiet)
		return;
	report("asan", "");
	_exit(EXIT_DIVERGENCE);
}

static void on_death(void)
{
	char place[PLACE_SIZE];

	if (!running)
		return;
	frame_of_subject(place, sizeof(place));
	report("asan", place);
}
#endif

static void on_signal(int number)
{
	if (!running && !reporting) {
		/* Our own crash, not the subject's. */
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	report(number == SIGALRM ? "hang" : "crash", "");
	_exit(EXIT_DIVERGENCE);
}

static void handle(int number)
{
	/* On a stack of its own: the subject may have used up the other. Not masked: see report(). */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER };

	sigaction(number, &action, NULL);
}

#ifndef WITH_ASAN
static void handle_crashes(void)
{
	static char stack[1 << 16];
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };

	sigaltstack(&alternate, NULL);
	handle(SIGSEGV);
	handle(SIGBUS);
	handle(SIGFPE);
}
#endif

void guard_expect(unsigned int seconds, void (*crashed)(const struct run_result *result))
{
	timeout = seconds;
	on_crash = crashed;
}

void guard_init(unsigned int seconds, void (*crashed)(const struct run_result *result))
{
	guard_expect(seconds, crashed);
	harness_init();
#ifdef WITH_ASAN
	__sanitizer_set_death_callback(on_death);
#else
	handle_crashes();
#endif
	handle(SIGILL);
	handle(SIGABRT);
	handle(SIGALRM);
}

static struct run_options begin(const struct run_options *options)
{
	struct run_options noted = *options;

	on_call = options->on_call;
	noted.on_call = note_call;
	quiet = options->quiet;
	operation = "start";
	running = 1;
	alarm(timeout);
	return noted;
}

static void end(void)
{
	alarm(0);
	running = 0;
}

bool guard_run(const struct input *input, const struct run_options *options,
	       struct run_result *result)
{
	const struct run_options noted = begin(options);
	bool good = harness_run(input->data, input->size, &noted, result);

	end();
	return good;
}

bool guard_perform(const struct input *input, const struct run_options *options, size_t calls,
		   struct run_result *result)
{
	const struct run_options noted = begin(options);
	bool good = harness_perform(input->data, input->size, &noted, calls, result);

	end();
	return good;
}

void guard_watch(void (*fn)(void *arg), void *arg)
{
	running = 1;
	alarm(timeout);
	fn(arg);
	end();
}

void guard_show(const struct input *input, const struct run_options *options, FILE *out)
{
	const struct run_options noted = begin(options);

	harness_show(input->data, input->size, &noted, out);
	end();
}
