/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In which function of the subject did AddressSanitizer stop it? */
#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

/**
 * frame_of_subject() - The innermost function of the tree on the stack.
 * @name: set to its name, cut off at @size; empty if there is none.
 *
 * Context: AddressSanitizer ends the process. Finding symbols takes a second, unless it has just done so for its own report.
 */
void frame_of_subject(char *name, size_t size);

#endif
