// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The API that takes the lock itself: one call, one answer. The contract is that of Linux 6.12, from
 * Documentation/core-api/maple_tree.rst, the kernel-doc of the functions, and experiment.
 */
#include <errno.h>

#include "entry.h"
#include "ops/block.h"
#include "subject_features.h"

/* ---- Stores: -EINVAL for a reserved entry or first > last; a NULL entry erases exactly the range ---- */

static void store_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->error = api_mtree_store(s, call->tree, call->first, entry_pointer(call->entry), call->gfp);
}

static void store_range_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->error = api_mtree_store_range(s, call->tree, call->first, call->last, entry_pointer(call->entry), call->gfp);
}

static void store_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	if (call->entry.kind == ENTRY_RESERVED)
		out->error = -EINVAL;
	else
		out->error = oracle_store(&models[call->tree]->oracle, call->first, call->last,
					  entry_pointer(call->entry));
}

OPERATION(STORE) {
	.external = OP_MAS_STORE,
	.subject = store_subject,
	.model = store_model,
};

OPERATION(STORE_RANGE) {
	.external = OP_MAS_STORE,
	.subject = store_range_subject,
	.model = store_model,
};

/* Its entry is NULL. */
OPERATION(STORE_NULL) {
	.external = OP_MAS_STORE,
	.subject = store_range_subject,
	.model = store_model,
};

/* ---- Inserts: likewise, and -EEXIST if anything in the range is taken. NULL stored on emptiness changes nothing ---- */

static void insert_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->error = api_mtree_insert(s, call->tree, call->first, entry_pointer(call->entry), call->gfp);
}

static void insert_range_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->error = api_mtree_insert_range(s, call->tree, call->first, call->last, entry_pointer(call->entry), call->gfp);
}

static void insert_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	if (call->entry.kind == ENTRY_RESERVED)
		out->error = -EINVAL;
	else
		out->error = oracle_insert(&models[call->tree]->oracle, call->first, call->last,
					   entry_pointer(call->entry));
}

OPERATION(INSERT) {
	.external = OP_MAS_STORE,
	.subject = insert_subject,
	.model = insert_model,
};

OPERATION(INSERT_RANGE) {
	.external = OP_MAS_STORE,
	.subject = insert_range_subject,
	.model = insert_model,
};

/* ---- mtree_erase() erases the whole range that holds the index, and returns its entry; NULL if there is none ---- */

static void erase_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_mtree_erase(s, call->tree, call->first);
}

static void erase_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	out->entry = oracle_erase(&models[call->tree]->oracle, call->first);
}

OPERATION(ERASE) {
	.external = OP_MAS_ERASE,
	.shrinks = true,
	.never_fails = ERASE_NEVER_FAILS,
	.silent = true,
	.subject = erase_subject,
	.model = erase_model,
};

/* ---- mtree_load() hides the zero entry ---- */

static void load_subject(struct subject *s, const struct call *call, struct outcome *out)
{
	out->entry = api_mtree_load(s, call->tree, call->first);
}

static void load_model(struct model *const models[], const struct call *call, struct outcome *out)
{
	out->entry = entry_visible(oracle_load(&models[call->tree]->oracle, call->first));
}

OPERATION(LOAD) {
	.beside = true,
	.subject = load_subject,
	.model = load_model,
};
