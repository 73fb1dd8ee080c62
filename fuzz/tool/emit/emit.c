// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz emit: writes a reproducer as C. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit/ask.h"
#include "emit/check.h"
#include "emit/file.h"
#include "emit/steps.h"
#include "subject_features.h"
#include "trial.h"

static struct emission emission;
static bool checking;			/* --check */
static const char *subject;		/* --subject */

/* ---- What is compared ------------------------------------------------------------------ */

/* Beside the results: what the token names. All, if nothing diverges or all may be wrong. */
static unsigned int checks_of(const char *token)
{
	enum check check;

	if (!*token)
		return CHECKS_ALL;
	if (emit_token_check(token, &check))
		return 1u << check;
	/* A crash or a hang: a broken tree may take it until somebody looks at it. */
	return 1u << CHECK_STATE | 1u << CHECK_VALIDATE;
}

/* Why a function for the kernel does not show by itself what is wrong; NULL if it does. */
static const char *unfit_for_kernel(const struct emission *e)
{
	static const struct {
		const char *end;
		const char *reason;
	} others[] = {
		{ "memory", "a node that is lost is seen by kmemleak, one that is freed too early by KASAN" },
		{ "locks", "what is wrong with a lock is seen by lockdep" },
		{ "asan", "an access to memory that is not there is seen by KASAN" },
	};
	const char *colon = strchr(e->token, ':');
	size_t i;

	if (e->nowait)
		return "allocations that may not block have to fail, which a function in the kernel cannot ask for";
	if (e->memory || e->middle)
		return "an allocation has to fail, or somebody to act in the middle of a call, which a function in the kernel cannot ask for";
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (colon && !strcmp(colon + 1, others[i].end))
			return others[i].reason;
	if (colon && !strcmp(colon + 1, check_name(CHECK_SHAPE)) && strstr(e->found, "allocat"))
		return "what a duplicate allocates, a function in the kernel cannot see";
	return NULL;
}

/* Why there is no module; NULL if there is one. @reason: room for it. */
static const char *unfit_for_module(const struct emission *e, char *reason, size_t size)
{
	if (emit_fails(e) && HAVE_SHEAVES)
		return "allocations have to fail, and this kernel's tree takes its nodes from sheaves, which a module cannot answer for";
	if (emit_fails(e) && e->sections)
		return "allocations have to fail that a call waits for, and nobody may sleep: a read-side section is open while others write";
	if (e->middle)
		snprintf(reason, size, "%s: somebody has to act in the middle of a call, which a module cannot ask for", e->middle_call);
	return e->middle ? reason : NULL;
}

/* ---- The verb ------------------------------------------------------------------------------ */

static int print_or_check(const struct emission *e)
{
	char reason[2 * RECORD_TEXT_SIZE];
	const char *unfit = e->module ? unfit_for_module(e, reason, sizeof(reason)) : e->kernel ? unfit_for_kernel(e) : NULL;
	char *text = NULL;
	size_t size;
	FILE *out;
	int status;

	if (!checking) {
		if (!e->steps)
			emit_file(e, unfit, stdout);
		else if (!unfit)
			emit_steps(e, stdout);
		return unfit ? complain("%s: %s", e->path, unfit) : EXIT_CLEAN;
	}
	if (unfit)
		return complain("%s: %s", e->path, unfit);
	out = open_memstream(&text, &size);
	if (!out)
		return complain("no memory");
	emit_file(e, NULL, out);
	fclose(out);
	status = check_test(e, text, subject);
	free(text);
	return status;
}

/* Return: the text of a file, which is not empty; NULL after a complaint. */
static char *read_text(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (in && getdelim(&text, &size, '\0', in) <= 0) {
		free(text);
		text = NULL;
	}
	if (!text)
		complain("%s: %s", path, in && !ferror(in) ? "it names no kinds of statements" : strerror(errno));
	if (in)
		fclose(in);
	return text;
}

static int interpreter(const char *path)
{
	char *kinds = read_text(path);

	if (!kinds)
		return EXIT_USAGE;
	emit_interpreter(kinds, stdout);
	free(kinds);
	return EXIT_CLEAN;
}

static int emit(const char *path, struct trial_options *options)
{
	if (!emit_ask(&emission, path, options))
		return EXIT_USAGE;
	emission.checks = checks_of(emission.token);
	/* A tree that is duplicated range by range is a tree of its own. */
	emission.compat = !HAVE_MT_DUP;
	if (emission.compat)
		emission.checks &= ~(1u << CHECK_SHAPE);
	return print_or_check(&emission);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "kernel", no_argument, NULL, 'k' },
		{ "module", no_argument, NULL, 'm' },
		{ "steps", no_argument, NULL, 'p' },
		{ "interpreter", required_argument, NULL, 'I' },
		{ "standalone", no_argument, NULL, 'a' },
		{ "check", no_argument, NULL, 'c' },
		{ "subject", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct trial_options trial_options = trial_defaults();
	int option;

	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h')
			return verb_usage(&emit_verb);
		if (option == 'I')
			return interpreter(optarg);
		if (option == 'k' || option == 'm' || option == 'p' || option == 'a') {
			emission.kernel = option != 'a';
			emission.module = option == 'm' || option == 'p';
			emission.steps = option == 'p';
		} else if (option == 'c')
			checking = true;
		else if (option == 'f')
			subject = optarg;
		else if (!run_option(option, optarg, &trial_options.run, &trial_options.timeout))
			return EXIT_USAGE;
	}
	if (checking && emission.module)
		return complain("--check runs tests in user space; scripts/in-kernel runs modules");
	if (optind != argc - 1)
		return complain("emit wants one file; see maplefuzz emit --help");
	return emit(argv[optind], &trial_options);
}

const struct verb emit_verb = {
	.name = "emit",
	.summary = "write a reproducer as a test case in C",
	.usage =
	"[option...] FILE\n\n"
	"Writes C on stdout that makes the calls of the program, up to the one that diverges, and\n"
	"compares what they give with what the contract says. What is compared beside the\n"
	"results depends on what diverges; everything, if nothing does. `maplefuzz min` first.\n\n"
	"  --standalone        a file that stands alone; its first comment has the command that\n"
	"                      compiles it (the default)\n"
	"  --kernel            a function for the kernel's lib/test_maple_tree.c\n"
	"  --module            a kernel module; its first comment says how it is built. scripts/in-kernel\n"
	"                      builds it, and loads it into a kernel in a virtual machine\n"
	"  --steps             its statements without loops, a line each with its numbers behind it, which\n"
	"                      scripts/in-kernel --corpus makes a file of that a module reads\n"
	"  --interpreter KINDS that module: the file KINDS has the kinds of statements that it knows,\n"
	"                      a line each; no FILE\n"
	"  --check             compile it with the tree under test, run it, and say in one line\n"
	"                      whether it fails if the program diverges, and passes if not\n"
	"  --subject DIR       with another tree: a Linux tree, or one like src/maple_tree\n"
	TRIAL_USAGE
	"\nExit codes: 0 written, or the proof holds; 1 the test does not show what diverges; 2 wrong\n"
	"use, or, with --kernel, a function that does not show it by itself, or, with --module, a program\n"
	"that no module can make: the line on stderr and its comment say why.\n",
	.run = run,
};
