// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Readers and writers in every order: a reader goes on in the middle of a write, right after each of its publications
 * in turn, and a whole write happens in the middle of a reader's step, at each of its dereferences in turn.
 *
 * A program is a random tree (scene.h) with a few pairs of a write and a reader (reader.h). Each
 * interleaving of a pair begins with the same tree again.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "ground.h"
#include "known.h"
#include "reader.h"
#include "scene.h"

/* How many pairs of a write and a reader each tree sees. */
#define PAIRS		6
/* How often a reader may dereference before it is given up. All its steps take a fraction of that. */
#define PATIENCE	20000
/* How many steps a reader takes after a write: enough to reach the leaf behind the next one. */
#define STEPS		40
/* Up to this one, each publication is tried. Behind it each is a tenth further than the last: a destroy has thousands. */
#define ONE_BY_ONE	64
/* A program that takes longer than this many seconds hangs. */
#define TIMEOUT		60

#define EXIT_DIFFERENCE	1
#define EXIT_USAGE	2

enum mode {
	AT_PUBLICATION,
	AT_DEREFERENCE,
};

/**
 * struct run - The interleaving that is under way, and how many there were.
 * @scene: the tree.
 * @tree: the duplicate of it that is written to.
 * @write: the write.
 * @reader: the reader.
 * @mode: who acts in the middle of whom.
 * @nth: at which publication or dereference.
 * @reached: was there such a publication or dereference?
 * @acted: has the one in the middle acted there? Not if that is left out for a known issue.
 * @moments: what the reader may see now: READ_*.
 * @early: how many steps the reader takes before the write.
 * @steps: how many in the middle of it.
 * @each: in the middle, one step at each publication from @nth on.
 * @out: where to go when the reader is given up.
 * @in_call: is the subject at work? A crash is its own then.
 * @seed: of the run.
 * @program: number of the program.
 * @counts: interleavings, by mode.
 * @programs: how many programs there were.
 * @given_up: readers that were given up.
 */
static struct run {
	struct scene scene;
	struct maple_tree tree;
	struct write write;
	struct reader reader;
	enum mode mode;
	unsigned long nth;
	bool reached;
	bool acted;
	unsigned int moments;
	unsigned int early;
	unsigned int steps;
	bool each;
	jmp_buf out;
	bool in_call;
	unsigned long seed;
	unsigned long program;
	unsigned long counts[2];
	unsigned long programs;
	unsigned long given_up;
} run;

static bool strict;

/* ---- Reports ---- */

static void describe(void)
{
	const char *where = run.mode == AT_PUBLICATION ? "the reader goes on after publication" :
			    "the write happens after the reader's dereference";

	scene_describe(stderr, &run.scene, &run.write);
	reader_describe(stderr, &run.reader);
	fprintf(stderr, "interleaving: %s %lu%s, after %u steps\n", where, run.nth,
		run.mode == AT_PUBLICATION && run.each ? ", and after each one behind it" : "", run.early);
	fprintf(stderr, "repeat:      interleavings --seed %lu --program %lu%s\n", run.seed, run.program,
		strict ? " --strict" : "");
}

void difference(const char *format, ...)
{
	va_list args;

	run.in_call = false;
	fprintf(stderr, "interleavings: a difference after %lu interleavings, in program %lu of seed %lu\ndifference:  ",
		run.counts[0] + run.counts[1], run.program, run.seed);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	describe();
	exit(EXIT_DIFFERENCE);
}

static void on_fault(enum ground_fault fault, const char *what, const char *file, int line)
{
	difference("%s: %s, at %s:%d", ground_fault_name(fault), what, file, line);
}

static void on_signal(int number)
{
	if (!run.in_call) {
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	difference("%s", number == SIGALRM ? "it does not come back" : strsignal(number));
}

/* Called by AddressSanitizer before its own report. */
void __asan_on_error(void);
void __asan_on_error(void)
{
	if (!run.in_call)
		return;
	run.in_call = false;
	fputs("interleavings: AddressSanitizer found an error\n", stderr);
	describe();
}

static void handle_signals(void)
{
	static char stack[1 << 16];
	const stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	const int numbers[] = { SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGALRM };

	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_NODEFER };

		sigaction(numbers[i], &action, NULL);
	}
}

/* ---- Steps of the reader ---- */

static void give_up(void *arg)
{
	(void)arg;
	longjmp(run.out, 1);
}

static void take_steps(unsigned int count)
{
	while (count--)
		reader_step(&run.reader, &run.scene.before, &run.scene.after, &run.moments);
}

