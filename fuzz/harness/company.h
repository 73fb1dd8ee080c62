/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Readers who are let in in the middle of a single call. Who is held back for that, and until when, is beside.c. */
#ifndef COMPANY_H
#define COMPANY_H

#include "world.h"

typedef bool company_question(const struct companion *held, const struct call *call);

/** company_is_writer() - Does @call change the tree that @held reads? */
company_question company_is_writer;

/** company_any() - Is anybody held back for whom @is says so of @call? */
bool company_any(const struct world *w, const struct call *call, company_question *is);

/** company_prepare() - Before what is held for the cursor of @call, a single call that changes a tree: that of its readers is held, too. */
void company_prepare(struct world *w, const struct call *call);

/** company_arm() - @call is made on the subject from here on: its readers are let in. */
void company_arm(struct world *w, const struct call *call);

/** company_disarm() - It is done. */
void company_disarm(struct world *w, const struct call *call);

/** company_check() - After @call was made on both: was each reader that was let in given what it may be given? */
void company_check(struct world *w, const struct call *call);

#endif
