/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the macros of <linux/...> say that somebody else may act here. The controls are in <ground.h>. */
#ifndef GROUND_INTERLEAVE_H
#define GROUND_INTERLEAVE_H

#define GROUND_WATCH_PUBLICATIONS	1U
#define GROUND_WATCH_DEREFERENCES	2U
#define GROUND_WATCH_BLOCKING		4U

/* What somebody waits for: GROUND_WATCH_*. While it is 0, the macros below cost a branch that is not taken. */
extern unsigned int ground_watched;

/** ground_publication() - Others can see from here on what has been written. Only while it is watched. */
__attribute__((__cold__)) void ground_publication(void);

/** ground_dereference() - A word that others may change has been read. Only while it is watched. */
__attribute__((__cold__)) void ground_dereference(void);

/** ground_fence() - A barrier for reads and writes: a dereference of a reader, a publication of anybody else. */
__attribute__((__cold__)) void ground_fence(void);

#define GROUND_IF_WATCHED(what, call) \
	(__builtin_expect(ground_watched & (what), 0) ? (call) : (void)0)

#define GROUND_PUBLISHED() \
	GROUND_IF_WATCHED(GROUND_WATCH_PUBLICATIONS, ground_publication())
#define GROUND_DEREFERENCED() \
	GROUND_IF_WATCHED(GROUND_WATCH_DEREFERENCES, ground_dereference())
#define GROUND_FENCED() \
	GROUND_IF_WATCHED(GROUND_WATCH_PUBLICATIONS | GROUND_WATCH_DEREFERENCES, ground_fence())

#endif
