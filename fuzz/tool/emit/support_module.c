// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What every kernel module has that `maplefuzz emit --module` writes: when it is loaded it makes the calls of its program, in
 * run_test(), says on the console what differs, a line each, and at last a verdict. The rest of what it is made of stands in support.c.
 */
#include <linux/maple_tree.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

/* The line of this file that is run now. */
static int line;

/* The call of the program that is made, and its number; 0 for what is done beside those. */
static const char *call_text;

static unsigned int call_number;

static void begin_call(unsigned int number, const char *text, int at)
{
	call_number = number;
	call_text = text;
	line = at;
}

/* One difference may be followed by thousands. */
#define MAX_SAID 8

static unsigned long differences;

/* Say what differs, and where, and go on. */
__printf(1, 2)
static void __maybe_unused differ(const char *format, ...)
{
	struct va_format what = { .fmt = format };
	va_list arguments;

	if (differences++ >= MAX_SAID)
		return;
	va_start(arguments, format);
	what.va = &arguments;
	if (call_number)
		pr_err("call %u: %s: %pV (line %d)\n", call_number, call_text, &what, line);
	else
		pr_err("at the end: %pV (line %d)\n", &what, line);
	va_end(arguments);
}

/* From here on the kernel warns, as it should, of what it is given; or no longer. */
#define ground_expect_warning(expected) pr_info("warnings: %s\n", (expected) ? "expected" : "not expected")

/* From here on the API may be called in a way in which it might sleep under a spinlock; or no longer. */
#define ground_allow_sleeping(allowed) do {							\
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))						\
		pr_info("sleeping: %s\n", (allowed) ? "expected" : "not expected");		\
} while (0)

/*
 * The kernel does not export mas_nomem() to modules. As long as there is memory, which the guest has, all that it does is to say that there
 * was: that a call is not made again is said then.
 */
static bool lacks_memory(struct ma_state *mas)
{
	if (mas_is_err(mas) && xa_err(mas->node) == -ENOMEM)
		differ("there is no memory, and mas_nomem() is not exported");
	return false;
}

static void run_test(void);

static int __init load(void)
{
	int error = begin_memory();

	if (error)
		return error;
	pr_info("begins\n");
	run_test();
	end_memory();
	/* What a destroy in RCU mode frees later may be wrong, too. */
	rcu_barrier();
	if (differences)
		pr_err("diverged: differences: %lu, calls: %lu\n", differences, CALLS);
	else
		pr_info("held: %lu calls\n", CALLS);
	return 0;
}

static void __exit __maybe_unused unload(void)
{
}

module_init(load);

module_exit(unload);

MODULE_DESCRIPTION("A program of maplefuzz: calls of the maple tree, and what they should give");

MODULE_LICENSE("GPL");
