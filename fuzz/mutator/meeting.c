// SPDX-License-Identifier: GPL-2.0-or-later
/* Random meetings of readers and a writer, or of two writers: what is random by itself seldom has both in one place. */
#include "aim.h"
#include "cursor_step.h"
#include "meeting.h"
#include "operands.h"
#include "random_program.h"

/* How many readers at most. */
#define READERS_MAX 2

/**
 * struct meeting - One that is being made.
 * @rng: the random numbers.
 * @header: of the program.
 * @insns: what there is so far.
 * @count: how many.
 * @tree: where they meet.
 * @write: what is written there, or sets a cursor there.
 */
struct meeting {
	struct rng *rng;
	const struct header *header;
	struct instruction *insns;
	size_t count;
	uint8_t tree;
	struct instruction write;
};

static const struct selection fills = { EFFECT(WRITE), GROUP(BULK) };
static const struct selection cursor_writes = { EFFECT(WRITE), GROUP(CURSORS) };
static const struct selection windows = { EFFECT(FAULT), GROUP(FAULTS) };
static const struct selection writes = { EFFECT(WRITE), ~(GROUP(BULK) | GROUP(CURSORS) | GROUP(READERS)) };
static const struct selection ends = { EFFECT(EMPTY) | EFFECT(DUP) | EFFECT(WRITE), GROUP(TREES) | GROUP(BULK) | GROUP(READERS) };
static const struct selection lookups = { EFFECT(READ), GROUP(MTREE) | GROUP(ITERATE) };
static const struct selection cursors = { EFFECT(READ), GROUP(CURSORS) };
static const struct selection schedules = { EFFECT(FAULT), GROUP(READERS) };

static struct instruction make(struct meeting *m, enum phase phase, const struct selection *selection, enum operand takes)
{
	struct instruction insn;

	random_instruction_of(m->rng, m->header, phase, selection, takes, &insn);
	if (operation_takes(insn.op, OPERAND_TREE))
		insn.tree = m->tree;
	if (operation_takes(insn.op, OPERAND_NEW))
		insn.tree2 = m->tree;
	return insn;
}

static void add(struct meeting *m, const struct instruction *insn)
{
	if (m->count < MEETING_MAX)
		m->insns[m->count++] = *insn;
}

/* Let @insn be about an index near that of the write, mostly one where a reader comes past it. */
static void come_near(struct meeting *m, struct instruction *insn)
{
	const struct instruction *write = &m->write;

	if (!operation_takes_indices(write->op) || !operation_takes_indices(insn->op) || rng_one_in(m->rng, 4))
		return;
	insn->index_mode = write->index_mode;
	insn->a = write->a;
	if (write->index_mode >= INDEX_FIRST_EDGE && write->index_mode <= INDEX_INSIDE)
		insn->a += rng_below(m->rng, 6) - 3ull;
	else if (write->index_mode != INDEX_LEAF_EDGE && rng_one_in(m->rng, 2))
		insn->a += rng_below(m->rng, 5) - 2ull;
}

/* A step of a cursor, mostly as far as it may go. */
static void add_step(struct meeting *m, uint8_t op, uint8_t cursor)
{
	struct instruction step = make(m, PHASE_READ, &cursors, OPERAND_INDEX);

	if (op != OP_NONE && !rng_one_in(m->rng, 4))
		step.op = op;
	if (operation_takes(step.op, OPERAND_TREE))
		step.tree = m->tree;
	step.tree2 = cursor;
	if (operation_takes(step.op, OPERAND_INDEX) && !rng_one_in(m->rng, 4)) {
		step.index_mode = INDEX_ABSOLUTE;
		step.a = operation_steps(step.op) & STEP_DOWN ? 0 : UINT64_MAX;
	}
	add(m, &step);
}

