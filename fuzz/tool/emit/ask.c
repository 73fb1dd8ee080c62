// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs a program and asks what emit has to know: what ran, what the contract says, and what the harness found. */
#include <stdlib.h>
#include <string.h>

#include "emit/ask.h"
#include "shrink/engine.h"
#include "view/inspect.h"

/* ---- What ran ------------------------------------------------------------------- */

static void note_record(const struct record *record, void *arg)
{
	tape_add(arg, record, record->tree >= 0 ? inspect_attributes((unsigned int)record->tree) : 0);
}

/* Those of one write may come in in another order than that of the program. */
static void note_reader(struct emission *e, const struct record *record)
{
	unsigned int number = (unsigned int)strtoul(record->want, NULL, 0);

	if (number > e->reads)
		e->reads = number;
}

static void note_window(struct emission *e, const struct record *record)
{
	unsigned int wait, units_done;

	if (sscanf(record->high, "%u %u", &wait, &units_done) == 2)
		e->windows[strtoul(record->want, NULL, 0)] = units_done + 1;
}

/* What does @record ask the ground for? For who acts in the middle of a call, note the program's call: number @number, the text @call. */
static void note_ground(struct emission *e, const struct record *record, unsigned int number, const char *call)
{
	if (record->kind == RECORD_MEMORY)
		e->memory = true;
	if (record->kind != RECORD_GROUND && record->kind != RECORD_OTHER_BEGIN && record->kind != RECORD_READER_BEGIN &&
	    record->kind != RECORD_WRITER_BEGIN)
		return;
	if (!e->middle)
		snprintf(e->middle_call, sizeof(e->middle_call), "call %u, %s", number, call);
	e->middle = true;
}

/* Which trees the program names, and what it does with them. */
static void survey(struct emission *e)
{
	char call[RECORD_TEXT_SIZE] = "";
	unsigned int number = 0;
	bool ending = false;
	struct record record;
	char lock[16];
	size_t at = 0;
	int tree;

	while (tape_next(e->tape, &at, &record, NULL)) {
		ending |= record.kind == RECORD_CALL && !strcmp(record.text, THE_END);
		if (record.kind == RECORD_CALL) {
			number++;
			strcpy(call, record.text);
		}
		note_ground(e, &record, number, call);
		e->sections |= strstr(record.text, "section_open(") || strstr(record.text, "reader_begin(");
		if (record.kind == RECORD_OTHER_BEGIN)
			note_window(e, &record);
		if (record.kind == RECORD_READER_BEGIN)
			note_reader(e, &record);
		if (record.kind == RECORD_BEGIN && !ending) {
			e->units++;
			e->trees |= record.tree >= 0 ? 1u << record.tree : 0;
			e->trees |= record.source >= 0 ? 1u << record.source : 0;
		}
		for (tree = 0; tree < MAX_TREES; tree++) {
			sprintf(lock, "&lock%d", tree);
			if (strstr(record.text, lock))
				e->locks |= 1u << tree;
		}
	}
	/* All trees are destroyed at the end; where no call names one, one must do. */
	if (!e->trees)
		e->trees = 1;
}

static void note_known(struct emission *e)
{
	const char *name;
	unsigned int n;

	for (n = 0; (name = harness_issue_at(n)); n++) {
		size_t used = strlen(e->known);

		if (harness_known_times(n))
			snprintf(e->known + used, sizeof(e->known) - used, "%s%s %lu", used ? ", " : "", name, harness_known_times(n));
	}
}

/* ---- What the contract says --------------------------------------------------------- */

static size_t units_left;

/* When the last single call is made that ran, note what the trees hold. */
static void note_held(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	struct emission *e = arg;
	unsigned int tree;

	(void)call;
	(void)got;
	(void)want;
	if (!units_left || --units_left)
		return;
	for (tree = 0; tree < MAX_TREES; tree++)
		held_note(tree, &e->held[tree]);
}

static int window_of(unsigned int number, void *arg)
{
	const struct emission *e = arg;

	return (int)e->windows[number] - 1;
}

/* The oracle makes the calls alone: the subject may not have come to the end of the last one. */
static void ask_oracle(struct emission *e, const struct trial *trial, const struct header *header)
{
	static struct draft draft;
	static uint8_t data[MAX_PROGRAM_SIZE];
	const struct run_options options = { .on_outcome = note_held, .window = window_of, .arg = e };

	draft.header = *header;
	/* What a call of the program became, as where a tree has an external lock, the swarm might pass over. */
	draft.header.swarm = 0;
	draft.count = trial->count;
	memcpy(draft.calls, trial->calls, draft.count * sizeof(*draft.calls));
	units_left = e->units;
	harness_expect(data, draft_encode(&draft, data), &options);
}

/* ---- All of it ------------------------------------------------------------------------- */

bool emit_token_check(const char *token, enum check *check)
{
	const char *colon = strchr(token, ':');
	enum check at;

	for (at = 0; colon && at < CHECK_COUNT; at++) {
		if (strcmp(colon + 1, check_name(at)))
			continue;
		if (check)
			*check = at;
		return true;
	}
	return false;
}

/* What processes do is recorded nowhere: src/mm calls the tree's API, and no function of api.c. */
static bool has_process(const struct trial *trial)
{
	size_t i;

	for (i = 0; i < trial->count; i++)
		if (operation_has_process(trial->calls[i].op))
			return true;
	return false;
}

bool emit_ask(struct emission *e, const char *path, struct trial_options *options)
{
	struct tape *tape = tape_new();
	const struct trial *trial;
	struct header header;
	struct input input;

	if (!tape)
		return !complain("no shared memory");
	if (!input_load(path, &input))
		return false;
	options->run.on_record = note_record;
	options->run.arg = tape;
	trial_init(options);
	harness_known_share();
	trial = trial_run_alone(input.data, input.size);
	header_decode(input.data, input.size, &header);
	input_free(&input);
	if (!trial)
		return false;
	if (has_process(trial))
		return !complain("%s: a program of processes is not written as C: what they do is calls of src/mm; replay it", path);
	if (tape_full(tape))
		return !complain("%s: the program makes too many calls", path);
	e->path = path;
	e->token = trial->token;
	e->nowait = header.nowait;
	e->tape = tape;
	survey(e);
	note_known(e);
	/* A crash or a hang says no more than its token. */
	if (emit_token_check(e->token, NULL))
		snprintf(e->found, sizeof(e->found), "%s", trial->found);
	ask_oracle(e, trial, &header);
	return true;
}
