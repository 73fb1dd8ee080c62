// SPDX-License-Identifier: GPL-2.0-or-later
/* Processes that share cells of work. */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exhaust/crew.h"

/* How often somebody looks how far they are. */
#define TICK_NANOSECONDS 50000000

/**
 * struct shared - What the processes share.
 * @taken: how many cells were looked at from the first on, and from the last.
 * @end: no cell from here on matters: there is a find in it.
 * @finds: of each process, if @found says so.
 * @found: of each process, the cell with its find, plus 1.
 */
struct shared {
	atomic_size_t taken[2];
	atomic_size_t end;
	size_t found[MOST_JOBS];
	struct find finds[];
};

/* In a process of the crew. */
static struct {
	struct crew *crew;
	struct shared *shared;
	unsigned int number;
	size_t cell;
	struct runner runner;
} self;

static void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		complain("no shared memory: %s", strerror(errno));
		return NULL;
	}
	return memory;
}

struct done *crew_cells(const struct plan *plan)
{
	return share((plan->count + 1) * sizeof(struct done));
}

/* ---- In a process of the crew ---- */

static void note_find(const struct batch *batch, const struct run_result *result)
{
	struct shared *shared = self.shared;
	size_t end = atomic_load(&shared->end);

	find_note(&shared->finds[self.number], batch, result);
	shared->found[self.number] = self.cell + 1;
	while (self.cell < end && !atomic_compare_exchange_weak(&shared->end, &end, self.cell))
		;
}

/* The process ends behind this. */
static void crashed(const struct run_result *result)
{
	note_find(&self.runner.batch, result);
}

/* Nothing behind a find matters. */
static bool give_up(void)
{
	return self.cell >= atomic_load(&self.shared->end);
}

static double processor_seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void do_cell(size_t number)
{
	struct done *done = &self.crew->done[number];
	const double before = processor_seconds();
	const struct cell *cell = &self.crew->plan->cells[number];

	self.cell = number;
	self.runner.tally = &done->tally;
	done->tally = (struct tally){ 0 };
	cell->sweep->run(&self.runner, self.crew->plan->scope, cell);
	done->seconds = processor_seconds() - before;
	if (!self.runner.failed)
		__atomic_store_n(&done->done, true, __ATOMIC_RELEASE);
}

/* The next cell for this process. Return: false if there is none. */
static bool take_cell(size_t *cell)
{
	const size_t count = self.crew->plan->count;
	const bool back = self.number % 2;
	size_t n;

	while ((n = atomic_fetch_add(&self.shared->taken[back], 1)) < count) {
		*cell = back ? count - 1 - n : n;
		if (*cell < atomic_load(&self.shared->end) && !self.crew->done[*cell].done && !atomic_exchange(&self.crew->done[*cell].taken, true))
			return true;
	}
	return false;
}

_Noreturn static void work(void)
{
	const struct crew *crew = self.crew;
	size_t cell;
	int nowhere = open("/dev/null", O_WRONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* What a sanitizer says of a find is said again when that is reported. */
	dup2(nowhere, STDERR_FILENO);
	guard_expect(crew->timeout, crashed);
	self.runner.options = crew->options;
	self.runner.options.quiet = true;
	self.runner.options.keep_going = true;
	self.runner.on_find = note_find;
	self.runner.give_up = give_up;
	while (!self.runner.failed && take_cell(&cell))
		do_cell(cell);
	_exit(self.runner.failed ? EXIT_DIVERGENCE : EXIT_CLEAN);
}

/* ---- In the parent ---- */

static bool begin(struct crew *crew, struct shared *shared, pid_t *workers)
{
	fflush(NULL);
	for (unsigned int i = 0; i < crew->jobs; i++) {
		workers[i] = fork();
		if (!workers[i]) {
			self.crew = crew;
			self.shared = shared;
			self.number = i;
			work();
		}
		if (workers[i] < 0) {
			complain("no child process: %s", strerror(errno));
			return false;
		}
	}
	return true;
}

static void kill_all(const struct crew *crew, pid_t *workers)
{
	for (unsigned int i = 0; i < crew->jobs; i++) {
		if (workers[i] <= 0)
			continue;
		kill(workers[i], SIGKILL);
		waitpid(workers[i], NULL, 0);
		workers[i] = 0;
	}
}

/* Take leave of those that are done. Return: how many are left; -1 after a complaint, if one was killed. */
static int reap(const struct crew *crew, const struct shared *shared, pid_t *workers)
{
	int left = 0;

	for (unsigned int i = 0; i < crew->jobs; i++) {
		int status;

		if (workers[i] <= 0)
			continue;
		if (!waitpid(workers[i], &status, WNOHANG)) {
			left++;
			continue;
		}
		workers[i] = 0;
		if (!shared->found[i] && (!WIFEXITED(status) || WEXITSTATUS(status) > EXIT_DIVERGENCE)) {
			complain("exhaust: a process ended with status 0x%x", (unsigned int)status);
			return -1;
		}
	}
	return left;
}

static bool take_find(const struct crew *crew, const struct shared *shared, struct find *find)
{
	const size_t end = atomic_load(&shared->end);

	for (unsigned int i = 0; i < crew->jobs; i++) {
		if (shared->found[i] != end + 1)
			continue;
		*find = shared->finds[i];
		find->batch.start = &find->start;
		return true;
	}
	return false;
}

static int watch(struct crew *crew, const volatile sig_atomic_t *stopped, const struct shared *shared, pid_t *workers)
{
	static const struct timespec tick = { 0, TICK_NANOSECONDS };
	int left;

	do {
		nanosleep(&tick, NULL);
		left = reap(crew, shared, workers);
		if (crew->on_tick)
			crew->on_tick(crew);
	} while (left > 0 && !*stopped);
	kill_all(crew, workers);
	return left < 0 ? EXIT_USAGE : EXIT_CLEAN;
}

int crew_work(struct crew *crew, const volatile sig_atomic_t *stopped, struct find *find)
{
	const size_t size = sizeof(struct shared) + crew->jobs * sizeof(struct find);
	struct shared *shared = share(size);
	pid_t workers[MOST_JOBS] = { 0 };
	int status = EXIT_USAGE;

	if (!shared)
		return EXIT_USAGE;
	atomic_init(&shared->end, crew->plan->count);
	if (begin(crew, shared, workers))
		status = watch(crew, stopped, shared, workers);
	kill_all(crew, workers);
	if (status == EXIT_CLEAN && take_find(crew, shared, find))
		status = EXIT_DIVERGENCE;
	munmap(shared, size);
	return status;
}
