// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz show --trace: every call with what it gave, and the sizes of the trees. */
#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "view/inspect.h"
#include "verbs/trace.h"

/* Where the results begin, so that they stand below each other. */
#define RESULT_COLUMN 48

/* Calls of the API that are listed below a call of the program; of a series, the first few. */
#define MAX_STATEMENTS 8

/* One of them, and what is said in front of it. */
#define STATEMENT_SIZE (RECORD_TEXT_SIZE + 48)

/* The call in progress. */
static struct {
	struct call call;
	char statements[MAX_STATEMENTS][STATEMENT_SIZE];
	unsigned int statement_count;
	unsigned long number;	/* 0 before the first */
	unsigned long units;
	unsigned long failed;	/* units that gave an error */
	const char *cut;	/* why there are no more units; NULL if there are all */
	struct outcome got;	/* of the last unit */
	struct outcome want;
	bool begun;		/* it is being made, or was */
	bool interrupted;	/* another one is being made: one that was held back */
} now;

/* Each thing that the call gives. */
static void print_outcome(const struct call *call, const struct outcome *out)
{
	const uint8_t *gives = operation_infos[call->op].gives;
	char text[GIVEN_TEXT_SIZE];
	unsigned int i;

	if (!*gives)
		printf("done");
	for (i = 0; gives[i]; i++) {
		outcome_print(gives[i], out, text);
		printf("%s%s %s", i ? ", " : "", outcome_name(gives[i]), text);
	}
}

static void print_size(unsigned int tree)
{
	struct tree_size size = inspect_size(tree);

	printf("; t%u: %zu range%s, %lu node%s, height %u", tree, size.ranges, size.ranges == 1 ? "" : "s",
	       size.nodes, size.nodes == 1 ? "" : "s", size.height);
}

/* Does it consist of many single calls? */
static bool of_many(const struct call *call)
{
	return operation_infos[call->op].group == GROUP_BULK || (operation_takes(call->op, OPERAND_STRIDE) && !*operation_infos[call->op].gives);
}

static void print_units(void)
{
	printf("%lu single calls", now.units);
	if (now.cut)
		printf(" of %u, since %s", now.call.count, now.cut);
	printf(", %lu with an error", now.failed);
}

static void print_result(void)
{
	if (!harness_has(now.call.op))
		printf("passed over, this tree lacks it");
	else if (!now.begun)
		printf("held back");
	else if (of_many(&now.call))
		print_units();
	else
		print_outcome(&now.call, &now.got);
	if (operation_takes(now.call.op, OPERAND_SOURCE))
		print_size(now.call.source);
	if (operation_has_tree(now.call.op))
		print_size(now.call.tree);
}

static void add_statement(const char *format, const char *text)
{
	if (now.statement_count < MAX_STATEMENTS)
		snprintf(now.statements[now.statement_count], STATEMENT_SIZE, format, text);
	now.statement_count++;
}

/* The call begins, or one that was held back is made before or behind it. */
static void begin_record(const char *text)
{
	char own[CALL_TEXT_SIZE];

	call_format(&now.call, own);
	now.interrupted = now.begun || strcmp(own, text);
	if (now.interrupted)
		add_statement("  the call that was held back: %s", text);
	else
		now.begun = true;
}

static void note_record(const struct record *record, void *arg)
{
	char line[64];

	(void)arg;
	switch (record->kind) {
	case RECORD_CALL:
		begin_record(record->text);
		break;
	case RECORD_STATEMENT:
	case RECORD_GROUND:
	case RECORD_MEMORY:
		add_statement(now.interrupted ? "    %s" : "%s", record->text);
		break;
	case RECORD_OTHER_BEGIN:
		add_statement("  while it waits for memory, another writer: %s", record->text);
		now.interrupted = true;
		break;
	case RECORD_READER_BEGIN:
		snprintf(line, sizeof(line), "  behind its publication %.20s, a reader: %%s", record->high);
		add_statement(line, record->text);
		now.interrupted = true;
		break;
	case RECORD_WRITER_BEGIN:
		snprintf(line, sizeof(line), "  at its dereference %.20s, a writer: %%s", record->high);
		add_statement(line, record->text);
		now.interrupted = true;
		break;
	case RECORD_OTHER_END:
		now.interrupted = false;
		break;
	}
}

static void print_statements(void)
{
	for (unsigned int i = 0; i < now.statement_count && i < MAX_STATEMENTS; i++)
		printf("        %s\n", now.statements[i]);
	if (now.statement_count > MAX_STATEMENTS)
		printf("        ... and %u more\n", now.statement_count - MAX_STATEMENTS);
}

static void end_call(void)
{
	if (!now.number)
		return;
	print_result();
	putchar('\n');
	print_statements();
	fflush(stdout);
}

static void begin_call(const struct call *call, void *arg)
{
	char text[CALL_TEXT_SIZE];

	(void)arg;
	end_call();
	now.call = *call;
	now.number++;
	now.units = now.failed = now.statement_count = 0;
	now.cut = NULL;
	now.begun = now.interrupted = false;
	call_format(call, text);
	printf("%4lu  %-*s  ", now.number, RESULT_COLUMN, text);
	/* The call may be the last. */
	fflush(stdout);
}

static void note_cut(const struct call *call, unsigned int done, const char *why, void *arg)
{
	(void)call;
	(void)done;
	(void)arg;
	if (!now.interrupted)
		now.cut = why;
}

static void note_outcome(const struct call *call, const struct outcome *got, const struct outcome *want,
			 void *arg)
{
	char text[GIVEN_TEXT_SIZE], line[RECORD_TEXT_SIZE];
	const uint8_t *give;

	(void)arg;
	if (now.interrupted) {
		for (give = operation_infos[call->op].gives; *give; give++) {
			outcome_print(*give, got, text);
			snprintf(line, sizeof(line), "%s %s", outcome_name(*give), text);
			add_statement("    gives %s", line);
		}
		return;
	}
	now.units++;
	now.failed += want->error != 0;
	now.got = *got;
	now.want = *want;
}

/* The trees are not measured: they may be damaged. */
static void print_divergence(const char *token)
{
	if (now.units && !of_many(&now.call)) {
		print_outcome(&now.call, &now.got);
		printf(", the contract says ");
		print_outcome(&now.call, &now.want);
		printf("; ");
	}
	printf("diverges: %s\n", token);
	print_statements();
}

bool trace(const struct input *input, const struct run_options *options)
{
	struct run_options traced = *options;
	struct run_result result;
	bool good;

	traced.on_call = begin_call;
	traced.on_outcome = note_outcome;
	traced.on_record = note_record;
	traced.on_cut = note_cut;
	printf("on %s\n", harness_subject());
	good = guard_perform(input, &traced, MAX_INSTRUCTIONS, &result);
	if (good)
		end_call();
	else
		print_divergence(result.token);
	if (result.not_run)
		printf("%lu more calls are not made: a program makes %d single calls at most\n", result.not_run, MAX_CALLS);
	return good;
}
