// SPDX-License-Identifier: GPL-2.0-or-later
/* How many locks are held and by whom, and what happens to them when another actor comes in. */
#include "held.h"

struct held_lock ground_held[MAX_HELD];
unsigned int ground_first_own;
unsigned int ground_held_count;

unsigned int ground_locks_held(void)
{
	return ground_held_count - ground_first_own;
}

static unsigned int spinlocks_from(unsigned int from)
{
	unsigned int count = 0;

	for (unsigned int i = from; i < ground_held_count; i++)
		count += is_spinlock(ground_held[i].kind);
	return count;
}

unsigned int ground_spinlocks_held(void)
{
	return spinlocks_from(0);
}

unsigned int ground_own_spinlocks(void)
{
	return spinlocks_from(ground_first_own);
}

void ground_held_save(struct ground_actor *actor)
{
	actor->first_lock = ground_first_own;
	actor->locks = ground_held_count;
}

void ground_held_restore(const struct ground_actor *actor)
{
	if (ground_held_count > actor->locks)
		ground_held_count = actor->locks;
	/* A lock that was there may have been freed. */
	ground_first_own = actor->first_lock < ground_held_count ? actor->first_lock : ground_held_count;
}

void ground_held_interrupt(void)
{
	ground_first_own = ground_held_count;
}

void ground_held_reset(void)
{
	ground_held_count = 0;
	ground_first_own = 0;
}
