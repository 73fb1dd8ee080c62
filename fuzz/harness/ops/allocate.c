// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Room that is found and taken in one call. The contract is that of Linux 6.12, from the kernel-doc of the functions, and
 * experiment. The searches alone are in gaps.c.
 */
#include <errno.h>
#include <limits.h>

#include "check/check.h"
#include "entry.h"
#include "ops/gaps.h"
#include "subject_features.h"

/* NULL takes no room. Linux stores it, and says then that the emptiness begins where that at the place found does. */
static void legalise_null(struct call *call)
{
	if (call->entry.kind == ENTRY_NULL)
		call->entry.kind = ENTRY_VALUE;
}

/* The mas_*() functions do not look whether an entry is reserved. */
static void legalise_reserved(struct call *call)
{
	if (call->entry.kind == ENTRY_RESERVED)
		call->entry.kind = ENTRY_VALUE;
}

static void legalise_both(struct call *call)
{
	legalise_null(call);
	legalise_reserved(call);
}

/* ---- mtree_alloc_range(), mtree_alloc_rrange() ------------------------------------------- */

#if HAVE_ALLOC_RANGE
typedef int alloc_function(struct subject *s, unsigned int tree, unsigned long *start, void *entry, unsigned long size,
			   unsigned long min, unsigned long max, uint8_t gfp);

static void alloc_subject(struct subject *s, const struct call *call, struct outcome *out, alloc_function *alloc)
{
	unsigned long start = 0;

	out->error = alloc(s, call->tree, &start, entry_pointer(call->entry), call->size, call->first, call->last, call->gfp);
	outcome_set_index(out, start);
}

static void alloc_range_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	alloc_subject(s, call, out, api_mtree_alloc_range);
}

static void alloc_rrange_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	alloc_subject(s, call, out, api_mtree_alloc_rrange);
}
#else
#define alloc_range_subject NULL
#define alloc_rrange_subject NULL
#endif

/* The entries that these functions refuse: below 4096, with the low bits of an internal entry; the zero entry is one. */
static bool is_refused(const struct call *call)
{
	return call->entry.kind == ENTRY_RESERVED || call->entry.kind == ENTRY_ZERO;
}

/*
 * -EINVAL if the tree does not track gaps or the entry is refused; then as the search, and the entry is stored at the
 * place found.
 */
static void alloc_model(struct model *model, const struct call *call, struct outcome *out, gap_function *gap)
{
	model_gives_any_state(out);
	if (!(model->attributes & ATTRIBUTE_ALLOC) || is_refused(call)) {
		out->error = -EINVAL;
		return;
	}
	gap_model(model, call, out, gap);
	if (!out->error)
		oracle_store(&model->oracle, out->index, out->last, entry_pointer(call->entry));
}

static void alloc_range_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	alloc_model(models[call->tree], call, out, oracle_gap);
}

static void alloc_rrange_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	alloc_model(models[call->tree], call, out, oracle_gap_rev);
}

/* What was allocated lies somewhere between the limits. */
static void alloc_after(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned long size = operation_takes(call->op, OPERAND_SIZE) ? call->size : 1;

	if (got->error >= 0)
		check_near(w, &w->trees[call->tree], got->index, got->index + size - 1);
}

OPERATION(ALLOC_RANGE) {
	.external = OP_EMPTY_AREA_STORE,
	.refuses_zero = true,
	.legalise = legalise_null,
	.subject = alloc_range_subject,
	.model = alloc_range_model,
	.after = alloc_after,
};

OPERATION(ALLOC_RRANGE) {
	.external = OP_EMPTY_AREA_STORE,
	.refuses_zero = true,
	.legalise = legalise_null,
	.subject = alloc_rrange_subject,
	.model = alloc_rrange_model,
	.after = alloc_after,
};

/* ---- mtree_alloc_cyclic(), mas_alloc_cyclic() ---------------------------------------------- */

/*
 * The lowest free index from the one behind the last that was allocated, or from the lower limit if that is higher; where
 * there is none, the lowest free one between the limits, if that is another search. 1 says that it has wrapped: by the
 * second search, or since the call before has used ULONG_MAX, which MT_FLAGS_ALLOC_WRAPPED remembers until a call finds its
 * index by the first search. Between limits that are the wrong way round nothing can be: -EINVAL.
 */
