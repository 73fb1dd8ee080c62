// SPDX-License-Identifier: GPL-2.0-or-later
/* The harness from outside: what a run does, what it never does, and that it can fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/bug.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "ground.h"
#include "harness_fixture.h"
#include "subject_features.h"
#include "generate.h"

/* What a run is */

static void test_every_operation(void **state)
{
	struct program program;
	struct run_result result;

	(void)state;
	for (uint8_t flags = 0; flags < 4; flags++) {
		every_operation(&program, flags, NULL);
		for (uint8_t attributes = 0; attributes <= ATTRIBUTES_ALL; attributes++) {
			program.data[2] = attributes;
			result = run(&program, true);
			assert_int_equal(result.lines, instruction_count(program.size));
			assert_int_equal(run(&program, false).digest, result.digest);
		}
	}
}

/* A call may consist of many. */
static void test_calls_are_counted(void **state)
{
	struct run_result result = run_text(
		"fill t0 [0x1000, 0x1fff] v1 stride 2 count 100\n"
		"carve t0 [0, 0xffffff] stride 3 count 10\n"
		"carve t0 [0, 0xffffff] stride 1 count 1000\n"
		"dup t0 t1\n"
		"load t1 [0x1000]\n");

	(void)state;
	assert_int_equal(result.lines, 5);
	assert_int_equal(result.calls, 100 + 10 + 90 + 2);
}

static void test_nothing(void **state)
{
	struct program program = { .size = 0 };
	struct run_result result = run(&program, true);

	(void)state;
	assert_int_equal(result.lines, 0);
	assert_int_equal(result.calls, 0);
	assert_int_equal(result.digest, 0);
	assert_true(harness_run(program.data, 0, NULL, NULL));
}

#define PROGRAMS 300

static void generate_program(struct program *program, uint64_t seed)
{
	program->size = generate(program->data, sizeof(program->data), 64, seed);
}

/* Forwards, backwards, light and thorough: always the same. */
static void test_same_whatever_ran_before(void **state)
{
	static struct run_result first[PROGRAMS];
	struct run_result again;
	struct program program;

	(void)state;
	for (int i = 0; i < PROGRAMS; i++) {
		generate_program(&program, i);
		first[i] = run(&program, false);
	}
	for (int i = PROGRAMS - 1; i >= 0; i--) {
		generate_program(&program, i);
		again = run(&program, i % 2);
		assert_int_equal(again.digest, first[i].digest);
		assert_int_equal(again.calls, first[i].calls);
		assert_int_equal(again.lines, first[i].lines);
	}
}

static void test_digest_tells_programs_apart(void **state)
{
	uint64_t digest = run_text("store t0 [5] v1\nload t0 [5]\n").digest;

	(void)state;
	assert_int_not_equal(digest, run_text("store t0 [5] v2\nload t0 [5]\n").digest);
	assert_int_not_equal(digest, run_text("store t1 [5] v1\nload t1 [5]\n").digest);
	assert_int_not_equal(digest, run_text("store t0 [5] v1\n").digest);
	assert_int_not_equal(digest, run_text("store t0 [5] v1\nload t0 [6]\n").digest);
}

/* After a run that diverged, half-way in a call, the next is as new. */
static void leak(const struct call *call, void *arg);

static void test_same_after_a_divergence(void **state)
{
	struct run_options broken = careful(true);
	struct run_result result, clean;
	struct program program;

	(void)state;
	broken.quiet = true;
	broken.on_unit = leak;
	every_operation(&program, 0, NULL);
	clean = run(&program, false);
	assert_false(harness_run(program.data, program.size, &broken, &result));
	result = run(&program, false);
	assert_int_equal(result.digest, clean.digest);
}

/* Limits */

