// SPDX-License-Identifier: GPL-2.0-or-later
/* Who acts in the middle of a call: see "Actors" in <ground.h>. */
#include <ground/interleave.h>

#include "internal.h"

/**
 * struct point - Where in a call somebody else may act.
 * @fn: who; NULL for nobody.
 * @arg: its argument.
 * @nth: at which of these points; 0 for every one.
 * @count: how many there were since @fn was set.
 */
struct point {
	void (*fn)(void *arg);
	void *arg;
	unsigned long nth;
	unsigned long count;
};

static struct point publications, dereferences, blockings;

/* The kinds of points whose function runs now. */
#define ACTING_AT_PUBLICATION	1U
#define ACTING_AT_DEREFERENCE	2U
#define ACTING_WHILE_BLOCKING	4U
static unsigned int acting;

/* Where the call was interrupted, in whose middle somebody acts. */
static struct ground_place interrupted_at;

bool ground_publications_watched, ground_dereferences_watched, ground_blocking_watched;

static void update(void)
{
	ground_publications_watched = publications.fn && !(acting & ACTING_AT_PUBLICATION);
	ground_dereferences_watched = dereferences.fn && !(acting & ACTING_AT_DEREFERENCE);
	ground_blocking_watched = blockings.fn && !(acting & ACTING_WHILE_BLOCKING);
}

static void set(struct point *point, unsigned long nth, void (*fn)(void *arg), void *arg)
{
	unsigned long count = fn ? 0 : point->count;

	*point = (struct point){ .fn = fn, .arg = arg, .nth = nth, .count = count };
	update();
}

void ground_on_publication(unsigned long nth, void (*fn)(void *arg), void *arg)
{
	set(&publications, nth, fn, arg);
}

void ground_on_dereference(unsigned long nth, void (*fn)(void *arg), void *arg)
{
	set(&dereferences, nth, fn, arg);
}

void ground_on_blocking(void (*fn)(void *arg), void *arg)
{
	set(&blockings, 0, fn, arg);
}

unsigned long ground_publications(void)
{
	return publications.count;
}

unsigned long ground_dereferences(void)
{
	return dereferences.count;
}

void ground_actor_save(struct ground_actor *actor)
{
	actor->acting = acting;
	actor->interrupted_at = interrupted_at;
	ground_readers_save(actor);
	ground_held_save(actor);
}

void ground_actor_restore(const struct ground_actor *actor)
{
	acting = actor->acting;
	interrupted_at = actor->interrupted_at;
	ground_readers_restore(actor);
	ground_held_restore(actor);
	update();
}

struct ground_place ground_interrupted_at(void)
{
	return interrupted_at;
}

/* Let another actor in at @place, if it is its turn. */
static void pass(struct point *point, unsigned int kind, struct ground_place place)
{
	struct ground_actor interrupted;

	point->count++;
	if (point->nth && point->count != point->nth)
		return;
	ground_actor_save(&interrupted);
	ground_readers_interrupt();
	ground_held_interrupt();
	acting |= kind;
	interrupted_at = place;
	update();
	point->fn(point->arg);
	if (ground_rcu_readers())
		ground_raise(GROUND_RCU, "an actor ends in a read-side section: it has to be closed or parked",
			     __FILE__, __LINE__);
	if (ground_locks_held())
		ground_raise(GROUND_LOCK, "an actor ends with a lock held", __FILE__, __LINE__);
	ground_actor_restore(&interrupted);
}

void ground_publication(const char *file, int line, const char *function)
{
	pass(&publications, ACTING_AT_PUBLICATION, (struct ground_place){ file, line, function });
}

/* Is the current actor a reader: in a read-side section, and without a lock? */
static bool reading(void)
{
	return ground_rcu_readers() && !ground_locks_held();
}

void ground_dereference(const char *file, int line, const char *function)
{
	if (reading())
		pass(&dereferences, ACTING_AT_DEREFERENCE, (struct ground_place){ file, line, function });
}

void ground_fence(const char *file, int line, const char *function)
{
	if (reading() && ground_dereferences_watched)
		ground_dereference(file, line, function);
	else if (!reading() && ground_publications_watched)
		ground_publication(file, line, function);
}

void ground_blocking(void)
{
	if (!ground_locks_held())
		pass(&blockings, ACTING_WHILE_BLOCKING, (struct ground_place){ .file = NULL });
}

void ground_interleave_reset(void)
{
	publications = dereferences = blockings = (struct point){ .fn = NULL };
	interrupted_at = (struct ground_place){ .file = NULL };
	acting = 0;
	update();
}