static void cyclic_model(struct model *model, const struct call *call, struct outcome *out)
{
	unsigned long low = call->first, from = model->next > low ? model->next : low, start;
	struct oracle *o = &model->oracle;

	model_gives_any_state(out);
	out->next = model->next;
	if (low > call->last) {
		out->error = -EINVAL;
		return;
	}
	if (from > call->last || !oracle_gap(o, from, call->last, 1, &start)) {
		if (from == low || !oracle_gap(o, low, call->last, 1, &start)) {
			out->error = -EBUSY;
			return;
		}
		out->error = 1;
	} else if (model->attributes & ATTRIBUTE_WRAPPED) {
		model->attributes &= ~ATTRIBUTE_WRAPPED;
		out->error = 1;
	}
	oracle_store(o, start, start, entry_pointer(call->entry));
	outcome_set_index(out, start);
	model->next = out->next = start + 1;
	if (start == ULONG_MAX)
		model->attributes |= ATTRIBUTE_WRAPPED;
}

#if HAVE_ALLOC_CYCLIC
static void alloc_cyclic_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long start = 0;

	out->error = api_mtree_alloc_cyclic(s, call->tree, &start, entry_pointer(call->entry), call->first, call->last, call->gfp);
	outcome_set_index(out, start);
	out->next = s->trees[call->tree].next;
}

/*
 * The state is used on: where the allocation has left it active, mas_next() goes on from what was allocated; elsewhere it is
 * set there, or to the lower limit where nothing was.
 */
static void mas_alloc_cyclic_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	unsigned long start = call->first;

	api_mas_set(s, call->tree, 0);
	api_lock(s, call->tree);
	out->error = api_mas_alloc_cyclic(s, call->tree, &start, entry_pointer(call->entry), call->first, call->last, call->gfp);
	api_mas_after_alloc(s, call->tree, out->error, call->first, start);
	out->next_entry = api_mas_next(s, call->tree);
	api_unlock(s, call->tree);
	outcome_set_index(out, start);
	out->next = s->trees[call->tree].next;
}
#else
#define alloc_cyclic_subject NULL
#define mas_alloc_cyclic_subject NULL
#endif

static void alloc_cyclic_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model *model = models[call->tree];

	if (model->attributes & ATTRIBUTE_ALLOC && !is_refused(call)) {
		cyclic_model(model, call, out);
		return;
	}
	model_gives_any_state(out);
	out->next = model->next;
	out->error = -EINVAL;
}

static void mas_alloc_cyclic_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model *model = models[call->tree];
	const struct oracle_range *next;

	cyclic_model(model, call, out);
	next = oracle_next(&model->oracle, out->error < 0 ? call->first : out->index);
	out->next_entry = next ? next->entry : NULL;
}

OPERATION(ALLOC_CYCLIC) {
	.external = OP_MAS_ALLOC_CYCLIC,
	.refuses_zero = true,
	.legalise = legalise_null,
	.subject = alloc_cyclic_subject,
	.model = alloc_cyclic_model,
	.after = alloc_after,
};

OPERATION(MAS_ALLOC_CYCLIC) {
	.gapless = OP_MAS_STORE,
	.legalise = legalise_both,
	.subject = mas_alloc_cyclic_subject,
	.model = mas_alloc_cyclic_model,
	.after = alloc_after,
};

/* ---- A search, and a store through the same state, as who maps memory does ------------------- */

static void empty_area_store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	api_mas_set(s, call->tree, 0);
	api_lock(s, call->tree);
	if (call->flags & CALL_DOWN)
		out->error = api_mas_empty_area_rev(s, call->tree, call->first, call->last, call->size);
	else
		out->error = api_mas_empty_area(s, call->tree, call->first, call->last, call->size);
	if (!out->error)
		out->error = api_mas_store_gfp(s, call->tree, entry_pointer(call->entry), call->gfp);
	api_unlock(s, call->tree);
	api_state(s, call->tree, out);
}

static void empty_area_store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	struct model *model = models[call->tree];
	unsigned long first, last;

	gap_model(model, call, out, call->flags & CALL_DOWN ? oracle_gap_rev : oracle_gap);
	if (out->error)
		return;
	first = out->index;
	last = out->last;
	oracle_store(&model->oracle, first, last, entry_pointer(call->entry));
	if (call->entry.kind == ENTRY_NULL)
		model_gives_wider_state(&model->oracle, out, first, last);
}

/* The place that was found may be taken while the store waits: who calls these two has to keep the lock. */
OPERATION(EMPTY_AREA_STORE) {
	.alone = true,
	.gapless = OP_MAS_STORE,
	.legalise = legalise_reserved,
	.subject = empty_area_store_subject,
	.model = empty_area_store_model,
	.after = alloc_after,
};
