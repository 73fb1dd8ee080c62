// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random operands. Weighted so that programs of them do something: near what the trees hold, few trees, sizes mostly
 * small, and what is at an end more often than by chance.
 */
#include "aim.h"
#include "call.h"
#include "operands.h"

/* ---- Numbers --------------------------------------------------------------- */

static uint64_t random_number(struct rng *rng)
{
	uint64_t aside = rng_below(rng, 3) - 1ull;

	switch (rng_below(rng, 7)) {
	case 0:
		return rng_below(rng, 2);
	case 1:
		return UINT64_MAX - rng_below(rng, 4);
	case 2:
		return (1ull << rng_below(rng, 64)) + aside;
	case 3:
		return rng_below(rng, 256) * 4096ull + aside;
	case 4:
		return rng_below(rng, 64);
	case 5:
		return rng_below(rng, 0x10000);
	default:
		return rng_next(rng);
	}
}

static uint64_t tweak_number(struct rng *rng, uint64_t number)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return number + 1 + rng_below(rng, 16);
	case 1:
		return number - 1 - rng_below(rng, 16);
	case 2:
		/* Relative modes look at the low bits only. */
		return number ^ 1ull << rng_below(rng, rng_one_in(rng, 2) ? 64 : 25);
	default:
		return random_number(rng);
	}
}

/* By how much an edge is moved, in the place that instruction.h gives it. */
static uint64_t random_move(struct rng *rng)
{
	return (uint64_t)rng_below(rng, 3) << 16;
}

/* ---- Trees ------------------------------------------------------------------ */

uint8_t random_tree(struct rng *rng)
{
	return rng_below(rng, rng_one_in(rng, 8) ? MAX_TREES : 3);
}

uint8_t random_attributes(struct rng *rng)
{
	uint8_t attributes = rng_below(rng, ATTRIBUTES_ALL + 1), wanted = mutator_target()->attributes;

	if (wanted && !rng_one_in(rng, 4))
		attributes |= wanted;
	return attributes;
}

static void generate_tree(struct rng *rng, struct instruction *insn)
{
	insn->tree = random_tree(rng);
}

static void generate_source(struct rng *rng, struct instruction *insn)
{
	insn->tree = random_tree(rng);
}

/* A new tree that is named exactly is mostly taken, and the dup refused. */
static void generate_new(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = random_tree(rng);
	insn->flags = rng_one_in(rng, 4) ? FLAG_DUP_EXACT : 1 + rng_below(rng, 3);
}

static void tweak_new(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2))
		insn->tree2 = rng_below(rng, MAX_TREES);
	else
		insn->flags = rng_below(rng, 4);
}

static void generate_attributes(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = random_attributes(rng);
}

uint8_t random_cursor(struct rng *rng)
{
	return rng_below(rng, rng_one_in(rng, 4) ? MAX_CURSORS : 2);
}

static void generate_cursor(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = random_cursor(rng);
}

/* ---- The first index ----------------------------------------------------------- */

static uint64_t random_a(struct rng *rng, uint8_t index_mode)
{
	uint64_t a;

	switch (index_mode) {
	case INDEX_ABSOLUTE:
		return random_number(rng);
	case INDEX_SMALL:
		return rng_below(rng, 64);
	case INDEX_16BIT:
		return rng_below(rng, 0x10000);
	case INDEX_PAGE:
		return rng_below(rng, rng_one_in(rng, 4) ? 0x10000 : 256);
	case INDEX_HIGH:
		return rng_below(rng, 256);
	default:
		a = rng_below(rng, 0x10000);
		a |= random_move(rng);
		return a | (uint64_t)rng_below(rng, 2) << 24;
	}
}

/* For what erases: the last index of a leaf. No leaf but the last may end with a NULL, so its neighbour changes too. */
static void generate_leaf_end(struct rng *rng, struct instruction *insn)
{
	const uint64_t unmoved = 1 << 16, last = 1 << 24;

	insn->index_mode = INDEX_LEAF_EDGE;
	insn->a = rng_below(rng, 0x10000) | unmoved | last;
}

static void generate_index(struct rng *rng, struct instruction *insn)
{
	static const uint16_t weights[INDEX_MODES] = {
		[INDEX_ABSOLUTE] = 1, [INDEX_SMALL] = 5, [INDEX_16BIT] = 3, [INDEX_PAGE] = 3, [INDEX_HIGH] = 2,
		[INDEX_FIRST_EDGE] = 8, [INDEX_LAST_EDGE] = 8, [INDEX_INSIDE] = 6, [INDEX_PREVIOUS] = 6,
		[INDEX_LEAF_EDGE] = 3,
	};

	insn->index_mode = rng_pick(rng, weights, INDEX_MODES);
	insn->a = random_a(rng, insn->index_mode);
	if (operation_infos[insn->op].effect == EFFECT_WRITE && !operation_takes(insn->op, OPERAND_ENTRY) && rng_one_in(rng, 4))
		generate_leaf_end(rng, insn);
}

