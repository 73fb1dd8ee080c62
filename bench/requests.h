/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a program is told what to measure: it reads lines
 *	OPERATION MILLISECONDS
 * from its input, and answers each with a line
 *	OPERATION,COUNT,SECONDS,MEMORY
 * so that scripts/bench can let several take turns.
 */
#ifndef BENCH_REQUESTS_H
#define BENCH_REQUESTS_H

#include <stdio.h>

#include "measure.h"

/* What is measured; each program has its own. */
struct bench;

/**
 * struct operation - Something that can be measured.
 * @name: what it is called.
 * @run: make it as long as @slice wants. What came of it is checked, outside of the time.
 * @possible: can it be made on what @b is? NULL if it always can.
 */
struct operation {
	const char *name;
	void (*run)(struct bench *b, struct slice *slice);
	bool (*possible)(const struct bench *b);
};

/* The tables of operations of a program, and NULL behind them. Each ends with an operation that has no name. */
extern const struct operation *const operation_tables[];

/**
 * requests_usage() - Print how the program is used, @usage and the names of operations.
 *
 * Return: the exit code of the program: 0 if @file is stdout.
 */
int requests_usage(FILE *file, const char *usage);

/**
 * complain() - Print a line with @format, in which there is a %s for @word, behind the name of the program.
 *
 * Return: 2, the exit code of the program.
 */
int complain(const char *format, const char *word);

/**
 * requests_obey() - Do what the lines of the input say.
 *
 * Return: the exit code of the program.
 */
int requests_obey(struct bench *b);

#endif
