// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compiles and runs a test. The build says where the sources are: MAPLEFUZZ_ROOT, the top of maplefuzz, and
 * SUBJECT_FOLDER, that of the tree under test.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emit/check.h"
#include "tool.h"

#define MAX_WORDS 256
#define PATH_SIZE 4096

/* Seconds that a test may take; each of its calls has a limit of its own. */
#define TEST_SECONDS 120

/* What the folder of the work may hold; it is removed with the rest. */
static const char *const files[] = { "test.c", "test", "log", "include/linux/maple_tree.h" };
static const char *const folders[] = { "include/linux", "include" };

/**
 * struct work - What is needed to try a test.
 * @folder: of its files.
 * @words: the command that compiles it, ended by NULL.
 * @count: of its words.
 */
struct work {
	char folder[PATH_SIZE];
	char *words[MAX_WORDS + 1];
	size_t count;
};

static const char *path_of(const struct work *w, const char *name)
{
	static char path[PATH_SIZE + 64];

	snprintf(path, sizeof(path), "%s/%s", w->folder, name);
	return path;
}

/* ---- The command ------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3)))
static void add_word(struct work *w, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (w->count < MAX_WORDS && vasprintf(&w->words[w->count], format, arguments) >= 0)
		w->count++;
	va_end(arguments);
}

/* All files of a folder that end in .c. */
static void add_sources(struct work *w, const char *folder)
{
	char pattern[PATH_SIZE + 8];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/*.c", folder);
	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		add_word(w, "%s", found.gl_pathv[i]);
	globfree(&found);
}

static bool exists(const char *folder, const char *name)
{
	char path[PATH_SIZE + 64];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return !access(path, R_OK);
}

static bool mentions(const char *path, const char *what)
{
	char line[1024];
	bool found = false;
	FILE *file = fopen(path, "r");

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, what);
	if (file)
		fclose(file);
	return found;
}

/* A Linux tree: its header alone, so that no other of the kernel's can leak in, and what older versions lack. */
static void add_linux(struct work *w, const char *subject)
{
	char header[PATH_SIZE + 64];

	snprintf(header, sizeof(header), "%s/include/linux/maple_tree.h", subject);
	mkdir(path_of(w, "include"), 0700);
	mkdir(path_of(w, "include/linux"), 0700);
	if (symlink(header, path_of(w, "include/linux/maple_tree.h")))
		return;
	add_word(w, "-w");
	add_word(w, "-D__KERNEL__");
	add_word(w, "-I%s", path_of(w, "include"));
	add_word(w, "%s/lib/maple_tree.c", subject);
	if (mentions(header, "__mt_dup("))
		return;
	add_word(w, "-include");
	add_word(w, MAPLEFUZZ_ROOT "/src/linux/compat.h");
	add_word(w, MAPLEFUZZ_ROOT "/src/linux/compat.c");
}

static void make_command(struct work *w, const struct emission *e, const char *text, const char *subject)
{
	const char *compiler = getenv("CC"), *colon = strchr(e->token, ':');

	add_word(w, "%s", compiler && *compiler ? compiler : "cc");
	add_word(w, "-g");
	add_word(w, "-fno-strict-aliasing");
	if (ULONG_MAX == UINT_MAX)
		add_word(w, "-m32");
	if (colon && !strcmp(colon + 1, "asan"))
		add_word(w, "-fsanitize=address,undefined");
	add_word(w, "-I" MAPLEFUZZ_ROOT "/src/ground/include");
	add_word(w, "-o");
	add_word(w, "%s", path_of(w, "test"));
	if (e->kernel) {
		add_word(w, "-DTEST=\"%s\"", path_of(w, "test.c"));
		add_word(w, MAPLEFUZZ_ROOT "/fuzz/tool/emit/kernel_main.c");
		/* Reserved entries are refused with a warning. */
		if (strstr(text, "xa_mk_internal("))
			add_word(w, "-DEXPECT_WARNINGS");
	} else {
		add_word(w, "%s", path_of(w, "test.c"));
	}
	if (exists(subject, "lib/maple_tree.c")) {
		add_linux(w, subject);
	} else {
		add_word(w, "-I%s/include", subject);
		add_sources(w, subject);
	}
	add_sources(w, MAPLEFUZZ_ROOT "/src/ground");
}

/* ---- Running ------------------------------------------------------------------------- */

/*
 * As system() does: Ctrl-C is for the command, and so is a terminal that goes away. It ends then, and its folder is removed
 * here. Children that heed it again have what was there before.
 */
static struct sigaction keyboard[2];
static const int keyboard_signals[] = { SIGINT, SIGHUP };

static void ignore_keyboard(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < 2; i++)
		sigaction(keyboard_signals[i], &ignore, &keyboard[i]);
}

