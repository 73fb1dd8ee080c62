/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests' own headers lack of what their tree's lib/maple_tree.c uses: those of a stable kernel may fall behind. */
#include <linux/compiler.h>

#ifndef fallthrough
#define fallthrough __attribute__((__fallthrough__))
#endif
