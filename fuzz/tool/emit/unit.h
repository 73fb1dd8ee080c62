/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A single call of a test. */
#ifndef EMIT_UNIT_H
#define EMIT_UNIT_H

#include "emit/statements.h"

/** unit_begin() - A single call begins with @record. @behind: where the records behind it are. */
void unit_begin(struct body *b, const struct record *record, size_t behind);

/** unit_attempt() - From here on allocations may be made to fail: what stands in between is done again, with memory. */
void unit_attempt(struct body *b);

/** unit_statement() - A statement of it, or one that stands alone. */
void unit_statement(struct body *b, const struct record *record);

/** unit_made() - All its statements are there. */
void unit_made(struct body *b);

/** unit_end() - It is over. @attributes: those that its tree should have; NULL if it did not come to its end. */
void unit_end(struct body *b, const unsigned int *attributes);

/** unit_release() - Give back what is held. */
void unit_release(struct body *b);

/**
 * unit_cut() - There are no more records: if one is open, end it.
 *
 * It gives back what it holds, for a tree on which it comes back. What was to come behind is not known,
 * so nobody can say what its tree holds then.
 */
void unit_cut(struct body *b);

/** unit_hand_over() - @b, of another writer, is over: what it still holds for cursors is held by the call that it came in in. */
void unit_hand_over(struct body *b);

#endif
