// SPDX-License-Identifier: GPL-2.0-or-later
/* The world's life: memory once per process, new trees for each program. */
#include <limits.h>
#include <string.h>

#include "api.h"
#include "world.h"

/* Allocations that may fail one after the other: a call that retries does so a few times, and gives up. */
#define MOST_FAILURES 64

void world_init(struct world *w)
{
	unsigned int i;

	subject_init(&w->subject);
	for (i = 0; i < MAX_TREES; i++) {
		oracle_reserve(&w->models[i].oracle, MAX_RANGES);
		oracle_reserve(&w->models[i].process.areas, MAX_AREAS);
		w->model_list[i] = &w->models[i];
		w->trees[i] = (struct tree){
			.number = i, .subject = &w->subject.trees[i], .model = &w->models[i],
		};
	}
	oracle_reserve(&w->old, MAX_RANGES);
	oracle_reserve(&w->hold.old, MAX_RANGES);
}

void world_begin(struct world *w, const struct header *header)
{
	unsigned int i, k;

	/* What is done to the trees now is done by no call. */
	w->call_count = 0;
	w->current = NULL;
	ground_reset();
	ground_set_nowait((enum ground_nowait)header->nowait);
	ground_lift_budget_after(ULONG_MAX);
	ground_limit_failures(MOST_FAILURES);
	for (i = 0; i < MAX_TREES; i++) {
		api_init(&w->subject, i, header->attributes);
		w->models[i].attributes = header->attributes;
		w->subject.trees[i].next = w->models[i].next = 0;
		oracle_clear(&w->models[i].oracle);
		process_exit(&w->models[i].process);
		w->subject.processes[i] = NULL;
		w->map_calls[i] = 0;
		for (k = 0; k < MAX_CURSORS; k++)
			w->models[i].cursors[k] = (struct model_cursor){ .status = STATUS_START };
		w->trees[i].touched = false;
		w->trees[i].unchecked = 0;
		w->trees[i].failed = 0;
	}
	for (i = 0; i < MAX_CURSORS; i++) {
		w->subject.cursors[i] = (struct cursor){ .mas = subject_state(&w->subject.trees[0].mt, 0) };
		w->cursor_trees[i] = 0;
	}
	w->object_calls = 0;
	w->subject.lookup = (struct lookup){ 0 };
	hold_begin(&w->hold);
	w->header = *header;
	w->measures = 0;
	w->no_window = false;
	w->window = (struct window){ 0 };
	w->company.asked = w->company.active = false;
	w->company.count = w->company.number = 0;
	w->company.writer = NULL;
	w->amid = (struct amid){ .held = NULL };
	w->on_waiting = NULL;
	w->on_unit = NULL;
	w->kept_nodes = 0;
	w->kept_unknown = false;
	w->subject.other = false;
	w->ending = false;
	w->previous_first = 0;
	w->previous_last = 0;
	w->work = 0;
	memset(&w->result, 0, sizeof(w->result));
}
