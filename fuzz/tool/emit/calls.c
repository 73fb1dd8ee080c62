// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls as C: each is made, then what it gave is compared, then come the checks. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "emit/emit.h"

/* So many single calls stand one below the other; more become a loop. */
#define MAX_UNROLLED 4

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
		emit_never(e, indent, tree, got);
		c_number(u->want.last, number);
		snprintf(got, sizeof(got), "mas%u.last < %s", tree, u->unit.op == OP_MAS_ERASE ? number : o->last);
		emit_never(e, indent, tree, got);
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
			emit_never(e, indent, u->unit.tree, "!entry");
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
	emit_make(e, deeper, u, o);
	fprintf(e->out, "%s} while (gave_up(&t%u, %s));\n", indent, u->unit.tree, how);
}

static bool writes(const struct call *unit)
{
	return opcode_infos[unit->op].group != SWARM_FAULT && opcode_infos[unit->op].group != SWARM_READ;
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
	if (!e->kernel && emit_checked(e, CHECK_MEMORY) && writes(&u->unit))
		fprintf(e->out, "%ssee_way(&t%u, %s);\n", indent, u->unit.tree, o->first);
	if (!e->kernel && warns(u))
		fprintf(e->out, "%sground_expect_warning(true);\n", indent);
	if (attempted(e, &u->unit))
		emit_attempt(e, indent, u, o);
	else
		emit_make(e, indent, u, o);
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
	if (emit_checked(e, CHECK_ATTRIBUTES))
		emit_attributes(e, call->tree, call->op == OP_DESTROY || call->op == OP_DESTROY_LOCKED);
	if (emit_checked(e, CHECK_SHAPE) && operands & OPERAND_SOURCE && u && !u->want.error)
		emit_shape(e, call);
	if (emit_checked(e, CHECK_VALIDATE)) {
		emit_lock(e, "\t", call->tree, false);
		fprintf(e->out, "\tmt_validate(&t%u);\n", call->tree);
		emit_unlock(e, "\t", call->tree);
		if (e->attributes[call->tree] & ATTRIBUTE_ALLOC)
			fprintf(e->out, "\tcheck_gaps(&t%u);\n", call->tree);
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
