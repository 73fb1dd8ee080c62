// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libmaplefuzz-mutator.so: the mutator by the names under which afl-fuzz looks
 * for one, in the library that AFL_CUSTOM_MUTATOR_LIBRARY names. It makes programs
 * for the target that MAPLEFUZZ_TARGET names; without that, for any.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aim.h"
#include "mutate.h"
#include "random_program.h"
#include "trim.h"

/* What afl-fuzz holds of us. @log: of the program in @out. */
struct afl_mutator {
	struct rng rng;
	struct trim trim;
	bool crossed;
	struct mutation_log log;
	char description[64];
	uint8_t out[MAX_PROGRAM_SIZE];
};

void *afl_custom_init(void *afl, unsigned int seed)
{
	const char *name = getenv("MAPLEFUZZ_TARGET");
	const struct fuzz_target *target = name ? fuzz_target_find(name) : NULL;
	struct afl_mutator *mutator;

	(void)afl;
	if (name && !target) {
		fprintf(stderr, "maplefuzz-mutator: there is no target '%s'\n", name);
		return NULL;
	}
	mutator_aim(target);
	mutator = calloc(1, sizeof(*mutator));
	if (mutator)
		mutator->rng.state = seed;
	return mutator;
}

void afl_custom_deinit(struct afl_mutator *mutator)
{
	free(mutator);
}

/**
 * afl_custom_fuzz() - A mutant of @data, or of what it and @other make together.
 * @other: another entry of the queue; NULL if there is none.
 */
size_t afl_custom_fuzz(struct afl_mutator *mutator, const uint8_t *data, size_t size, uint8_t **out,
		       const uint8_t *other, size_t other_size, size_t max_size)
{
	uint64_t seed = rng_next(&mutator->rng);

	*out = mutator->out;
	max_size = smaller(max_size, sizeof(mutator->out));
	mutator->log.count = 0;
	mutator->crossed = other && rng_one_in(&mutator->rng, 4);
	if (mutator->crossed) {
		size = crossover(data, size, other, other_size, mutator->out, max_size, seed);
		if (rng_one_in(&mutator->rng, 2))
			return size;
		seed = rng_next(&mutator->rng);
	} else {
		size = smaller(size, max_size);
		memcpy(mutator->out, data, size);
	}
	return mutate_logged(mutator->out, size, max_size, seed, &mutator->log);
}

/** afl_custom_describe() - The mutations that made the last mutant: part of a file's name. */
const char *afl_custom_describe(struct afl_mutator *mutator, size_t max_size)
{
	char *text = mutator->description;
	size_t room = smaller(max_size + 1, sizeof(mutator->description)), used;

	used = snprintf(text, room, "maple%s", mutator->crossed ? "-crossover" : "");
	for (size_t i = 0; i < mutator->log.count && used < room; i++)
		used += snprintf(text + used, room - used, "-%s", mutator->log.names[i]);
	return text;
}

int32_t afl_custom_init_trim(struct afl_mutator *mutator, const uint8_t *data, size_t size)
{
	return trim_begin(&mutator->trim, data, size);
}

size_t afl_custom_trim(struct afl_mutator *mutator, uint8_t **out)
{
	*out = mutator->out;
	return trim_candidate(&mutator->trim, mutator->out);
}

int32_t afl_custom_post_trim(struct afl_mutator *mutator, uint8_t success)
{
	return trim_verdict(&mutator->trim, success);
}
