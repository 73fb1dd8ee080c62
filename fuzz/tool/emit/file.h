/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole text of a test, in either dialect. */
#ifndef EMIT_FILE_H
#define EMIT_FILE_H

#include <stdio.h>

#include "emit/emission.h"

/** emit_file() - The whole text. @unfit: why the test does not show by itself what is wrong; NULL if it does. */
void emit_file(const struct emission *e, const char *unfit, FILE *out);

/** emit_origin() - Lines of the first comment: which program, what it diverges with, and what was stepped around. */
void emit_origin(const struct emission *e, FILE *out);

/** emit_module_includes() - What every module includes, and what not every kernel has. */
void emit_module_includes(FILE *out);

/** emit_kprobes() - What a module begins with in which allocations fail. */
void emit_kprobes(FILE *out);

/** emit_is_sleepless() - May nobody sleep in the statements @body of a module, since others write while a section is open? */
bool emit_is_sleepless(const char *body);

/** emit_bulk_allowance() - Say that mas_expected_entries() may sleep where, by the expression @sleepless, nobody else may. */
void emit_bulk_allowance(const char *sleepless, FILE *out);

/* The parts of the support files that every module has in which allocations fail, as identifiers. */
#define FAILING_PARTS " begin_failing end_failing hash_of"

/* What every module has. */
#define MODULE_PARTS "differ begin_call"

#endif
