// SPDX-License-Identifier: GPL-2.0-or-later
/* Random instructions: which operation, and stretches and idioms of them. Their operands are in operands.c. */
#include "aim.h"
#include "operands.h"
#include "random_program.h"

enum phase random_phase(struct rng *rng)
{
	return rng_below(rng, PHASES);
}

uint32_t random_swarm(struct rng *rng)
{
	return 1 + rng_below(rng, (1u << SWARM_BITS) - 1);
}

void random_header(struct rng *rng, struct header *header)
{
	*header = (struct header){
		.generation = newest_generation(),
		.attributes = random_attributes(rng),
	};
	if (rng_one_in(rng, 4))
		header->swarm = random_swarm(rng);
	if (mutator_target()->scarce ? !rng_one_in(rng, 4) : rng_one_in(rng, 8))
		header->nowait = rng_below(rng, NOWAIT_COUNT);
}

/* ---- Operations ----------------------------------------------------------------- */

/*
 * struct wish - Which operations are wanted.
 * @selection: these.
 * @takes: those of them that take such an operand; OPERAND_NONE: all.
 */
struct wish {
	struct selection selection;
	enum operand takes;
};

static const struct wish any;

/*
 * The weights in @phase of those operations of @wish that the target has, by the swarm of @header if it is not NULL.
 * Return: whether there are any.
 */
static bool weigh(const struct header *header, enum phase phase, const struct wish *wish, uint16_t weights[OP_COUNT])
{
	const struct selection *operations = &mutator_target()->operations;
	unsigned int sum = 0;

	for (unsigned int op = 0; op < OP_COUNT; op++) {
		bool has = selection_has(&wish->selection, op) && selection_has(operations, op) &&
			   (!wish->takes || operation_takes(op, wish->takes));

		weights[op] = has ? operation_infos[op].weights[phase] * (header ? swarm_weight(header, op) : 1) : 0;
		sum += weights[op];
	}
	return sum;
}

/*
 * An operation of @wish, by its weight in @phase and by the swarm of @header; without the swarm if that leaves none; any
 * that the target has if even so there is none.
 */
static uint8_t random_op(struct rng *rng, const struct header *header, enum phase phase, const struct wish *wish)
{
	uint16_t weights[OP_COUNT];

	if (!weigh(header, phase, wish, weights) && !weigh(NULL, phase, wish, weights))
		weigh(NULL, phase, &any, weights);
	return rng_pick(rng, weights, OP_COUNT);
}

/* What the target is after, or everything. */
static struct wish random_wish(struct rng *rng)
{
	const struct fuzz_target *target = mutator_target();

	return target->share && rng_below(rng, 100) < target->share ? (struct wish){ target->after, OPERAND_NONE } : any;
}

/* Whatever its operation takes; the rest is zero, so that equal programs are equal bytes. */
static void generate_operands(struct rng *rng, struct instruction *insn)
{
	const uint8_t *operand;

	*insn = (struct instruction){ .op = insn->op };
	for (operand = operation_infos[insn->op].operands; *operand; operand++)
		random_operands[*operand].generate(rng, insn);
}

void random_instruction(struct rng *rng, const struct header *header, enum phase phase, struct instruction *insn)
{
	const struct wish wish = random_wish(rng);

	insn->op = random_op(rng, header, phase, &wish);
	generate_operands(rng, insn);
}

void random_instruction_of(struct rng *rng, const struct header *header, enum phase phase, const struct selection *selection,
			   enum operand takes, struct instruction *insn)
{
	const struct wish wish = { *selection, takes };

	insn->op = random_op(rng, header, phase, &wish);
	generate_operands(rng, insn);
}

size_t random_stretch(struct rng *rng, const struct header *header, struct instruction *insns)
{
	enum phase phase = random_phase(rng);
	size_t n = 1 + rng_below(rng, RUN_MAX);

	for (size_t i = 0; i < n; i++)
		random_instruction(rng, header, phase, &insns[i]);
	return n;
}

/* ---- Idioms ------------------------------------------------------------------------ */

/* The trees of an idiom. */
enum { A, B, C, ROLES };

/*
 * The kinds of steps: which operations, in which phase. Each time one of them is chosen anew.
 *	DENSE	a leaf is filled
 *	AGAIN	as CHANGE, at the index of the last step that has one
 *	UNDO	likewise, but rather an erase
 *	WAIT	the next call is held back, for the one behind it to wait for memory
 *	PLACE	a cursor is set
 *	ONWARD	it goes on as far as a limit, or is set
 *	CURSOR	whatever is done to it but to write
 *	THROUGH	it is written through
 *	BESIDE	readers beside a writer
 *	ASIDE	the next call is held back, for a reader to make it in the middle of a write
 *	LOOK	a lookup
 *	ANY	what the target is after
 */
enum step_kind { FILL, DENSE, CARVE, CHANGE, AGAIN, UNDO, READ, DUP, DESTROY, ANEW, FAULT, WAIT, PLACE, ONWARD, CURSOR, THROUGH, BESIDE, ASIDE, LOOK, ANY };

