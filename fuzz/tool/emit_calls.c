// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls as C: each is made, then what it gave is compared, then come the checks. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "emit.h"

/* So many single calls stand one below the other; more become a loop. */
#define MAX_UNROLLED 4

/**
 * struct operands - The operands of a single call as C.
 * @first: first index.
 * @last: last index.
 * @entry: what is stored.
 * @found: what is returned; empty if it is something, whatever it is.
 * @several: in a loop: the outcome that is known is only the first one's.
 */
struct operands {
	char first[C_TEXT_SIZE];
	char last[C_TEXT_SIZE];
	char entry[C_TEXT_SIZE];
	char found[C_TEXT_SIZE];
	bool several;
};

/* Does it return a number? */
static bool returns_error(const struct call *unit)
{
	return opcode_infos[unit->op].operands & (OPERAND_ENTRY | OPERAND_SOURCE) || unit->op == OP_STORE_NULL;
}

static bool attempted(const struct emission *e, const struct call *unit)
{
	return e->faults && !e->kernel &&
	       (returns_error(unit) || unit->op == OP_ERASE || unit->op == OP_MAS_ERASE);
}

/* ---- Making the call -------------------------------------------------------- */

static void make_mtree(const struct emission *e, const char *indent, const struct call *unit,
		       const struct operands *o)
{
	const char *name = opcode_infos[unit->op].name;

	switch (unit->op) {
	case OP_STORE:
	case OP_INSERT:
		fprintf(e->out, "%serror = mtree_%s(&t%u, %s, %s, GFP_KERNEL);\n", indent, name, unit->tree,
			o->first, o->entry);
		break;
	case OP_STORE_RANGE:
	case OP_INSERT_RANGE:
		fprintf(e->out, "%serror = mtree_%s(&t%u, %s, %s, %s, GFP_KERNEL);\n", indent, name,
			unit->tree, o->first, o->last, o->entry);
		break;
	case OP_STORE_NULL:
		fprintf(e->out, "%serror = mtree_store_range(&t%u, %s, %s, NULL, GFP_KERNEL);\n", indent,
			unit->tree, o->first, o->last);
		break;
	case OP_ERASE:
	case OP_LOAD:
		fprintf(e->out, "%sentry = mtree_%s(&t%u, %s);\n", indent, name, unit->tree, o->first);
		break;
	case OP_NEXT:
		fprintf(e->out, "%sentry = mt_next(&t%u, %s, %s);\n", indent, unit->tree, o->first, o->last);
		break;
	case OP_PREV:
		fprintf(e->out, "%sentry = mt_prev(&t%u, %s, %s);\n", indent, unit->tree, o->last, o->first);
		break;
	}
}

static void make_dump(const struct emission *e, const char *indent, unsigned int tree)
{
	emit_lock(e, indent, tree, false);
	fprintf(e->out, "%smt_dump(&t%u, mt_dump_hex);\n", indent, tree);
	emit_unlock(e, indent, tree);
	if (!e->kernel)
		fprintf(e->out, "%sground_log_clear();\n", indent);
}

/* Every range that overlaps [first, last], a pause after each: how many, and a sum of where they are. */
static void make_scan(const struct emission *e, const char *indent, const struct unit *u,
		      const struct operands *o)
{
	unsigned int tree = u->unit.tree;
	char number[C_TEXT_SIZE];

	fprintf(e->out, "%scount = sum = 0;\n%smas_set(&mas%u, %s);\n", indent, indent, tree, o->first);
	fprintf(e->out, "%srcu_read_lock();\n", indent);
	fprintf(e->out, "%swhile (count < %lu && mas_find(&mas%u, %s)) {\n", indent,
		u->want.first + (u->want.first < SCAN_LIMIT), tree, o->last);
	fprintf(e->out, "%s\tcount++;\n%s\tsum = (sum ^ mas%u.index) * 31 + mas%u.last;\n", indent, indent,
		tree, tree);
	fprintf(e->out, "%s\tmas_pause(&mas%u);\n%s}\n%srcu_read_unlock();\n", indent, tree, indent, indent);
	c_number(u->want.first, number);
	emit_same(e, indent, tree, "count", number);
	c_number(u->want.last, number);
	emit_same(e, indent, tree, "sum", number);
}

