// SPDX-License-Identifier: GPL-2.0-or-later
/* The names by which libFuzzer finds the mutator. It makes programs for the target of the executable. */
#include "aim.h"
#include "mutate.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	mutator_aim(the_target);
	return mutate(data, size, max_size, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
				 uint8_t *out, size_t max_size, unsigned int seed)
{
	return crossover(a, a_size, b, b_size, out, max_size, seed);
}
