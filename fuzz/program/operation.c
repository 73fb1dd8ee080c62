// SPDX-License-Identifier: GPL-2.0-or-later
/* The rows of operations.def. */
#include <string.h>

#include "list.h"
#include "names.h"
#include "operation.h"

#define TAKES(...) { LIST(OPERAND_, __VA_ARGS__) }
#define GIVES(...) { LIST(GIVE_, __VA_ARGS__) }
#define WEIGHTS(mixed, grow, shrink, copy, read)			\
	{ [PHASE_MIXED] = mixed, [PHASE_GROW] = grow, [PHASE_SHRINK] = shrink, [PHASE_COPY] = copy, [PHASE_READ] = read }
#define OP(_generation, id, number, _name, takes, _effect, _group, given, _weights, _plainer)	\
	[number] = {						\
		.name = _name,					\
		.generation = _generation,			\
		.effect = EFFECT_##_effect,			\
		.group = GROUP_##_group,			\
		.plainer = OP_##_plainer,			\
		.operands = takes,				\
		.gives = given,					\
		.weights = _weights,				\
	},

/* A number that two rows have does not compile; one that is left out makes the array too short or leaves a hole: see test_tables.c. */
const struct operation_info operation_infos[OP_COUNT] = {
#include "operations.def"
};

_Static_assert((int)OP_COUNT < (int)OP_NONE, "an operation's number fits a byte");

uint8_t operation_find(const char *name, size_t length)
{
	for (uint8_t op = 0; op < OP_COUNT; op++)
		if (name_is(operation_infos[op].name, name, length))
			return op;
	return OP_NONE;
}