static void make_mas(const struct emission *e, const char *indent, const struct call *unit,
		     const struct operands *o)
{
	unsigned int tree = unit->tree;

	fprintf(e->out, "%smas_set_range(&mas%u, %s, %s);\n", indent, tree, o->first, o->last);
	emit_lock(e, indent, tree, false);
	if (unit->op != OP_MAS_ERASE)
		fprintf(e->out, "%serror = mas_store_gfp(&mas%u, %s, GFP_KERNEL);\n", indent, tree, o->entry);
	else
		fprintf(e->out, "%sentry = mas_erase(&mas%u);\n", indent, tree);
	emit_unlock(e, indent, tree);
}

/* A reader stands beside what is written, and goes on when it is. It only moves on, never back. */
static void make_overtake(const struct emission *e, const char *indent, const struct call *unit,
			  const struct operands *o)
{
	bool down = unit->flags & CALL_DOWN;
	unsigned int tree = unit->tree;
	char from[C_TEXT_SIZE], step[C_TEXT_SIZE], got[C_TEXT_SIZE];

	if (!(e->attributes[tree] & ATTRIBUTE_RCU)) {
		make_mas(e, indent, unit, o);
		return;
	}
	c_number(down ? unit->last + (unit->last < ULONG_MAX) : unit->first - (unit->first > 0), from);
	snprintf(step, sizeof(step), down ? "mas_prev(&reader%u, 0)" : "mas_find(&reader%u, ULONG_MAX)", tree);
	fprintf(e->out, "%smas_set(&reader%u, %s);\n%srcu_read_lock();\n%sentry = %s;\n", indent, tree, from,
		indent, indent, step);
	make_mas(e, indent, unit, o);
	fprintf(e->out, "%sfor (i = 0; entry && i < 32; i++) {\n%s\tindex = reader%u.index;\n%s\tentry = %s;\n",
		indent, indent, tree, indent, step);
	snprintf(got, sizeof(got), "entry && reader%u.index %c index", tree, down ? '>' : '<');
	fprintf(e->out, "\t");
	emit_same(e, indent, tree, got, "0");
	fprintf(e->out, "%s}\n%srcu_read_unlock();\n", indent, indent);
}

static void make_find(const struct emission *e, const char *indent, const struct call *unit,
		      const struct outcome *want)
{
	char number[C_TEXT_SIZE], last[C_TEXT_SIZE], entry[C_TEXT_SIZE];

	c_number(unit->first, number);
	c_number(unit->last, last);
	fprintf(e->out, "%sindex = %s;\n", indent, number);
	fprintf(e->out, "%sentry = mt_find(&t%u, &index, %s);\n", indent, unit->tree, last);
	c_stored(want->entry, NULL, entry);
	emit_same(e, indent, unit->tree, "entry", entry);
	c_number(want->first, number);
	emit_same(e, indent, unit->tree, "index", number);
	fprintf(e->out, "%sentry = mt_find_after(&t%u, &index, %s);\n", indent, unit->tree, last);
	c_stored(want->second, NULL, entry);
	emit_same(e, indent, unit->tree, "entry", entry);
	c_number(want->last, number);
	emit_same(e, indent, unit->tree, "index", number);
}

/* The new tree's lock first, then the source's; but a lock that sleeps before one that spins. */
static void make_dup(const struct emission *e, const char *indent, const struct call *unit)
{
	bool source_first = e->attributes[unit->source] & ATTRIBUTE_EXTERN &&
			    !(e->attributes[unit->tree] & ATTRIBUTE_EXTERN);

	if (unit->op == OP_DUP) {
		fprintf(e->out, "%serror = mtree_dup(&t%u, &t%u, GFP_KERNEL);\n", indent, unit->source,
			unit->tree);
		return;
	}
	emit_lock(e, indent, source_first ? unit->source : unit->tree, false);
	emit_lock(e, indent, source_first ? unit->tree : unit->source, true);
	fprintf(e->out, "%serror = __mt_dup(&t%u, &t%u, GFP_KERNEL);\n", indent, unit->source, unit->tree);
	emit_unlock(e, indent, unit->source);
	emit_unlock(e, indent, unit->tree);
}

