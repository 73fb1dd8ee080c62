// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A worker is forked from this process, which has everything set up. It runs one
 * program after the other, and writes down in shared memory which calls it makes and
 * what they diverge with. When one of them is the end of it, another worker is
 * forked. It is the parent that watches the clock.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trial.h"

/* How often the parent looks after the worker. */
#define POLL_MILLISECONDS 10

/* How many times its limit a call may take if it uses no processor time. */
#define SLEEP_LIMITS 30

/* How long a worker that hangs may take to say so. */
#define LAST_WORDS_MILLISECONDS 1000

/* What parent and worker share. */
static struct job {
	uint8_t data[MAX_PROGRAM_SIZE];
	size_t size;
	struct trial trial;
} *job;

static struct run_options run_options;
static unsigned int limit;	/* milliseconds of processor time for a call; 0 for none */
static pid_t worker;		/* 0 for none */
static int line;		/* to the worker: a byte asks, a byte answers */

struct trial_options trial_defaults(void)
{
	return (struct trial_options){
		.run = { .checks = CHECKS_ALL, .thorough = true },
		.timeout = TRIAL_TIMEOUT,
	};
}

static void note_call(const struct call *call, void *arg)
{
	(void)arg;
	job->trial.calls[job->trial.count++] = *call;
}

static void note_unit(const struct call *call, void *arg)
{
	(void)call;
	(void)arg;
	job->trial.units++;
}

static void note_result(const struct run_result *result)
{
	strcpy(job->trial.token, result->token);
	strcpy(job->trial.place, result->place);
	strcpy(job->trial.found, result->found);
}

void trial_init(const struct trial_options *options)
{
	job = mmap(NULL, sizeof(*job), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job == MAP_FAILED)
		exit(complain("no shared memory: %s", strerror(errno)));
	run_options = options->run;
	run_options.keep_going = true;
	run_options.quiet = true;
	run_options.on_call = note_call;
	run_options.on_unit = note_unit;
	trial_limit((unsigned int)options->timeout * 1000);
	guard_init(0, note_result);
}

void trial_limit(unsigned int milliseconds)
{
	limit = milliseconds;
}

/* ---- In the worker --------------------------------------------------------- */

static void run_program(void)
{
	/* As large as the program, so that AddressSanitizer sees a read past its end. */
	struct input input = { .data = malloc(job->size ? job->size : 1), .size = job->size };
	struct run_result result;

	memcpy(input.data, job->data, job->size);
	if (!guard_run(&input, &run_options, &result))
		note_result(&result);
	input_free(&input);
}

_Noreturn static void work(int wire)
{
	int nowhere = open("/dev/null", O_WRONLY);
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dup2(nowhere, STDERR_FILENO);
	while (read(wire, &byte, 1) == 1) {
		run_program();
		if (write(wire, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

/* ---- In the parent --------------------------------------------------------- */

static void end_worker(void)
{
	if (!worker)
		return;
	kill(worker, SIGKILL);
	waitpid(worker, NULL, 0);
	close(line);
	worker = 0;
}

static bool begin_worker(void)
{
	int ends[2];

	if (worker)
		return true;
	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
		complain("no socket: %s", strerror(errno));
		return false;
	}
	worker = fork();
	if (!worker) {
		close(ends[0]);
		work(ends[1]);
	}
	close(ends[1]);
	line = ends[0];
	if (worker > 0)
		return true;
	complain("no child process: %s", strerror(errno));
	close(line);
	worker = 0;
	return false;
}

/* The worker was stopped, or ended and could not say how. */
static void end_token(const char *how)
{
	struct trial *trial = &job->trial;

	if (*trial->token)
		return;
	snprintf(trial->token, sizeof(trial->token), "%s:%s",
		 trial->count ? operation_infos[trial->calls[trial->count - 1].op].name : "start", how);
}

/* Processor time that the worker has had, in milliseconds. */
static unsigned long worker_time(void)
{
	struct timespec time = { 0 };
	clockid_t clock;

	if (!clock_getcpuclockid(worker, &clock))
		clock_gettime(clock, &time);
	return (unsigned long)time.tv_sec * 1000 + (unsigned long)time.tv_nsec / 1000000;
}

/*
 * Wait until the worker has answered or ended. A busy machine makes it slow, so its own
 * time is looked at, and whether it gets on; one that sleeps is stopped after SLEEP_LIMITS times the limit.
 * Return: false if a call takes too long.
 */
static bool await_worker(void)
{
	struct pollfd answer = { .fd = line, .events = POLLIN };
	unsigned long since = worker_time(), polls = 0;
	size_t count = 0;

	for (;;) {
		int ready = poll(&answer, 1, limit ? POLL_MILLISECONDS : -1);
		size_t now = __atomic_load_n(&job->trial.count, __ATOMIC_RELAXED);

		if (ready > 0)
			return true;
		if (!limit)
			continue;
		if (now != count) {
			count = now;
			since = worker_time();
			polls = 0;
		}
		if (worker_time() - since > limit || ++polls * POLL_MILLISECONDS > SLEEP_LIMITS * limit)
			return false;
	}
}

/* Let a worker that hangs say in which call, or in which checks. */
static void interrupt_worker(void)
{
	struct pollfd answer = { .fd = line, .events = POLLIN };

	kill(worker, SIGALRM);
	poll(&answer, 1, LAST_WORDS_MILLISECONDS);
}

static void await_answer(void)
{
	bool ready = await_worker();
	char byte;

	if (ready && read(line, &byte, 1) == 1)
		return;
	if (!ready)
		interrupt_worker();
	end_worker();
	end_token(ready ? "crash" : "hang");
}

const struct trial *trial_run(const uint8_t *data, size_t size)
{
	char byte = 0;

	if (!begin_worker())
		return NULL;
	*job->trial.token = *job->trial.place = *job->trial.found = '\0';
	job->trial.count = 0;
	job->trial.units = 0;
	job->size = size;
	memcpy(job->data, data, size);
	if (write(line, &byte, 1) != 1) {
		complain("the worker is gone: %s", strerror(errno));
		return NULL;
	}
	await_answer();
	return &job->trial;
}

const struct trial *trial_run_alone(const uint8_t *data, size_t size)
{
	const struct trial *trial;

	end_worker();
	trial = trial_run(data, size);
	end_worker();
	return trial;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

double trial_seconds(void)
{
	struct rusage own, ended;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &ended);
	return seconds_of(&own.ru_utime) + seconds_of(&own.ru_stime) + seconds_of(&ended.ru_utime) + seconds_of(&ended.ru_stime) +
	       (worker ? (double)worker_time() / 1000 : 0);
}
