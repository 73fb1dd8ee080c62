/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A random program as a sequence. Private to the mutator. */
#ifndef GENERATE_H
#define GENERATE_H

#include "random_program.h"
#include "sequence.h"

/** generate_sequence() - Make @s, whose limit is set, a random program of any length up to that. */
void generate_sequence(struct sequence *s, struct rng *rng);

#endif
