// SPDX-License-Identifier: GPL-2.0-or-later
/* Random programs from nothing. */
#include "aim.h"
#include "generate.h"
#include "meeting.h"

/* Several instructions that belong together, or a stretch of one phase. */
static size_t random_part(struct rng *rng, const struct header *header, struct instruction *insns)
{
	size_t n = 0;

	if (rng_below(rng, 100) < mutator_target()->meetings)
		n = random_meeting(rng, header, insns);
	if (n)
		return n;
	return rng_one_in(rng, 3) ? random_idiom(rng, header, insns) : random_stretch(rng, header, insns);
}

void generate_sequence(struct sequence *s, struct rng *rng)
{
	struct instruction insns[RUN_MAX > MEETING_MAX ? RUN_MAX : MEETING_MAX];
	size_t length;

	random_header(rng, &s->header);
	s->count = 0;
	length = s->limit ? 1 + rng_below(rng, s->limit) : 0;
	while (s->count < length) {
		size_t n = random_part(rng, &s->header, insns);

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
