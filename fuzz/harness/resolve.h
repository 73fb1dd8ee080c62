/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From instructions to calls: relative operands become absolute. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "world.h"

/**
 * resolve() - The call that @insn means in the world as it stands.
 *
 * Looks at the oracles only, so that the same bytes make the same calls on
 * every subject; INDEX_LEAF_EDGE alone asks the subject.
 *
 * Operations that the API does not allow on the tree that is named become
 * their relatives: on a tree with an external lock the mtree_*() functions,
 * which take the internal lock, give way to the mas_*() and locked ones, as
 * they must in every caller of such a tree.
 */
void resolve(struct world *w, const struct instruction *insn, struct call *call);

/** resolve_again() - Another call has been made since @call, one of the program, was resolved: its cursor may have moved, its tree may not be empty any more. */
void resolve_again(struct world *w, const struct call *call);

/** resolve_held() - Take the call that @held holds back, as resolve_again() makes it. Return: NULL if it holds none. */
const struct call *resolve_held(struct world *w, const struct call **held);

#endif
