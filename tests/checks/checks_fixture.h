/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the checks share: a small world, and what it means that a check passes, or finds what was
 * damaged behind the harness's back, and finds nothing when it is left out.
 */
#ifndef CHECKS_FIXTURE_H
#define CHECKS_FIXTURE_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include <linux/slab.h>
#include <linux/xarray.h>

#include "check/check.h"
#include "entry.h"
#include "ops/block.h"
#include "schedule.h"
#include "subject_features.h"

static struct world world;

/* What a height of one is in ma_flags. Not every version has MT_FLAGS_HEIGHT_OFFSET. */
#define HEIGHT_OF_ONE (MT_FLAGS_HEIGHT_MASK & -MT_FLAGS_HEIGHT_MASK)

/* The two trees that most tests are about. */
#define t0 (&world.trees[0])
#define t1 (&world.trees[1])

static inline void tell(enum ground_fault fault, const char *what, const char *file, int line)
{
	on_fault(&world, fault, what, file, line);
}

/* A world of empty trees, in a run of which one call was made. */
static inline void begin(uint8_t attributes)
{
	const struct header header = { .attributes = attributes };

	world.options = (struct run_options){
		.checks = CHECKS_ALL, .keep_going = true, .quiet = true,
	};
	world_begin(&world, &header);
	world.running = true;
	world.calls[0] = (struct call){ .op = OP_STORE };
	world.call_count = 1;
}

static inline bool is_token(enum check check)
{
	const char *colon = strchr(world.result.token, ':');

	return colon && !strcmp(colon + 1, check_name(check));
}

static inline void for_all_attributes(void (*test)(uint8_t attributes))
{
	for (unsigned int attributes = 0; attributes <= ATTRIBUTES_ALL; attributes++)
		test(attributes);
}

/* These two must not stand in a loop: its variable would be lost when the run is left. */

#define assert_passes(statement)						\
	do {									\
		world.options.checks = CHECKS_ALL;				\
		if (sigsetjmp(world.leave, 0))					\
			fail_msg("%s: %s", #statement, world.result.token);	\
		statement;							\
	} while (0)

/* Passes if @check is left out; diverges, in the name of @check, if not. */
#define assert_diverges(check, statement)					\
	do {									\
		world.options.checks = CHECKS_ALL & ~(1u << (check));		\
		if (sigsetjmp(world.leave, 0))					\
			fail_msg("%s, left out: %s", #statement, world.result.token); \
		statement;							\
		world.options.checks = CHECKS_ALL;				\
		if (!sigsetjmp(world.leave, 0)) {				\
			statement;						\
			fail_msg("%s finds nothing", #statement);		\
		}								\
		if (!is_token(check))						\
			fail_msg("%s: %s", #statement, world.result.token);	\
		world.options.checks = CHECKS_ALL;				\
	} while (0)

static inline struct entry value(unsigned int id)
{
	return (struct entry){ ENTRY_VALUE, id };
}

static inline struct call store_call(unsigned int slot, unsigned long first, unsigned long last)
{
	return (struct call){ .op = OP_STORE_RANGE, .tree = slot, .first = first, .last = last };
}

static inline void on_subject(const struct call *call, struct outcome *got)
{
	outcome_clear(got);
	operations[call->op]->subject(&world.subject, call, got);
}

static inline void on_model(const struct call *call, struct outcome *want)
{
	outcome_clear(want);
	operations[call->op]->model(world.model_list, call, want);
}

/* On both sides. */
static inline void store(struct tree *t, unsigned long first, unsigned long last, struct entry entry)
{
	struct call call = store_call(t->number, first, last);
	struct outcome got, want;

	if (t->subject->external)
		call.op = OP_MAS_STORE;
	call.entry = entry;
	on_subject(&call, &got);
	on_model(&call, &want);
	assert_int_equal(got.error, want.error);
	ground_rcu_quiesce();
}

/* [16, 31] v0, [48, 63] v1, ... */
static inline void fill(struct tree *t, unsigned int ranges)
{
	for (unsigned int i = 0; i < ranges; i++)
		store(t, 32 * i + 16, 32 * i + 31, value(i));
}

static inline void store_on_subject(struct tree *t, unsigned long first, unsigned long last, unsigned int id)
{
	assert_int_equal(mtree_store_range(&t->subject->mt, first, last, entry_pointer(value(id)), GFP_KERNEL), 0);
}

static inline void store_on_oracle(struct tree *t, unsigned long first, unsigned long last, unsigned int id)
{
	assert_int_equal(oracle_store(&t->model->oracle, first, last, entry_pointer(value(id))), 0);
}

static inline struct maple_node *writable(const struct view *view)
{
	return (struct maple_node *)view->node;
}

static inline void __rcu **slots(const struct view *view)
{
	return view->type == maple_arange_64 ? writable(view)->ma64.slot : writable(view)->mr64.slot;
}

static inline struct view root_of(const struct tree *t)
{
	struct view root;

	assert_true(view_root(&t->subject->mt, &root));
	return root;
}

static inline struct view leaf_of(const struct tree *t, unsigned long index)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int depth = view_path(&t->subject->mt, index, path);

	assert_true(depth);
	return path[depth - 1];
}

static inline int set_up_world(void **state)
{
	(void)state;
	maple_tree_init();
	ground_on_fault(tell);
	world_init(&world);
	return 0;
}

#endif