static const struct {
	enum phase phase;
	struct wish wish;
} step_kinds[] = {
	[FILL] = { PHASE_GROW, { { EFFECT(WRITE), GROUP(BULK) }, OPERAND_NONE } },
	[DENSE] = { PHASE_GROW, { { EFFECT(WRITE), GROUP(BULK) }, OPERAND_LEAF } },
	[CARVE] = { PHASE_SHRINK, { { EFFECT(WRITE), GROUP(BULK) }, OPERAND_NONE } },
	[CHANGE] = { PHASE_GROW, { { EFFECT(WRITE), 0 }, OPERAND_NONE } },
	[AGAIN] = { PHASE_GROW, { { EFFECT(WRITE), 0 }, OPERAND_NONE } },
	[UNDO] = { PHASE_SHRINK, { { EFFECT(WRITE), 0 }, OPERAND_NONE } },
	[READ] = { PHASE_READ, { { EFFECT(READ), 0 }, OPERAND_NONE } },
	[DUP] = { PHASE_COPY, { { EFFECT(DUP), 0 }, OPERAND_NONE } },
	[DESTROY] = { PHASE_COPY, { { EFFECT(EMPTY), 0 }, OPERAND_NONE } },
	[ANEW] = { PHASE_MIXED, { { EFFECT(EMPTY), 0 }, OPERAND_NONE } },
	[FAULT] = { PHASE_COPY, { { EFFECT(FAULT), GROUP(FAULTS) }, OPERAND_NONE } },
	[WAIT] = { PHASE_MIXED, { { EFFECT(FAULT), GROUP(FAULTS) }, OPERAND_AT } },
	[PLACE] = { PHASE_READ, { { EFFECT(READ), GROUP(CURSORS) }, OPERAND_TREE } },
	[ONWARD] = { PHASE_READ, { { EFFECT(READ), GROUP(CURSORS) }, OPERAND_INDEX } },
	[CURSOR] = { PHASE_READ, { { EFFECT(READ), GROUP(CURSORS) }, OPERAND_NONE } },
	[THROUGH] = { PHASE_MIXED, { { EFFECT(WRITE), GROUP(CURSORS) }, OPERAND_NONE } },
	[BESIDE] = { PHASE_MIXED, { { EFFECT(WRITE), GROUP(READERS) }, OPERAND_NONE } },
	[ASIDE] = { PHASE_MIXED, { { EFFECT(FAULT), GROUP(READERS) }, OPERAND_NONE } },
	[LOOK] = { PHASE_READ, { { EFFECT(READ), GROUP(MTREE) | GROUP(ITERATE) }, OPERAND_NONE } },
	[ANY] = { PHASE_MIXED, { { 0, 0 }, OPERAND_NONE } },
};

struct step {
	uint8_t kind;
	uint8_t tree;
	uint8_t tree2;
};

#define IDIOM_MAX 6