static void make_fault(const struct emission *e, const char *indent, const struct call *unit)
{
	if (e->kernel && unit->op == OP_FAIL_ALLOC)
		fprintf(e->out, "%s/* Here the blocking allocation number %u from now on has to fail. */\n", indent,
			unit->count);
	else if (e->kernel)
		fprintf(e->out, "%s/* Here an allocation has to fail, after %u more objects. */\n", indent,
			unit->count);
	else
		fprintf(e->out, "%sground_%s(%u);\n", indent,
			unit->op == OP_FAIL_ALLOC ? "fail_nth" : "set_budget", unit->count);
}

static void make_destroy(const struct emission *e, const char *indent, const struct call *unit)
{
	if (unit->op == OP_DESTROY || (unit->op == OP_INIT && !(e->attributes[unit->tree] & ATTRIBUTE_EXTERN))) {
		fprintf(e->out, "%smtree_destroy(&t%u);\n", indent, unit->tree);
		return;
	}
	emit_lock(e, indent, unit->tree, false);
	fprintf(e->out, "%s__mt_destroy(&t%u);\n", indent, unit->tree);
	emit_unlock(e, indent, unit->tree);
}

static void make(const struct emission *e, const char *indent, const struct unit *u, const struct operands *o)
{
	switch (u->unit.op) {
	case OP_MAS_STORE:
	case OP_MAS_ERASE:
		make_mas(e, indent, &u->unit, o);
		break;
	case OP_OVERTAKE:
		make_overtake(e, indent, &u->unit, o);
		break;
	case OP_SCAN:
		make_scan(e, indent, u, o);
		break;
	case OP_DUMP:
		make_dump(e, indent, u->unit.tree);
		break;
	case OP_FIND:
		make_find(e, indent, &u->unit, &u->want);
		break;
	case OP_DUP:
	case OP_DUP_LOCKED:
		make_dup(e, indent, &u->unit);
		break;
	case OP_FAIL_ALLOC:
	case OP_ALLOC_BUDGET:
		make_fault(e, indent, &u->unit);
		break;
	case OP_INIT:
	case OP_DESTROY:
	case OP_DESTROY_LOCKED:
		make_destroy(e, indent, &u->unit);
		break;
	default:
		make_mtree(e, indent, &u->unit, o);
	}
}

/* ---- What it gave ------------------------------------------------------------ */

static void compare_error(const struct emission *e, const char *indent, const struct unit *u)
{
	const char *want = u->want.error == -EINVAL ? "-EINVAL" : u->want.error == -EEXIST ? "-EEXIST" : "0";

	emit_same(e, indent, u->unit.tree, "error", want);
}

/* A state that has erased may end wider than what was asked for, over the emptiness beside it. */
static void compare_state(const struct emission *e, const char *indent, const struct unit *u,
			  const struct operands *o)
{
	unsigned int tree = u->unit.tree;
	char got[C_TEXT_SIZE + 16], number[C_TEXT_SIZE];

	if (u->unit.op != OP_MAS_ERASE && u->unit.entry.kind != ENTRY_NULL) {
		snprintf(got, sizeof(got), "mas%u.index", tree);
		emit_same(e, indent, tree, got, o->first);
		snprintf(got, sizeof(got), "mas%u.last", tree);
		emit_same(e, indent, tree, got, o->last);
	} else if (u->unit.op != OP_MAS_ERASE || (u->want.entry && !o->several)) {
		c_number(u->want.first, number);
		snprintf(got, sizeof(got), "mas%u.index > %s", tree, u->unit.op == OP_MAS_ERASE ? number : o->first);
		emit_same(e, indent, tree, got, "0");
		c_number(u->want.last, number);
		snprintf(got, sizeof(got), "mas%u.last < %s", tree, u->unit.op == OP_MAS_ERASE ? number : o->last);
		emit_same(e, indent, tree, got, "0");
	}
}

