/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must hold for a reader beside a writer.
 *
 * A write takes effect at one moment. Before it the tree holds the old ranges, afterwards the new ones, and
 * nothing else at any time. So, of an iterator:
 *
 * * It moves only in its direction. A range that the write has stretched may reach back over where it stood.
 * * Each range that it meets, with that entry, is one of the old ranges or one of the new ones: of those that were
 *   there at some moment since it was last here. Once it has met one that is only new, the old ones are over.
 * * It passes over no index at which one entry stood all the time. One that meets emptiness passes over no index that was
 *   empty all the time, but for the emptiness that has come to reach over the place where it stood; and it meets none where
 *   it begins.
 * * When nobody writes, and nobody has written since it was last here, it meets exactly what comes next.
 * * One exception: it has met the only entry of a tree, at index 0. Such an entry is in the tree's root pointer,
 *   and the state is at its end, whatever is stored behind it from then on.
 *
 * mt_find() is the first step of an iterator. mtree_load() and mas_walk() look up: they give exactly what was right
 * before or after, and when one was right only afterwards, none is right only before from then on.
 */
#ifndef CHECK_H
#define CHECK_H

#include "reader.h"

/**
 * struct answers - What may be right for a step.
 * @old: the ranges before the write; NULL if they can't be right any more.
 * @new: the ranges after it; NULL if they can't be right yet.
 */
struct answers {
	const struct oracle *old;
	const struct oracle *new;
};

/** range_at() - What stands at an index: a range; or the emptiness around it, with NULL. */
struct oracle_range range_at(const struct oracle *o, unsigned long index);

/** check_look_up() - mtree_load() or mas_walk() at @reader->from gave @got. */
void check_look_up(struct reader *reader, const struct answers *answers, struct oracle_range got);

/** check_met() - An iterator has met a range. It stands there from now on. */
void check_met(struct reader *reader, const struct answers *answers, const struct oracle_range *met);

/** check_end() - An iterator has met nothing more. */
void check_end(const struct reader *reader, const struct answers *answers);

#endif
