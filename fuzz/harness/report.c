// SPDX-License-Identifier: GPL-2.0-or-later
/* The report of a divergence: what was found, the program up to there, the last calls, and the tree where it is wrong. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "report.h"
#include "subject_features.h"
#include "text.h"
#include "view/view.h"

/* How many ranges around the place are listed of the oracle. */
#define RANGES_SHOWN 3

static const char *const check_names[CHECK_COUNT] = {
	[CHECK_RESULT] = "result",
	[CHECK_STATE] = "state",
	[CHECK_SHAPE] = "shape",
	[CHECK_INDEPENDENCE] = "independence",
	[CHECK_ATTRIBUTES] = "attributes",
	[CHECK_MEMORY] = "memory",
	[CHECK_LOCKS] = "locks",
	[CHECK_VALIDATE] = "validate",
};

const char *check_name(enum check check)
{
	return check_names[check];
}

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

static void report_head(const struct world *w, FILE *out)
{
	char text[CALL_TEXT_SIZE] = "the final checks";

	if (!w->ending && w->current)
		call_format(w->current, text);
	fprintf(out, "\n==== maplefuzz: divergence %s ====\n", w->result.token);
	fprintf(out, "subject:  %s\n", harness_subject());
	fprintf(out, "call %zu:  %s%s\n", w->ending || !w->current ? w->call_count : (size_t)(w->current - w->calls) + 1, text,
		w->subject.other ? ", in the middle of the one behind it" : "");
}

/* The last calls of the API, the newest one last. */
static void report_statements(const struct world *w, FILE *out)
{
	unsigned long i = w->statement_count > LAST_STATEMENTS ? w->statement_count - LAST_STATEMENTS : 0;

	if (w->statement_count)
		fprintf(out, "\nThe last calls of the API:\n");
	for (; i < w->statement_count; i++)
		fprintf(out, "\t%s\n", w->statements[i % LAST_STATEMENTS]);
}

static void report_tail(const struct world *w, FILE *out)
{
	fprintf(out, "\nThe program up to there:\n");
	report_program(w, out);
	report_statements(w, out);
	if (*ground_log())
		fprintf(out, "\nWhat the subject printed:\n%s\n", ground_log());
	fprintf(out, "\nReplay:   scripts/replay " SUBJECT_OPTION "%s\n",
		w->options.name ? w->options.name : "FILE");
	fprintf(out, "==== end of divergence %s ====\n", w->result.token);
	fflush(out);
}

static void print_range(FILE *out, unsigned long first, unsigned long last, const void *entry)
{
	char text[ENTRY_TEXT_SIZE];

	entry_format(entry, text);
	fprintf(out, "    [0x%lx, 0x%lx] %s\n", first, last, text);
}

static void print_oracle(const struct oracle *o, unsigned long index, FILE *out)
{
	size_t at = oracle_at_or_after(o, index);
	size_t from = at > RANGES_SHOWN ? at - RANGES_SHOWN : 0;
	size_t i;

	fprintf(out, "  oracle: %zu ranges", o->count);
	fprintf(out, o->count ? ", near 0x%lx:\n" : "\n", index);
	for (i = from; i < o->count && i <= at + RANGES_SHOWN; i++)
		print_range(out, o->ranges[i].first, o->ranges[i].last, o->ranges[i].entry);
}

static void print_node(const struct view *view, unsigned int depth, unsigned long index, FILE *out)
{
	unsigned long first = view->min;
	unsigned int i;

	fprintf(out, "  level %u: %s [0x%lx, 0x%lx], %u slots\n", depth,
		view_leaf(view) ? "leaf" : view->type == maple_arange_64 ? "node with gaps" : "node",
		view->min, view->max, view->end + 1);
	for (i = 0; i <= view->end && i < view_slot_count(view); i++) {
		unsigned long last = view_slot_max(view, i);

		if (view_leaf(view))
			print_range(out, first, last, view_slot(view, i));
		else
			fprintf(out, "    %c [0x%lx, 0x%lx] gap 0x%lx\n",
				first <= index && index <= last ? '>' : ' ', first, last,
				view_gap(view, i));
		first = last + 1;
	}
}

/* The nodes from the root to the leaf that holds @index. A damaged tree may make this crash: comes last. */
static void print_tree(const struct tree *t, unsigned long index, FILE *out)
{
	struct view path[VIEW_MAX_HEIGHT];
	unsigned int nodes, i;

	fprintf(out, "\nTree t%u near 0x%lx:\n", t->number, index);
	print_oracle(&t->model->oracle, index, out);
	fflush(out);
	nodes = view_path(&t->subject->mt, index, path);
	fprintf(out, "  subject: flags 0x%x, %s\n", t->subject->mt.ma_flags,
		nodes ? "the path to there:" : mtree_empty(&t->subject->mt) ? "empty" : "one entry, in the root pointer");
	for (i = 0; i < nodes; i++)
		print_node(&path[i], i, index, out);
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

_Noreturn void diverged(struct world *w, enum check check, struct evidence evidence,
			const char *format, ...)
{
	va_list arguments;

	set_token(w, check_names[check]);
	/* Later faults of the ground are ignored: the first divergence is being reported. */
	w->options.checks = 0;
	if (!w->options.quiet) {
		report_head(w, stderr);
		fprintf(stderr, "found:    ");
		va_start(arguments, format);
		vfprintf(stderr, format, arguments);
		va_end(arguments);
		fputc('\n', stderr);
		report_tail(w, stderr);
		if (evidence.tree)
			print_tree(evidence.tree, evidence.index, stderr);
	}
	end_run(w);
}

void report_crash(struct world *w, const char *how)
{
	set_token(w, how);
	if (w->options.quiet)
		return;
	report_head(w, stderr);
	fprintf(stderr, "found:    the subject %s\n",
		strcmp(how, "hang") ? "crashed" : "does not come back");
	report_tail(w, stderr);
}
