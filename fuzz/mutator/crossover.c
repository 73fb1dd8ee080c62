// SPDX-License-Identifier: GPL-2.0-or-later
/* Making one program of two. */
#include "mutate.h"
#include "random_program.h"
#include "sequence.h"

/* Append up to @n instructions of @from, from @at on. */
static void append(struct sequence *to, const struct sequence *from, size_t at, size_t n)
{
	sequence_insert(to, to->count, &from->insns[at], smaller(n, from->count - at));
}

/* The beginning of one, the end of the other. */
static void splice(struct sequence *out, const struct sequence *a, const struct sequence *b, struct rng *rng)
{
	append(out, a, 0, rng_below(rng, a->count + 1));
	append(out, b, rng_below(rng, b->count + 1), b->count);
}

/* Runs of both in turn, some of them left out. */
static void interleave(struct sequence *out, const struct sequence *a, const struct sequence *b, struct rng *rng)
{
	const struct sequence *from[2] = { a, b };
	size_t at[2] = { 0, 0 };

	for (int turn = rng_below(rng, 2); at[0] < a->count || at[1] < b->count; turn = !turn) {
		size_t n = smaller(1 + rng_below(rng, 8), from[turn]->count - at[turn]);

		if (!rng_one_in(rng, 4))
			append(out, from[turn], at[turn], n);
		at[turn] += n;
	}
}

size_t crossover(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
		 uint8_t *out, size_t max_size, uint64_t seed)
{
	struct rng rng = { seed };
	struct sequence first, second, result;

	if (max_size < HEADER_SIZE)
		return 0;
	sequence_decode(&first, a, a_size, MAX_INSTRUCTIONS);
	sequence_decode(&second, b, b_size, MAX_INSTRUCTIONS);
	result.header = rng_one_in(&rng, 2) ? first.header : second.header;
	result.count = 0;
	result.limit = sequence_capacity(max_size);
	if (rng_one_in(&rng, 2))
		splice(&result, &first, &second, &rng);
	else
		interleave(&result, &first, &second, &rng);
	return sequence_encode(&result, out);
}
