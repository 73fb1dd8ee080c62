/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The world: eight trees, each a maple tree and its oracle, and the run that
 * goes on in it. There is one world in a process; a run makes it as new.
 */
#ifndef WORLD_H
#define WORLD_H

#include <setjmp.h>

#include "harness.h"
#include "holding.h"
#include "model.h"
#include "subject.h"

/**
 * struct tree - One tree slot, and which checks are due.
 * @number: of the slot.
 * @subject: the maple tree.
 * @model: what it should be.
 * @touched: was operated on since its last full comparison.
 * @unchecked: calls since its last full comparison; pay for the next.
 * @failed: single calls of bulk operations that have given up for want of memory since it was last validated for one; likewise.
 */
struct tree {
	unsigned int number;
	struct subject_tree *subject;
	struct model *model;
	bool touched;
	unsigned long unchecked;
	unsigned long failed;
};

/**
 * struct window - The call that is held back until another one waits for memory: see window.h.
 * @asked: the next call is to be held back.
 * @at: at which wait it is made; 0: at none.
 * @any: any call may be held back.
 * @held: it; NULL for none.
 * @waits: how often the call behind it has waited.
 * @unit_waits: how often the single call has waited that is being made.
 * @number: how many were held back so far.
 */
struct window {
	bool asked;
	unsigned int at;
	bool any;
	const struct call *held;
	unsigned int waits;
	unsigned int unit_waits;
	unsigned int number;
};

/* How many readers may be held back at a time. */
#define MAX_COMPANIONS 4

/**
 * struct companion - A reader that is held back until somebody writes to its tree: see beside.h.
 * @call: its call.
 * @at: at which publication it is made; 0: behind the write.
 * @number: how many were held back before it, plus 1.
 * @done: it was made in the middle of the write.
 * @checked: what it gave was looked at.
 * @in_time: it came to its end.
 * @publication: behind which publication it was made.
 * @place: where that is.
 * @got: what it gave.
 * @met: the ranges that @got names.
 */
struct companion {
	const struct call *call;
	unsigned int at;
	unsigned int number;
	bool done;
	bool checked;
	bool in_time;
	unsigned int publication;
	struct ground_place place;
	struct outcome got;
	struct ranges_met met;
};

/**
 * struct company - The readers that are held back.
 * @asked: the next call is to be held back.
 * @at: for which publication.
 * @number: how many were held back so far.
 * @count: how many are.
 * @all: them.
 * @active: a call is being made on the tree of one of them that changes it.
 * @publications: how many that had so far.
 * @behind: behind which publication the last reader acted, or the one that is looked at.
 * @place: where that is.
 * @writer: a reader acts in the middle of that call, or is looked at that has; NULL for none.
 * @looked_at: the number of the reader that is looked at; 0 for none.
 */
struct company {
	bool asked;
	unsigned int at;
	unsigned int number;
	unsigned int count;
	struct companion all[MAX_COMPANIONS];
	bool active;
	unsigned int publications;
	unsigned int behind;
	struct ground_place place;
	const struct call *writer;
	unsigned int looked_at;
};

/**
 * struct amid - The write that is held back until somebody reads its tree: see amid.h.
 * @asked: the next call is to be held back.
 * @at: at which dereference it is made; 0: behind the read.
 * @number: how many were held back so far.
 * @held: it; NULL for none.
 * @active: the call is being made in the middle of which it comes in.
 * @come_in: makes it.
 * @early: the single call that is being made has had it in its middle, and was made on the oracle before it.
 * @want: what that gave.
 * @made: the last one that came in; NULL if its place on the oracle was noted.
 * @place: where the last one came in.
 * @reader: it acts in the middle of that call; NULL for none.
 * @rebuilt: known issues: a tree was built anew meanwhile. The reader is of no use any more.
 */
struct amid {
	bool asked;
	unsigned int at;
	unsigned int number;
	const struct call *held;
	bool active;
	void (*come_in)(void *arg);
	bool early;
	struct outcome want;
	const struct call *made;
	struct ground_place place;
	const struct call *reader;
	bool rebuilt;
};

/* How many of the last calls of the API a report prints. */
#define LAST_STATEMENTS 12

struct before;

/**
 * struct cut - A call of many units that made fewer of them than it says.
 * @why: in words; NULL if it made all.
 * @made: how many it made.
 */
