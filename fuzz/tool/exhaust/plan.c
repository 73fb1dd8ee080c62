// SPDX-License-Identifier: GPL-2.0-or-later
/* Which cells there are. */
#include <stdlib.h>
#include <string.h>

#include "exhaust/plan.h"
#include "exhaust/start.h"
#include "names.h"
#include "tool.h"

static bool chosen(const char *sweeps, const struct sweep *sweep)
{
	for (const char *name = sweeps; name; name = names_next(name))
		if (name_is(sweep->name, name, names_length(name)))
			return true;
	return !sweeps;
}

static const char *sweep_name(size_t n)
{
	return sweep_at(n) ? sweep_at(n)->name : NULL;
}

/* Is the name of @length bytes at @wanted one of those that there are? Complains if it is not. */
static bool is_known(const char *what, const char *wanted, size_t length, const char *(*name_at)(size_t n))
{
	for (size_t n = 0; name_at(n); n++)
		if (name_is(name_at(n), wanted, length))
			return true;
	complain_name(what, wanted, length, name_at);
	return false;
}

static bool all_known(const char *sweeps)
{
	for (const char *name = sweeps; name; name = names_next(name))
		if (!is_known("there is no sweep", name, names_length(name), sweep_name))
			return false;
	return true;
}

static bool part_is_known(const struct part *part)
{
	return all_known(part->sweeps) &&
	       (!part->kind || is_known("there is no kind of tree", part->kind, strlen(part->kind), kind_name)) &&
	       (!part->shape || is_known("there is no shape", part->shape, strlen(part->shape), shape_name));
}

/* Does what is called @name, of scope @from on, take part? */
static bool takes_part(const struct plan *plan, const char *wanted, const char *name, enum scope_id from)
{
	return wanted ? !strcmp(wanted, name) : from <= plan->scope->id;
}

/* What @shape holds. The kind of tree makes no difference to that. */
static struct start *measure(struct plan *plan, const struct shape *shape)
{
	struct start *start = malloc(sizeof(*start));

	start_assemble(start, kind_at(0), shape, NOWAIT_SUCCEED);
	start_measure(start, plan->scope->effort);
	if (start->edge_count > plan->edges)
		plan->edges = start->edge_count;
	return start;
}

/* How many pairs of edges the shape gets in @sweep, by what a program on it costs. There are as many states for a second call. */
static double weigh(const struct scope *scope, const struct start *start, const struct sweep *sweep)
{
	const size_t limit = edges_limit(scope->effort / sweep->share, start_cost(start));
	const double edges = (double)(limit < start->edge_count ? limit : start->edge_count);
	const double weight = edges * edges * (double)start_cost(start);

	if (sweep->run != sweep_two)
		return weight;
	return start->ranges <= scope->few ? weight * edges * edges : 1;
}

static void add(struct plan *plan, struct cell cell, double weight)
{
	plan->cells = realloc(plan->cells, (plan->count + 1) * sizeof(*plan->cells));
	plan->weights = realloc(plan->weights, (plan->count + 1) * sizeof(*plan->weights));
	plan->cells[plan->count] = cell;
	plan->weights[plan->count++] = weight;
}

static void add_kinds(struct plan *plan, const struct shape *shape, const struct part *part)
{
	struct start *start = measure(plan, shape);
	const bool large = start->ranges > plan->scope->large;

	plan->shapes++;
	plan->kinds = 0;
	for (size_t k = 0; kind_at(k); k++) {
		if (!takes_part(plan, part->kind, kind_at(k)->name, kind_at(k)->from))
			continue;
		plan->kinds++;
		for (size_t p = 0; sweep_at(p); p++) {
			if (!chosen(part->sweeps, sweep_at(p)))
				continue;
			if (plan->kinds == 1 || !large || sweep_at(p)->all_kinds)
				add(plan, (struct cell){ sweep_at(p), kind_at(k), shape }, weigh(plan->scope, start, sweep_at(p)));
			else
				plan->less = true;
		}
	}
	free(start);
}

bool plan_make(struct plan *plan, const struct scope *scope, const struct part *part)
{
	*plan = (struct plan){ .scope = scope };
	if (!part_is_known(part))
		return false;
	for (size_t p = 0; sweep_at(p); p++)
		plan->sweeps += chosen(part->sweeps, sweep_at(p));
	for (size_t s = 0; shape_at(s); s++)
		if (takes_part(plan, part->shape, shape_at(s)->name, shape_at(s)->from))
			add_kinds(plan, shape_at(s), part);
	return true;
}

static uint64_t fold(uint64_t digest, const char *text)
{
	while (*text)
		digest = (digest ^ (unsigned char)*text++) * UINT64_C(0x100000001b3);
	return digest ^ '\n';
}

uint64_t plan_digest(const struct plan *plan)
{
	uint64_t digest = plan->scope->effort * 31 + plan->scope->few;

	for (size_t i = 0; i < plan->count; i++) {
		digest = fold(digest, plan->cells[i].sweep->name);
		digest = fold(digest, plan->cells[i].kind->name);
		digest = fold(digest, plan->cells[i].shape->program);
	}
	return digest;
}

void plan_free(struct plan *plan)
{
	free(plan->cells);
	free(plan->weights);
}
