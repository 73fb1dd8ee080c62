/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shape of a tree as a number: two trees of the same are as one to every call.
 */
#ifndef EXHAUST_DIGEST_H
#define EXHAUST_DIGEST_H

#include <stdint.h>

/**
 * digest_tree() - Its attributes, and all of its nodes with what is in them. Which entries it holds does not matter, but which of them are the same, and
 * of which kind they are.
 *
 * Context: while a call is being told of, or behind harness_perform().
 */
uint64_t digest_tree(unsigned int tree);

#endif
