/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Issues of Linux's tree that are known (docs/findings.md), and what is not tried for them, so that
 * the rest can be. Nothing is known of the embedded tree.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include <stdbool.h>
#include <stdio.h>

#include "reader.h"
#include "scene.h"

/** known_pair() - Is this pair of a write and a reader left out? */
bool known_pair(const struct scene *scene, const struct write *write, const struct reader *reader);

/** known_point() - Does this reader not act at this moment, in the middle of a write to @tree? */
bool known_point(const struct maple_tree *tree, const struct reader *reader);

/** known_summary() - Print what was left out, and how often. */
void known_summary(FILE *out);

#endif
