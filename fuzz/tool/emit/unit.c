// SPDX-License-Identifier: GPL-2.0-or-later
/* A single call of a test: what is noted before it, its statements, and what is checked behind it. */
#include <stdlib.h>
#include <string.h>

#include "emit/compare.h"
#include "emit/pick.h"
#include "emit/unit.h"

/* ---- What it holds ----------------------------------------------------------------- */

/* Write what gives back what @statement takes, if it takes something: it is given back with its first arguments. */
static bool find_release(const char *statement, char *release)
{
	static const struct {
		const char *take;
		const char *give_back;
		int arguments;
	} pairs[] = {
		{ "mtree_lock(", "mtree_unlock", 1 }, { "down_write(", "up_write", 1 },
		{ "spin_lock_nested(&spin", "spin_unlock(&spin", 1 }, { "spin_lock_nested(", "mtree_unlock", 1 }, { "down_write_nested(", "up_write", 1 },
		{ "rcu_read_lock(", "rcu_read_unlock", 0 }, { "reader_begin(", "reader_end", 2 },
		{ "spin_lock_irq(", "spin_unlock_irq", 1 }, { "spin_lock_bh(", "spin_unlock_bh", 1 },
		{ "spin_lock(", "spin_unlock", 1 },
		{ "section_open(", "section_close", 1 }, { "section_resume(", "section_park", 1 },
	};
	size_t i, length;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		size_t taken = strlen(pairs[i].take);
		/* mtree_unlock() takes the tree of the lock. */
		const char *arguments, *ends = strcmp(pairs[i].give_back, "mtree_unlock") ? ",)" : ",.)";
		int left = pairs[i].arguments;

		if (strncmp(statement, pairs[i].take, taken))
			continue;
		arguments = statement + taken;
		for (length = 0; left && (left -= strchr(ends, arguments[length]) != NULL); length++)
			;
		sprintf(release, "%s%s%.*s);", pairs[i].give_back, strchr(pairs[i].give_back, '(') ? "" : "(", (int)length, arguments);
		return true;
	}
	return false;
}

static void add_held(struct body *b, const char *release)
{
	if (b->held_count < MAX_HELD)
		strcpy(b->held[b->held_count++], release);
}

/* Return: false if it does not hold what @release gives back. */
static bool drop_held(struct body *b, const char *release)
{
	unsigned int i;

	for (i = b->held_count; i--; )
		if (!strcmp(b->held[i], release)) {
			memmove(b->held[i], b->held[i + 1], (--b->held_count - i) * sizeof(b->held[0]));
			return true;
		}
	return false;
}

/* Is there something held that begins with @beginning? Return: that; NULL if not. */
static const char *find_held(const struct body *b, const char *beginning)
{
	unsigned int i;

	for (i = 0; i < b->held_count; i++)
		if (!strncmp(b->held[i], beginning, strlen(beginning)))
			return b->held[i];
	return NULL;
}

/* A reader who was left in the middle gives back what he holds for a single step; if @says, the test says so. */
static void leave_read(struct body *b, bool says)
{
	static const char *const beginnings[] = { "rcu_read_unlock(", "section_park(" };
	char release[RELEASE_SIZE];
	size_t i;

	for (i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		const char *held = find_held(b, beginnings[i]);

		if (!held)
			continue;
		strcpy(release, held);
		drop_held(b, release);
		if (says)
			body_add(b, "%s", release);
	}
}

/* Keep an account of what the statements hold: most of it for a single call, what is held for cursors for longer, whoever uses them. */
static void note_held(struct body *b, const char *statement)
{
	char release[RELEASE_SIZE];

	if (!strcmp(statement, "writes_lost();"))
		leave_read(b, false);
	else if (find_release(statement, release))
		add_held(b, release);
	else if (!drop_held(b, statement) && b->outer)
		drop_held(b->outer, statement);
}

void unit_hand_over(struct body *b)
{
	unsigned int i;

	/* A crash has stopped it in the middle, perhaps, or it gave up: the call that it is in the middle of goes on. */
	leave_read(b, true);
	for (i = 0; i < b->held_count; i++)
		add_held(b->outer, b->held[i]);
}

/* ---- Its frame --------------------------------------------------------------------- */

static bool changes(const struct body *b)
{
	return effect_changes_tree(b->unit.effect);
}

/* Is it framed? The kernel's dialect has nothing to do there. */
static bool framed(const struct body *b)
{
	return !b->e->kernel && !b->outer && b->unit.effect != EFFECT_FAULT;
}

/* Is a call made again that gave up for want of memory? */
static bool repeats(const struct body *b)
{
	return *b->attempt && (!b->e->kernel || emit_fails(b->e));
}

/* Must the tree be as it was while the call waits for memory? One that comes in while another one waits is watched with that. */
static bool watched(const struct body *b)
{
	return b->e->nowait && (!b->outer || b->outer->writer) && changes(b) && (emit_checked(b->e, CHECK_STATE) || emit_checked(b->e, CHECK_VALIDATE));
}

