/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of a test that compare something, in either dialect. */
#ifndef EMIT_COMPARE_H
#define EMIT_COMPARE_H

#include "emit/statements.h"

/** body_add() - Add a line. */
void body_add(struct body *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** body_same() - The expression @got has to be @want. */
void body_same(struct body *b, const char *got, const char *want);

/** body_between() - The expression @got has to be from @low to @high. */
void body_between(struct body *b, const char *got, const char *low, const char *high);

/** body_lock() - The external lock of tree @tree, as an argument. @text: room for it. */
const char *body_lock(const struct body *b, unsigned int tree, char *text);

/** body_holds_lock() - Is the lock of tree @tree held for a cursor? -1: that of any. */
bool body_holds_lock(const struct body *b, int tree);

/** body_valid() - Tree @tree has to be in order. */
void body_valid(struct body *b, unsigned int tree);

/** body_attributes() - Tree @tree has to have the attributes @attributes; @emptied: and nothing else. */
void body_attributes(struct body *b, int tree, unsigned int attributes, bool emptied);

#endif
