/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who looks up a page of a process without its lock: at once, or in the middle of an operation on a process. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "subject.h"

/** lookup_made() - Look up s->lookup.page now, in a read-side section of its own, and note what was found. */
void lookup_made(struct subject *s);

/**
 * lookup_begin() - An operation on a process begins: let the lookup that is armed be made in the middle of it.
 * @ending: the process whose map goes away in it, where nobody may look; -1 if none does.
 */
void lookup_begin(struct subject *s, int ending);

/** lookup_end() - The operation is done: who has looked leaves the read-side section. */
void lookup_end(struct subject *s);

/** shown_vma() - After a fork that failed: the address of a VMA that the child @mm shows to who looks up those of @parent; 0 for none. */
unsigned long shown_vma(struct mm_struct *mm, struct mm_struct *parent);

#endif
