// SPDX-License-Identifier: GPL-2.0-or-later
#include "mutate.h"
#include "random_program.h"
#include "sequence.h"

static void append_idiom(struct sequence *s, struct rng *rng)
{
	struct instruction insns[IDIOM_MAX];
	size_t n = random_idiom(rng, insns);

	sequence_insert(s, s->count, insns, n);
}

/* Idioms, and phases of a random length, each with a profile of its own. */
size_t generate(uint8_t *data, size_t max_size, size_t instructions, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence s = { .count = 0 };

	if (max_size < HEADER_SIZE)
		return 0;
	random_header(&rng, &s.header);
	s.limit = smaller(instructions, sequence_capacity(max_size));
	if (s.limit)
		s.limit = 1 + rng_below(&rng, s.limit);
	while (s.count < s.limit) {
		enum profile profile = random_profile(&rng);

		if (rng_one_in(&rng, 3)) {
			append_idiom(&s, &rng);
			continue;
		}
		for (size_t n = 1 + rng_below(&rng, 12); n && s.count < s.limit; n--)
			random_instruction(&rng, profile, &s.insns[s.count++]);
	}
	return sequence_encode(&s, data);
}
