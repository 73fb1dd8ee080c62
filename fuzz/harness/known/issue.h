/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of known issues: what a row has. Private to this folder. */
#ifndef KNOWN_ISSUE_H
#define KNOWN_ISSUE_H

#include "known.h"

typedef unsigned int avoid_hook(const struct world *w, const struct call *call, struct outcome *got);
typedef bool interrupted_hook(const struct world *w, const struct call *call);
typedef bool amid_hook(const struct world *w, const struct call *reader, const struct call *writer);
typedef bool stop_hook(const struct subject *s, unsigned int tree);
typedef bool expect_hook(const struct world *w, const struct call *call, const struct outcome *want, const struct outcome *got);
typedef bool fail_hook(const struct world *w, const struct call *call, const struct outcome *got);
typedef bool mend_hook(struct world *w, const struct call *call, const struct outcome *got);

/**
 * struct known_issue - One row of the table.
 * @name: short and stable.
 * @what: what happens, and where it comes from.
 * @reference: the upstream discussion or change, or where this project describes it.
 * @reproducer: a program in corpus/ that shows it under --strict.
 * @difference: no issue: older versions promised less. --strict does not switch it off.
 * @possible: versions of this kind have it, as far as the header tells; elsewhere it is a divergence.
 * @without: the first version of those that were found not to have it: there it is a divergence, too, since the tree has got it back. NULL: none.
 * @again: the version from which on it may be there again; NULL: none.
 * @probe: does the subject have it? Gets an empty tree of its own; returns true, or crashes, if it has.
 *
 * Hooks; NULL where a row needs none. Each says whether the issue is met here.
 *
 * @avoid: would @call do harm? Return: set of KNOWN_*; @got as in known_avoid().
 * @interrupted: would @call, which waits for memory, do harm by going on, since another writer has come in? It has to give up then.
 * @amid: would it do harm that @writer comes in in the middle of @reader?
 * @stop: would a reader of @tree do harm by going on?
 * @expect: is this the difference between contract and subject that the issue makes?
 * @fail: did @call give up for want of memory and not say so?
 * @mend: has @call led the tree astray? Then bring it back.
 */
struct known_issue {
	const char *name;
	const char *what;
	const char *reference;
	const char *reproducer;
	bool difference;
	bool possible;
	const char *without;
	const char *again;
	bool (*probe)(struct maple_tree *mt);
	avoid_hook *avoid;
	interrupted_hook *interrupted;
	amid_hook *amid;
	stop_hook *stop;
	expect_hook *expect;
	fail_hook *fail;
	mend_hook *mend;
};

/** known_issues - The rows. The last one has no name. */
extern const struct known_issue known_issues[];

/** probe_in_child() - Run a probe in a child process. Return: whether it returned true or died. */
bool probe_in_child(bool (*probe)(struct maple_tree *mt));

#endif
