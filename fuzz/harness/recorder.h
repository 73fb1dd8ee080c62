/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How calls of the API are written down: for api.c, and for who frames them (execute.c). */
#ifndef RECORDER_H
#define RECORDER_H

#include "subject.h"

/** record_text() - Tell of a record of @kind about @tree, -1 for none; @format as printf() takes it. */
void record_text(struct subject *s, enum record_kind kind, int tree, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/** record_call() - Tell that the program's call @call begins. */
void record_call(struct subject *s, const struct call *call);

/**
 * record_other() - Tell, if somebody asks, that somebody else comes in in the middle of the single call, and makes @call.
 * @kind: who: RECORD_OTHER_BEGIN, RECORD_READER_BEGIN or RECORD_WRITER_BEGIN.
 * @number: what @want of such a record is.
 * @place: what @high is, as printf() takes it.
 */
void record_other(struct subject *s, enum record_kind kind, const struct call *call, unsigned int number, const char *place, ...)
	__attribute__((format(printf, 5, 6)));

/** record_other_end() - Likewise, that he is done. */
void record_other_end(struct subject *s);

/** record_begin() - Tell that the single call @call begins. */
void record_begin(struct subject *s, const struct call *call);

/** record_outcome() - Tell what the contract says that the single call @call gives; @got says how it was given. */
void record_outcome(struct subject *s, const struct call *call, const struct outcome *want,
		    const struct outcome *got);

/**
 * record_either() - Tell that an entry has to be @one or @other.
 * @reader: the number of the reader in the middle of a write who was given it, unless he gave up; 0 for the entry of the call itself.
 */
void record_either(struct subject *s, int tree, unsigned int reader, const void *one, const void *other);

/** record_held() - Tell, if somebody asks, that what @tree holds is listed. @when: "before" a write, or "now", behind it. */
void record_held(struct subject *s, unsigned int tree, const char *when);

/** c_given() - What the lookup or the step @call has been given, as C, when its statements have been made. */
const char *c_given(const struct call *call);

/** c_kept() - The variable that keeps that for reader @reader. */
const char *c_kept(const struct call *call, unsigned int reader);

/** c_gfp() - The enum call_gfp @gfp as C. */
const char *c_gfp(uint8_t gfp);

/**
 * record_leaves_nothing() - Let the stack below be as in a new process.
 *
 * What writes records down leaves texts and addresses there. A subject that reads a variable before it has set it would find them.
 */
void record_leaves_nothing(void);

/* Nothing is formatted while nobody asks. */
#define RECORD_KIND(s, kind, tree, ...) do {				\
	if (unlikely((s)->on_record)) {					\
		record_text(s, kind, tree, __VA_ARGS__);		\
		record_leaves_nothing();				\
	}								\
} while (0)

#define RECORD(s, tree, ...)		RECORD_KIND(s, RECORD_STATEMENT, (int)(tree), __VA_ARGS__)
#define RECORD_CHECK(s, tree, ...)	RECORD_KIND(s, RECORD_CHECK, (int)(tree), __VA_ARGS__)
#define RECORD_HINT(s, tree, ...)	RECORD_KIND(s, RECORD_HINT, (int)(tree), __VA_ARGS__)
#define RECORD_MEMORY(s, ...)		RECORD_KIND(s, RECORD_MEMORY, -1, __VA_ARGS__)

#endif
