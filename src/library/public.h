/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Put before each file of the library: what its headers declare is what programs can link with. All other names are
 * hidden (-fvisibility=hidden), and in the library they are local.
 */
#pragma GCC visibility push(default)
#include <ground.h>
#include <linux/maple_tree.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#pragma GCC visibility pop
