/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a program and asks what emit has to know. */
#ifndef EMIT_ASK_H
#define EMIT_ASK_H

#include "emit/emission.h"

struct trial_options;

/** emit_ask() - Run the program @path in a child, and fill in all of @e but its dialect and checks. Return: false after a complaint. */
bool emit_ask(struct emission *e, const char *path, struct trial_options *options);

/** emit_token_check() - Does @token name a group of checks? @check: set to it; may be NULL. */
bool emit_token_check(const char *token, enum check *check);

#endif
