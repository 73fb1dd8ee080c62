/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of `maplefuzz exhaust`: scopes, kinds of trees, shapes.
 */
#ifndef EXHAUST_SCOPE_H
#define EXHAUST_SCOPE_H

#include <stddef.h>

/* The smallest first. */
enum scope_id {
#define SCOPE(id, ...) SCOPE_##id,
#include "exhaust/scopes.def"
#undef SCOPE
};

/**
 * struct scope - A row of scopes.def.
 */
struct scope {
	enum scope_id id;
	const char *name;
	unsigned long effort;
	size_t few;
	size_t large;
};

/**
 * struct kind - A row of kinds.def.
 */
struct kind {
	enum scope_id from;
	const char *name;
	unsigned int attributes;
};

/**
 * struct shape - A row of shapes.def.
 */
struct shape {
	enum scope_id from;
	const char *name;
	const char *program;
};

/** scope_find() - The scope called @name; NULL if there is none. */
const struct scope *scope_find(const char *name);

/** scope_name() - The name of scope @n; NULL past the last one. */
const char *scope_name(size_t n);

/** kind_at() - Kind of tree @n; NULL past the last one. */
const struct kind *kind_at(size_t n);

/** kind_name() - The attributes of kind of tree @n; NULL past the last one. */
const char *kind_name(size_t n);

/** shape_at() - Shape @n; NULL past the last one. */
const struct shape *shape_at(size_t n);

/** shape_name() - The name of shape @n; NULL past the last one. */
const char *shape_name(size_t n);

#endif
