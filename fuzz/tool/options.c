// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages, arguments that several verbs take, and the clock. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool.h"

/* Seconds that --timeout may say: eleven days, and their milliseconds are an int. */
#define MAX_TIMEOUT 1000000

int complain(const char *format, ...)
{
	va_list args;

	fflush(stdout);
	fputs("maplefuzz: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return EXIT_USAGE;
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
		if (strlen(check_name(check)) == length && !strncmp(check_name(check), name, length)) {
			*found = check;
			return true;
		}
	}
	return false;
}

static void complain_check(const char *name, int length)
{
	char known[128] = "";

	for (int check = 0; check < CHECK_COUNT; check++) {
		strcat(known, check ? ", " : "");
		strcat(known, check_name(check));
	}
	complain("there is no check '%.*s'; there are: %s", length, name, known);
}

bool option_without(const char *list, unsigned int *checks)
{
	for (;;) {
		size_t length = strcspn(list, ",");
		enum check check;

		if (!find_check(list, length, &check)) {
			complain_check(list, (int)length);
			return false;
		}
		*checks &= ~(1u << check);
		if (!list[length])
			break;
		list += length + 1;
	}
	/* To the harness, none means all. */
	if (!*checks)
		complain("--without leaves no check");
	return *checks;
}

/* The names of all known issues, for people. */
static void complain_issue(const char *name)
{
	char names[512] = "";
	size_t length = 0;

	for (unsigned int i = 0; harness_issue_at(i) && length < sizeof(names); i++)
		length += (size_t)snprintf(names + length, sizeof(names) - length, "%s%s", i ? ", " : "", harness_issue_at(i));
	complain("--strict: there is no known issue '%s'; there are: %s", name, names);
}

bool option_strict(const char *name, struct run_options *run)
{
	if (name && !harness_knows_issue(name)) {
		complain_issue(name);
		return false;
	}
	run->strict = true;
	run->strict_issue = name;
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
		return true;
	case 'T':
	case 'L':
		run->thorough = option == 'T';
		return true;
	case 'S':
		return option_strict(argument, run);
	case 'w':
		return option_without(argument, &run->checks);
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
