/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes that do the work of `maplefuzz exhaust`, cell by cell: every other one from the last cell down, since large shapes come last, and
 * take longest. A divergence is the end of the one that finds it; the others do all cells before that, so that the find is always the same, whoever is fast.
 */
#ifndef EXHAUST_CREW_H
#define EXHAUST_CREW_H

#include <signal.h>
#include <stdatomic.h>

#include "exhaust/find.h"
#include "exhaust/plan.h"

/* Processes at most. */
#define MOST_JOBS 256

/**
 * struct done - A cell, shared by all processes.
 * @taken: a process has begun it.
 * @done: it is done.
 * @seconds: of processor time that it took, in this run.
 * @tally: what that took.
 */
struct done {
	atomic_bool taken;
	bool done;
	double seconds;
	struct tally tally;
};

/**
 * struct crew - Who works.
 * @plan: on what.
 * @options: how programs are run.
 * @timeout: seconds that a batch may take; 0 for no limit.
 * @jobs: how many processes.
 * @done: by cell.
 * @on_tick: told some times a second, and after the end; NULL for nobody.
 * @arg: given to it.
 */
struct crew {
	const struct plan *plan;
	struct run_options options;
	unsigned int timeout;
	unsigned int jobs;
	struct done *done;
	void (*on_tick)(struct crew *crew);
	void *arg;
};

/** crew_cells() - Memory for the cells of @plan that processes share. Return: NULL after a complaint. */
struct done *crew_cells(const struct plan *plan);

/**
 * crew_work() - Do all cells that are not done.
 * @stopped: set by a signal that asks for an end.
 * @find: set to the find in the earliest cell.
 *
 * Return: EXIT_CLEAN, EXIT_DIVERGENCE, or EXIT_USAGE after a complaint.
 */
int crew_work(struct crew *crew, const volatile sig_atomic_t *stopped, struct find *find);

#endif
