// SPDX-License-Identifier: GPL-2.0-or-later
/* What a tree prints goes to stdout, what it warns of ends the process with exit code 1. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <ground/raise.h>
#include <ground/thread.h>
#include <linux/printk.h>

static unsigned long errors;

unsigned long ground_errors(void)
{
	return __atomic_load_n(&errors, __ATOMIC_RELAXED);
}

int printk(const char *format, ...)
{
	va_list arguments;
	int length;

	for (; format[0] == KERN_SOH[0] && format[1]; format += 2)
		if (format[1] <= KERN_ERR[1])
			__atomic_add_fetch(&errors, 1, __ATOMIC_RELAXED);
	va_start(arguments, format);
	length = vprintf(format, arguments);
	va_end(arguments);
	fflush(stdout);
	return length;
}

static _Noreturn void end(const char *what, const char *cond, const char *file, int line)
{
	printf("%s: %s (%s:%d)\n", what, cond, file, line);
	fflush(NULL);
	_Exit(EXIT_FAILURE);
}

void ground_warn(const char *cond, const char *file, int line)
{
	end("the tree warns", cond, file, line);
}

void ground_bug(const char *cond, const char *file, int line)
{
	end("the tree has a bug", cond, file, line);
}

void ground_dump_stack(const char *file, int line)
{
	end("the tree stops", "dump_stack() was called", file, line);
}

void ground_rcu_misuse(const char *what, const char *file, int line)
{
	end("RCU is misused", what, file, line);
}

void ground_lock_misuse(const char *what, const char *file, int line)
{
	end("a lock is misused", what, file, line);
}

/* Nobody asks here where sleeping is allowed. */
void ground_might_sleep(const char *what, const char *file, int line)
{
	(void)what;
	(void)file;
	(void)line;
}
