/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many programs of `maplefuzz exhaust` in one: they begin with the same tree, so it is built once in t0, and each is made on a duplicate
 * in t1. The harness compares each duplicate with its source, node by node: what a call does to it, it does to the source.
 */
#ifndef EXHAUST_BATCH_H
#define EXHAUST_BATCH_H

#include "exhaust/start.h"
#include "tool.h"
#include "view/inspect.h"

/* Calls that are a program's own at most. */
#define MAX_OWN 8

/**
 * enum layout - What a program is made on.
 * @LAYOUT_SHARED: a duplicate that others before it have read, too.
 * @LAYOUT_OWN: a duplicate of its own.
 * @LAYOUT_ALONE: the same, in a batch of its own: it leaves something behind that no new tree takes away.
 * @LAYOUT_DUP: one of its own, and t2 is empty.
 * @LAYOUT_SECOND: one of its own, and one of that in t2.
 */
enum layout {
	LAYOUT_SHARED,
	LAYOUT_OWN,
	LAYOUT_ALONE,
	LAYOUT_DUP,
	LAYOUT_SECOND,
};

/**
 * struct item - A program in a batch.
 * @layout: what it is made on.
 * @first: the first of its own calls.
 * @count: how many.
 * @tag: whatever who adds it wants to know of it when it has run.
 */
struct item {
	enum layout layout;
	size_t first;
	size_t count;
	size_t tag;
};

/**
 * struct tally - What was done.
 * @programs: that ran.
 * @saved: that did not have to, since they would have done what others did.
 * @calls: single calls that were made.
 */
struct tally {
	uint64_t programs;
	uint64_t saved;
	uint64_t calls;
};

/**
 * struct batch - Programs that are being gathered, or run.
 * @start: what they begin with.
 * @data: all of it as one program.
 * @size: of @data.
 * @calls: the calls behind the start.
 * @call_count: how many.
 * @items: the programs.
 * @item_count: how many.
 * @shared: t1 is a duplicate that is shared.
 * @work: what it takes of the limit of single calls.
 * @told: calls that were told of while it runs, those of the start included.
 * @happened: what had happened before each call.
 */
struct batch {
	const struct start *start;
	uint8_t data[MAX_PROGRAM_SIZE];
	size_t size;
	struct call calls[MAX_INSTRUCTIONS];
	size_t call_count;
	struct item items[MAX_INSTRUCTIONS];
	size_t item_count;
	bool shared;
	unsigned long work;
	size_t told;
	struct happened happened[MAX_INSTRUCTIONS + 1];
};

/**
 * struct runner - Runs batches.
 * @options: how.
 * @tally: counted up.
 * @on_find: told of a divergence, while @batch is as it was.
 * @give_up: asked before a batch is run: is it of no use any more?
 * @on_ran: told of each batch that has run; NULL for nobody.
 * @on_call: told before each call, those of the start included, after @batch.happened; NULL for nobody.
 * @arg: given to both.
 * @batch: the one that is being gathered, or run.
 * @failed: there was a divergence: nothing more is run.
 */
struct runner {
	struct run_options options;
	struct tally *tally;
	void (*on_find)(const struct batch *batch, const struct run_result *result);
	bool (*give_up)(void);
	void (*on_ran)(const struct batch *batch, void *arg);
	void (*on_call)(const struct batch *batch, void *arg);
	void *arg;
	struct batch batch;
	bool failed;
};

/** batch_begin() - Gather programs that begin with @start. */
void batch_begin(struct runner *runner, const struct start *start);

/** batch_add() - Add the program that consists of the @count calls at @own; run what there is first if it is too much. */
void batch_add(struct runner *runner, enum layout layout, const struct call *own, size_t count, size_t tag);

/** batch_fresh() - What is read from here on is a duplicate that nobody has read. */
void batch_fresh(struct runner *runner);

/** batch_flush() - Run what there is. */
void batch_flush(struct runner *runner);

/** batch_item() - The program that @batch has come to, as a number of @batch.items; @item_count if it has come to none. */
size_t batch_item(const struct batch *batch);

/** batch_happened() - What has happened in the last of its own calls of @item. */
struct happened batch_happened(const struct batch *batch, const struct item *item);

#endif
