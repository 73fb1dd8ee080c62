// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages, arguments that several verbs take, and the clock. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "names.h"
#include "quote.h"
#include "tool.h"

/* Seconds that --timeout may say: eleven days, and their milliseconds are an int. */
#define MAX_TIMEOUT 1000000

static void print_complaint(const char *before, const char *message)
{
	char *quoted = malloc(QUOTE_SIZE(strlen(message)));

	fflush(stdout);
	fprintf(stderr, "%s%s\n", before, quote(message, strlen(message), quoted));
	free(quoted);
}

int complain(const char *format, ...)
{
	char *message;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&message, format, args);
	va_end(args);
	if (length < 0)
		return EXIT_USAGE;
	print_complaint("maplefuzz: ", message);
	free(message);
	return EXIT_USAGE;
}

int complain_name(const char *what, const char *name, size_t length, const char *(*name_at)(size_t n))
{
	char *known;
	size_t size;
	FILE *out = open_memstream(&known, &size);

	if (!out)
		abort();
	for (size_t i = 0; name_at(i); i++)
		fprintf(out, "%s%s", i ? ", " : "", name_at(i));
	fclose(out);
	complain("%s '%.*s'; there are: %s", what, (int)length, name, known);
	free(known);
	return EXIT_USAGE;
}

int complain_at(const char *path, unsigned int line, unsigned int column, const char *message)
{
	char *place;

	if (asprintf(&place, "%s:%u:%u: %s", path, line, column, message) < 0)
		return EXIT_USAGE;
	print_complaint("", place);
	free(place);
	return EXIT_USAGE;
}

/* The option that getopt_long() did not take. */
static int complain_option(char **argv, bool lacks_argument)
{
	const char *word = argv[optind - 1];
	const char letter[] = { '-', (char)optopt, '\0' };

	if (strncmp(word, "--", 2))
		word = letter;
	if (lacks_argument)
		complain("%s wants an argument; see %s --help", word, argv[0]);
	else if (optopt && word != letter)
		complain("%.*s takes no argument; see %s --help", (int)strcspn(word, "="), word, argv[0]);
	else
		complain("unknown option '%s'; see %s --help", word, argv[0]);
	return '?';
}

int option_next(int argc, char **argv, const char *letters, const struct option *options)
{
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, letters, options, NULL);
	return option == '?' || option == ':' ? complain_option(argv, option == ':') : option;
}

bool option_number(const char *option, const char *text, uint64_t max, uint64_t *number)
{
	int base = !strncmp(text, "0x", 2) || !strncmp(text, "0X", 2) ? 16 : 10;
	char *end;

	errno = 0;
	*number = strtoull(text, &end, base);
	if (isdigit((unsigned char)*text) && !*end && !errno && *number <= max)
		return true;
	complain("%s wants a number from 0 to %llu, not '%s'", option, (unsigned long long)max, text);
	return false;
}

bool option_target(const char *name, const struct fuzz_target **target)
{
	*target = fuzz_target_find(name);
	if (!*target)
		complain("there is no target '%s'; maplefuzz --help lists them", name);
	return *target;
}

static bool find_check(const char *name, size_t length, enum check *found)
{
	for (int check = 0; check < CHECK_COUNT; check++) {
		if (name_is(check_name(check), name, length)) {
			*found = check;
			return true;
		}
	}
	return false;
}

static const char *check_at(size_t n)
{
	return n < CHECK_COUNT ? check_name((enum check)n) : NULL;
}

bool option_without(const char *list, unsigned int *checks)
{
	for (; list; list = names_next(list)) {
		enum check check;

		if (!find_check(list, names_length(list), &check)) {
			complain_name("there is no check", list, names_length(list), check_at);
			return false;
		}
		*checks &= ~(1u << check);
	}
	/* To the harness, none means all. */
	if (!*checks)
		complain("--without leaves no check");
	return *checks;
}

bool option_omit(const char *list, struct run_options *run)
{
	for (; list; list = names_next(list)) {
		uint8_t op = operation_find(list, names_length(list));

		if (op == OP_NONE) {
			complain("there is no operation '%.*s'; docs/language.md lists them", (int)names_length(list), list);
			return false;
		}
		run->omitted[op] = true;
	}
	return true;
}

static const char *issue_at(size_t n)
{
	return harness_issue_at((unsigned int)n);
}

bool option_strict(const char *list, struct run_options *run)
{
	const char *unknown = list ? harness_unknown_issue(list) : NULL;

	if (unknown) {
		complain_name("--strict: there is no known issue", unknown, names_length(unknown), issue_at);
		return false;
	}
	run->strict = true;
	run->strict_issues = list;
	return true;
}

bool run_option(int option, const char *argument, struct run_options *run, uint64_t *timeout)
{
	const struct fuzz_target *target;

	switch (option) {
	case 't':
		if (!option_target(argument, &target))
			return false;
		run->operations = target->operations;
		run->target = target->name;
		return true;
	case 'T':
	case 'L':
		run->thorough = option == 'T';
		return true;
	case 'S':
		return option_strict(argument, run);
	case 'w':
		return option_without(argument, &run->checks);
	case 'O':
		return option_omit(argument, run);
	case 's':
		return option_number("--timeout", argument, MAX_TIMEOUT, timeout);
	default:
		return false;
	}
}

double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}
