// SPDX-License-Identifier: GPL-2.0-or-later
/* Random programs from nothing. */
#include "generate.h"

/* Idioms, and stretches of a random length, each of one phase. */
void generate_sequence(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX];
	size_t length;

	random_header(rng, &s->header);
	s->count = 0;
	length = s->limit ? 1 + rng_below(rng, s->limit) : 0;
	while (s->count < length) {
		size_t n = rng_one_in(rng, 3) ? random_idiom(rng, &s->header, insns) :
							random_stretch(rng, &s->header, insns);

		sequence_insert(s, s->count, insns, smaller(n, length - s->count));
	}
}

size_t generate(uint8_t *data, size_t max_size, size_t instructions, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence s;

	if (max_size < HEADER_SIZE)
		return 0;
	s.limit = smaller(instructions, sequence_capacity(max_size));
	generate_sequence(&s, &rng);
	return sequence_encode(&s, data);
}
