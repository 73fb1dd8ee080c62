// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The texts of support.c, with support_history.c, support_lookup.c and support_main.c behind it, of support_module.c, support_failing.c and support_steps.c, as
 * strings in the program. SUPPORT_FOLDER is that of these files, as a string; support.cmake sets it.
 */
#include "emit/pick.h"

__asm__(
	".pushsection .rodata\n"
	".globl support_text\n"
	"support_text:\n"
	".incbin \"" SUPPORT_FOLDER "/support.c\"\n"
	".incbin \"" SUPPORT_FOLDER "/support_history.c\"\n"
	".byte 10\n"	/* a block ends at an empty line */
	".incbin \"" SUPPORT_FOLDER "/support_lookup.c\"\n"
	".byte 10\n"
	".incbin \"" SUPPORT_FOLDER "/support_main.c\"\n"
	".byte 0\n"
	".globl support_module_text\n"
	"support_module_text:\n"
	".incbin \"" SUPPORT_FOLDER "/support_module.c\"\n"
	".byte 0\n"
	".globl support_failing_text\n"
	"support_failing_text:\n"
	".incbin \"" SUPPORT_FOLDER "/support_failing.c\"\n"
	".byte 0\n"
	".globl support_steps_text\n"
	"support_steps_text:\n"
	".incbin \"" SUPPORT_FOLDER "/support_steps.c\"\n"
	".byte 0\n"
	".popsection\n"
);
