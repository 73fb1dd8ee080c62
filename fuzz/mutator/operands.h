/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random operands: of each kind in operands.def, a new one, and a small change. Private to the mutator. */
#ifndef MUTATOR_OPERANDS_H
#define MUTATOR_OPERANDS_H

#include "instruction.h"
#include "rng.h"

/**
 * struct random_operand - How a kind of operand comes about.
 * @generate: write a new one into @insn, whose operation is set.
 * @tweak: change the one in @insn a little, or take another.
 */
struct random_operand {
	void (*generate)(struct rng *rng, struct instruction *insn);
	void (*tweak)(struct rng *rng, struct instruction *insn);
};

extern const struct random_operand random_operands[OPERANDS];

/** random_tree() - Any tree; mostly one of few, so that they grow and meet. */
uint8_t random_tree(struct rng *rng);

/** random_cursor() - Any cursor; mostly one of two, so that what a cursor does comes of what it did before. */
uint8_t random_cursor(struct rng *rng);

/** random_attributes() - Any set of enum attribute; mostly with those that the target wants. */
uint8_t random_attributes(struct rng *rng);

#endif
