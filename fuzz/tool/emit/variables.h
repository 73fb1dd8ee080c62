/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variables of a function that statements use. */
#ifndef EMIT_VARIABLES_H
#define EMIT_VARIABLES_H

#include <stdio.h>

#include "emit/emission.h"

/** emit_variables() - Declare the variables that the statements @body use. */
void emit_variables(const struct emission *e, const char *body, FILE *out);

#endif