static void compare(const struct emission *e, const char *indent, const struct unit *u,
		    const struct operands *o)
{
	switch (u->unit.op) {
	case OP_ERASE:
	case OP_LOAD:
	case OP_NEXT:
	case OP_PREV:
	case OP_MAS_ERASE:
		if (*o->found)
			emit_same(e, indent, u->unit.tree, "entry", o->found);
		else
			emit_same(e, indent, u->unit.tree, "!entry", "0");
		break;
	default:
		if (returns_error(&u->unit))
			compare_error(e, indent, u);
	}
	if (u->unit.op == OP_MAS_STORE || u->unit.op == OP_OVERTAKE || u->unit.op == OP_MAS_ERASE)
		compare_state(e, indent, u, o);
}

/* ---- A single call ----------------------------------------------------------- */

static void emit_attempt(const struct emission *e, const char *indent, const struct unit *u,
			 const struct operands *o)
{
	static const char *const told[OP_COUNT] = {
		[OP_ERASE] = "!entry", [OP_MAS_ERASE] = "mas_is_err(&mas%u)",
	};
	char deeper[8], how[C_TEXT_SIZE];

	snprintf(deeper, sizeof(deeper), "%s\t", indent);
	snprintf(how, sizeof(how), told[u->unit.op] ? told[u->unit.op] : "error == -ENOMEM", u->unit.tree);
	fprintf(e->out, "%sdo {\n", indent);
	make(e, deeper, u, o);
	fprintf(e->out, "%s} while (gave_up(&t%u, %s));\n", indent, u->unit.tree, how);
}

static bool warns(const struct unit *u)
{
	return u->unit.entry.kind == ENTRY_RESERVED;
}

static void emit_unit(const struct emission *e, const char *indent, const struct unit *u,
		      const struct operands *o)
{
	bool fault = opcode_infos[u->unit.op].group == SWARM_FAULT;

	if (!e->kernel && !fault)
		fprintf(e->out, "%sbegin(&t%u, __LINE__);\n", indent, u->unit.tree);
	if (!e->kernel && warns(u))
		fprintf(e->out, "%sground_expect_warning(true);\n", indent);
	if (attempted(e, &u->unit))
		emit_attempt(e, indent, u, o);
	else
		make(e, indent, u, o);
	if (!e->kernel && warns(u))
		fprintf(e->out, "%sground_expect_warning(false);\n", indent);
	compare(e, indent, u, o);
	if (!e->kernel && !fault)
		fprintf(e->out, "%send();\n", indent);
}

static void plain_operands(const struct unit *u, struct operands *o)
{
	c_number(u->unit.first, o->first);
	c_number(u->unit.last, o->last);
	c_entry(u->unit.entry, NULL, o->entry);
	c_stored(u->want.entry, NULL, o->found);
	o->several = false;
}

/* ---- Loops --------------------------------------------------------------------- */

static void stepped(unsigned long from, unsigned long next, char *text)
{
	char base[C_TEXT_SIZE], step[C_TEXT_SIZE];
	bool down = next < from;

	c_number(from, base);
	c_number(down ? from - next : next - from, step);
	if (!strcmp(step, "1"))
		snprintf(text, C_TEXT_SIZE, "%.40s %c i", base, down ? '-' : '+');
	else
		snprintf(text, C_TEXT_SIZE, "%.40s %c i * %.40s", base, down ? '-' : '+', step);
}

