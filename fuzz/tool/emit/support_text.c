// SPDX-License-Identifier: GPL-2.0-or-later
/* The text of support.c, as a string in the program. SUPPORT_FILE is its path, as a string; the build sets it. */
#include "emit/pick.h"

__asm__(
	".pushsection .rodata\n"
	".globl support_text\n"
	"support_text:\n"
	".incbin \"" SUPPORT_FILE "\"\n"
	".byte 0\n"
	".popsection\n"
);
