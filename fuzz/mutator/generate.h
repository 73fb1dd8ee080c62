/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random programs from nothing. */
#ifndef GENERATE_H
#define GENERATE_H

#include "random_program.h"
#include "sequence.h"

/**
 * generate() - A random program from nothing.
 * @instructions: how many instructions it has at most.
 *
 * Return: the size of what was written to @data.
 */
size_t generate(uint8_t *data, size_t max_size, size_t instructions, uint64_t seed);

/** generate_sequence() - Make @s, whose limit is set, a random program of any length up to that. */
void generate_sequence(struct sequence *s, struct rng *rng);

#endif