static void tweak_index(struct rng *rng, struct instruction *insn)
{
	switch (rng_below(rng, 4)) {
	case 0:
		insn->a = random_a(rng, insn->index_mode);
		break;
	case 1:
		insn->a = tweak_number(rng, insn->a);
		break;
	default:
		generate_index(rng, insn);
	}
}

/* ---- The last index -------------------------------------------------------------- */

static uint64_t random_b(struct rng *rng, uint8_t length_mode)
{
	uint64_t ranges;

	switch (length_mode) {
	case LENGTH_ABSOLUTE:
		return random_number(rng);
	case LENGTH_SMALL:
		return rng_below(rng, 32);
	case LENGTH_16BIT:
		return rng_below(rng, 0x10000);
	case LENGTH_PAGES:
		return rng_below(rng, rng_one_in(rng, 4) ? 256 : 4);
	case LENGTH_TO_EDGE:
		return random_move(rng);
	case LENGTH_OVER:
		/* Within a leaf, over a few leaves, over a subtree. */
		ranges = rng_below(rng, rng_one_in(rng, 8) ? 256 : rng_one_in(rng, 3) ? 40 : 6);
		return ranges | random_move(rng);
	default:
		return 0;
	}
}

static uint8_t random_length_mode(struct rng *rng, uint8_t op)
{
	static const uint16_t any[LENGTH_MODES] = {
		[LENGTH_ABSOLUTE] = 1, [LENGTH_ONE] = 6, [LENGTH_SMALL] = 6, [LENGTH_16BIT] = 2, [LENGTH_PAGES] = 3,
		[LENGTH_TO_EDGE] = 8, [LENGTH_OVER] = 10, [LENGTH_TO_END] = 1,
	};
	/* One of many ranges that are stored: short. */
	static const uint16_t one_of_many[LENGTH_MODES] = {
		[LENGTH_ONE] = 8, [LENGTH_SMALL] = 8, [LENGTH_16BIT] = 1, [LENGTH_PAGES] = 6,
		[LENGTH_TO_EDGE] = 1, [LENGTH_OVER] = 1,
	};
	/* Where many ranges are looked for: long. */
	static const uint16_t many[LENGTH_MODES] = {
		[LENGTH_SMALL] = 1, [LENGTH_16BIT] = 4, [LENGTH_PAGES] = 2, [LENGTH_OVER] = 4, [LENGTH_TO_END] = 8,
	};

	if (!operation_takes(op, OPERAND_STRIDE) && !operation_takes(op, OPERAND_MANY))
		return rng_pick(rng, any, LENGTH_MODES);
	return rng_pick(rng, operation_takes(op, OPERAND_ENTRY) ? one_of_many : many, LENGTH_MODES);
}

static void generate_length(struct rng *rng, struct instruction *insn)
{
	insn->length_mode = random_length_mode(rng, insn->op);
	insn->b = random_b(rng, insn->length_mode);
}

/* From the first index, to the last one, or both: each alone is not rare, both together would be. */
static void generate_extreme(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2)) {
		insn->index_mode = INDEX_SMALL;
		insn->a = 0;
	}
	if (rng_one_in(rng, 2)) {
		insn->length_mode = LENGTH_TO_END;
		insn->b = 0;
	}
}

/*
 * From the first index of a leaf on, mostly into the next leaf: all of the leaf is made anew, and a reader who stands just before it
 * comes from an old node to new ones.
 */
static void generate_from_leaf(struct rng *rng, struct instruction *insn)
{
	const uint64_t unmoved = 1 << 16;

	insn->index_mode = INDEX_LEAF_EDGE;
	insn->a = rng_below(rng, 0x10000) | unmoved;
	insn->length_mode = LENGTH_OVER;
	insn->b = rng_below(rng, 24) | unmoved;
}

static void generate_range(struct rng *rng, struct instruction *insn)
{
	if (operation_takes(insn->op, OPERAND_AT) && rng_one_in(rng, 3)) {
		generate_from_leaf(rng, insn);
		return;
	}
	generate_index(rng, insn);
	generate_length(rng, insn);
	if (rng_one_in(rng, 16))
		generate_extreme(rng, insn);
}

/*
 * The leaf that holds an index; any length mode but an absolute one. Often the leaf behind what the last call was about: two neighbours
 * that are full make more of a store over their border than one.
 */
