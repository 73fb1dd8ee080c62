/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs as C. A test case makes the calls of a program, with absolute
 * operands, and compares what they give with what the contract says; which checks follow each
 * call depends on what the program diverges with. There are two dialects:
 * a function for the kernel's lib/test_maple_tree.c, and a file that stands alone.
 */
#ifndef EMIT_H
#define EMIT_H

#include <stdio.h>

#include "view/inspect.h"
#include "trial.h"

/**
 * struct unit - A single call and what the contract says it gives.
 * @call: which of the program's calls it is a part of.
 * @unit: the single call.
 * @want: what it gives; of a scan, how many ranges it visits in @first, and in @last the sum of where they are.
 */
struct unit {
	size_t call;
	struct call unit;
	struct outcome want;
};

/**
 * struct emission - A program on its way to C.
 * @out: where to.
 * @kernel: for the kernel's own tests; else it stands alone.
 * @checks: set of enum check: what is compared beside the results.
 * @faults: allocations are made to fail.
 * @trial: what the program gave.
 * @header: of the program.
 * @units: all single calls.
 * @unit_count: how many of them.
 * @attributes: of each tree, as far as the calls have come.
 * @used: set of trees.
 */
struct emission {
	FILE *out;
	bool kernel;
	unsigned int checks;
	bool faults;
	const struct trial *trial;
	struct header header;
	struct unit *units;
	size_t unit_count;
	uint8_t attributes[MAX_TREES];
	unsigned int used;
};

/* Ranges that a scan visits, as in the harness. */
#define SCAN_LIMIT 64

/* Room for any expression that is made here. */
#define C_TEXT_SIZE 96

/**
 * struct operands - The operands of a single call as C.
 * @first: first index.
 * @last: last index.
 * @entry: what is stored.
 * @found: what is returned; empty if it is something, whatever it is.
 * @several: in a loop: the outcome that is known is only the first one's.
 */
struct operands {
	char first[C_TEXT_SIZE];
	char last[C_TEXT_SIZE];
	char entry[C_TEXT_SIZE];
	char found[C_TEXT_SIZE];
	bool several;
};

/** emit_checked() - Is @check one of those that are compared beside the results? */
static inline bool emit_checked(const struct emission *e, enum check check)
{
	return e->checks & (1u << check);
}

/** c_number() - Write @number as C. @text: C_TEXT_SIZE bytes. */
void c_number(unsigned long number, char *text);

/** c_entry() - Write the entry @name as C. @plus: added to its number; NULL for nothing. */
void c_entry(struct entry name, const char *plus, char *text);

/** c_stored() - Write what a tree holds as C. */
void c_stored(const void *entry, const char *plus, char *text);

/** c_flags() - Write the flags that @attributes stand for as C. */
void c_flags(unsigned int attributes, char *text);

/** emit_same() - Compare the expression @got with @want. @tree: for the message. */
void emit_same(const struct emission *e, const char *indent, unsigned int tree, const char *got,
	       const char *want);

/** emit_never() - Complain if @condition holds. @tree: for the message. */
void emit_never(const struct emission *e, const char *indent, unsigned int tree, const char *condition);

/** emit_lock() - Take the lock of @tree, @nested or not, or drop it. */
void emit_lock(const struct emission *e, const char *indent, unsigned int tree, bool nested);
void emit_unlock(const struct emission *e, const char *indent, unsigned int tree);

/** emit_make() - Make the single call @u. */
void emit_make(const struct emission *e, const char *indent, const struct unit *u, const struct operands *o);

/** emit_mas() - Make the call @unit of a state, under the lock. */
void emit_mas(const struct emission *e, const char *indent, const struct call *unit, const struct operands *o);

/** emit_overtake() - Make the write @unit in front of a reader. */
void emit_overtake(const struct emission *e, const char *indent, const struct call *unit,
		   const struct operands *o);

/** emit_call() - Call number @call of the program, with its checks. */
void emit_call(struct emission *e, size_t call);

/** emit_init() - Make tree @tree empty, with its attributes. */
void emit_init(const struct emission *e, unsigned int tree);

/** emit_leave_rcu() - Take @tree out of RCU mode, as exit_mmap() does. */
void emit_leave_rcu(struct emission *e, unsigned int tree);

/** emit_destroy() - Destroy tree @tree. */
void emit_destroy(const struct emission *e, unsigned int tree);

/** emit_attributes() - Compare the flags of @tree with its attributes; @emptied: it was just destroyed. */
void emit_attributes(const struct emission *e, unsigned int tree, bool emptied);

/** emit_contents() - Compare all that tree @tree holds with what the oracle holds now. */
void emit_contents(const struct emission *e, unsigned int tree);

/** emit_probe() - Compare what tree @tree has at @index with what the oracle has there now. */
void emit_probe(const struct emission *e, unsigned int tree, unsigned long index);

/** emit_nodes() - Helper functions that look at nodes, as far as the checks need them. */
void emit_nodes(const struct emission *e);

/** emit_reader_helpers() - Helper functions of emit_overtake(). */
void emit_reader_helpers(const struct emission *e);

/** emit_waits() - Is the tree looked at while a call waits for memory? */
bool emit_waits(const struct emission *e);

/** emit_helpers() - What stands above the test: helper functions, as far as the checks need them. */
void emit_helpers(const struct emission *e);

#endif