/* Does the statement assign to the variable that the condition is about? */
static bool assigns(const char *statement, const char *condition)
{
	char variable[PICK_NAME_SIZE], word[PICK_NAME_SIZE];

	return pick_word(&condition, variable) && pick_word(&statement, word) && !strcmp(word, variable) &&
	       !strncmp(statement, " = ", 3);
}

/* Another writer comes in, or a reader: what they do is not looked at here. */
static void skip_other(struct body *b, struct record *record, size_t *at)
{
	unsigned long number = strtoul(record->want, NULL, 0), place = strtoul(record->high, NULL, 0);

	if (record->kind == RECORD_OTHER_BEGIN) {
		b->window = number;
		b->wait = place;
	} else if (record->kind == RECORD_WRITER_BEGIN) {
		b->writer = number;
		b->writer_at = place;
	} else if (b->read_count < MAX_READS) {
		b->reads[b->read_count].number = number;
		b->reads[b->read_count++].at = place;
	}
	while (tape_next(b->e->tape, at, record, NULL) && record->kind != RECORD_OTHER_END)
		;
}

/*
 * What the records of the single call say that begins at @at, before its statements are written. One that
 * gives nothing that could say so does not give up.
 */
static void look_ahead(struct body *b, size_t at)
{
	static const char at_once[] = RECORD_AT_ONCE;
	char attempt[RECORD_TEXT_SIZE] = "";
	struct record record;

	b->refused = b->leaves_rcu = false;
	b->held_outside = 0;
	b->window = b->writer = 0;
	b->read_count = 0;
	*b->attempt = '\0';
	while (tape_next(b->e->tape, &at, &record, NULL) && record.kind != RECORD_END && record.kind != RECORD_BEGIN) {
		if (record.kind == RECORD_OTHER_BEGIN || record.kind == RECORD_READER_BEGIN || record.kind == RECORD_WRITER_BEGIN)
			skip_other(b, &record, &at);
		if (record.kind == RECORD_ATTEMPT) {
			b->at_once = !strncmp(record.text, at_once, strlen(at_once));
			strcpy(attempt, record.text + (b->at_once ? strlen(at_once) : 0));
		}
		if (record.kind == RECORD_STATEMENT && assigns(record.text, attempt))
			strcpy(b->attempt, attempt);
		if (record.kind == RECORD_RETRY && *b->attempt)
			strcpy(b->attempt, record.text + (b->at_once ? strlen(at_once) : 0));
		if (record.kind == RECORD_STATEMENT)
			b->leaves_rcu |= strstr(record.text, RECORD_LEAVES_RCU) != NULL;
		if (record.kind == RECORD_SAME && !strcmp(record.text, "error"))
			b->refused = *record.want == '-';	/* 1 is no error: it has wrapped */
	}
}

static void add_remember(struct body *b)
{
	char lock[16], source[16] = "NULL";

	if (b->unit.source >= 0)
		sprintf(source, "&t%d", b->unit.source);
	body_add(b, "remember(&t%d, %s, %s);", b->unit.tree, body_lock(b, (unsigned int)b->unit.tree, lock), source);
}

/* Others come in in the middle of it. */
static void add_window(struct body *b)
{
	unsigned int i;

	for (i = 0; i < b->read_count; i++)
		body_add(b, "read_at(%lu, reads_%lu);", b->reads[i].at, b->reads[i].number);
	if (b->writer)
		body_add(b, "write_at(%lu, writes_%lu);", b->writer_at, b->writer);
	if (b->window)
		body_add(b, "window_at(%lu, other_writer_%lu);", b->wait, b->window);
}

/* Is it to be seen that it keeps the lock, since it must not wait for memory? */
static bool keeps_lock(const struct body *b)
{
	return *b->attempt && b->at_once && b->unit.effect == EFFECT_WRITE && emit_checked(b->e, CHECK_LOCKS);
}

/* Is it to be seen that nodes on the way to it wait for readers? */
static bool sees_path(const struct body *b)
{
	return emit_checked(b->e, CHECK_MEMORY) && !b->leaves_rcu;
}

/* What is noted before the statements, each time that they are made. */
static void add_before(struct body *b)
{
	bool dup = b->unit.effect == EFFECT_DUP;

	if (!framed(b) || !changes(b))
		return;
	if (sees_path(b))
		body_add(b, "see_path(&t%d, %s);", b->unit.tree, b->unit.text);
	if ((dup && emit_checked(b->e, CHECK_SHAPE)) || (b->refused && emit_checked(b->e, CHECK_MEMORY)))
		body_add(b, "count_allocations();");
	if (dup && emit_checked(b->e, CHECK_LOCKS))
		body_add(b, "see_locks(&t%d, &t%d);", b->unit.source, b->unit.tree);
	if (keeps_lock(b))
		body_add(b, "see_taken(&t%d);", b->unit.tree);
}