static void test_instructions_are_bounded(void **state)
{
	static uint8_t zeros[4 * MAX_PROGRAM_SIZE];
	const struct run_options options = careful(false);
	struct run_result result;

	(void)state;
	zeros[1] = 0;
	for (size_t at = HEADER_SIZE; at < sizeof(zeros); at += INSTRUCTION_SIZE)
		zeros[at] = OP_STORE;
	assert_true(harness_run(zeros, sizeof(zeros), &options, &result));
	assert_int_equal(result.lines, MAX_INSTRUCTIONS);
	assert_int_equal(result.calls, MAX_INSTRUCTIONS);
}

static void repeat(struct program *program, const char *text)
{
	struct program once;
	size_t record = HEADER_SIZE;

	assemble(&once, text);
	memcpy(program->data, once.data, HEADER_SIZE);
	for (program->size = HEADER_SIZE; program->size < MAX_PROGRAM_SIZE; program->size += INSTRUCTION_SIZE) {
		memcpy(program->data + program->size, once.data + record, INSTRUCTION_SIZE);
		record += INSTRUCTION_SIZE;
		if (record == once.size)
			record = HEADER_SIZE;
	}
}

static void test_ranges_are_bounded(void **state)
{
	struct run_result result;
	struct program program;

	(void)state;
	/* Each goes on where the one before it has ended. */
	repeat(&program, "fill t0 [0x1000, 0x100f] v1 stride 2 count 1024\n");
	for (size_t n = 0; n < instruction_count(program.size); n++) {
		program.data[HEADER_SIZE + n * INSTRUCTION_SIZE + 8 + 3] = n;
		program.data[HEADER_SIZE + n * INSTRUCTION_SIZE + 16 + 3] = n;
	}
	result = run(&program, false);
	assert_in_range(result.calls, MAX_RANGES - 2, MAX_RANGES);
	/* What older programs mean stays. */
	program.data[0] = 3;
	result = run(&program, false);
	assert_in_range(result.calls, MAX_RANGES_BEFORE_4 - 2, MAX_RANGES_BEFORE_4);
}

static void test_calls_are_bounded(void **state)
{
	struct run_result result;
	struct program program;

	(void)state;
	repeat(&program, "fill t0 [0x1000, 0x1fff] v1 stride 2 count 1024\n");
	result = run(&program, false);
	assert_int_equal(result.calls, MAX_CALLS);
	assert_int_equal(result.lines, MAX_CALLS / 1024);
}

/* A dup is one call, but its cost is that of its nodes: of large trees there are only so many. */
static void test_dups_are_bounded(void **state)
{
	struct run_result small, large;
	struct program program;

	(void)state;
	repeat(&program, "fill t0 [0x1000, 0x1fff] v1 stride 2 count 1\ndup t0 t1\ndestroy t1\n");
	small = run(&program, false);
	assert_int_equal(small.lines, MAX_INSTRUCTIONS);
	repeat(&program,
	       "fill t0 [0x0000000, 0x0000fff] v1 stride 2 count 1024\n"
	       "fill t0 [0x1000000, 0x1000fff] v1 stride 2 count 1024\n"
	       "fill t0 [0x2000000, 0x2000fff] v1 stride 2 count 1024\n"
	       "dup t0 t1\ndestroy t1\n");
	large = run(&program, false);
	assert_true(large.lines < MAX_INSTRUCTIONS);
	assert_true(large.calls < MAX_CALLS);
}

/* How often trees were validated. The linker has whoever calls mt_validate() call this. */
static unsigned long validations;

void __real_mt_validate(struct maple_tree *mt);
void __wrap_mt_validate(struct maple_tree *mt);

void __wrap_mt_validate(struct maple_tree *mt)
{
	validations++;
	__real_mt_validate(mt);
}

/* A large tree is not validated after each of thousands of stores that give up. */
static void test_validations_are_bounded(void **state)
{
	const unsigned long few = 100;
	struct program program;

	(void)state;
	assemble(&program, "nowait fail\ninit t0 plain irq\ntall t0 [0x1000, 0x100f] v1 count 2000\n");
	validations = 0;
	run(&program, false);
	assert_in_range(validations, 1, few);
}

