// SPDX-License-Identifier: GPL-2.0-or-later
/* Trimming a program for AFL++: leave out chunks of instructions, ever smaller ones. */
#include "trim.h"

/* The largest power of two that is at most half of @count, and at least one. */
static size_t first_chunk(size_t count)
{
	size_t chunk = 1;

	while (chunk * 4 <= count)
		chunk *= 2;
	return chunk;
}

unsigned int trim_begin(struct trim *trim, const uint8_t *data, size_t size)
{
	sequence_decode(&trim->program, data, size, MAX_INSTRUCTIONS);
	trim->at = 0;
	trim->step = 0;
	trim->steps = 0;
	trim->chunk = first_chunk(trim->program.count);
	/* Instructions that stay are passed over once in each round. */
	for (size_t chunk = trim->chunk; chunk; chunk /= 2)
		trim->steps += (trim->program.count + chunk - 1) / chunk;
	/* The header of an old file may have switched off all there is. */
	if (!trim->program.count && size > HEADER_SIZE)
		trim->steps = 1;
	return trim->steps;
}

size_t trim_candidate(struct trim *trim, uint8_t *data)
{
	trim->candidate = trim->program;
	sequence_cut(&trim->candidate, trim->at, smaller(trim->chunk, trim->program.count - trim->at));
	return sequence_encode(&trim->candidate, data);
}

unsigned int trim_verdict(struct trim *trim, bool same)
{
	trim->step++;
	if (same)
		trim->program = trim->candidate;
	else
		trim->at += trim->chunk;
	if (trim->at >= trim->program.count) {
		trim->at = 0;
		trim->chunk /= 2;
	}
	return trim->chunk && trim->program.count ? trim->step : trim->steps;
}
