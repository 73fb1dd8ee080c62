// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Totals as decimal digits that are counted up where they stand, in a file that is
 * mapped. An addition changes few digits, so it costs some nanoseconds.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "totals.h"

#define NR_DIGITS	15

/* The digits lie in two words, each of which is stored at once: for that it has to be aligned, for 32 bits as well. */
typedef uint64_t word_t __attribute__((__aligned__(8)));
#define WORD		sizeof(word_t)

static const char *const total_names[NR_TOTALS] = {
	[TOTAL_EXECUTIONS] = "executions",
	[TOTAL_CALLS] = "calls",
	[TOTAL_KNOWN] = "known",
};

/* Make all totals 0. */
static void totals_init(struct totals *totals)
{
	for (int i = 0; i < NR_TOTALS; i++) {
		struct total_line *line = &totals->lines[i];

		memset(line->name, ' ', sizeof(line->name));
		memcpy(line->name, total_names[i], strlen(total_names[i]));
		memset(line->digits, '0', NR_DIGITS);
		line->digits[NR_DIGITS] = '\n';
	}
}

/* Is @totals what totals_init() makes, but for the values of its digits? */
static bool well_formed(struct totals totals)
{
	struct totals zeros;

	for (int i = 0; i < NR_TOTALS; i++)
		for (int at = 0; at < NR_DIGITS; at++)
			if (isdigit((unsigned char)totals.lines[i].digits[at]))
				totals.lines[i].digits[at] = '0';
	totals_init(&zeros);
	return !memcmp(&totals, &zeros, sizeof(zeros));
}

/* Make sure that the file has totals. They are written, as a hole would be a SIGBUS on a full disk. */
static bool write_missing(int fd)
{
	struct totals totals;
	ssize_t done = pread(fd, &totals, sizeof(totals), 0);

	if (done < 0)
		return false;
	if (done == sizeof(totals) && well_formed(totals))
		return true;
	totals_init(&totals);
	return !ftruncate(fd, 0) && pwrite(fd, &totals, sizeof(totals), 0) == sizeof(totals);
}

struct totals *totals_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	void *shared = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (write_missing(fd))
		shared = mmap(NULL, sizeof(struct totals), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return shared == MAP_FAILED ? NULL : shared;
}

/*
 * Add @n to the number that the first @digits bytes of @word are. Return what is carried
 * over. The word is stored at once: whoever dies or reads meanwhile has the old digits or the new ones.
 */
static uint64_t add_to_word(char *word, size_t digits, uint64_t n)
{
	union {
		char bytes[WORD];
		word_t word;
	} next;

	memcpy(next.bytes, word, sizeof(next.bytes));
	while (n && digits--) {
		n += next.bytes[digits] - '0';
		next.bytes[digits] = '0' + n % 10;
		n /= 10;
	}
	__atomic_store_n((word_t *)word, next.word, __ATOMIC_RELAXED);
	return n;
}

void totals_add(struct totals *totals, enum total total, uint64_t n)
{
	struct total_line *line = &totals->lines[total];

	n = add_to_word(line->digits + WORD, NR_DIGITS - WORD, n);
	/* A carry between the words, once in ten million, is the only moment at which the total is not right. */
	if (n)
		add_to_word(line->digits, WORD, n);
}