/* Options and hooks */

struct seen {
	unsigned int lines;
	unsigned int units;
	bool operations[OP_COUNT];
	bool unit_operations[OP_COUNT];
};

static void see_call(const struct call *call, void *arg)
{
	struct seen *seen = arg;

	seen->lines++;
	seen->operations[call->op] = true;
}

static void see_unit(const struct call *call, void *arg)
{
	struct seen *seen = arg;

	seen->units++;
	seen->unit_operations[call->op] = true;
}

static struct seen watch(const struct program *program, struct selection operations)
{
	struct seen seen = { 0 };
	struct run_options options = careful(false);
	struct run_result result;

	options.operations = operations;
	options.on_call = see_call;
	options.on_unit = see_unit;
	options.arg = &seen;
	result = run_with(program, &options);
	assert_int_equal(seen.lines, result.lines);
	assert_int_equal(seen.units, result.calls);
	return seen;
}

static const struct selection all_operations;

static void test_hooks(void **state)
{
	struct program program;
	struct seen seen;

	(void)state;
	every_operation(&program, 0, NULL);
	seen = watch(&program, all_operations);
	for (unsigned int op = 0; op < OP_COUNT; op++) {
		assert_int_equal(seen.operations[op], harness_has(op));
		assert_int_equal(seen.unit_operations[op], harness_has(op) && !operations[op]->unit);
	}
}

/*
 * Those that the swarm of the program's header has, and no others; fills come first, so they are always tried. Not processes: without
 * one that begins, what is done to one is a beginning.
 */
static void check_swarm(const struct program *program, bool (*known)(uint8_t op))
{
	struct seen seen = watch(program, all_operations);
	struct header header;

	header_decode(program->data, program->size, &header);
	for (unsigned int op = 0; op < OP_COUNT; op++)
		if (!operation_has_process(op))
			assert_int_equal(seen.operations[op], harness_has(op) && (!known || known(op)) && swarm_weight(&header, op) > 0);
}

static void test_swarm_switches_operations_off(void **state)
{
	struct header header = { .generation = newest_generation(), .attributes = ATTRIBUTE_ALLOC };
	struct program program;

	(void)state;
	every_operation(&program, 0, NULL);
	for (unsigned int n = 0; n < 300; n++) {
		header.swarm = n * 0x9e3779b1 >> (32 - SWARM_BITS);
		header_encode(&header, program.data);
		check_swarm(&program, NULL);
	}
}

static bool is_of_generation_1(uint8_t op)
{
	return operation_infos[op].generation <= 1;
}

static void test_swarm_byte_switches_groups_off(void **state)
{
	struct program program;

	(void)state;
	every_operation(&program, 0, is_of_generation_1);
	program.data[0] = 1;
	for (unsigned int swarm = 0; swarm < 256; swarm++) {
		program.data[1] = swarm;
		check_swarm(&program, is_of_generation_1);
	}
}

static void check_selection(const struct program *program, struct selection operations)
{
	struct seen seen = watch(program, operations);

	for (unsigned int op = 0; op < OP_COUNT; op++)
		if (!operation_has_process(op))
			assert_int_equal(seen.operations[op], harness_has(op) && selection_has(&operations, op));
}

static void test_operations_option(void **state)
{
	struct program program;

	(void)state;
	every_operation(&program, 0, NULL);
	for (enum effect effect = 0; effect <= EFFECT_PROCESS; effect++)
		check_selection(&program, (struct selection){ .effects = 1u << effect });
	for (enum group group = 0; group <= GROUP_FAULTS; group++) {
		check_selection(&program, (struct selection){ .groups = 1u << group });
		check_selection(&program, (struct selection){ .effects = EFFECT(WRITE), .groups = 1u << group });
	}
}

/* Errors that the API promises are no divergence */

