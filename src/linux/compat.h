/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What Linux 6.12 declares in <linux/maple_tree.h> and older trees do not. The build
 * puts it before every file that uses such a tree (-include), so that none has to ask.
 */
#ifndef SUBJECT_COMPAT_H
#define SUBJECT_COMPAT_H

#include <linux/gfp.h>

struct maple_tree;

/**
 * __mt_dup() - Duplicate a tree as fork() did before 6.8: store range by range into the new tree.
 * @mt: the source. Locked.
 * @new: the new tree. Locked.
 * @gfp: how to allocate.
 *
 * The contract is that of 6.12, but for the shape of the new tree.
 *
 * Return: 0; -EINVAL if the attributes differ or @new is not empty; -ENOMEM, and @new is empty.
 */
int __mt_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);

/** mtree_dup() - __mt_dup(), under the locks of both trees. */
int mtree_dup(struct maple_tree *mt, struct maple_tree *new, gfp_t gfp);

#endif