static const struct idiom {
	uint8_t length;
	struct step steps[IDIOM_MAX];
} idioms[] = {
	/* Change both sides of a dup, and lose one. */
	{ 6, { { FILL, A, 0 }, { DESTROY, B, 0 }, { DUP, A, B }, { CHANGE, A, 0 }, { CHANGE, B, 0 }, { DESTROY, A, 0 } } },
	/* A dup that fails, and the same one again. */
	{ 4, { { DESTROY, B, 0 }, { FAULT, 0, 0 }, { DUP, A, B }, { DUP, A, B } } },
	/* A destroyed tree as the new one, and back. */
	{ 5, { { DESTROY, B, 0 }, { DUP, A, B }, { CHANGE, B, 0 }, { DESTROY, A, 0 }, { DUP, B, A } } },
	/* A dup of a dup. */
	{ 6, { { DESTROY, B, 0 }, { DESTROY, C, 0 }, { DUP, A, B }, { DUP, B, C }, { CHANGE, B, 0 }, { CHANGE, C, 0 } } },
	/* Refused, as the new tree is taken; both go on. */
	{ 5, { { CHANGE, A, 0 }, { CHANGE, B, 0 }, { DUP, A, B }, { CHANGE, A, 0 }, { CHANGE, B, 0 } } },
	/* A new beginning, then a dup. */
	{ 4, { { ANEW, A, 0 }, { FILL, A, 0 }, { CHANGE, A, 0 }, { DUP, A, B } } },
	/* A change that fails, and goes on. */
	{ 3, { { FAULT, 0, 0 }, { CHANGE, A, 0 }, { CHANGE, A, 0 } } },
	/* What was changed is looked at. */
	{ 4, { { CHANGE, A, 0 }, { READ, A, 0 }, { CHANGE, A, 0 }, { READ, A, 0 } } },
	/* A tree that is small again: a lone entry, perhaps in the root pointer, a first node. */
	{ 5, { { DESTROY, A, 0 }, { CHANGE, A, 0 }, { READ, A, 0 }, { CHANGE, A, 0 }, { READ, A, 0 } } },
	/* A large tree made sparse, then rebalanced. */
	{ 5, { { FILL, A, 0 }, { FILL, A, 0 }, { CARVE, A, 0 }, { CHANGE, A, 0 }, { CHANGE, A, 0 } } },
	/* Leaves are replaced beneath readers. */
	{ 6, { { FILL, A, 0 }, { FILL, A, 0 }, { BESIDE, A, 0 }, { BESIDE, A, 0 }, { CHANGE, A, 0 }, { BESIDE, A, 0 } } },
	/* A lookup in the middle of a write at the same place. */
	{ 5, { { FILL, A, 0 }, { CHANGE, A, 0 }, { ASIDE, A, 0 }, { LOOK, A, 0 }, { AGAIN, A, 0 } } },
	/* Likewise, or the write in the middle of the lookup. */
	{ 5, { { FILL, A, 0 }, { CHANGE, A, 0 }, { ASIDE, A, 0 }, { AGAIN, A, 0 }, { LOOK, A, 0 } } },
	/* A cursor goes on in the middle of a write, and behind it. */
	{ 6, { { PLACE, A, 0 }, { ONWARD, A, 0 }, { ASIDE, A, 0 }, { ONWARD, A, 0 }, { CHANGE, A, 0 }, { ONWARD, A, 0 } } },
	/* Full leaves, and what is changed where they meet. */
	{ 6, { { FILL, A, 0 }, { DENSE, A, 0 }, { DENSE, A, 0 }, { CHANGE, A, 0 }, { CHANGE, A, 0 }, { CHANGE, A, 0 } } },
	/* Two writers at one place: the one comes in while the other waits. */
	{ 5, { { CHANGE, A, 0 }, { WAIT, A, 0 }, { AGAIN, A, 0 }, { UNDO, A, 0 }, { READ, A, 0 } } },
	/* A cursor is written through where it was set, and goes on. */
	{ 6, { { FILL, A, 0 }, { PLACE, A, 0 }, { THROUGH, A, 0 }, { ONWARD, A, 0 }, { ONWARD, A, 0 }, { ONWARD, A, 0 } } },
	/* A cursor goes on from one place, and from another. */
	{ 6, { { PLACE, A, 0 }, { ONWARD, A, 0 }, { PLACE, A, 0 }, { CURSOR, A, 0 }, { ONWARD, A, 0 }, { ONWARD, A, 0 } } },
	/* What the target is after, on a tree that changes in between. */
	{ 6, { { FILL, A, 0 }, { ANY, A, 0 }, { CHANGE, A, 0 }, { ANY, A, 0 }, { CHANGE, A, 0 }, { ANY, A, 0 } } },
	/* And on a duplicate, while both change. */
	{ 6, { { DESTROY, B, 0 }, { ANY, A, 0 }, { DUP, A, B }, { ANY, B, 0 }, { CHANGE, A, 0 }, { ANY, B, 0 } } },
};

static uint8_t step_op(struct rng *rng, const struct header *header, enum step_kind kind)
{
	const struct wish wish = kind == ANY ? (struct wish){ mutator_target()->after, OPERAND_NONE } : step_kinds[kind].wish;
	enum phase phase = step_kinds[kind].phase;

	if ((kind == CHANGE || kind == AGAIN) && rng_one_in(rng, 2))
		phase = PHASE_SHRINK;
	return random_op(rng, header, phase, &wish);
}

/* Let instruction @i of @insns begin at the index of the last one before it that takes an index. */
static void begin_there(struct instruction *insns, size_t i)
{
	size_t from = i;

	while (from && !operation_takes_indices(insns[--from].op))
		;
	if (operation_takes_indices(insns[from].op) && operation_takes_indices(insns[i].op))
		instruction_copy(&insns[from], operand_fields(OPERAND_INDEX), &insns[i]);
}

size_t random_idiom(struct rng *rng, const struct header *header, struct instruction *insns)
{
	const struct idiom *idiom = &idioms[rng_below(rng, sizeof(idioms) / sizeof(idioms[0]))];
	uint8_t base = random_tree(rng), apart = 1 + rng_below(rng, 2), cursor = random_cursor(rng);
	uint8_t trees[ROLES] = { base, (base + apart) % MAX_TREES, (base + 2 * apart) % MAX_TREES };

	for (size_t i = 0; i < idiom->length; i++) {
		const struct step *step = &idiom->steps[i];
		struct instruction *insn = &insns[i];

		insn->op = step_op(rng, header, step->kind);
		generate_operands(rng, insn);
		if (operation_takes(insn->op, OPERAND_TREE) || operation_takes(insn->op, OPERAND_SOURCE))
			insn->tree = trees[step->tree];
		if (operation_takes(insn->op, OPERAND_CURSOR))
			insn->tree2 = cursor;
		if (step->kind == AGAIN || step->kind == UNDO)
			begin_there(insns, i);
		if (operation_takes(insn->op, OPERAND_NEW)) {
			insn->tree2 = trees[step->tree2];
			insn->flags = FLAG_DUP_EXACT;
		}
	}
	return idiom->length;
}
