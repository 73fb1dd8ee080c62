// SPDX-License-Identifier: GPL-2.0-or-later
/* liburcu, in the flavour whose readers need no barrier. */
#include <urcu/urcu-memb.h>

#include "liburcu.h"

void liburcu_register(void)
{
	urcu_memb_register_thread();
}

void liburcu_unregister(void)
{
	urcu_memb_unregister_thread();
}

void liburcu_read_lock(void)
{
	urcu_memb_read_lock();
}

void liburcu_read_unlock(void)
{
	urcu_memb_read_unlock();
}

void liburcu_synchronize(void)
{
	urcu_memb_synchronize_rcu();
}