static void heed_keyboard(void)
{
	for (size_t i = 0; i < 2; i++)
		sigaction(keyboard_signals[i], &keyboard[i], NULL);
}

/* Run a command; what it prints on stderr goes to the log. Return: as waitpid() tells it; -1 if it could not be run. */
static int run_command(const struct work *w, char *const words[], unsigned int seconds)
{
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (!child) {
		heed_keyboard();
		int log = open(path_of(w, "log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
		int nowhere = open("/dev/null", O_WRONLY);

		dup2(nowhere, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
		alarm(seconds);
		execvp(words[0], words);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -1;
	return status;
}

/* The first line of the log with @what in it, without the folder in front of it. */
static const char *read_log(const struct work *w, const char *what)
{
	static char line[1024];
	FILE *log = fopen(path_of(w, "log"), "r");
	size_t length = strlen(w->folder);
	bool found = false;

	while (log && !found && fgets(line, sizeof(line), log))
		found = strstr(line, what);
	if (log)
		fclose(log);
	if (!found)
		return "nothing";
	line[strcspn(line, "\n")] = '\0';
	return strncmp(line, w->folder, length) ? line : line + length + 1;
}

static int judge(const struct work *w, const struct emission *e, int status)
{
	bool failed = WIFEXITED(status) && WEXITSTATUS(status) == 1, diverges = *e->token;

	if (!failed && status)
		return complain("%s: the test ends with status 0x%x: %s", e->path, status, read_log(w, ""));
	printf("%s: %s: the test %s, %s%s%s\n", e->path, diverges ? e->token : "no divergence",
	       failed ? "fails" : "passes", failed == diverges ? "as it should" : "which it should not",
	       failed ? ": " : "", failed ? read_log(w, "") : "");
	return failed == diverges ? EXIT_CLEAN : EXIT_DIVERGENCE;
}

static int compile_and_run(struct work *w, const struct emission *e, const char *text)
{
	char program[PATH_SIZE + 64], *const test[] = { program, NULL };
	FILE *file = fopen(path_of(w, "test.c"), "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		return complain("%s: %s", path_of(w, "test.c"), strerror(errno));
	if (run_command(w, w->words, 0))
		return complain("%s: the test does not build with %s: %s", e->path, w->words[0], read_log(w, "error"));
	strcpy(program, path_of(w, "test"));
	return judge(w, e, run_command(w, test, TEST_SECONDS));
}

int check_test(const struct emission *e, const char *text, const char *subject)
{
	const char *temporary = getenv("TMPDIR");
	struct work w = { .count = 0 };
	int status;
	size_t i;

	snprintf(w.folder, sizeof(w.folder), "%s/maplefuzz-XXXXXX", temporary && *temporary ? temporary : "/tmp");
	if (!mkdtemp(w.folder))
		return complain("%s: %s", w.folder, strerror(errno));
	ignore_keyboard();
	make_command(&w, e, text, subject ? subject : SUBJECT_FOLDER);
	status = compile_and_run(&w, e, text);
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(path_of(&w, files[i]));
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		rmdir(path_of(&w, folders[i]));
	rmdir(w.folder);
	heed_keyboard();
	while (w.count)
		free(w.words[--w.count]);
	return status;
}
