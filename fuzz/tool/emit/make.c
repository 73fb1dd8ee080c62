// SPDX-License-Identifier: GPL-2.0-or-later
/* A single call as C: how it is made through the tree's API. */
#include <limits.h>

#include "emit/emit.h"

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

void emit_mas(const struct emission *e, const char *indent, const struct call *unit, const struct operands *o)
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

/* A dup under spinlocks whose allocations may block: the ground lets that pass. */
static void emit_dup(const struct emission *e, const char *indent, const char *function, const struct call *unit)
{
	bool allow = !e->kernel && !(e->attributes[unit->tree] & ATTRIBUTE_EXTERN);

	if (allow)
		fprintf(e->out, "%sground_allow_sleeping(true);\n", indent);
	fprintf(e->out, "%serror = %s(&t%u, &t%u, GFP_KERNEL);\n", indent, function, unit->source, unit->tree);
	if (allow)
		fprintf(e->out, "%sground_allow_sleeping(false);\n", indent);
}

/* mtree_dup() takes the locks of both trees. */
static void make_mtree_dup(const struct emission *e, const char *indent, const struct call *unit)
{
	const unsigned int trees[] = { unit->source, unit->tree };
	bool watched = !e->kernel && emit_checked(e, CHECK_LOCKS);
	char got[C_TEXT_SIZE];
	int i;

	for (i = 0; i < 2 && watched; i++)
		fprintf(e->out, "%slocks_taken[%d] = t%u.ma_lock.dep_map.taken;\n", indent, i, trees[i]);
	emit_dup(e, indent, "mtree_dup", unit);
	for (i = 0; i < 2 && watched; i++) {
		snprintf(got, sizeof(got), "t%u.ma_lock.dep_map.taken == locks_taken[%d]", trees[i], i);
		emit_never(e, indent, trees[i], got);
	}
}

/* The new tree's lock first, then the source's; but a lock that sleeps before one that spins. */
static void make_dup_locked(const struct emission *e, const char *indent, const struct call *unit)
{
	bool source_first = e->attributes[unit->source] & ATTRIBUTE_EXTERN &&
			    !(e->attributes[unit->tree] & ATTRIBUTE_EXTERN);

	emit_lock(e, indent, source_first ? unit->source : unit->tree, false);
	emit_lock(e, indent, source_first ? unit->tree : unit->source, true);
	emit_dup(e, indent, "__mt_dup", unit);
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

void emit_make(const struct emission *e, const char *indent, const struct unit *u, const struct operands *o)
{
	switch (u->unit.op) {
	case OP_MAS_STORE:
	case OP_MAS_ERASE:
		emit_mas(e, indent, &u->unit, o);
		break;
	case OP_OVERTAKE:
		if (e->attributes[u->unit.tree] & ATTRIBUTE_RCU)
			emit_overtake(e, indent, &u->unit, o);
		else
			emit_mas(e, indent, &u->unit, o);
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
		make_mtree_dup(e, indent, &u->unit);
		break;
	case OP_DUP_LOCKED:
		make_dup_locked(e, indent, &u->unit);
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