/* @op: who comes in in the middle of whom. */
static void add_schedule(struct meeting *m, uint8_t op)
{
	struct instruction schedule = make(m, PHASE_MIXED, &schedules, OPERAND_AT);

	schedule.op = op;
	add(m, &schedule);
}

static void add_lookup(struct meeting *m)
{
	struct instruction lookup = make(m, PHASE_READ, &lookups, OPERAND_NONE);

	come_near(m, &lookup);
	add(m, &lookup);
}

/* A cursor is set, and perhaps makes a step. Return: which; OP_NONE for none. */
static uint8_t add_cursor(struct meeting *m, uint8_t cursor)
{
	struct instruction place = make(m, PHASE_READ, &cursors, OPERAND_TREE);

	come_near(m, &place);
	place.tree2 = cursor;
	add(m, &place);
	if (rng_one_in(m->rng, 3))
		return OP_NONE;
	add_step(m, OP_NONE, cursor);
	return m->insns[m->count - 1].op;
}

/* ---- Readers and a writer -------------------------------------------------------------- */

/* Readers in the middle of the write. */
static void add_readers(struct meeting *m, uint8_t cursor)
{
	unsigned int readers = 1 + rng_below(m->rng, READERS_MAX), i;
	uint8_t steps[READERS_MAX];

	for (i = 0; i < readers; i++) {
		bool looks = rng_one_in(m->rng, 2);

		steps[i] = looks ? OP_NONE : add_cursor(m, (cursor + i) % MAX_CURSORS);
		add_schedule(m, OP_BESIDE);
		if (looks) {
			add_lookup(m);
			continue;
		}
		add_step(m, steps[i], (cursor + i) % MAX_CURSORS);
		steps[i] = m->insns[m->count - 1].op;
	}
	add(m, &m->write);
	for (i = 0; i < readers; i++)
		if (steps[i] != OP_NONE)
			add_step(m, steps[i], (cursor + i) % MAX_CURSORS);
}

/* The write in the middle of a read. */
static void add_writer(struct meeting *m, uint8_t cursor)
{
	bool looks = rng_one_in(m->rng, 2);
	uint8_t step = looks ? OP_NONE : add_cursor(m, cursor);

	add_schedule(m, OP_AMID);
	add(m, &m->write);
	if (looks) {
		add_lookup(m);
		return;
	}
	add_step(m, step, cursor);
	add_step(m, step, cursor);
}

static void add_fill(struct meeting *m)
{
	struct instruction fill = make(m, PHASE_GROW, &fills, OPERAND_NONE);

	add(m, &fill);
}

static struct instruction make_write(struct meeting *m, enum operand takes)
{
	return make(m, rng_one_in(m->rng, 2) ? PHASE_GROW : PHASE_SHRINK, &writes, takes);
}

/* The write in the middle of a step from leaf to leaf: of leaves in front of both, which so come to stand in other slots of another parent. */
static void add_writer_in_front(struct meeting *m, uint8_t cursor)
{
	const uint64_t unmoved = 1 << 16, range = rng_below(m->rng, 0x10000), up = rng_below(m->rng, 2);
	struct instruction place = make(m, PHASE_READ, &cursors, OPERAND_TREE);

	add_fill(m);
	place.tree2 = cursor;
	place.index_mode = INDEX_LEAF_EDGE;
	place.a = range | unmoved | up << 24;
	m->write = make_write(m, OPERAND_RANGE);
	m->write.index_mode = INDEX_LEAF_EDGE;
	m->write.a = ((range - 16 - rng_below(m->rng, 48)) & 0xffff) | unmoved;
	m->write.length_mode = LENGTH_OVER;
	m->write.b = rng_below(m->rng, 24) | unmoved;
	add(m, &place);
	add_step(m, OP_CURSOR_WALK, cursor);
	add_schedule(m, OP_AMID);
	/* The step has looked at the old parent, and not at what is in it. */
	m->insns[m->count - 1].count = 1 + rng_below(m->rng, 4);
	add(m, &m->write);
	add_step(m, up ? OP_CURSOR_NEXT : OP_CURSOR_PREV, cursor);
}