struct cut {
	const char *why;
	unsigned int made;
};

/**
 * struct statement - A call of the API.
 * @text: as C.
 * @made: the tree that it makes, if the program begins with that; -1 if not.
 */
struct statement {
	char text[RECORD_TEXT_SIZE];
	int8_t made;
};

/**
 * struct world - The trees and the run.
 * @subject: the maple trees.
 * @models: what each should be.
 * @model_list: pointers to them.
 * @trees: both, by slot.
 * @map_calls: of each process, calls since the last comparison of its whole map; as @unchecked of a tree.
 * @object_calls: calls on processes since all objects were counted; likewise.
 * @cursor_trees: the tree that each cursor was set on last.
 * @hold: what is held for them.
 * @header: of the program.
 * @options: of the run.
 * @result: of the run, as far as it has come.
 * @calls: the program's calls so far, for the report; the last one is in progress.
 * @call_count: how many of them.
 * @cuts: of each of them, what it did not do.
 * @current: the one of them that is being made.
 * @unit: the single call that was made last, or is being made.
 * @units_done: how many single calls of @current were made before it.
 * @before: what is remembered from before it.
 * @measures: set of KNOWN_* that it is made with.
 * @no_window: no other writer may come in.
 * @window: who that is.
 * @company: the readers that come in in the middle of the next write.
 * @amid: the writer who comes in in the middle of the next read.
 * @on_waiting: asked at each wait whether another writer comes in; NULL: none does.
 * @on_unit: told before each single call on the oracle alone; NULL for nobody.
 * @kept_nodes: nodes that the interrupted call has and the trees have not.
 * @kept_unknown: others were among them that waited for readers, who may have left.
 * @avoids_issues: the run steps around some known issue of the subject.
 * @ending: the program is over, the final checks are being made.
 * @previous_first: first index that the previous call named.
 * @previous_last: last index that it named.
 * @work: what was done so far, for the limit MAX_CALLS.
 * @old: for a write with a reader beside it: what the tree held before.
 * @old_area: for a lookup in the middle of an operation: the area at that page before it; its entry is NULL if there was none.
 * @statements: the last calls of the API, a ring; the newest is at @statement_count - 1.
 * @statement_count: how many there were; 0 if they are not recorded.
 * @running: a program is being run.
 * @leave: where a divergence goes when the run is to return.
 */
struct world {
	struct subject subject;
	struct model models[MAX_TREES];
	struct model *model_list[MAX_TREES];
	struct tree trees[MAX_TREES];
	unsigned long map_calls[MAX_PROCESSES];
	unsigned long object_calls;
	uint8_t cursor_trees[MAX_CURSORS];
	struct hold hold;
	struct header header;
	struct run_options options;
	struct run_result result;
	struct call calls[MAX_INSTRUCTIONS];
	size_t call_count;
	struct cut cuts[MAX_INSTRUCTIONS];
	const struct call *current;
	const struct call *unit;
	unsigned int units_done;
	struct before *before;
	unsigned int measures;
	bool no_window;
	struct window window;
	struct company company;
	struct amid amid;
	bool (*on_waiting)(struct world *w);
	void (*on_unit)(struct world *w);
	unsigned long kept_nodes;
	bool kept_unknown;
	bool avoids_issues;
	bool ending;
	unsigned long previous_first;
	unsigned long previous_last;
	unsigned long work;
	struct oracle old;
	struct oracle_range old_area;
	struct statement statements[LAST_STATEMENTS];
	unsigned long statement_count;
	bool running;
	sigjmp_buf leave;
};

/** the_world() - The world of this process. */
struct world *the_world(void);

/** world_init() - Once per process: have memory for all that programs may store. */
void world_init(struct world *w);

/** world_begin() - Make @w as new for a program with @header. */
void world_begin(struct world *w, const struct header *header);

/** last_cut() - What the call in progress did not do. */
static inline struct cut *last_cut(struct world *w)
{
	return &w->cuts[w->current - w->calls];
}

/** current_call() - The call in progress, of which a unit may be but a part. */
static inline const struct call *current_call(const struct world *w)
{
	return w->current;
}

/** checking() - Is this group of checks on? */
static inline bool checking(const struct world *w, enum check check)
{
	return w->options.checks & (1u << check);
}

#endif