void unit_begin(struct body *b, const struct record *record, size_t behind)
{
	b->unit = *record;
	b->skipped = record->tree >= 0 && !emit_names(b->e, record->tree);
	b->open = true;
	b->made = b->said = false;
	b->first = true;
	if (b->skipped)
		return;
	b->units += !b->ending;
	if (changes(b))
		b->touched |= 1u << record->tree;
	look_ahead(b, behind);
	if (framed(b))
		body_add(b, "begin(__LINE__);");
	if (*b->attempt)
		return;
	if (!b->e->kernel && watched(b))
		add_remember(b);
	add_window(b);
	add_before(b);
}

void unit_attempt(struct body *b)
{
	if (b->skipped || !*b->attempt)
		return;
	if (repeats(b)) {
		b->held_outside = b->held_count;
		add_remember(b);
		add_window(b);
		body_add(b, "do {");
	}
	add_before(b);
}

/* Right after the statements. */
void unit_made(struct body *b)
{
	if (b->made)
		return;
	b->made = true;
	if (b->window && watched(b))
		body_add(b, "ground_on_blocking(while_waiting, NULL);");
	if (framed(b) && changes(b) && sees_path(b))
		body_add(b, "check_path();");
	if (framed(b) && keeps_lock(b))
		body_add(b, "taken_once(&t%d);", b->unit.tree);
	if (repeats(b))
		body_add(b, "} while (%s(%s));", b->at_once ? "gave_up_at_once" : "gave_up", b->attempt);
}

static void add_check_nodes(struct body *b)
{
	body_add(b, "check_nodes(trees, ARRAY_SIZE(trees));");
}

/* What a duplicate has to be like. */
static void add_after_dup(struct body *b)
{
	if (!b->e->kernel && emit_checked(b->e, CHECK_LOCKS))
		body_add(b, "check_taken(&t%d, &t%d);", b->unit.source, b->unit.tree);
	if (b->refused || !emit_checked(b->e, CHECK_SHAPE))
		return;
	body_add(b, "same_shape(&t%d, &t%d);", b->unit.source, b->unit.tree);
	if (!b->e->kernel)
		body_add(b, "same_allocations(&t%d);", b->unit.tree);
}

/* The checks after a single call. @attributes: of its tree; unknown if it did not come to its end. */
void unit_end(struct body *b, const unsigned int *attributes)
{
	if (!b->open || b->skipped) {
		b->open = false;
		return;
	}
	unit_made(b);
	if (framed(b))
		body_add(b, "end();");
	else if (b->e->kernel && b->cursors && !b->sections && attributes && changes(b) && *attributes & ATTRIBUTE_RCU)
		b->waits = true;
	if (framed(b) && emit_checked(b->e, CHECK_LOCKS) && !body_holds_lock(b, -1))
		body_add(b, "check_locks();");
	if (framed(b) && changes(b) && b->refused && emit_checked(b->e, CHECK_MEMORY))
		body_add(b, "same_live();");
	/* The last one may be what loses a node, whatever it is. */
	if (framed(b) && (changes(b) || b->units == b->e->units) && emit_checked(b->e, CHECK_MEMORY))
		add_check_nodes(b);
	if (b->unit.effect == EFFECT_DUP && !b->outer)
		add_after_dup(b);
	if (attributes && changes(b) && emit_checked(b->e, CHECK_ATTRIBUTES)) {
		body_attributes(b, b->unit.tree, *attributes, b->unit.effect == EFFECT_EMPTY);
		if (b->unit.source >= 0 && !b->refused)
			body_attributes(b, b->unit.source, *attributes, false);
	}
	b->open = false;
}

/* Does a module do what the record asks the ground for? It says what else the console may show, and lets allocations fail. */
static bool is_for_module(const struct body *b, const struct record *record)
{
	static const char *const beginnings[] = { "ground_expect_warning(", "ground_allow_sleeping(" };
	static const char lift[] = "ground_lift_budget_after(";
	size_t i;

	if (b->e->module && record->kind == RECORD_MEMORY)
		return true;
	if (emit_fails(b->e) && record->kind == RECORD_HINT && !strncmp(record->text, lift, strlen(lift)))
		return true;
	for (i = 0; b->e->module && record->kind == RECORD_HINT && i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (!strncmp(record->text, beginnings[i], strlen(beginnings[i])))
			return true;
	return false;
}

void unit_statement(struct body *b, const struct record *record)
{
	bool named = b->open ? !b->skipped : record->tree < 0 || emit_names(b->e, record->tree);

	if (!named || (b->e->kernel && record->kind != RECORD_STATEMENT && record->kind != RECORD_CHECK && !is_for_module(b, record)))
		return;
	if (!b->open)
		b->first = true;
	body_add(b, "%s", record->text);
	b->said = true;
	note_held(b, record->text);
}

static void release(struct body *b, unsigned int but)
{
	while (b->held_count > but)
		body_add(b, "%s", b->held[--b->held_count]);
}

void unit_release(struct body *b)
{
	release(b, 0);
}

void unit_cut(struct body *b)
{
	if (!b->open || b->skipped)
		return;
	b->cut = b->unit.tree;
	/* What it took before it was made the first time is held until it is not made again. */
	release(b, b->held_outside);
	unit_end(b, NULL);
	unit_release(b);
}