static size_t meet_readers(struct meeting *m)
{
	if (rng_one_in(m->rng, 8)) {
		add_writer_in_front(m, random_cursor(m->rng));
		return m->count;
	}
	m->write = make_write(m, OPERAND_INDEX);
	if (rng_one_in(m->rng, 2))
		m->write = make_write(m, OPERAND_RANGE);
	if (rng_one_in(m->rng, 12))
		m->write = make(m, PHASE_COPY, &ends, OPERAND_NONE);
	if (rng_one_in(m->rng, 2))
		add_fill(m);
	if (rng_one_in(m->rng, 2))
		add_readers(m, random_cursor(m->rng));
	else
		add_writer(m, random_cursor(m->rng));
	return m->count;
}

/* ---- Two writers ---------------------------------------------------------------------- */

/* The next call is held back, for the one behind it to wait for memory. */
static void add_window(struct meeting *m)
{
	struct instruction window = make(m, PHASE_MIXED, &windows, OPERAND_AT);

	add(m, &window);
}

/* The write of somebody else near the place, or the same one: both look for one gap, or take one range. */
static void add_other(struct meeting *m)
{
	struct instruction other = make_write(m, OPERAND_INDEX);
	uint8_t entry = other.entry;

	if (rng_one_in(m->rng, 2) || operation_takes(m->write.op, OPERAND_CURSOR)) {
		come_near(m, &other);
	} else {
		other = m->write;
		if (operation_takes(other.op, OPERAND_ENTRY))
			other.entry = entry;
	}
	add(m, &other);
}

static void add_through(struct meeting *m, uint8_t cursor)
{
	struct instruction write = make(m, rng_one_in(m->rng, 2) ? PHASE_MIXED : PHASE_SHRINK, &cursor_writes, OPERAND_NONE);

	write.tree2 = cursor;
	add(m, &write);
}

/*
 * A write through a cursor that stands somewhere, in the middle of which the place changes. Only a state that walked under the lock writes
 * without a new walk: a search for a gap has the cursor take it, and what is held back in front of that does not have it let go.
 */
static void add_cursor_write(struct meeting *m, uint8_t cursor)
{
	struct instruction search = make(m, PHASE_READ, &cursors, OPERAND_SIZE);

	m->write = make(m, PHASE_READ, &cursors, OPERAND_TREE);
	m->write.tree2 = search.tree2 = cursor;
	add_window(m);
	add_other(m);
	add(m, &m->write);
	if (!rng_one_in(m->rng, 4)) {
		add(m, &search);
		add(m, &m->write);
	}
	add_step(m, rng_one_in(m->rng, 4) ? OP_NONE : OP_CURSOR_WALK, cursor);
	add_through(m, cursor);
}

static size_t meet_writers(struct meeting *m)
{
	if (rng_one_in(m->rng, 2))
		add_fill(m);
	if (!rng_one_in(m->rng, 3)) {
		add_cursor_write(m, random_cursor(m->rng));
		return m->count;
	}
	m->write = make_write(m, rng_one_in(m->rng, 2) ? OPERAND_RANGE : OPERAND_INDEX);
	add_window(m);
	add_other(m);
	add(m, &m->write);
	return m->count;
}

/* ---- Either ------------------------------------------------------------------------------ */

static bool may_make(const struct header *header, uint8_t op)
{
	return selection_has(&mutator_target()->operations, op) && swarm_weight(header, op);
}

size_t random_meeting(struct rng *rng, const struct header *header, struct instruction *insns)
{
	struct meeting m = { .rng = rng, .header = header, .insns = insns, .tree = random_tree(rng) };

	if (may_make(header, OP_BESIDE) && may_make(header, OP_AMID))
		return meet_readers(&m);
	return may_make(header, OP_WINDOW) ? meet_writers(&m) : 0;
}
