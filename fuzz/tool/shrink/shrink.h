/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shrinking: passes over a program, each of which tries simpler ones and keeps
 * those that still diverge in the same way. The order of the attempts, and so
 * the result, depends on the program alone.
 */
#ifndef SHRINK_H
#define SHRINK_H

#include "shrink/engine.h"

/**
 * shrink() - All passes, until none of them finds anything.
 * @progress: told how far it is.
 */
void shrink(struct shrink *s, void (*progress)(const struct shrink *s));

#endif