static void test_refusals(void **state)
{
	(void)state;
	run_text("store_range t0 [9, 5] v1\n"		/* -EINVAL */
		 "insert_range t0 [9, 5] v1\n"
		 "store t0 [5] r0\n"			/* reserved */
		 "insert t0 [5] r6\n");
	assert_int_not_equal(ground_counts()->warnings, 0);
	run_text("insert_range t0 [5, 9] v1\n"
		 "insert_range t0 [9, 12] v2\n"		/* -EEXIST */
		 "insert t0 [5] v2\n"
		 "insert_range t0 [0, 0xffffffffffffffff] v2\n");
	run_text("init t1 alloc\n"
		 "store t0 [5] v1\n"
		 "dup t0 t1\n"				/* -EINVAL: other attributes */
		 "store t2 [5] v1\n"
		 "dup_locked t0 t2\n");			/* -EINVAL: taken */
}

static unsigned long failures_of(const char *text)
{
	run_text(text);
	return ground_counts()->blocking_failures;
}

static void test_failing_allocations(void **state)
{
	(void)state;
	assert_int_equal(failures_of("fail_alloc count 1\nfill t0 [9] v1 stride 2 count 9\n"), 1);
	assert_int_equal(failures_of("fail_alloc count 1\nmas_store t0 [9] v1\n"), 1);
	assert_int_equal(failures_of("store t0 [9] v1\nfail_alloc count 1\nmas_erase t0 [9]\n"
				     "store_null t0 [0, 9]\n") <= 1, true);
	assert_int_equal(failures_of("fill t0 [9] v1 stride 2 count 200\nfail_alloc count 1\ndup t0 t1\n"), 1);
	assert_int_equal(failures_of("fill t0 [9] v1 stride 2 count 200\nfail_alloc count 9\ndup t0 t1\n"), 1);
	assert_int_equal(failures_of("fill t0 [9] v1 stride 2 count 200\nalloc_budget count 5\ndup_locked t0 t1\n") >= 1, true);
	assert_int_equal(failures_of("nowait fail\nfill t0 [9] v1 stride 2 count 200\n"), 0);
	assert_int_equal(failures_of("nowait sometimes\nfill t0 [9] v1 stride 2 count 200\ndup t0 t1\n"), 0);
}

/* Showing */

static void show(const struct program *program, char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");
	const struct run_options options = { .quiet = true, .keep_going = true };

	assert_non_null(out);
	harness_show(program->data, program->size, &options, out);
	fclose(out);
}

#define SHOWN_SIZE (HEADER_TEXT_SIZE + MAX_INSTRUCTIONS * CALL_TEXT_SIZE)

static void test_show_is_the_text(void **state)
{
	static char shown[SHOWN_SIZE];
	struct program program = { .size = 0 };

	(void)state;
	show(&program, shown, sizeof(shown));
	assert_string_equal(shown, "");
	assemble(&program, "trees alloc,rcu\nnowait fail\nstore t0 [5] v1\ndup t0 t1\n");
	show(&program, shown, sizeof(shown));
	assert_string_equal(shown, "trees alloc,rcu\nnowait fail\nstore t0 [5] v1\ndup t0 t1\n");
	/* A file of generation 1, stores switched off. */
	program.data[0] = 1;
	program.data[1] = 1 << 1;
	show(&program, shown, sizeof(shown));
	assert_string_equal(shown, "trees alloc,rcu\nnowait fail\ndup t0 t1\n");
}

static void test_show_asks_the_subject_only_if_it_must(void **state)
{
	static char shown[SHOWN_SIZE];
	struct program program = { .size = 0 };

	(void)state;
	append(&program, (struct instruction){ .op = OP_FILL, .count = 100, .stride = 2, .a = 16, .b = 31 });
	append(&program, (struct instruction){ .op = OP_LOAD, .index_mode = INDEX_LAST_EDGE, .a = 1 << 16 });
	ground_reset();
	show(&program, shown, sizeof(shown));
	assert_non_null(strstr(shown, "load t0 [0x1f]\n"));
	assert_int_equal(ground_counts()->allocs, 0);
	append(&program, (struct instruction){ .op = OP_LOAD, .index_mode = INDEX_LEAF_EDGE, .a = 1 << 16 });
	show(&program, shown, sizeof(shown));
	assert_non_null(strstr(shown, "load t0 [0]\n"));
	assert_int_not_equal(ground_counts()->allocs, 0);
}