static void generate_leaf(struct rng *rng, struct instruction *insn)
{
	const uint64_t last = 1, behind = 2 << 16;

	generate_index(rng, insn);
	if (rng_one_in(rng, 3)) {
		insn->index_mode = INDEX_PREVIOUS;
		insn->a = last | behind;
	}
	insn->length_mode = LENGTH_ONE;
}

static void tweak_range(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2)) {
		tweak_index(rng, insn);
		return;
	}
	switch (rng_below(rng, 4)) {
	case 0:
		insn->b = random_b(rng, insn->length_mode);
		break;
	case 1:
		insn->b = tweak_number(rng, insn->b);
		break;
	default:
		generate_length(rng, insn);
	}
}

/* ---- Entries ---------------------------------------------------------------------- */

/* Values, a quarter pointers, and now and then what is special. */
static void generate_entry(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 24))
		insn->entry = 0xf0 + rng_below(rng, 16);
	else
		insn->entry = rng_one_in(rng, 4) ? 0xc0 + rng_below(rng, 48) : rng_below(rng, 192);
}

/* ---- Counts -------------------------------------------------------------------------- */

static void generate_count(struct rng *rng, struct instruction *insn)
{
	static const uint16_t ranges[] = { 4, 16, 16, 16, 64, 64, 256, MAX_FILL };
	/* Allocations until one fails: most calls make one or two, a dup of a large tree many. */
	static const uint16_t allocations[] = { 2, 2, 2, 8, 8, 8, 64, 64 };
	bool fault = operation_infos[insn->op].effect == EFFECT_FAULT;
	unsigned int most = (fault ? allocations : ranges)[rng_below(rng, 8)];

	/* A leaf has 16 slots; one more, and it splits. */
	if (operation_takes(insn->op, OPERAND_LEAF))
		insn->count = rng_one_in(rng, 2) ? 16 : 12 + rng_below(rng, 6);
	else
		insn->count = 1 + rng_below(rng, most);
}

static void tweak_count(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2))
		generate_count(rng, insn);
	else
		insn->count = tweak_number(rng, insn->count);
}

/* As many as a tree that tracks gaps needs for height 3, 4, 5, 6, and some more. The more calls it costs, the seldomer. */
static void generate_many(struct rng *rng, struct instruction *insn)
{
	static const uint16_t calls[] = { 90, 400, 1980, 9860 }, weights[] = { 24, 24, 14, 2 };

	insn->count = calls[rng_pick(rng, weights, 4)] + rng_below(rng, 64);
}

static void generate_stride(struct rng *rng, struct instruction *insn)
{
	insn->stride = 1 + rng_below(rng, rng_one_in(rng, 8) ? 64 : 4);
}

static void tweak_stride(struct rng *rng, struct instruction *insn)
{
	if (rng_one_in(rng, 2))
		generate_stride(rng, insn);
	else
		insn->stride = tweak_number(rng, insn->stride);
}

/* Small ones, pages, powers of two; now and then one less or one more. */
static void generate_size(struct rng *rng, struct instruction *insn)
{
	static const uint8_t shifts[] = { 0, 0, 0, 4, 12, 12 };
	unsigned int shift = rng_one_in(rng, 8) ? rng_below(rng, 64) : shifts[rng_below(rng, sizeof(shifts))];

	insn->count = rng_below(rng, rng_one_in(rng, 4) ? 0x10000 : 20);
	insn->stride = shift;
	if (rng_one_in(rng, 4))
		insn->stride |= rng_below(rng, 3) << 6;
}

/* Seldom: the plain case is the one that callers rely on. Then for one index, or for many. */
static void generate_twice(struct rng *rng, struct instruction *insn)
{
	insn->count = insn->stride = 0;
	if (!rng_one_in(rng, 3))
		return;
	generate_size(rng, insn);
	insn->stride &= 63;
	if (rng_one_in(rng, 2))
		insn->count = 1;
}

static void generate_fewer(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = rng_one_in(rng, 2) ? 0 : rng_below(rng, 1 + MAX_FEWER);
}

/* Mostly among the first publications: that is all that a store within a leaf has. */
static void generate_at(struct rng *rng, struct instruction *insn)
{
	static const uint16_t most[] = { 1, 4, 4, 8, 8, 16, 64, MAX_AT };

	/* Few calls wait for memory twice. */
	if (insn->op == OP_WINDOW) {
		insn->count = 1 + (rng_one_in(rng, 3) ? rng_below(rng, 8) : 0);
		return;
	}
	/* Few single writes have more publications than four. */
	if (operation_infos[insn->op].effect == EFFECT_FAULT) {
		insn->count = 1 + rng_below(rng, most[rng_below(rng, 7)]);
		return;
	}
	insn->count = rng_below(rng, 1 + most[rng_below(rng, 8)]);
	/* Where leaves are replaced, the first publications are of the nodes around them, one for each child. */
	if (insn->index_mode == INDEX_LEAF_EDGE)
		insn->count = 1 + rng_below(rng, 12);
}

