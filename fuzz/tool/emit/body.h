/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The statements of a test, from the records of a run. */
#ifndef EMIT_BODY_H
#define EMIT_BODY_H

#include <stdio.h>

#include "emit/emission.h"

/** emit_body() - The statements of the test to @out, the functions of other writers, who come in in the middle of a call, to @others. */
void emit_body(const struct emission *e, FILE *out, FILE *others);

#endif