/* What is shown does what the program did, and shows itself. */
static void test_show_means_the_same(void **state)
{
	static char shown[SHOWN_SIZE], again[SHOWN_SIZE];
	struct program program, copy;

	(void)state;
	for (int seed = 0; seed < PROGRAMS; seed++) {
		generate_program(&program, seed);
		show(&program, shown, sizeof(shown));
		assemble(&copy, shown);
		show(&copy, again, sizeof(again));
		assert_string_equal(shown, again);
		assert_int_equal(run(&program, false).digest, run(&copy, false).digest);
	}
}

/* Canaries: a run must fail when something is wrong */

static struct kmem_cache *canary_cache;

static void leak(const struct call *call, void *arg)
{
	(void)call;
	(void)arg;
	assert_non_null(kmem_cache_alloc(canary_cache, GFP_KERNEL));
}

static void open_read_section(const struct call *call, void *arg)
{
	(void)call;
	(void)arg;
	rcu_read_lock();
}

static void warn(const struct call *call, void *arg)
{
	(void)call;
	(void)arg;
	WARN_ON(1);
}

static void check_canary(void (*on_unit)(const struct call *call, void *arg), bool thorough,
			 unsigned int checks, const char *token)
{
	struct run_options options = careful(thorough);
	struct run_result result;
	struct program program;

	options.quiet = true;
	options.checks = checks;
	options.on_unit = on_unit;
	assemble(&program, "store t0 [5] v1\nload t0 [5]\n");
	assert_int_equal(harness_run(program.data, program.size, &options, &result), !*token);
	assert_string_equal(result.token, token);
}

static void test_canaries(void **state)
{
	(void)state;
	check_canary(leak, false, 0, "end:memory");
	check_canary(leak, true, 0, "store:memory");
	check_canary(leak, true, CHECKS_ALL & ~(1u << CHECK_MEMORY), "");
	check_canary(open_read_section, false, 0, "store:locks");
	check_canary(warn, false, 0, "store:validate");
	check_canary(warn, false, 1u << CHECK_STATE, "");
}

static void test_known_issues_have_names(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; harness_issue_at(n); n++) {
		assert_null(harness_unknown_issue(harness_issue_at(n)));
		for (unsigned int i = 0; i < n; i++)
			assert_string_not_equal(harness_issue_at(n), harness_issue_at(i));
	}
	assert_true(n > 0);
	assert_string_equal(harness_unknown_issue("null"), "null");
	assert_string_equal(harness_unknown_issue("all"), "all");
	assert_string_equal(harness_unknown_issue(""), "");
	assert_null(harness_unknown_issue("null-leaf,erase-leak"));
	assert_string_equal(harness_unknown_issue("null-leaf,erase,parent-slot"), "erase,parent-slot");
	assert_string_equal(harness_unknown_issue("null-leaf,"), "");
}

/* The embedded tree has none: there each is a divergence. */
static void test_nothing_is_stepped_around(void **state)
{
	struct program program;

	(void)state;
	if (strcmp(harness_identity()->name, "embedded"))
		skip();
	for (int seed = 0; seed < PROGRAMS; seed++) {
		generate_program(&program, seed);
		run(&program, false);
	}
	assert_int_equal(harness_known_total(), 0);
}

/* What happens between two runs is nobody's divergence. */
static void test_warning_between_runs(void **state)
{
	(void)state;
	warn(NULL, NULL);
	run_text("store t0 [5] v1\nload t0 [5]\n");
}

static const char two_loads[] = "trees alloc\nstore t0 [5] v1\nload t0 [5]\nload t0 [6]\n";

