// SPDX-License-Identifier: GPL-2.0-or-later
/* Read-side sections: those of the current actor, of interrupted ones, and of readers that are parked. */
#include <linux/rcupdate.h>

#include "internal.h"

/* Sections of those who are interrupted, and of readers that are parked. */
static unsigned int interrupted;
static unsigned int parked;

unsigned int ground_rcu_depth;
bool ground_rcu_in_callback;

unsigned int ground_rcu_readers(void)
{
	return ground_rcu_depth;
}

unsigned int ground_rcu_others(void)
{
	return interrupted + parked;
}

void ground_rcu_park(struct ground_reader *reader)
{
	reader->sections = ground_rcu_depth;
	parked += ground_rcu_depth;
	ground_rcu_depth = 0;
}

void ground_rcu_resume(struct ground_reader *reader)
{
	if (reader->sections > parked) {
		ground_raise(GROUND_RCU, "a reader is resumed that is not parked", __FILE__, __LINE__);
		return;
	}
	parked -= reader->sections;
	ground_rcu_depth += reader->sections;
	reader->sections = 0;
}

void ground_readers_save(struct ground_actor *actor)
{
	actor->sections = ground_rcu_depth;
	actor->interrupted = interrupted;
	actor->in_callback = ground_rcu_in_callback;
}

void ground_readers_restore(const struct ground_actor *actor)
{
	ground_rcu_depth = actor->sections;
	interrupted = actor->interrupted;
	ground_rcu_in_callback = actor->in_callback;
}

void ground_readers_interrupt(void)
{
	interrupted += ground_rcu_depth;
	ground_rcu_depth = 0;
	ground_rcu_in_callback = false;
}

void ground_readers_reset(void)
{
	ground_rcu_depth = 0;
	interrupted = 0;
	parked = 0;
	ground_rcu_in_callback = false;
}
