/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What digests are made of. */
#ifndef MIX_H
#define MIX_H

#include <stdint.h>

/** mix() - @digest with @number in it. */
static inline uint64_t mix(uint64_t digest, uint64_t number)
{
	digest = (digest ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	return digest ^ digest >> 32;
}

#endif
