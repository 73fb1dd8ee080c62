// SPDX-License-Identifier: GPL-2.0-or-later
/* Trees as C: how they begin and end, and all that they hold. */
#include <limits.h>
#include <string.h>

#include "emit/emit.h"

void emit_init(const struct emission *e, unsigned int tree)
{
	char flags[C_TEXT_SIZE];

	c_flags(e->attributes[tree], flags);
	fprintf(e->out, "\tmt_init_flags(&t%u, %s);\n", tree, flags);
	if (!(e->attributes[tree] & ATTRIBUTE_EXTERN))
		return;
	fprintf(e->out, "\tinit_rwsem(&lock%u);\n", tree);
	fprintf(e->out, "\tmt_set_external_lock(&t%u, &lock%u);\n", tree, tree);
}

void emit_leave_rcu(struct emission *e, unsigned int tree)
{
	bool external = e->attributes[tree] & ATTRIBUTE_EXTERN;

	if (!(e->attributes[tree] & ATTRIBUTE_RCU))
		return;
	if (external)
		emit_lock(e, "\t", tree, false);
	fprintf(e->out, "\tmt_clear_in_rcu(&t%u);\n", tree);
	if (external)
		emit_unlock(e, "\t", tree);
	e->attributes[tree] &= ~ATTRIBUTE_RCU;
}

void emit_destroy(const struct emission *e, unsigned int tree)
{
	if (!e->kernel)
		fprintf(e->out, "\tbegin(&t%u, __LINE__);\n", tree);
	if (!e->kernel && emit_checked(e, CHECK_MEMORY))
		fprintf(e->out, "\tsee_way(&t%u, 0);\n", tree);
	if (e->attributes[tree] & ATTRIBUTE_EXTERN) {
		emit_lock(e, "\t", tree, false);
		fprintf(e->out, "\t__mt_destroy(&t%u);\n", tree);
		emit_unlock(e, "\t", tree);
	} else {
		fprintf(e->out, "\tmtree_destroy(&t%u);\n", tree);
	}
	if (!e->kernel)
		fprintf(e->out, "\tend();\n");
	if (emit_checked(e, CHECK_ATTRIBUTES))
		emit_attributes(e, tree, true);
}

void emit_attributes(const struct emission *e, unsigned int tree, bool emptied)
{
	char got[C_TEXT_SIZE], flags[C_TEXT_SIZE];

	c_flags(e->attributes[tree], flags);
	snprintf(got, sizeof(got), "(t%u.ma_flags & ~MT_FLAGS_HEIGHT_MASK)", tree);
	emit_same(e, "\t", tree, got, flags);
	if (!emptied)
		return;
	snprintf(got, sizeof(got), "!mtree_empty(&t%u)", tree);
	emit_never(e, "\t", tree, got);
	snprintf(got, sizeof(got), "mt_height(&t%u)", tree);
	emit_same(e, "\t", tree, got, "0");
}

/* ---- Runs: ranges of one length, at one distance from each other ------------- */

/**
 * struct run - Ranges that a loop can go through.
 * @first: first index of the lowest.
 * @last: its last index.
 * @step: from the first index of one to that of the next.
 * @count: how many.
 * @entry: of the lowest.
 * @numbered: are they numbered on from there? Else they are all the same.
 */
struct run {
	unsigned long first;
	unsigned long last;
	unsigned long step;
	size_t count;
	const void *entry;
	bool numbered;
};

/* Does the range go on with @run? The second one says how. */
static bool continues(struct run *run, unsigned long first, unsigned long last, const void *entry)
{
	uint32_t begun = entry_code(run->entry), code = entry_code(entry);

	/* A state on the very last index is reached in another way: that range stands alone. */
	if (last - first != run->last - run->first || last == ULONG_MAX)
		return false;
	if (run->count == 1) {
		run->step = first - run->first;
		run->numbered = code != begun;
	}
	return first - run->first == run->count * run->step &&
	       code == begun + (run->numbered ? run->count : 0) && code >> 16 == begun >> 16;
}

/* The run that begins with range @at. Return: the number of the range behind it. */
static size_t find_run(unsigned int tree, size_t at, struct run *run)
{
	unsigned long first, last;
	const void *entry;

	*run = (struct run){ .count = 1 };
	run->entry = inspect_range(tree, at++, &run->first, &run->last);
	while ((entry = inspect_range(tree, at, &first, &last)) && continues(run, first, last, entry)) {
		run->count++;
		at++;
	}
	return at;
}

/* The last index of the highest. */
static unsigned long run_end(const struct run *run)
{
	return run->last + (run->count - 1) * run->step;
}

static void at_step(const struct run *run, unsigned long index, char *text)
{
	char base[C_TEXT_SIZE], step[C_TEXT_SIZE];

	c_number(index, base);
	c_number(run->step, step);
	if (run->count == 1)
		strcpy(text, base);
	else if (run->step == 1)
		snprintf(text, C_TEXT_SIZE, "%.40s + i", base);
	else
		snprintf(text, C_TEXT_SIZE, "%.40s + i * %.40s", base, step);
}

/* ---- All ranges, with iterators and with loads --------------------------------- */

static void emit_range(const struct emission *e, const char *indent, unsigned int tree, const struct run *run,
		       const char *step)
{
	char got[C_TEXT_SIZE], want[C_TEXT_SIZE];

	c_stored(run->entry, run->numbered && run->count > 1 ? "i" : NULL, want);
	emit_same(e, indent, tree, step, want);
	snprintf(got, sizeof(got), "mas%u.index", tree);
	at_step(run, run->first, want);
	emit_same(e, indent, tree, got, want);
	snprintf(got, sizeof(got), "mas%u.last", tree);
	at_step(run, run->last, want);
	emit_same(e, indent, tree, got, want);
}

