// SPDX-License-Identifier: GPL-2.0-or-later
/* The report of a divergence: what was found, the program up to there, the last calls, and the tree where it is wrong. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "complaint.h"
#include "ops/block.h"
#include "report.h"
#include "report_replay.h"
#include "report_tree.h"
#include "text.h"

static const char *operation_name(const struct world *w)
{
	if (w->ending)
		return "end";
	return w->current ? operation_infos[w->current->op].name : "start";
}

static void report_program(const struct world *w, FILE *out)
{
	char text[CALL_TEXT_SIZE];
	size_t i;

	header_format(&w->header, text);
	fputs(text, out);
	for (i = 0; i < w->call_count; i++) {
		call_format(&w->calls[i], text);
		fputs(text, out);
		if (w->cuts[i].why)
			fprintf(out, "\t# %u of %u: %s", w->cuts[i].made, w->calls[i].count, w->cuts[i].why);
		fputc('\n', out);
	}
}

/* @point: of the subject, where somebody acts. */
static void report_point(const char *point, unsigned int number, const struct ground_place *place, FILE *out)
{
	fprintf(out, "%s %u", point, number);
	if (place->file)
		fprintf(out, ", in %s() at %s:%d", place->function, file_name(place->file), place->line);
	fputc('\n', out);
}

static void report_other(const struct world *w, const char *word, const struct call *call, FILE *out)
{
	char text[CALL_TEXT_SIZE];

	call_format(call, text);
	fprintf(out, "%-10scall %zu, %s, ", word, (size_t)(call - w->calls) + 1, text);
}

/* Who acts in the middle of whom, and where. */
static void report_company(const struct world *w, FILE *out)
{
	const struct reader *reader = &w->subject.reader;

	if (w->company.writer) {
		report_other(w, "within:", w->company.writer, out);
		report_point("behind its publication", w->company.behind, &w->company.place, out);
	}
	if (w->amid.reader || w->amid.made) {
		report_other(w, w->amid.reader ? "within:" : "written:", w->amid.reader ? w->amid.reader : w->amid.made, out);
		report_point("at its dereference", w->amid.at, &w->amid.place, out);
	}
	if (!w->ending && w->current && operations[w->current->op]->has_reader && reader->place.file) {
		fprintf(out, "reader:   goes on ");
		report_point("behind publication", w->current->at, &reader->place, out);
	}
}

static void report_head(const struct world *w, FILE *out)
{
	char text[CALL_TEXT_SIZE] = "the final checks";

	if (!w->ending && w->current)
		call_format(w->current, text);
	fprintf(out, "\n==== maplefuzz: divergence %s ====\n", w->result.token);
	fprintf(out, "subject:  %s\n", harness_subject());
	fprintf(out, "call %zu:  %s%s\n", w->ending || !w->current ? w->call_count : (size_t)(w->current - w->calls) + 1, text,
		w->subject.other ? ", in the middle of the one behind it" : "");
	report_company(w, out);
	fprintf(out, "found:    %s\n", w->result.found);
	if (*w->result.place)
		fprintf(out, "place:    %s\n", w->result.place);
}

/* Set of the trees that the program has named so far. */
static unsigned int named_trees(const struct world *w)
{
	unsigned int trees = 0;
	size_t i;

	for (i = 0; i < w->call_count; i++)
		trees |= call_trees(&w->calls[i]);
	return trees;
}

/* The last calls of the API, the newest one last. What made a tree that the program does not name is left out. */
static void report_statements(const struct world *w, FILE *out)
{
	unsigned long i = w->statement_count > LAST_STATEMENTS ? w->statement_count - LAST_STATEMENTS : 0;
	unsigned int named = named_trees(w);

	if (w->statement_count)
		fprintf(out, "\nThe last calls of the API:\n");
	for (; i < w->statement_count; i++) {
		const struct statement *statement = &w->statements[i % LAST_STATEMENTS];

		if (statement->made < 0 || named >> statement->made & 1)
			fprintf(out, "\t%s\n", statement->text);
	}
}

/* @brief: the tree is pictured below, so that its dump by the subject is left out. */
static void report_log(bool brief, FILE *out)
{
	char *shorter = brief ? complaint_log() : NULL;

	if (*ground_log())
		fprintf(out, "\nWhat the subject printed:\n%s\n", shorter ? shorter : ground_log());
	free(shorter);
}

/* @checks: those of the run; it has been told to make none any more. */
static void report_tail(const struct world *w, unsigned int checks, bool brief, FILE *out)
{
	struct run_options options = w->options;

	options.checks = checks;
	fprintf(out, "\nThe program up to there:\n");
	report_program(w, out);
	report_statements(w, out);
	report_log(brief, out);
	fprintf(out, "\nReplay:   ");
	report_replay(&options, out);
	fprintf(out, "\n==== end of divergence %s ====\n", w->result.token);
	fflush(out);
}

static void set_token(struct world *w, const char *second)
{
	snprintf(w->result.token, sizeof(w->result.token), "%s:%s", operation_name(w), second);
}

_Noreturn static void end_run(struct world *w)
{
	if (!w->options.keep_going)
		abort();
	siglongjmp(w->leave, 1);
}

/* Report what is in w->result. The tree comes behind everything else. */
_Noreturn static void report(struct world *w, enum check check, const struct place *at)
{
	unsigned int checks = w->options.checks;

	set_token(w, check_name(check));
	/* Later faults of the ground are ignored: the first divergence is being reported. */
	w->options.checks = 0;
	if (!w->options.quiet) {
		report_head(w, stderr);
		report_tail(w, checks, at->tree, stderr);
		if (at->tree)
			report_tree(at, stderr);
	}
	end_run(w);
}

static void note_found(struct world *w, const char *place, const char *format, va_list arguments)
{
	snprintf(w->result.place, sizeof(w->result.place), "%s", place);
	vsnprintf(w->result.found, sizeof(w->result.found), format, arguments);
}

_Noreturn void diverged_at(struct world *w, const char *place, enum check check, struct evidence evidence,
			   const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note_found(w, place, format, arguments);
	va_end(arguments);
	report(w, check, &(struct place){ .tree = evidence.tree, .index = evidence.index });
}

_Noreturn void failed(struct world *w, const struct fault *fault, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note_found(w, fault->place, format, arguments);
	va_end(arguments);
	report(w, fault->check, &(struct place){ .tree = fault->tree, .node = fault->node, .slot = fault->slot });
}

void report_crash(struct world *w, const char *how, const char *place)
{
	set_token(w, how);
	snprintf(w->result.place, sizeof(w->result.place), "%s", place);
	snprintf(w->result.found, sizeof(w->result.found), "the subject %s", strcmp(how, "hang") ? "crashed" : "does not come back");
	if (w->options.quiet)
		return;
	report_head(w, stderr);
	report_tail(w, w->options.checks, false, stderr);
}
