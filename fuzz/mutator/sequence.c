// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs as sequences of instructions. */
#include <string.h>

#include "sequence.h"

size_t sequence_capacity(size_t max_size)
{
	return smaller((max_size - HEADER_SIZE) / INSTRUCTION_SIZE, MAX_INSTRUCTIONS);
}

void sequence_decode(struct sequence *s, const uint8_t *data, size_t size, size_t limit)
{
	header_decode(data, size, &s->header);
	s->limit = limit;
	s->count = 0;
	for (size_t i = 0; i < instruction_count(size) && s->count < limit; i++) {
		struct instruction *insn = &s->insns[s->count];

		instruction_decode(data, size, &s->header, i, insn);
		instruction_renew(insn);
		s->count += header_renewed_has(&s->header, insn->op);
	}
	header_renew(&s->header);
}

size_t sequence_encode(const struct sequence *s, uint8_t *data)
{
	header_encode(&s->header, data);
	for (size_t i = 0; i < s->count; i++)
		instruction_encode(&s->insns[i], data + HEADER_SIZE + i * INSTRUCTION_SIZE);
	return HEADER_SIZE + s->count * INSTRUCTION_SIZE;
}

bool sequence_insert(struct sequence *s, size_t at, const struct instruction *insns, size_t n)
{
	n = smaller(n, s->limit - s->count);
	memmove(&s->insns[at + n], &s->insns[at], (s->count - at) * sizeof(*insns));
	memcpy(&s->insns[at], insns, n * sizeof(*insns));
	s->count += n;
	return n > 0;
}

void sequence_cut(struct sequence *s, size_t at, size_t n)
{
	memmove(&s->insns[at], &s->insns[at + n], (s->count - at - n) * sizeof(s->insns[0]));
	s->count -= n;
}
