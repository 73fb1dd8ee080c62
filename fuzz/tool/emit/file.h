/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole text of a test, in either dialect. */
#ifndef EMIT_FILE_H
#define EMIT_FILE_H

#include <stdio.h>

#include "emit/emission.h"

/** emit_file() - The whole text. @unfit: why the test does not show by itself what is wrong; NULL if it does. */
void emit_file(const struct emission *e, const char *unfit, FILE *out);

#endif