/* What the ordinary API shows of an entry: the zero entry is hidden from it. */
static void c_visible(const struct run *run, char *text)
{
	c_stored(run->entry, run->numbered && run->count > 1 ? "i" : NULL, text);
	if (!strcmp(text, "XA_ZERO_ENTRY"))
		strcpy(text, "NULL");
}

static void emit_load(const struct emission *e, const char *indent, unsigned int tree, const char *index,
		      const char *want)
{
	char got[2 * C_TEXT_SIZE];

	snprintf(got, sizeof(got), "mtree_load(&t%u, %s)", tree, index);
	emit_same(e, indent, tree, got, want);
}

static void emit_loads(const struct emission *e, const char *indent, unsigned int tree, const struct run *run)
{
	char index[C_TEXT_SIZE], want[C_TEXT_SIZE];

	c_visible(run, want);
	at_step(run, run->first, index);
	emit_load(e, indent, tree, index, want);
	at_step(run, run->last, index);
	if (run->last != run->first)
		emit_load(e, indent, tree, index, want);
}

/* The emptiness from @first on, in front of a run. */
static void emit_emptiness(const struct emission *e, unsigned int tree, unsigned long first,
			   const struct run *run)
{
	char index[C_TEXT_SIZE];

	if (run->first == first)
		return;
	c_number(first, index);
	emit_load(e, "\t", tree, index, "NULL");
	c_number(run->first - 1, index);
	if (run->first - 1 != first)
		emit_load(e, "\t", tree, index, "NULL");
}

static const char *open_loop(const struct emission *e, const struct run *run, bool up)
{
	if (run->count == 1)
		return "\t";
	if (up)
		fprintf(e->out, "\tfor (i = 0; i < %zu; i++) {\n", run->count);
	else
		fprintf(e->out, "\tfor (i = %zu; i-- > 0; ) {\n", run->count);
	return "\t\t";
}

static void close_loop(const struct emission *e, const struct run *run)
{
	if (run->count > 1)
		fprintf(e->out, "\t}\n");
}

static void emit_up(const struct emission *e, unsigned int tree)
{
	unsigned long empty = 0;
	char step[C_TEXT_SIZE];
	const char *indent;
	struct run run;
	size_t at = 0;

	snprintf(step, sizeof(step), "mas_find(&mas%u, ULONG_MAX)", tree);
	fprintf(e->out, "\tmas_set(&mas%u, 0);\n", tree);
	while (inspect_range(tree, at, &run.first, &run.last)) {
		at = find_run(tree, at, &run);
		emit_emptiness(e, tree, empty, &run);
		indent = open_loop(e, &run, true);
		emit_range(e, indent, tree, &run, step);
		emit_loads(e, indent, tree, &run);
		close_loop(e, &run);
		empty = run_end(&run) + 1;
	}
	emit_same(e, "\t", tree, step, "NULL");
}

/* The runs are found from below, and gone through from above. */
static void emit_down(const struct emission *e, unsigned int tree)
{
	static size_t begins[MAX_RANGES];
	size_t runs = 0, at = 0;
	char step[C_TEXT_SIZE];
	const char *indent;
	struct run run;

	while (inspect_range(tree, at, &run.first, &run.last)) {
		begins[runs++] = at;
		at = find_run(tree, at, &run);
	}
	fprintf(e->out, "\tmas_set(&mas%u, ULONG_MAX);\n", tree);
	if (runs && run_end(&run) == ULONG_MAX) {
		snprintf(step, sizeof(step), "mas_walk(&mas%u)", tree);
		emit_range(e, "\t", tree, &run, step);
		runs--;
	}
	snprintf(step, sizeof(step), "mas_prev(&mas%u, 0)", tree);
	while (runs) {
		find_run(tree, begins[--runs], &run);
		indent = open_loop(e, &run, false);
		emit_range(e, indent, tree, &run, step);
		close_loop(e, &run);
	}
	emit_same(e, "\t", tree, step, "NULL");
}

void emit_contents(const struct emission *e, unsigned int tree)
{
	struct tree_size size = inspect_size(tree);
	char got[C_TEXT_SIZE];

	fprintf(e->out, "\n\t/* What t%u holds now, upwards and downwards. */\n", tree);
	if (!e->kernel)
		fprintf(e->out, "\tbegin(&t%u, __LINE__);\n", tree);
	snprintf(got, sizeof(got), "%smtree_empty(&t%u)", size.ranges ? "" : "!", tree);
	emit_never(e, "\t", tree, got);
	fprintf(e->out, "\trcu_read_lock();\n");
	emit_up(e, tree);
	emit_down(e, tree);
	fprintf(e->out, "\trcu_read_unlock();\n");
}

/* The index @index of @tree, before anything else is read: a walk may have effects of its own. */
void emit_probe(const struct emission *e, unsigned int tree, unsigned long index)
{
	char number[C_TEXT_SIZE], want[C_TEXT_SIZE];
	struct run run = { .count = 1 };
	size_t at = 0;

	while ((run.entry = inspect_range(tree, at++, &run.first, &run.last)))
		if (run.last >= index)
			break;
	if (run.entry && run.first > index)
		run.entry = NULL;
	c_number(index, number);
	c_visible(&run, want);
	emit_load(e, "\t", tree, number, want);
}
