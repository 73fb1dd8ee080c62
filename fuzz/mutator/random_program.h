/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random instructions, weighted so that programs of them do something: operands
 * near what the trees hold, few trees, sizes mostly small. Private to the mutator.
 */
#ifndef RANDOM_PROGRAM_H
#define RANDOM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "instruction.h"

/* Our own generator (splitmix64), so that a seed means the same on every machine. */
struct rng {
	uint64_t state;
};

/** rng_next() - 64 random bits. */
uint64_t rng_next(struct rng *rng);

/** rng_below() - A number from 0 to @n - 1; @n is not 0. */
unsigned int rng_below(struct rng *rng, unsigned int n);

/** rng_one_in() - True once in @n times. */
bool rng_one_in(struct rng *rng, unsigned int n);

/** rng_pick() - An index into the @n weights at @weights, by weight. */
unsigned int rng_pick(struct rng *rng, const uint8_t *weights, unsigned int n);

/**
 * enum profile - What a stretch of a program is after.
 * @PROFILE_MIXED: everything.
 * @PROFILE_GROW: trees that grow.
 * @PROFILE_SHRINK: trees that shrink.
 * @PROFILE_COPY: duplicating, destroying, changing in between, failing allocations.
 * @PROFILE_READ: what a tree holds, asked for in every way.
 */
enum profile {
	PROFILE_MIXED,
	PROFILE_GROW,
	PROFILE_SHRINK,
	PROFILE_COPY,
	PROFILE_READ,
	PROFILES
};

/** random_profile() - Any profile. */
enum profile random_profile(struct rng *rng);

/** random_header() - Attributes of all kinds; some operations off now and then; allocations mostly succeed. */
void random_header(struct rng *rng, struct header *header);

/** random_instruction() - An instruction as @profile would have it. */
void random_instruction(struct rng *rng, enum profile profile, struct instruction *insn);

/* The parts of an instruction, for those who change one of them. */
uint8_t random_op(struct rng *rng, enum profile profile);
uint8_t random_tree(struct rng *rng);
uint8_t random_flags(struct rng *rng, uint8_t op);
uint8_t random_index_mode(struct rng *rng);
uint8_t random_length_mode(struct rng *rng, uint8_t op);
uint8_t random_entry(struct rng *rng);
uint16_t random_count(struct rng *rng, uint8_t op);
uint16_t random_stride(struct rng *rng);
uint64_t random_index(struct rng *rng);
uint64_t random_a(struct rng *rng, uint8_t index_mode);
uint64_t random_b(struct rng *rng, uint8_t length_mode);

/* Instructions of a phase or an idiom at most. */
#define RUN_MAX 12

/**
 * random_phase() - Some instructions of one profile.
 * @insns: room for RUN_MAX instructions.
 *
 * Return: how many it has.
 */
size_t random_phase(struct rng *rng, struct instruction *insns);

/**
 * random_idiom() - A few instructions that belong together, such as fill, dup,
 * change both, destroy one; on trees of its choice.
 * @insns: room for RUN_MAX instructions.
 *
 * Return: how many it has.
 */
size_t random_idiom(struct rng *rng, struct instruction *insns);

#endif
