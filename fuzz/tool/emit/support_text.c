// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The texts of support.c, with support_history.c and support_main.c behind it, of support_module.c, support_failing.c and support_steps.c, as
 * strings in the program. SUPPORT_FILE, HISTORY_FILE, MAIN_FILE, MODULE_FILE, FAILING_FILE and STEPS_FILE are their paths, as strings; the build
 * sets them.
 */
#include "emit/pick.h"

__asm__(
	".pushsection .rodata\n"
	".globl support_text\n"
	"support_text:\n"
	".incbin \"" SUPPORT_FILE "\"\n"
	".incbin \"" HISTORY_FILE "\"\n"
	".byte 10\n"	/* a block ends at an empty line */
	".incbin \"" MAIN_FILE "\"\n"
	".byte 0\n"
	".globl support_module_text\n"
	"support_module_text:\n"
	".incbin \"" MODULE_FILE "\"\n"
	".byte 0\n"
	".globl support_failing_text\n"
	"support_failing_text:\n"
	".incbin \"" FAILING_FILE "\"\n"
	".byte 0\n"
	".globl support_steps_text\n"
	"support_steps_text:\n"
	".incbin \"" STEPS_FILE "\"\n"
	".byte 0\n"
	".popsection\n"
);