static void emit_fill_loop(const struct emission *e, const struct unit *u, size_t count)
{
	struct operands o = { .several = true };
	bool numbered = u[0].unit.entry.id != u[1].unit.entry.id;

	stepped(u[0].unit.first, u[1].unit.first, o.first);
	stepped(u[0].unit.last, u[1].unit.last, o.last);
	c_entry(u->unit.entry, numbered ? "i" : NULL, o.entry);
	c_stored(u->want.entry, NULL, o.found);
	fprintf(e->out, "\tfor (i = 0; i < %zu; i++) {\n", count);
	emit_unit(e, "\t\t", u, &o);
	fprintf(e->out, "\t}\n");
}

static void emit_carve_loop(const struct emission *e, const struct unit *u, size_t count)
{
	struct operands o = { .entry = "NULL", .several = true };
	char first[C_TEXT_SIZE], last[C_TEXT_SIZE];
	bool values = true;
	size_t i;

	fprintf(e->out, "\tfor (i = 0; i < %zu; i++) {\n", count);
	fprintf(e->out, "\t\tstatic const unsigned long carved[][3] = {\n");
	for (i = 0; i < count; i++) {
		uint32_t code = entry_code(u[i].want.entry);

		c_number(u[i].unit.first, first);
		c_number(u[i].unit.last, last);
		fprintf(e->out, "\t\t\t{ %s, %s, %u },\n", first, last, code & 0xffff);
		values &= code >> 16 == ENTRY_VALUE;
	}
	fprintf(e->out, "\t\t};\n\n");
	if (values)
		strcpy(o.found, "xa_mk_value(carved[i][2])");
	strcpy(o.first, "carved[i][0]");
	strcpy(o.last, "carved[i][1]");
	emit_unit(e, "\t\t", u, &o);
	fprintf(e->out, "\t}\n");
}

/* ---- A call --------------------------------------------------------------------- */

static void emit_shape(const struct emission *e, const struct call *call)
{
	fprintf(e->out, "\tsame_shape(&t%u, &t%u);\n", call->source, call->tree);
	if (!e->kernel)
		fprintf(e->out, "\tsame_allocations(&t%u, __LINE__);\n", call->tree);
}

static void emit_checks(const struct emission *e, const struct call *call, const struct unit *u)
{
	unsigned int operands = opcode_infos[call->op].operands;

	if (!(operands & OPERAND_TREE))
		return;
	if (e->checks & 1u << CHECK_ATTRIBUTES)
		emit_attributes(e, call->tree, call->op == OP_DESTROY || call->op == OP_DESTROY_LOCKED);
	if (e->checks & 1u << CHECK_SHAPE && operands & OPERAND_SOURCE && u && !u->want.error)
		emit_shape(e, call);
	if (e->checks & 1u << CHECK_VALIDATE) {
		emit_lock(e, "\t", call->tree, false);
		fprintf(e->out, "\tmt_validate(&t%u);\n", call->tree);
		emit_unlock(e, "\t", call->tree);
	}
}

static void emit_units(const struct emission *e, const struct call *call, const struct unit *u, size_t count)
{
	struct operands o;
	size_t i;

	if (count > MAX_UNROLLED && call->op == OP_FILL) {
		emit_fill_loop(e, u, count);
		return;
	}
	if (count > MAX_UNROLLED) {
		emit_carve_loop(e, u, count);
		return;
	}
	for (i = 0; i < count; i++) {
		plain_operands(&u[i], &o);
		emit_unit(e, "\t", &u[i], &o);
	}
}

void emit_call(struct emission *e, size_t number)
{
	const struct call *call = &e->trial->calls[number];
	const struct unit *u = NULL;
	char text[CALL_TEXT_SIZE];
	size_t i, count = 0;

	for (i = 0; i < e->unit_count; i++) {
		if (e->units[i].call != number)
			continue;
		if (!count++)
			u = &e->units[i];
	}
	call_format(call, text);
	fprintf(e->out, "\n\t/* %s */\n", text);
	emit_units(e, call, u, count);
	if (call->op == OP_INIT) {
		e->attributes[call->tree] = call->attributes;
		emit_init(e, call->tree);
	}
	emit_checks(e, call, u);
}
