// SPDX-License-Identifier: GPL-2.0-or-later
/* printk() into memory: the newest LOG_SIZE bytes, in one piece. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <linux/printk.h>

#include "internal.h"

#define LOG_SIZE	(64 * 1024)
#define LINE_SIZE	1024

/*
 * Text is appended until the buffer is full; then its older half goes. The buffer is
 * twice as large as what is promised, so that this is rare.
 */
static char text[2 * LOG_SIZE + 1];
static size_t length;
static bool tee;

static void append(const char *s, size_t n)
{
	if (length + n > 2 * LOG_SIZE) {
		size_t keep = LOG_SIZE;

		memmove(text, text + length - keep, keep);
		length = keep;
	}
	memcpy(text + length, s, n);
	length += n;
	text[length] = '\0';
	if (tee)
		fwrite(s, 1, n, stderr);
}

/* libc would print the letters that the kernel puts behind %p: leave them out. */
static void plain_format(char *to, size_t size, const char *from)
{
	char *end = to + size - 1;

	while (*from && to < end) {
		bool conversion = *from == '%';

		*to++ = *from++;
		if (!conversion)
			continue;
		while (*from && strchr("-+ #0123456789.*", *from) && to < end)
			*to++ = *from++;
		if (*from && to < end) {
			bool pointer = *from == 'p';

			*to++ = *from++;
			while (pointer && isalnum((unsigned char)*from))
				from++;
		}
	}
	*to = '\0';
}

int printk(const char *fmt, ...)
{
	char format[LINE_SIZE], line[LINE_SIZE];
	bool more = false;
	va_list args;
	int n;

	while (fmt[0] == KERN_SOH[0] && fmt[1]) {
		more = fmt[1] == 'c';
		fmt += 2;
	}
	plain_format(format, sizeof(format), fmt);
	va_start(args, fmt);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0)
		return 0;
	if (n >= LINE_SIZE)
		n = LINE_SIZE - 1;
	if (!more && length && text[length - 1] != '\n')
		append("\n", 1);
	append(line, (size_t)n);
	return n;
}

const char *ground_log(void)
{
	return length > LOG_SIZE ? text + length - LOG_SIZE : text;
}

void ground_log_clear(void)
{
	length = 0;
	text[0] = '\0';
}

void ground_log_tee(bool on)
{
	tee = on;
}

void ground_log_reset(void)
{
	ground_log_clear();
}
