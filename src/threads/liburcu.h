/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of liburcu. Its names are the kernel's, and so not to be had beside ours: liburcu.c alone includes its headers. */
#ifndef THREADS_LIBURCU_H
#define THREADS_LIBURCU_H

void liburcu_register(void);
void liburcu_unregister(void);
void liburcu_read_lock(void);
void liburcu_read_unlock(void);
void liburcu_synchronize(void);

#endif