/* The reader goes on where it was parked. */
static void read_on(unsigned int steps, bool writing)
{
	struct ground_actor actor;

	if (run.reader.ended)
		return;
	ground_rcu_resume(&run.reader.parked);
	ground_actor_save(&actor);
	ground_on_dereference(PATIENCE, give_up, NULL);
	if (!setjmp(run.out)) {
		take_steps(steps);
	} else {
		ground_actor_restore(&actor);
		if (!writing)
			difference("the reader walks for ever, and nobody writes");
		run.given_up++;
		run.reader.ended = true;
	}
	ground_on_dereference(0, NULL, NULL);
	ground_rcu_park(&run.reader.parked);
}

static void begin_reading(void)
{
	run.reached = false;
	run.acted = false;
	run.moments = READ_OLD;
	reader_begin(&run.reader, &run.tree);
	rcu_read_lock();
	ground_rcu_park(&run.reader.parked);
	read_on(run.early, false);
}

static void end_reading(void)
{
	ground_rcu_resume(&run.reader.parked);
	rcu_read_unlock();
}

/* ---- A reader in the middle of a write ---- */

static void after_publication(void *arg)
{
	(void)arg;
	if (ground_publications() < run.nth || (run.reached && !run.each))
		return;
	run.reached = true;
	if (!strict && known_point(&run.tree, &run.reader))
		return;
	run.acted = true;
	run.moments = READ_OLD | READ_NEW;
	read_on(run.each ? 1 : run.steps, true);
}

static void at_publication(void)
{
	begin_reading();
	ground_on_publication(0, after_publication, NULL);
	scene_apply(&run.tree, &run.write);
	ground_on_publication(0, NULL, NULL);
	/* An iterator was last here in the middle of the write, or before it; a look-up begins now. */
	if (reader_iterates(&run.reader)) {
		run.moments = READ_OLD | READ_NEW;
		read_on(1, false);
	}
	run.moments = READ_NEW;
	read_on(STEPS, false);
	end_reading();
}

/* ---- A write in the middle of a reader's step ---- */

static void after_dereference(void *arg)
{
	(void)arg;
	if (ground_dereferences() == run.nth) {
		run.reached = run.acted = true;
		run.moments = READ_OLD | READ_NEW;
		scene_apply(&run.tree, &run.write);
	} else if (ground_dereferences() > run.nth + PATIENCE) {
		difference("the reader walks for ever, and nobody writes any more");
	}
}

static void at_dereference(void)
{
	begin_reading();
	ground_rcu_resume(&run.reader.parked);
	ground_on_dereference(0, after_dereference, NULL);
	take_steps(1);
	ground_on_dereference(0, NULL, NULL);
	ground_rcu_park(&run.reader.parked);
	if (run.acted) {
		run.moments = READ_NEW;
		read_on(STEPS, false);
	}
	end_reading();
}

/* ---- Interleavings ---- */

static void check_contents(void)
{
	MA_STATE(mas, &run.tree, 0, 0);
	const struct oracle *o = &run.scene.after;
	size_t i = 0;
	void *entry;

	mas_lock(&mas);
	mas_for_each(&mas, entry, ULONG_MAX) {
		const struct oracle_range *range = &o->ranges[i++];

		if (i > o->count || range->first != mas.index || range->last != mas.last || range->entry != entry)
			difference("after the write the tree holds [%lu, %lu] entry %lu, which it should not", mas.index,
				   mas.last, xa_to_value(entry));
	}
	mas_unlock(&mas);
	if (i < o->count)
		difference("after the write the tree holds %zu ranges, it should hold %zu", i, o->count);
}

/* Returns false if the call has no such publication or dereference. */
static bool interleave(enum mode mode, unsigned long nth)
{
	unsigned long live = ground_counts()->live;

	run.mode = mode;
	run.nth = nth;
	run.in_call = true;
	mt_init_flags(&run.tree, run.scene.tree.ma_flags & ~MT_FLAGS_HEIGHT_MASK);
	if (mtree_dup(&run.scene.tree, &run.tree, GFP_NOWAIT))
		difference("the tree can't be duplicated");
	if (mode == AT_PUBLICATION)
		at_publication();
	else
		at_dereference();
	if (run.acted && nth % 8 == 1)
		check_contents();
	mt_clear_in_rcu(&run.tree);
	mtree_destroy(&run.tree);
	ground_rcu_quiesce();
	run.in_call = false;
	if (ground_counts()->live != live)
		difference("%lu nodes are allocated afterwards, %lu were before", ground_counts()->live, live);
	run.counts[mode] += run.acted;
	return run.reached;
}

