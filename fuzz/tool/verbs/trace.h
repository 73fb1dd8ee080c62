/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trace of a run: what each call gave, and how large the trees are then. */
#ifndef TRACE_H
#define TRACE_H

#include "tool.h"

/**
 * trace() - Run a program, and print every call with what it gave and how large its trees are then.
 *
 * Return: true if there was no divergence.
 */
bool trace(const struct input *input, const struct run_options *options);

#endif
