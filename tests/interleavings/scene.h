/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What readers and writers meet in: a random tree in RCU mode, and random writes to it.
 *
 * No two stores of a program store the same entry. So where the same entry stands at an index before and after
 * a write, it stood there all the time.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdint.h>
#include <stdio.h>

#include <linux/maple_tree.h>

#include "oracle.h"

/**
 * struct scene - A tree as it is before a write, and what it holds then and afterwards.
 * @tree: the tree. It is not written to any more once it is built: each interleaving gets a duplicate of it.
 * @before: what it holds.
 * @after: what its duplicate holds once the write is done.
 * @random: the state of the random numbers.
 * @entries: how many entries were stored: the next one is this number.
 */
struct scene {
	struct maple_tree tree;
	struct oracle before;
	struct oracle after;
	uint64_t random;
	unsigned long entries;
};

enum write_kind {
	WRITE_STORE,
	WRITE_NULL,
	WRITE_ERASE,
	WRITE_INSERT,
	WRITE_DESTROY,
};

/**
 * struct write - A whole call that writes.
 * @kind: which.
 * @first: first index.
 * @last: last index; of an erase, the same.
 * @entry: what is stored.
 */
struct write {
	enum write_kind kind;
	unsigned long first;
	unsigned long last;
	void *entry;
};

/** scene_below() - A random number from 0 to @limit - 1; 0 if @limit is 0. */
unsigned long scene_below(struct scene *scene, unsigned long limit);

/** scene_build() - Build the random tree number @number of the seed @seed. The ground is as new. */
void scene_build(struct scene *scene, uint64_t seed, unsigned long number);

/** scene_choose_write() - Choose a write at random, and set @scene->after to what it leaves. */
void scene_choose_write(struct scene *scene, struct write *write);

/** scene_apply() - Make the call on @tree. */
void scene_apply(struct maple_tree *tree, const struct write *write);

/** scene_describe() - Print the tree and the write. */
void scene_describe(FILE *out, const struct scene *scene, const struct write *write);

#endif
