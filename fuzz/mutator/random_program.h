/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random instructions, by the weights of operations.def and the program's swarm. Private to the mutator.
 */
#ifndef RANDOM_PROGRAM_H
#define RANDOM_PROGRAM_H

#include <stddef.h>

#include "instruction.h"
#include "rng.h"

/** random_phase() - Any phase. */
enum phase random_phase(struct rng *rng);

/** random_header() - Attributes of all kinds; a swarm now and then; allocations mostly succeed. */
void random_header(struct rng *rng, struct header *header);

/** random_swarm() - A number that has some operations often, and some not at all. */
uint32_t random_swarm(struct rng *rng);

/** random_instruction() - An instruction as @phase would have it, in a program of @header. */
void random_instruction(struct rng *rng, const struct header *header, enum phase phase, struct instruction *insn);

/**
 * random_instruction_of() - The same, of an operation of @selection that takes an operand of the kind @takes; OPERAND_NONE: whatever it takes.
 *
 * Where the target has none, it is any that it has.
 */
void random_instruction_of(struct rng *rng, const struct header *header, enum phase phase, const struct selection *selection,
			   enum operand takes, struct instruction *insn);

/* Instructions of a stretch or an idiom at most. */
#define RUN_MAX 12

/**
 * random_stretch() - Some instructions of one phase.
 * @insns: room for RUN_MAX instructions.
 *
 * Return: how many it has.
 */
size_t random_stretch(struct rng *rng, const struct header *header, struct instruction *insns);

/**
 * random_idiom() - A few instructions that belong together, such as fill, dup,
 * change both, destroy one; on trees of its choice.
 * @insns: room for RUN_MAX instructions.
 *
 * Return: how many it has.
 */
size_t random_idiom(struct rng *rng, const struct header *header, struct instruction *insns);

#endif
