/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `maplefuzz exhaust` has found: a batch of programs that diverges, of which one is the reproducer.
 */
#ifndef EXHAUST_FIND_H
#define EXHAUST_FIND_H

#include "exhaust/batch.h"

/**
 * struct find - A divergence.
 * @start: what the batch begins with.
 * @batch: it; its @start points nowhere.
 * @item: the program that it had come to.
 * @token: what it diverges with.
 */
struct find {
	struct start start;
	struct batch batch;
	size_t item;
	char token[TOKEN_SIZE];
};

/** find_note() - Copy what was found. */
void find_note(struct find *find, const struct batch *batch, const struct run_result *result);

/**
 * find_reduce() - Look for the one program of the batch that diverges when it is run alone, on the shape or on its duplicate.
 * @program: set to it; to the whole batch if there is none.
 * @token: set to what that diverges with.
 *
 * Context: trial_init() was called. Return: false after a complaint, if nothing diverges any more.
 */
bool find_reduce(const struct find *find, struct input *program, char *token);

#endif
