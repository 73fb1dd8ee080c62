// SPDX-License-Identifier: GPL-2.0-or-later
/* The statements of a test, from the records of a run: one call of the program after the other. */
#include <stdlib.h>
#include <string.h>

#include "emit/body.h"
#include "emit/compare.h"
#include "emit/fold.h"
#include "emit/unit.h"
#include "emit/variables.h"

/* ---- Others in the middle of a call ------------------------------------------------------ */

static void begin_other(struct body *b, const struct record *record)
{
	static const struct {
		const char *who;
		const char *name;
	} others[] = {
		[RECORD_OTHER_BEGIN] = { "Another writer, while a call waits for memory", "other_writer" },
		[RECORD_READER_BEGIN] = { "A reader in the middle of a write", "reads" },
		[RECORD_WRITER_BEGIN] = { "A writer in the middle of a read", "writes" },
	};
	static struct body other;
	char text[RECORD_TEXT_SIZE + 64];

	other = (struct body){ .e = b->e, .out = b->others, .outer = b, .cut = -1 };
	b->other = &other;
	snprintf(text, sizeof(text), "/* %s: %s */", others[record->kind].who, record->text);
	fputc('\n', b->others);
	fold_print_line(b->others, text, 0);
	fprintf(b->others, "static void %s_%s(void)\n{\n", others[record->kind].name, record->want);
}

/* The lines first go to memory: what they use is declared in front of them. */
static void end_other(struct body *b)
{
	struct body *other = b->other;
	char *text = NULL;
	size_t size;
	FILE *lines = open_memstream(&text, &size);

	if (!lines)
		abort();
	unit_cut(other);
	unit_hand_over(other);
	fold_print(&other->fold, lines, 1);
	fclose(lines);
	emit_variables(b->e, text, text, b->others);
	fprintf(b->others, "\n%s}\n", text);
	free(text);
	b->other = NULL;
	b->touched |= other->touched;
	b->units += other->units;
	if (other->cut >= 0)
		b->cut = other->cut;
}

/* ---- A call of the program ------------------------------------------------------------- */

/* Print the lines that were added. */
static void print_lines(struct body *b)
{
	if (b->e->steps)
		fold_print_apart(&b->fold, b->out);
	else
		fold_print(&b->fold, b->out, 1);
}

/* Is everything in order after a call? The first line of what follows begins something new. */
static void end_call(struct body *b)
{
	unsigned int tree;

	if (b->other)
		end_other(b);
	unit_cut(b);
	if (b->waits && !body_holds_lock(b, -1))
		body_add(b, "rcu_barrier();");
	b->waits = false;
	if (emit_checked(b->e, CHECK_VALIDATE) && !b->ending)
		for (tree = 0; tree < MAX_TREES; tree++)
			if (b->touched >> tree & 1) {
				b->first = true;
				body_valid(b, tree);
			}
	b->touched = 0;
	print_lines(b);
}

/* @number: of the call, from 1; 0 for none that the program makes. */
static void begin_call(struct body *b, unsigned int number, const char *text)
{
	char comment[RECORD_TEXT_SIZE + 8];

	if (b->e->steps) {
		fprintf(b->out, "call\t%u\t%s\n", number, text);
		return;
	}
	fputc('\n', b->out);
	if (b->e->module) {
		fprintf(b->out, "\tbegin_call(%u, \"%s\", __LINE__);\n", number, text);
		return;
	}
	snprintf(comment, sizeof(comment), "/* %s */", text);
	fold_print_line(b->out, comment, 1);
}

/* For independence, first of all what the other trees hold where the last call has been: a walk may have effects of its own. */
static void add_probes(struct body *b)
{
	unsigned long index = strtoul(b->unit.text, NULL, 0);
	char got[LINE_SIZE];
	int tree;

	if (!strcmp(b->unit.text, "ULONG_MAX"))
		index = -1UL;
	for (tree = 0; tree < MAX_TREES; tree++) {
		if (!emit_names(b->e, tree) || tree == b->unit.tree)
			continue;
		snprintf(got, sizeof(got), "mtree_load(&t%d, %s)", tree, b->unit.text);
		body_same(b, got, c_entry(held_load(&b->e->held[tree], index)));
	}
}

/*
 * Is it known what @tree holds now? Not if its call has not come to its end; nor if that has given something wrong, since what it would have
 * done else is not recorded.
 */
static bool is_known(const struct body *b, unsigned int tree)
{
	bool wrong = emit_checked(b->e, CHECK_RESULT) && !emit_checked(b->e, CHECK_STATE);

	return (int)tree != b->cut && !(wrong && (int)tree == b->unit.tree);
}

