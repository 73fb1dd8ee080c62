/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The maplefuzz command: what its verbs share. One file a verb.
 */
#ifndef TOOL_H
#define TOOL_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "harness.h"
#include "target.h"

/* Exit codes of every verb. */
enum {
	EXIT_CLEAN = 0,		/* no divergence */
	EXIT_DIVERGENCE = 1,	/* a divergence, a crash or a hang of the subject */
	EXIT_USAGE = 2,		/* the command line, a file or the machine is wrong */
};

/* Seconds that one program may take before it counts as a hang. */
#define DEFAULT_TIMEOUT 25

/* ---- Verbs -------------------------------------------------------------- */

/**
 * struct verb - A verb of the command.
 * @name: as typed.
 * @summary: one line for `maplefuzz --help`.
 * @usage: for `maplefuzz VERB --help`: what comes after the name, then the options.
 * @run: argv[0] is "maplefuzz VERB"; returns an exit code.
 */
struct verb {
	const char *name;
	const char *summary;
	const char *usage;
	int (*run)(int argc, char **argv);
};

extern const struct verb replay_verb;
extern const struct verb show_verb;
extern const struct verb asm_verb;
extern const struct verb random_verb;
extern const struct verb stats_verb;
extern const struct verb min_verb;
extern const struct verb emit_verb;
extern const struct verb dot_verb;
extern const struct verb exhaust_verb;

/* verb.c */

/** verb_usage() - Print how to use @verb on stdout. Return: EXIT_CLEAN. */
int verb_usage(const struct verb *verb);

/** program_started() - Tell the path @name that this process was started with; once. */
void program_started(const char *name);

/** program_path() - The path that this process was started with, for commands that a person may repeat. */
const char *program_path(void);

/* ---- Messages and options (options.c) ----------------------------------- */

/**
 * complain() - Print one line on stderr: "maplefuzz: " and the message, with control characters escaped.
 *
 * Return: EXIT_USAGE.
 */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * complain_name() - Print the complaint that @what, such as "there is no check", has the name of @length bytes at @name; and which there are.
 * @name_at: the names, then NULL.
 *
 * Return: EXIT_USAGE.
 */
int complain_name(const char *what, const char *name, size_t length, const char *(*name_at)(size_t n));

/**
 * complain_at() - The same about a place in a text: "path:line:column: message".
 *
 * Return: EXIT_USAGE.
 */
int complain_at(const char *path, unsigned int line, unsigned int column, const char *message);

/**
 * option_next() - getopt_long() that complains in one line, with what a terminal would obey escaped.
 * @letters: begins with a colon.
 *
 * Return: as getopt_long(); '?' after a complaint.
 */
int option_next(int argc, char **argv, const char *letters, const struct option *options);

/** option_number() - Parse the decimal or 0x hexadecimal argument of @option. Return: false after a complaint. */
bool option_number(const char *option, const char *text, uint64_t max, uint64_t *number);

/** option_target() - Look up the argument of --target. Return: false after a complaint. */
bool option_target(const char *name, const struct fuzz_target **target);

/** option_without() - Take a list of checks, "shape,memory", out of the set @checks. Return: false after a complaint. */
bool option_without(const char *list, unsigned int *checks);

/** option_omit() - Add a list of operations, "walk,comb", to those that @run passes over. Return: false after a complaint. */
bool option_omit(const char *list, struct run_options *run);

/** option_strict() - Take the argument of --strict, if it has one: names of known issues, "null-leaf,erase-leak". Return: false after a complaint. */
bool option_strict(const char *list, struct run_options *run);

/* What it is, for the usage of a verb. */
#define STRICT_USAGE                                                                   \
	"  --strict[=NAME,...] known issues of the subject, or only those that are named,\n" \
	"                      are divergences too\n"

/* The options of verbs that run programs, for getopt_long(); a verb adds its own. */
#define RUN_OPTIONS					\
	{ "target", required_argument, NULL, 't' },	\
	{ "thorough", no_argument, NULL, 'T' },		\
	{ "light", no_argument, NULL, 'L' },		\
	{ "strict", optional_argument, NULL, 'S' },	\
	{ "without", required_argument, NULL, 'w' },	\
	{ "omit", required_argument, NULL, 'O' },	\
	{ "timeout", required_argument, NULL, 's' }

