// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables of `maplefuzz exhaust`. */
#include <string.h>

#include "exhaust/scope.h"
#include "instruction.h"

static const struct scope scopes[] = {
#define SCOPE(id, ...) { SCOPE_##id, __VA_ARGS__ },
#include "exhaust/scopes.def"
#undef SCOPE
};

static const struct kind kinds[] = {
#define KIND(from, ...) { SCOPE_##from, __VA_ARGS__ },
#include "exhaust/kinds.def"
#undef KIND
};

static const struct shape shapes[] = {
#define SHAPE(from, ...) { SCOPE_##from, __VA_ARGS__ },
#include "exhaust/shapes.def"
#undef SHAPE
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const struct scope *scope_find(const char *name)
{
	for (size_t i = 0; i < COUNT(scopes); i++)
		if (!strcmp(scopes[i].name, name))
			return &scopes[i];
	return NULL;
}

const char *scope_name(size_t n)
{
	return n < COUNT(scopes) ? scopes[n].name : NULL;
}

const struct kind *kind_at(size_t n)
{
	return n < COUNT(kinds) ? &kinds[n] : NULL;
}

const char *kind_name(size_t n)
{
	return n < COUNT(kinds) ? kinds[n].name : NULL;
}

const struct shape *shape_at(size_t n)
{
	return n < COUNT(shapes) ? &shapes[n] : NULL;
}

const char *shape_name(size_t n)
{
	return n < COUNT(shapes) ? shapes[n].name : NULL;
}
