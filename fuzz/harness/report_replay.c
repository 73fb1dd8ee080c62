// SPDX-License-Identifier: GPL-2.0-or-later
/* The command that replays a program from where the user stands. */
#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "report_replay.h"
#include "subject_features.h"

/* The command, as seen from the checkout. */
#define SCRIPT "scripts/replay"

/* Bytes that mean nothing else to a shell. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,+@%-"

/* As it is if that is safe, else with everything escaped that a shell or a terminal would take for something. */
static void print_word(const char *word, FILE *out)
{
	if (*word && !word[strspn(word, PLAIN)]) {
		fputs(word, out);
		return;
	}
	putc('\'', out);
	for (; *word; word++) {
		if (iscntrl((unsigned char)*word))
			fprintf(out, "'$'\\x%02x''", (unsigned char)*word);
		else
			fprintf(out, *word == '\'' ? "'\\%c'" : "%c", *word);
	}
	putc('\'', out);
}

static void print_option(const char *option, const char *argument, FILE *out)
{
	fprintf(out, " %s ", option);
	print_word(argument, out);
}

/* Whoever stands at the top of the checkout can type less. A program that was moved elsewhere has no checkout. */
static void print_script(FILE *out)
{
	char here[PATH_MAX];

	if (access(MAPLEFUZZ_ROOT "/" SCRIPT, X_OK) || (getcwd(here, sizeof(here)) && !strcmp(here, MAPLEFUZZ_ROOT)))
		fputs(SCRIPT, out);
	else
		print_word(MAPLEFUZZ_ROOT "/" SCRIPT, out);
}

static void print_strict(const struct run_options *options, FILE *out)
{
	if (!options->strict)
		return;
	fputs(" --strict", out);
	if (!options->strict_issues)
		return;
	putc('=', out);
	print_word(options->strict_issues, out);
}

/* Checks that are left out. */
static void print_without(const struct run_options *options, FILE *out)
{
	const char *before = " --without ";

	for (int check = 0; options->checks && check < CHECK_COUNT; check++) {
		if (options->checks & (1u << check))
			continue;
		fprintf(out, "%s%s", before, check_name(check));
		before = ",";
	}
}

/* Operations that are passed over. */
static void print_omit(const struct run_options *options, FILE *out)
{
	const char *before = " --omit ";

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		if (!options->omitted[op])
			continue;
		fprintf(out, "%s%s", before, operation_infos[op].name);
		before = ",";
	}
}

/* What is the same for the script and for the command, and the file. */
static void print_rest(const struct run_options *options, bool light, const char *file, FILE *out)
{
	if (options->target)
		print_option("--target", options->target, out);
	if (light)
		fputs(" --light", out);
	print_strict(options, out);
	print_without(options, out);
	print_omit(options, out);
	putc(' ', out);
	/* What begins with a dash would be an option. */
	if (file[0] == '-' && file[1])
		fputs("-- ", out);
	print_word(file, out);
}

void report_replay(const struct run_options *options, FILE *out)
{
	print_script(out);
	if (ULONG_MAX == UINT_MAX)
		fputs(" --32", out);
	if (*SUBJECT_FOLDER)
		print_option("--linux", SUBJECT_FOLDER, out);
	/* What an engine has found has no name yet, and is replayed with all checks first. */
	print_rest(options, options->name && !options->thorough, options->name ? options->name : "FILE", out);
}

void report_replay_by(const char *command, const struct run_options *options, const char *file, FILE *out)
{
	print_word(command, out);
	fputs(" replay", out);
	print_rest(options, false, file, out);
}
