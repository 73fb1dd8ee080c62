/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_GFP_H
#define GROUND_LINUX_GFP_H

#include <linux/gfp_types.h>

/**
 * gfpflags_allow_blocking() - May an allocation with these flags wait for memory?
 * @gfp: the flags.
 */
static inline bool gfpflags_allow_blocking(const gfp_t gfp)
{
	return gfp & __GFP_DIRECT_RECLAIM;
}

#endif