/**
 * run_option() - Take the option @option of RUN_OPTIONS, with @argument if it has one.
 * @run: how programs are run; changed.
 * @timeout: seconds that one may take; changed.
 *
 * Return: false after a complaint, or if it is none of them.
 */
bool run_option(int option, const char *argument, struct run_options *run, uint64_t *timeout);

/** seconds_since() - Seconds on CLOCK_MONOTONIC since @start. For what people read; no program depends on it. */
double seconds_since(const struct timespec *start);

/* ---- Programs in files (input.c) ---------------------------------------- */

/**
 * struct input - A program that was read from a file.
 * @data: exactly @size bytes, so that AddressSanitizer sees a read past the end.
 * @size: at most MAX_PROGRAM_SIZE.
 * @tree: on which tree it diverged, as origin.h has it; NULL if it does not say so.
 */
struct input {
	uint8_t *data;
	size_t size;
	char *tree;
};

/** is_stream() - Does @path stand for standard input, or standard output? */
bool is_stream(const char *path);

/**
 * input_load() - Read @path: text if its name ends in .txt, else bytes; "-" is standard input, either of them.
 *
 * Return: false after a complaint.
 */
bool input_load(const char *path, struct input *input);

/** input_load_text() - Read @path as text, whatever its name. Return: false after a complaint. */
bool input_load_text(const char *path, struct input *input);

/** input_free() - Release what input_load() read. */
void input_free(struct input *input);

/**
 * struct input_list - Paths of programs.
 * @paths: the paths.
 * @count: how many.
 */
struct input_list {
	char **paths;
	size_t count;
};

/**
 * input_list_add() - Add a file, or every file below a directory in sorted order.
 *
 * Below a directory, hidden files and READMEs are passed over.
 * Return: false after a complaint: nothing there, or nothing in it.
 */
bool input_list_add(struct input_list *list, const char *path);

/** input_list_free() - Release @list. */
void input_list_free(struct input_list *list);

/* ---- Files that are written (output.c) ------------------------------------ */

/**
 * output_check() - Can the file @path be written later, and is it no input? Return: false after a complaint.
 * @input: what was read; NULL for nothing.
 */
bool output_check(const char *path, const char *input);

/**
 * output_default() - Where a reproducer goes if nobody has said: ./crash-TOKEN, with nothing in it that a shell or a file system minds.
 * @suffix: what its name ends with: "" or ".txt".
 */
const char *output_default(const char *token, const char *suffix);

/**
 * output_save() - Write @size bytes to @path; "-" is standard output.
 *
 * A file is there whole, or as it was before.
 * Return: false after a complaint.
 */
bool output_save(const char *path, const uint8_t *data, size_t size);

/* ---- Running programs that may crash or hang (guard.c) ------------------- */

/**
 * guard_init() - Once, before the first guard_run().
 * @timeout: seconds that one program may take; 0 for no limit.
 * @on_crash: told what came of the run after the report, just before the process exits with EXIT_DIVERGENCE.
 */
void guard_init(unsigned int timeout, void (*on_crash)(const struct run_result *result));

/** guard_expect() - From here on, these instead of what guard_init() was told: in a child process. */
void guard_expect(unsigned int timeout, void (*on_crash)(const struct run_result *result));

/** guard_run() - harness_run(), with an eye on crashes and hangs. A quiet run has no report of those either. */
bool guard_run(const struct input *input, const struct run_options *options,
	       struct run_result *result);

/** guard_perform() - harness_perform(), likewise. */
bool guard_perform(const struct input *input, const struct run_options *options, size_t calls,
		   struct run_result *result);

/** guard_watch() - Call @fn with an eye on crashes: it looks at trees that may be damaged. */
void guard_watch(void (*fn)(void *arg), void *arg);

/** guard_show() - harness_show(), likewise. */
void guard_show(const struct input *input, const struct run_options *options, FILE *out);

#endif