/* Lines that say what tree @tree should hold, for same_contents(). @name: set to how that is called. */
static void add_held(struct body *b, unsigned int tree, char *name)
{
	const struct held *held = &b->e->held[tree];
	char run[320];
	size_t i;

	sprintf(name, "t%u_holds", tree);
	if (!b->e->steps)
		return;
	body_add(b, "begin_runs();");
	for (i = 0; i < held->count; i++) {
		held_format(held, i, run, sizeof(run));
		body_add(b, "add_run(%s);", run);
	}
	strcpy(name, "runs");
}

/* All that the trees hold when the last call is over. */
static void add_contents(struct body *b)
{
	char name[16], lock[16];
	unsigned int tree;

	begin_call(b, 0, "What the trees hold now");
	if (!b->e->kernel)
		body_add(b, "begin(__LINE__);");
	if (emit_checked(b->e, CHECK_INDEPENDENCE) && b->units)
		add_probes(b);
	for (tree = 0; tree < MAX_TREES; tree++) {
		const struct held *held = &b->e->held[tree];

		if (!emit_names(b->e, (int)tree) || !is_known(b, tree))
			continue;
		add_held(b, tree, name);
		b->first = true;
		body_add(b, "same_contents(&t%u, \"t%u\", %s, %s, %zu);", tree, tree, body_lock(b, tree, lock),
		    held->count ? name : "NULL", held->count);
		if (emit_checked(b->e, CHECK_VALIDATE))
			body_valid(b, tree);
	}
	print_lines(b);
}

/* Nothing is left behind, whatever the harness came to. */
static void add_destroys(struct body *b)
{
	unsigned int tree;
	char lock[16];

	begin_call(b, 0, THE_END);
	for (tree = 0; tree < MAX_TREES; tree++)
		if (b->e->trees >> tree & 1)
			body_add(b, "destroy_tree(&t%u, %s);", tree, body_lock(b, tree, lock));
	print_lines(b);
}

static void add_call(struct body *b, const char *text)
{
	end_call(b);
	b->ending = !strcmp(text, THE_END);
	if (b->ending)
		add_contents(b);
	begin_call(b, b->ending ? 0 : ++b->calls, text);
}

/* ---- Records --------------------------------------------------------------------------- */

static void add_record(struct body *b, const struct record *record, unsigned int attributes, size_t behind)
{
	if (b->other && record->kind != RECORD_OTHER_END)
		b = b->other;
	switch (record->kind) {
	case RECORD_CALL:
		add_call(b, record->text);
		break;
	case RECORD_BEGIN:
		unit_begin(b, record, behind);
		break;
	case RECORD_STATEMENT:
	case RECORD_GROUND:
	case RECORD_MEMORY:
	case RECORD_CHECK:
	case RECORD_HINT:
		unit_statement(b, record);
		break;
	case RECORD_ATTEMPT:
		unit_attempt(b);
		break;
	case RECORD_RETRY:
		if (!b->skipped)
			unit_made(b);
		break;
	case RECORD_SAME:
	case RECORD_BETWEEN:
		if (b->skipped || !b->said)
			break;
		unit_made(b);
		if (record->kind == RECORD_SAME)
			body_same(b, record->text, record->want);
		else
			body_between(b, record->text, record->want, record->high);
		break;
	case RECORD_OTHER_BEGIN:
	case RECORD_READER_BEGIN:
	case RECORD_WRITER_BEGIN:
		begin_other(b, record);
		break;
	case RECORD_OTHER_END:
		end_other(b);
		break;
	case RECORD_END:
		unit_end(b, &attributes);
		break;
	}
}

/* Is there a statement with @word? */
static bool has_word(const struct emission *e, const char *word)
{
	struct record record;
	size_t at = 0;

	while (tape_next(e->tape, &at, &record, NULL))
		if (record.kind == RECORD_STATEMENT && strstr(record.text, word))
			return true;
	return false;
}

void emit_body(const struct emission *e, FILE *out, FILE *others)
{
	struct body b = { .e = e, .out = out, .others = others, .cut = -1 };
	unsigned int attributes;
	struct record record;
	size_t at = 0;

	b.cursors = has_word(e, "cursor");
	b.sections = has_word(e, "section");
	if ((!e->kernel || e->module) && e->nowait)
		body_add(&b, "set_nowait(%s);", e->nowait == NOWAIT_FAIL ? "GROUND_NOWAIT_FAIL" : "GROUND_NOWAIT_SOMETIMES");
	if (!e->kernel && e->nowait && (emit_checked(e, CHECK_STATE) || emit_checked(e, CHECK_VALIDATE)))
		body_add(&b, "ground_on_blocking(while_waiting, NULL);");
	while (tape_next(e->tape, &at, &record, &attributes))
		add_record(&b, &record, attributes, at);
	end_call(&b);
	if (b.ending)
		return;
	unit_release(&b);
	print_lines(&b);
	add_contents(&b);
	add_destroys(&b);
}