/* What a child that runs the program @text writes to stderr, and how it ends. */
static int run_in_child(const char *text, const struct run_options *options, char *report, size_t size)
{
	FILE *file = tmpfile();
	struct program program;
	int status;
	pid_t pid;

	assert_non_null(file);
	assemble(&program, text);
	pid = fork();
	assert_int_not_equal(pid, -1);
	if (!pid) {
		dup2(fileno(file), STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		harness_run(program.data, program.size, options, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	rewind(file);
	size = fread(report, 1, size - 1, file);
	report[size] = 0;
	fclose(file);
	return status;
}

static void crash_at_second(const struct call *call, void *arg)
{
	(void)arg;
	if (call->op != OP_LOAD)
		return;
	harness_crashed("hang", "");
	harness_crashed("hang", "");	/* once is enough */
	_exit(7);
}

static void test_report(void **state)
{
	struct run_options options = { .thorough = true, .name = "some/file", .on_unit = leak };
	char report[1 << 14];
	int status;

	(void)state;
	status = run_in_child(two_loads, &options, report, sizeof(report));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_non_null(strstr(report, "==== maplefuzz: divergence store:memory ====\n"));
	assert_non_null(strstr(report, "\ncall 1:  store t0 [5] v1\n"));
	assert_non_null(strstr(report, "\nfound:    "));
	assert_non_null(strstr(report, "\ntrees alloc\nstore t0 [5] v1\n\n"));
	assert_non_null(strstr(report, "scripts/replay"));
	assert_non_null(strstr(report, *SUBJECT_FOLDER ? " --linux " SUBJECT_FOLDER " some/file\n" : "scripts/replay some/file\n"));
	assert_non_null(strstr(report, "\nThe last calls of the API:\n"));
	assert_non_null(strstr(report, "\n\terror = mtree_store(&t0, 5, xa_mk_value(1), GFP_KERNEL);\n\n"));
	/* It makes the tree that the program names, and all others, which nobody asks about. */
	assert_non_null(strstr(report, "\n\tmt_init_flags(&t0, MT_FLAGS_ALLOC_RANGE);\n"));
	assert_null(strstr(report, "&t1"));
	assert_non_null(strstr(report, "==== end of divergence store:memory ====\n"));

	/* They are not written down while fuzzing. */
	options.thorough = false;
	run_in_child(two_loads, &options, report, sizeof(report));
	assert_non_null(strstr(report, "==== maplefuzz: divergence end:memory ====\n"));
	assert_null(strstr(report, "The last calls of the API"));

	options.thorough = true;
	options.keep_going = true;
	options.quiet = true;
	status = run_in_child(two_loads, &options, report, sizeof(report));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_string_equal(report, "");
}

/* The command has what the run had, and names that a shell does not take apart. */
static void test_replay_command(void **state)
{
	struct run_options options = { .thorough = true, .name = "it's a \x1b" "file", .on_unit = leak };
	char report[1 << 14];

	(void)state;
	run_in_child(two_loads, &options, report, sizeof(report));
	assert_non_null(strstr(report, " 'it'\\''s a '$'\\x1b''file'\n"));
	assert_null(strstr(report, " --target"));
	assert_null(strstr(report, " --light"));

	options = (struct run_options){ .name = "-f", .on_unit = leak, .target = "dup", .strict = true, .strict_issues = "null-leaf,erase-leak" };
	options.checks = CHECKS_ALL & ~(1u << CHECK_SHAPE | 1u << CHECK_LOCKS);
	run_in_child(two_loads, &options, report, sizeof(report));
	assert_non_null(strstr(report, " --target dup --light --strict=null-leaf,erase-leak --without shape,locks -- -f\n"));

	/* What an engine runs has no name. */
	options = (struct run_options){ .on_unit = leak, .target = "dup" };
	run_in_child(two_loads, &options, report, sizeof(report));
	assert_non_null(strstr(report, " --target dup FILE\n"));
}

/* A call that did less than it says is marked, and the program can still be assembled. */
static void test_report_of_a_cut(void **state)
{
	struct run_options options = { .on_unit = crash_at_second };
	char report[1 << 14];

	(void)state;
	run_in_child("fill t0 [0xfffffffffffffff0] v1 stride 2 count 9\nfill t1 [0] v1 stride 1 count 2\nload t0 [5]\n", &options,
		     report, sizeof(report));
	assert_non_null(strstr(report, "\nfill t0 [0xfffffffffffffff0] v1 stride 2 count 9\t# 8 of 9: there are no more indices\n"
			       "fill t1 [0] v1 stride 1 count 2\nload t0 [5]\n"));
}

static void test_crash_report(void **state)
{
	struct run_options options = { .on_unit = crash_at_second };
	char report[1 << 14], *head;
	int status;

	(void)state;
	harness_crashed("crash", "");	/* no program is running: nothing happens */
	status = run_in_child(two_loads, &options, report, sizeof(report));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	head = strstr(report, "==== maplefuzz: divergence load:hang ====\n");
	assert_non_null(head);
	assert_non_null(strstr(report, "\ncall 2:  load t0 [5]\n"));
	assert_null(strstr(head + 1, "==== maplefuzz:"));
}

/* What is done to a process that does not live is a proc_exec; a fork finds a process that does not, and where all live, one ends. */
static void test_processes_that_do_not_live(void **state)
{
	char text[1024] = "", shown[1024] = "", line[64];
	struct program program;
	FILE *out;

	(void)state;
	strcpy(text, "proc_munmap p1 [5]\nproc_fork p1 p0 mark\n");
	strcpy(shown, "proc_exec p1\nproc_fork p1 p0 mark\n");
	for (unsigned int i = 0; i < MAX_PROCESSES - 1; i++) {
		strcat(text, "proc_fork p1 p2 cut\n");
		if (i < MAX_PROCESSES - 2)
			snprintf(line, sizeof(line), "proc_fork p1 p%u cut\n", i + 2);
		else
			strcpy(line, "proc_exit p2\n");
		strcat(shown, line);
	}
	assemble(&program, text);
	run(&program, true);
	memset(text, 0, sizeof(text));
	out = fmemopen(text, sizeof(text), "w");
	harness_show(program.data, program.size, NULL, out);
	fclose(out);
	assert_string_equal(text, shown);
}

static int set_up(void **state)
{
	(void)state;
	harness_init();
	canary_cache = kmem_cache_create("canary", 64, 64, 0, NULL);
	return !canary_cache;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operation),
		cmocka_unit_test(test_calls_are_counted),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_same_whatever_ran_before),
		cmocka_unit_test(test_digest_tells_programs_apart),
		cmocka_unit_test(test_same_after_a_divergence),
		cmocka_unit_test(test_instructions_are_bounded),
		cmocka_unit_test(test_ranges_are_bounded),
		cmocka_unit_test(test_calls_are_bounded),
		cmocka_unit_test(test_dups_are_bounded),
		cmocka_unit_test(test_validations_are_bounded),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_swarm_switches_operations_off),
		cmocka_unit_test(test_swarm_byte_switches_groups_off),
		cmocka_unit_test(test_operations_option),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_failing_allocations),
		cmocka_unit_test(test_show_is_the_text),
		cmocka_unit_test(test_show_asks_the_subject_only_if_it_must),
		cmocka_unit_test(test_show_means_the_same),
		cmocka_unit_test(test_canaries),
		cmocka_unit_test(test_known_issues_have_names),
		cmocka_unit_test(test_nothing_is_stepped_around),
		cmocka_unit_test(test_warning_between_runs),
		cmocka_unit_test(test_processes_that_do_not_live),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_replay_command),
		cmocka_unit_test(test_report_of_a_cut),
		cmocka_unit_test(test_crash_report),
	};

	return cmocka_run_group_tests_name("harness", tests, set_up, NULL);
}
