/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GROUND_LINUX_VMALLOC_H
#define GROUND_LINUX_VMALLOC_H

#include <stdlib.h>

#define vzalloc(size)	calloc(1, size)
#define vfree(memory)	free(memory)

#endif
