/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tree this build is of. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>

/**
 * struct identity - What is known of the tree under test.
 * @name: "embedded" or "linux".
 * @version: "6.12.117", as the tree's Makefile says; empty if it says nothing, and for the embedded tree.
 * @commit: of the git checkout that the tree is in, 12 digits; of the embedded tree the last one that changed it. Empty if there is none.
 * @dirty: the files are not those of @commit.
 * @package: the Debian package that the tree is from, and its version; empty for any other.
 * @pristine: the files are those of @package.
 * @hash: SHA-256 of lib/maple_tree.c and include/linux/maple_tree.h in a row; of the embedded tree all its sources. Equal for equal trees.
 * @folder: a name for what belongs to a tree with this content: "linux-6.12.117-4c8ce98557e9"; built for 32 bits, "-32" behind it.
 * @text: all that for people, in one line: "linux 6.12.117 (Debian linux-source-6.12 6.12.117-1, pristine, files 4c8ce98557e9)";
 *	built for 32 bits, that stands behind the files.
 */
struct identity {
	const char *name;
	const char *version;
	const char *commit;
	bool dirty;
	const char *package;
	bool pristine;
	const char *hash;
	const char *folder;
	const char *text;
};

/** harness_identity() - Which tree this build is of. */
const struct identity *harness_identity(void);

/** harness_subject() - The same in one line, for people. */
const char *harness_subject(void);

/**
 * harness_other_tree() - Does @text, what harness_subject() said in some build, speak of another tree than this one?
 *
 * The files decide, since a commit may change without them, and the bits. Return: false also if @text says nothing of them.
 */
bool harness_other_tree(const char *text);

/**
 * version_within() - Is @version, "6.12.117", at least @first and below @end?
 * @version: a text that is no version is not, and the empty one.
 * @end: NULL for no end.
 */
bool version_within(const char *version, const char *first, const char *end);

#endif