/* ---- Flags ------------------------------------------------------------------------------ */

static void generate_flag(struct rng *rng, struct instruction *insn, unsigned int flag, unsigned int one_in)
{
	insn->flags &= ~flag;
	if (rng_one_in(rng, one_in))
		insn->flags |= flag;
}

static void generate_down(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_DOWN, 4);
}

static void tweak_down(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_DOWN;
}

static void generate_down_aside(struct rng *rng, struct instruction *insn)
{
	insn->entry = rng_one_in(rng, 4);
}

static void generate_same(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_SAME, 8);
}

static void tweak_same(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_SAME;
}

static void generate_moved(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_MOVED, 4);
}

static void tweak_moved(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_MOVED;
}

static void generate_any(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_ANY, 2);
}

static void tweak_any(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_ANY;
}

static void generate_nulls(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_NULLS, 3);
}

static void tweak_nulls(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_NULLS;
}

/* ---- How to allocate ---------------------------------------------------------------------- */

static uint8_t random_gfp(struct rng *rng)
{
	return rng_one_in(rng, 4) ? rng_below(rng, CALL_GFPS) : CALL_GFP_KERNEL;
}

static void generate_gfp(struct rng *rng, struct instruction *insn)
{
	insn->flags = random_gfp(rng);
}

static void generate_gfp_aside(struct rng *rng, struct instruction *insn)
{
	insn->stride = random_gfp(rng);
}

static void generate_gfp_apart(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = random_gfp(rng);
}

/* ---- The kind of a lock ---------------------------------------------------------------------- */

static void generate_lock(struct rng *rng, struct instruction *insn)
{
	insn->flags = rng_one_in(rng, 3) ? rng_below(rng, 4) : 0;
}

/* ---- Processes -------------------------------------------------------------------------------- */

static void generate_process(struct rng *rng, struct instruction *insn)
{
	insn->tree = random_tree(rng);
}

static void generate_child(struct rng *rng, struct instruction *insn)
{
	insn->tree2 = random_tree(rng);
}

/* Few kinds, so that neighbours are often of the same. */
static void generate_access(struct rng *rng, struct instruction *insn)
{
	static const uint8_t usual[] = {
		ACCESS_READ | ACCESS_WRITE, ACCESS_READ, ACCESS_READ | ACCESS_WRITE | ACCESS_DONTCOPY,
		ACCESS_READ | ACCESS_EXEC | 1 << ACCESS_FILE_SHIFT, ACCESS_READ | ACCESS_WRITE | ACCESS_LOCKED,
		ACCESS_READ | ACCESS_WRITE, ACCESS_READ | ACCESS_WRITE | 2 << ACCESS_FILE_SHIFT, ACCESS_DONTCOPY,
	};

	insn->entry = rng_one_in(rng, 8) ? rng_below(rng, 256) : usual[rng_below(rng, sizeof(usual))];
}

static void generate_fixed(struct rng *rng, struct instruction *insn)
{
	generate_flag(rng, insn, FLAG_FIXED, 2);
}

static void tweak_fixed(struct rng *rng, struct instruction *insn)
{
	(void)rng;
	insn->flags ^= FLAG_FIXED;
}

static void generate_way(struct rng *rng, struct instruction *insn)
{
	insn->flags = rng_below(rng, CALL_WAYS);
}

/* ---- The table -------------------------------------------------------------------------- */

/* Kinds of which another one is as good as a small change. */
#define tweak_tree generate_tree
#define tweak_source generate_source
#define tweak_attributes generate_attributes
#define tweak_entry generate_entry
#define tweak_at generate_at
#define tweak_cursor generate_cursor
#define tweak_size generate_size
#define tweak_down_aside generate_down_aside
#define tweak_leaf generate_leaf
#define tweak_many generate_many
#define tweak_twice generate_twice
#define tweak_fewer generate_fewer
#define tweak_gfp generate_gfp
#define tweak_lock generate_lock
#define tweak_gfp_aside generate_gfp_aside
#define tweak_gfp_apart generate_gfp_apart
#define tweak_process generate_process
#define tweak_child generate_child
#define tweak_access generate_access
#define tweak_way generate_way

const struct random_operand random_operands[OPERANDS] = {
#define OPERAND(id, name, ...) [OPERAND_##id] = { generate_##name, tweak_##name },
#include "operands.def"
#undef OPERAND
};
