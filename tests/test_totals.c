// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The totals of fuzzing processes: what the file says, who goes on with it, and that
 * it is right whenever it is read and however a process dies.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "totals.h"

#define ZEROS "executions      000000000000000\ncalls           000000000000000\nknown           000000000000000\n"

/* Fewer than a carry between the words of a total needs. */
#define COUNT_LIMIT	5000000

#define KILLS		20

static char path[] = "/tmp/test-totals-XXXXXX";

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static void check_file(const char *expected)
{
	char text[2 * sizeof(ZEROS)];
	FILE *file = fopen(path, "r");
	size_t size;

	assert_non_null(file);
	size = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[size] = 0;
	assert_string_equal(text, expected);
}

static struct totals *open_totals(void)
{
	struct totals *totals = totals_open(path);

	assert_non_null(totals);
	return totals;
}

static void close_totals(struct totals *totals)
{
	assert_int_equal(munmap(totals, sizeof(*totals)), 0);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void test_counts(void **state)
{
	struct totals *totals;

	(void)state;
	write_file("");
	totals = open_totals();
	check_file(ZEROS);
	totals_add(totals, TOTAL_EXECUTIONS, 1);
	totals_add(totals, TOTAL_CALLS, 999999999);
	totals_add(totals, TOTAL_KNOWN, 0);
	check_file("executions      000000000000001\ncalls           000000999999999\nknown           000000000000000\n");
	totals_add(totals, TOTAL_EXECUTIONS, 99);
	totals_add(totals, TOTAL_CALLS, 1);
	totals_add(totals, TOTAL_KNOWN, 123456789012345);
	check_file("executions      000000000000100\ncalls           000001000000000\nknown           123456789012345\n");
	close_totals(totals);
}

static void test_goes_on(void **state)
{
	struct totals *totals;

	(void)state;
	write_file("");
	for (int i = 0; i < 3; i++) {
		totals = open_totals();
		totals_add(totals, TOTAL_CALLS, 40);
		close_totals(totals);
	}
	check_file("executions      000000000000000\ncalls           000000000000120\nknown           000000000000000\n");
}

/* Text that is not quite that of totals, and the 24 bytes of three binary numbers. */
static void test_begins_anew(void **state)
{
	static const char *const others[] = {
		"x", "executions 12\n",
		"executions      00000000000000x\ncalls           000000000000120\nknown           000000000000000\n",
		"executions      000000000000012\ncalls           000000000000120\nunknown         000000000000000\n",
		"\x44\x2a\x01\x01\x01\x01\x01\x01\xee\x9d\x80\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		write_file(others[i]);
		close_totals(open_totals());
		check_file(ZEROS);
	}
}

static void test_failure(void **state)
{
	(void)state;
	assert_null(totals_open("/nonexistent/totals"));
	assert_null(totals_open("/"));
}

/* Count in a child, COUNT_LIMIT times at most. */
static pid_t count_in_child(struct totals *totals)
{
	pid_t child = fork();

	assert_true(child >= 0);
	if (child)
		return child;
	for (int i = 0; i < COUNT_LIMIT; i++) {
		totals_add(totals, TOTAL_EXECUTIONS, 1);
		totals_add(totals, TOTAL_CALLS, 137);
	}
	_exit(0);
}

static unsigned long long value(const struct totals *totals, enum total total)
{
	return strtoull(totals->lines[total].digits, NULL, 10);
}

static void test_read_meanwhile(void **state)
{
	struct totals *totals, now;
	unsigned long long before = 0;
	FILE *file;
	pid_t child;

	(void)state;
	write_file("");
	totals = open_totals();
	file = fopen(path, "r");
	assert_non_null(file);
	child = count_in_child(totals);
	while (!waitpid(child, NULL, WNOHANG)) {
		assert_int_equal(pread(fileno(file), &now, sizeof(now), 0), sizeof(now));
		assert_true(value(&now, TOTAL_EXECUTIONS) >= before);
		before = value(&now, TOTAL_EXECUTIONS);
	}
	assert_int_equal(value(totals, TOTAL_EXECUTIONS), COUNT_LIMIT);
	fclose(file);
	close_totals(totals);
}

static void test_killed(void **state)
{
	struct totals *totals;
	unsigned long long executions, calls;
	pid_t child;

	(void)state;
	for (int i = 0; i < KILLS; i++) {
		write_file("");
		totals = open_totals();
		child = count_in_child(totals);
		while (!value(totals, TOTAL_EXECUTIONS))
			usleep(100);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		executions = value(totals, TOTAL_EXECUTIONS);
		calls = value(totals, TOTAL_CALLS);
		assert_true(calls == 137 * executions || calls == 137 * (executions - 1));
		close_totals(totals);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_begins_anew),
		cmocka_unit_test(test_failure),
		cmocka_unit_test(test_read_meanwhile),
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