static void interleave_all(enum mode mode)
{
	unsigned long nth = 1;

	while (interleave(mode, nth))
		nth += nth < ONE_BY_ONE ? 1 : nth / 10;
}

/* ---- Programs ---- */

/* Somewhere near the write, mostly before it on the reader's way. */
static unsigned long choose_place(struct scene *scene, const struct write *write)
{
	const struct oracle *o = &scene->before;
	size_t at = oracle_at_or_after(o, scene_below(scene, 2) ? write->first : write->last);
	size_t distance = scene_below(scene, 4) ? scene_below(scene, 4) : scene_below(scene, 24);

	if (o->count < 3 || !scene_below(scene, 10))
		return (scene_below(scene, 2) ? write->first : write->last) + scene_below(scene, 3) - 1;
	if (reader_goes_down(&run.reader) ? scene_below(scene, 8) : !scene_below(scene, 8))
		at = at + distance < o->count ? at + distance : o->count - 1;
	else
		at = at > distance ? at - distance : 0;
	if (at >= o->count)
		at = o->count - 1;
	return scene_below(scene, 2) ? o->ranges[at].first : o->ranges[at].last;
}

static void choose_reader(struct scene *scene)
{
	run.reader = (struct reader){ .kind = scene_below(scene, READER_KINDS) };
	for (int i = 0; i < READER_PLACES; i++)
		run.reader.places[i] = choose_place(scene, &run.write);
	run.early = scene_below(scene, 3);
	run.steps = scene_below(scene, 4) ? 1 + scene_below(scene, 4) : STEPS;
	run.each = !scene_below(scene, 4);
}

static void run_program(unsigned long number)
{
	run.program = number;
	run.programs++;
	alarm(TIMEOUT);
	ground_reset();
	run.in_call = true;
	scene_build(&run.scene, run.seed, number);
	run.in_call = false;
	for (int pair = 0; pair < PAIRS; pair++) {
		scene_choose_write(&run.scene, &run.write);
		choose_reader(&run.scene);
		if (!strict && known_pair(&run.scene, &run.write, &run.reader))
			continue;
		interleave_all(AT_PUBLICATION);
		interleave_all(AT_DEREFERENCE);
	}
	alarm(0);
}

/* ---- The command ---- */

static const char usage[] =
"usage: interleavings [--count N] [--seed S] [--program P] [--strict]\n"
"\n"
"Tries readers and writers of random maple trees in every order: a reader goes on after each publication\n"
"of a write, and a write happens after each dereference of a reader.\n"
"\n"
"  --count N    stop after the program in which there were N interleavings (10000)\n"
"  --seed S     of the random trees, writes and readers (1)\n"
"  --program P  only this program of the seed\n"
"  --strict     on a Linux tree, do not step around the known issues of docs/findings.md\n"
"\n"
"Exit codes: 0 no difference; 1 a difference or a crash, with what repeats it; 2 wrong use.\n";

__attribute__((__noreturn__)) static void wrong_use(const char *what, const char *word)
{
	fprintf(stderr, "interleavings: %s '%s'; see interleavings --help\n", what, word);
	exit(EXIT_USAGE);
}

static unsigned long number(const char *text)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9')
		wrong_use("no number:", text);
	return value;
}

static void summarise(void)
{
	known_summary(stdout);
	if (run.given_up)
		printf("given up in the middle of a write: %lu readers, after %u dereferences\n", run.given_up, PATIENCE);
	printf("%lu interleavings (%lu at publications, %lu at dereferences), %lu programs: no difference\n",
	       run.counts[0] + run.counts[1], run.counts[AT_PUBLICATION], run.counts[AT_DEREFERENCE], run.programs);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "count", required_argument, NULL, 'c' },
		{ "seed", required_argument, NULL, 's' },
		{ "program", required_argument, NULL, 'p' },
		{ "strict", no_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	unsigned long count = 10000, program = ULONG_MAX;
	int option;

	run.seed = 1;
	opterr = 0;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			count = number(optarg);
			break;
		case 's':
			run.seed = number(optarg);
			break;
		case 'p':
			program = number(optarg);
			break;
		case 't':
			strict = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			wrong_use("what is", argv[optind - 1]);
		}
	}
	if (optind < argc)
		wrong_use("what is", argv[optind]);
	handle_signals();
	ground_on_fault(on_fault);
	maple_tree_init();
	if (program != ULONG_MAX)
		run_program(program);
	else
		for (unsigned long i = 1; run.counts[0] + run.counts[1] < count; i++)
			run_program(i);
	summarise();
	return 0;
}
