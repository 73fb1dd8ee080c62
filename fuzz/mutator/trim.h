/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trimming: an engine offers a program, is given smaller ones, and says of
 * each whether it still does the same. Whole instructions are dropped, many at a time first.
 */
#ifndef TRIM_H
#define TRIM_H

#include "sequence.h"

/**
 * struct trim - A program that is being trimmed. Private to trim.c.
 * @program: what is left of it.
 * @candidate: what the engine is trying out.
 * @at: where the instructions that @candidate does without begin.
 * @chunk: how many they are.
 * @step: candidates so far.
 * @steps: how many there will be at most.
 */
struct trim {
	struct sequence program;
	struct sequence candidate;
	size_t at;
	size_t chunk;
	unsigned int step;
	unsigned int steps;
};

/**
 * trim_begin() - Begin to trim the program @data of @size bytes.
 *
 * Return: how many candidates there will be at most; 0 if it can't get smaller.
 */
unsigned int trim_begin(struct trim *trim, const uint8_t *data, size_t size);

/**
 * trim_candidate() - The next smaller program, until trim_verdict() says that there is none.
 * @data: room for MAX_PROGRAM_SIZE bytes.
 *
 * Return: its size in bytes, always less than that of the program.
 */
size_t trim_candidate(struct trim *trim, uint8_t *data);

/**
 * trim_verdict() - Whether the last candidate does the same as the program.
 *
 * Return: how many candidates are done with; what trim_begin() returned at the end.
 */
unsigned int trim_verdict(struct trim *trim, bool same);

#endif
