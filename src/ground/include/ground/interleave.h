/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the macros of <linux/...> say that somebody else may act here. The controls are in <ground.h>. */
#ifndef GROUND_INTERLEAVE_H
#define GROUND_INTERLEAVE_H

#include <linux/kconfig.h>
#include <stdbool.h>

/*
 * What somebody waits for. While it is nothing, the macros below cost a branch that is not taken. Three variables, not bits
 * of one: the branch is part of the subject, and a comparison with a constant would be one more that a fuzzing engine traces.
 */
extern bool ground_publications_watched;
extern bool ground_dereferences_watched;
extern bool ground_blocking_watched;

/** ground_publication() - Others can see from here on what has been written. Only while it is watched. */
__attribute__((__cold__)) void ground_publication(const char *file, int line, const char *function);

/** ground_dereference() - A word that others may change has been read. Only while it is watched. */
__attribute__((__cold__)) void ground_dereference(const char *file, int line, const char *function);

/** ground_fence() - A barrier for reads and writes: a dereference of a reader, a publication of anybody else. */
__attribute__((__cold__)) void ground_fence(const char *file, int line, const char *function);

#if GROUND_CHECKS
#define GROUND_IF_WATCHED(watched, call) \
	(__builtin_expect(watched, 0) ? (call) : (void)0)
#else
#define GROUND_IF_WATCHED(watched, call) ((void)0)
#endif

#define GROUND_PUBLISHED() \
	GROUND_IF_WATCHED(ground_publications_watched, ground_publication(__FILE__, __LINE__, __func__))
#define GROUND_DEREFERENCED() \
	GROUND_IF_WATCHED(ground_dereferences_watched, ground_dereference(__FILE__, __LINE__, __func__))
#define GROUND_FENCED() \
	GROUND_IF_WATCHED(ground_publications_watched || ground_dereferences_watched, ground_fence(__FILE__, __LINE__, __func__))

#endif
