// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rest of the module that makes the calls of any program: it reads programs from a file, and makes one step after the other. What a step is
 * of its kind, a statement with numbers, stands in make_step(), which `maplefuzz emit --interpreter` writes; so do begin_anew() and the kinds
 * STEP_CALL, STEP_DO and up. What the file consists of is said by scripts/lib/inkernel/steps.py, which writes it.
 */

/* ---- Programs ---- */

/* What a program begins with, in words of 64 bits. */
enum {
	WORD_LENGTH,		/* of the program, in words */
	WORD_CALLS,
	WORD_FAILS,		/* do allocations fail? */
	WORD_SLEEPLESS,		/* may nobody sleep? */
	WORD_CURSORS,		/* the tree in which cursors stand that were never set */
	WORD_RUNS,		/* as many runs may be said of a tree; see add_run() */
	WORD_NAME,		/* how many words its name has, which comes next */
	HEAD_WORDS
};

static char *path;

module_param(path, charp, 0);

/* Where it begins: in a boot after one that a program has ended, with a later one. */
static unsigned int first;

module_param(first, uint, 0);

/* The kind of a step is in its first word, and how many words come behind. */
#define STEP_KIND(word)		((unsigned int)(word))
#define STEP_WORDS(word)	((unsigned int)((word) >> 32))

/* The program whose calls are made. */
static const u64 *program;

static void run_test(void)
{
	const u64 *end = program + program[WORD_LENGTH], *at = program + HEAD_WORDS + program[WORD_NAME], *again = NULL;

	while (at < end) {
		const unsigned long *numbers = (const unsigned long *)at + 1;
		const u64 *step = at;

		at += 1 + STEP_WORDS(*step);
		switch (STEP_KIND(*step)) {
		case STEP_CALL:
			begin_call(numbers[0], (const char *)&numbers[1], step - program);
			break;
		case STEP_DO:
			again = at;
			break;
		default:
			if (make_step(STEP_KIND(*step), numbers))
				at = again;
		}
	}
}

/* Return: the whole file @path, of @words words. */
static u64 *__init read_file(size_t *words)
{
	struct file *file = filp_open(path, O_RDONLY, 0);
	loff_t size, at = 0;
	u64 *content;

	if (IS_ERR(file))
		return ERR_CAST(file);
	size = i_size_read(file_inode(file));
	*words = size / sizeof(u64);
	content = vmalloc(size + 1);
	if (!content || kernel_read(file, content, size, &at) != size) {
		vfree(content);
		content = ERR_PTR(-EIO);
	}
	filp_close(file, NULL);
	return content;
}

static int __init run_all(void)
{
	unsigned int number = 0;
	const u64 *end;
	size_t words;
	u64 *content;
	int error = find_nomem();

	if (error)
		return error;
	content = read_file(&words);
	if (IS_ERR(content))
		return PTR_ERR(content);
	end = content + words;
	for (program = content; program < end; program += program[WORD_LENGTH]) {
		if (number++ < first)
			continue;
		program_name = (const char *)&program[HEAD_WORDS];
		program_calls = program[WORD_CALLS];
		program_fails = program[WORD_FAILS];
		program_sleepless = program[WORD_SLEEPLESS];
		differences = 0;
		begin_anew((unsigned int)program[WORD_CURSORS]);
		pr_info("loading\n");
		runs = vmalloc((program[WORD_RUNS] + 1) * sizeof(*runs));
		error = runs ? load() : -ENOMEM;
		vfree(runs);
		if (error)
			pr_err("not loaded: error %d\n", error);
	}
	vfree(content);
	return 0;
}

static void __exit end_all(void)
{
}

module_init(run_all);

module_exit(end_all);

MODULE_DESCRIPTION("Programs of maplefuzz: calls of the maple tree, and what they should give");

MODULE_LICENSE("GPL");
