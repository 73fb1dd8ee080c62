/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The passes of the shrinker. Each returns whether it found something simpler. */
#ifndef SHRINK_PASSES_H
#define SHRINK_PASSES_H

#include "shrink/engine.h"

/** shrink_calls() - Fewer calls: half of them, a quarter, ... one. */
bool shrink_calls(struct shrink *s);

/** shrink_windows() - Fewer other writers. */
bool shrink_windows(struct shrink *s);

/** shrink_trees() - Fewer trees and cursors, trees of plain attributes; no nowait. */
bool shrink_trees(struct shrink *s);

/** shrink_operations() - Plainer operands of every call, and plainer operations. */
bool shrink_operations(struct shrink *s);

/** shrink_failures() - Allocations that fail in the last call, the first one if that does. */
bool shrink_failures(struct shrink *s);

/** shrink_entries() - Values numbered as they come. */
bool shrink_entries(struct shrink *s);

/** shrink_duplicates() - Fewer duplicates: what is done to them is done to their sources. */
bool shrink_duplicates(struct shrink *s);

/** shrink_states() - A few fills instead of the calls that made a tree what it is. */
bool shrink_states(struct shrink *s);

/** shrink_shapes() - One fill, of as many ranges as will do. */
bool shrink_shapes(struct shrink *s);

/** shrink_indices() - Smaller and rounder indices and lengths. */
bool shrink_indices(struct shrink *s);

#endif
