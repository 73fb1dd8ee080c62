// SPDX-License-Identifier: GPL-2.0-or-later
/* Running a program: decode, resolve, execute, one instruction after the other. */
#include <string.h>

#include "amid.h"
#include "api.h"
#include "beside.h"
#include "check/check.h"
#include "execute.h"
#include "known.h"
#include "ops/block.h"
#include "recorder.h"
#include "report.h"
#include "resolve.h"
#include "text.h"
#include "window.h"

static struct world world;

struct world *the_world(void)
{
	return &world;
}

static void tell(enum ground_fault fault, const char *what, const char *file, int line)
{
	if (world.running)
		on_fault(&world, fault, what, file, line);
	else
		known_probe_fault();
}

void harness_init(void)
{
	ground_on_fault(tell);
	ground_limit_objects(MAX_LIVE_NODES);
	maple_tree_init();
	mm_init();
	world_init(&world);
	known_init();
}

static void note_statement(struct world *w, const struct record *record)
{
	struct statement *statement = &w->statements[w->statement_count++ % LAST_STATEMENTS];

	strcpy(statement->text, record->text);
	statement->made = w->current ? -1 : record->tree;
}

/* What is recorded goes to whoever asked for it, and the last statements into the report. */
static void note_record(const struct record *record, void *arg)
{
	struct world *w = arg;

	if (record->kind == RECORD_STATEMENT || record->kind == RECORD_GROUND || record->kind == RECORD_MEMORY)
		note_statement(w, record);
	if (w->options.on_record)
		w->options.on_record(record, w->options.arg);
}

/* Has the program made as many calls as it may? What it says behind them is counted. */
static bool out_of_calls(struct world *w)
{
	w->result.not_run += w->work >= MAX_CALLS;
	return w->work >= MAX_CALLS;
}

bool harness_has(uint8_t op)
{
	return operations[op]->subject || operations[op]->unit;
}

/* Has the run the operation @op, which the program has chosen? */
static bool takes_part(const struct world *w, uint8_t op)
{
	return swarm_weight(&w->header, op) && selection_has(&w->options.operations, op) && !w->options.omitted[op];
}

/* One instruction: resolve it, remember the call, hand it on. What the subject does not have is passed over, on the oracle too. */
static void step(struct world *w, const struct instruction *insn,
		 void (*execute_call)(struct world *w, const struct call *call))
{
	struct call *call = &w->calls[w->call_count];

	if (!takes_part(w, insn->op) || out_of_calls(w))
		return;
	w->cuts[w->call_count] = (struct cut){ 0 };
	resolve(w, insn, call);
	/* The tree has made it another operation. */
	if (w->options.omitted[call->op])
		return;
	w->call_count++;
	w->result.lines++;
	if (w->options.on_call)
		w->options.on_call(call, w->options.arg);
	if (harness_has(call->op)) {
		execute_call(w, call);
		return;
	}
	if (w->subject.on_record)
		record_call(&w->subject, call);
	w->result.passed_over++;
}

/* Make the first @calls calls. Return: false if there are more. */
static bool run_program(struct world *w, const uint8_t *data, size_t size, size_t calls,
			void (*execute_call)(struct world *w, const struct call *call))
{
	struct instruction insn;
	size_t i;

	for (i = 0; i < instruction_count(size) && w->call_count < calls; i++) {
		instruction_decode(data, size, &w->header, i, &insn);
		step(w, &insn, execute_call);
	}
	return i == instruction_count(size);
}

static void begin(struct world *w, const uint8_t *data, size_t size,
		  const struct run_options *options)
{
	struct header header;

	w->options = options ? *options : (struct run_options){ 0 };
	if (!w->options.checks)
		w->options.checks = CHECKS_ALL;
	w->statement_count = 0;
	w->subject.arg = w;
	w->subject.on_record = w->options.thorough || w->options.on_record ? note_record : NULL;
	known_begin(w);
	header_decode(data, size, &header);
	world_begin(w, &header);
}

static bool run(struct world *w, const uint8_t *data, size_t size,
		const struct run_options *options, size_t calls, bool to_the_end)
{
	bool diverged;

	begin(w, data, size, options);
	diverged = sigsetjmp(w->leave, 0);
	if (!diverged) {
		w->running = true;
		if (run_program(w, data, size, calls, amid_execute)) {
			amid_end(w);
			beside_end(w);
			window_end(w);
		}
		if (to_the_end)
			finish(w);
	}
	w->running = false;
	return !diverged;
}

bool harness_run(const uint8_t *data, size_t size, const struct run_options *options,
		 struct run_result *result)
{
	bool good = run(&world, data, size, options, MAX_INSTRUCTIONS, true);

	if (result)
		*result = world.result;
	return good;
}

void harness_forget(void)
{
	ground_reset();
}

bool harness_perform(const uint8_t *data, size_t size, const struct run_options *options,
		     size_t calls, struct run_result *result)
{
	bool good = run(&world, data, size, options, calls, false);

	*result = world.result;
	return good;
}

void harness_expect(const uint8_t *data, size_t size, const struct run_options *options)
{
	begin(&world, data, size, options);
	run_program(&world, data, size, MAX_INSTRUCTIONS, amid_execute_on_oracle);
	amid_end_on_oracle(&world);
	beside_end_on_oracle(&world);
	window_end_on_oracle(&world);
}

static bool any_structural(const uint8_t *data, size_t size, const struct header *header)
{
	struct instruction insn;
	size_t i;

	for (i = 0; i < instruction_count(size); i++) {
		instruction_decode(data, size, header, i, &insn);
		if (instruction_structural(&insn))
			return true;
	}
	return false;
}

static void print_call(const struct call *call, void *arg)
{
	char text[CALL_TEXT_SIZE];

	call_format(call, text);
	fprintf(arg, "%s\n", text);
	fflush(arg);
}

void harness_show(const uint8_t *data, size_t size, const struct run_options *options, FILE *out)
{
	struct world *w = &world;
	char directives[HEADER_TEXT_SIZE];

	begin(w, data, size, options);
	w->options.checks = 0;
	w->options.on_call = print_call;
	w->options.arg = out;
	header_format(&w->header, directives);
	fputs(directives, out);
	run_program(w, data, size, MAX_INSTRUCTIONS,
		    any_structural(data, size, &w->header) ? amid_execute : amid_execute_on_oracle);
}

const struct run_result *harness_crashed(const char *how, const char *place)
{
	struct world *w = &world;

	if (!w->running)
		return NULL;
	w->running = false;
	/* A crash while the picture of a damaged tree is drawn is not what it diverges with. */
	if (!*w->result.token)
		report_crash(w, how, place);
	return &w->result;
}
