/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What operations share that are series of single calls. */
#ifndef OPS_BULK_H
#define OPS_BULK_H

#include "ops/block.h"
#include "units.h"

/* Why a series ends before its time: struct units, @cut. */
#define NO_MORE_INDICES "there are no more indices"

/** bulk_erase() - Let @unit erase @range of the tree of @call. */
void bulk_erase(const struct world *w, const struct call *call, const struct oracle_range *range, struct call *unit);

/** bulk_op() - What the operation @op is on the tree of @call: an external lock needs another. */
uint8_t bulk_op(const struct world *w, const struct call *call, enum opcode op);

/** bulk_distance() - How far range @i of the series @call is from the first, a stride being @stride times its length. Return: false if too far for an index. */
bool bulk_distance(const struct call *call, unsigned int i, unsigned long *distance);

/**
 * bulk_range() - Let @unit be about the next range of a series: range i is at bulk_distance(), up or down.
 *
 * Return: false if there are no more.
 */
bool bulk_range(struct units *units, struct call *unit);

/** bulk_entry() - Entry number @i of @call: the kind of the first, numbered on; the same one if the call says so. */
struct entry bulk_entry(const struct call *call, unsigned int i);

#endif
