// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz show --trace: every call with what it gave, and the sizes of the trees. */
#include <errno.h>
#include <stdio.h>

#include "view/inspect.h"
#include "verbs/trace.h"

/* Where the results begin, so that they stand below each other. */
#define RESULT_COLUMN 48

/* The call in progress. */
static struct {
	struct call call;
	unsigned long number;	/* 0 before the first */
	unsigned long units;
	unsigned long failed;	/* units that gave an error */
	struct outcome got;	/* of the last unit */
	struct outcome want;
} now;

static const char *error_text(int error)
{
	switch (error) {
	case 0:
		return "0";
	case -EINVAL:
		return "-EINVAL";
	case -EEXIST:
		return "-EEXIST";
	case -ENOMEM:
		return "-ENOMEM";
	default:
		return "an unknown error";
	}
}

static void print_outcome(const struct call *call, const struct outcome *out)
{
	char entry[ENTRY_TEXT_SIZE], second[ENTRY_TEXT_SIZE];

	entry_format(out->entry, entry);
	entry_format(out->second, second);
	switch (call->op) {
	case OP_FIND:
		printf("%s, index 0x%lx; then %s, index 0x%lx", entry, out->first, second, out->last);
		break;
	case OP_MAS_ERASE:
		printf("%s, state [0x%lx, 0x%lx]", entry, out->first, out->last);
		break;
	case OP_ERASE:
	case OP_LOAD:
	case OP_NEXT:
	case OP_PREV:
		printf("%s", entry);
		break;
	case OP_MAS_STORE:
		printf("%s, state [0x%lx, 0x%lx]", error_text(out->error), out->first, out->last);
		break;
	case OP_DESTROY:
	case OP_DESTROY_LOCKED:
	case OP_INIT:
	case OP_FAIL_ALLOC:
	case OP_ALLOC_BUDGET:
		printf("done");
		break;
	default:
		printf("%s", error_text(out->error));
	}
}

static void print_size(unsigned int tree)
{
	struct tree_size size = inspect_size(tree);

	printf("; t%u: %zu range%s, %lu node%s, height %u", tree, size.ranges, size.ranges == 1 ? "" : "s",
	       size.nodes, size.nodes == 1 ? "" : "s", size.height);
}

static void print_result(void)
{
	unsigned int operands = opcode_infos[now.call.op].operands;

	if (operands & OPERAND_STRIDE)
		printf("%lu single calls, %lu with an error", now.units, now.failed);
	else
		print_outcome(&now.call, &now.got);
	if (operands & OPERAND_SOURCE)
		print_size(now.call.source);
	if (operands & OPERAND_TREE)
		print_size(now.call.tree);
}

static void end_call(void)
{
	if (!now.number)
		return;
	print_result();
	putchar('\n');
	fflush(stdout);
}

static void begin_call(const struct call *call, void *arg)
{
	char text[CALL_TEXT_SIZE];

	(void)arg;
	end_call();
	now.call = *call;
	now.number++;
	now.units = now.failed = 0;
	call_format(call, text);
	printf("%4lu  %-*s  ", now.number, RESULT_COLUMN, text);
	/* The call may be the last. */
	fflush(stdout);
}

static void note_outcome(const struct call *call, const struct outcome *got, const struct outcome *want,
			 void *arg)
{
	(void)call;
	(void)arg;
	now.units++;
	now.failed += want->error != 0;
	now.got = *got;
	now.want = *want;
}

/* The trees are not measured: they may be damaged. */
static void print_divergence(const char *token)
{
	if (now.units && !(opcode_infos[now.call.op].operands & OPERAND_STRIDE)) {
		print_outcome(&now.call, &now.got);
		printf(", the contract says ");
		print_outcome(&now.call, &now.want);
		printf("; ");
	}
	printf("diverges: %s\n", token);
}

bool trace(const struct input *input, const struct run_options *options)
{
	struct run_options traced = *options;
	struct run_result result;
	bool good;

	traced.on_call = begin_call;
	traced.on_outcome = note_outcome;
	good = guard_perform(input, &traced, MAX_INSTRUCTIONS, &result);
	if (good)
		end_call();
	else
		print_divergence(result.token);
	return good;
}
