// SPDX-License-Identifier: GPL-2.0-or-later
/* The beginning of a program: trees of a kind, and a shape. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "exhaust/start.h"
#include "text.h"
#include "tool.h"
#include "view/inspect.h"

/* What each program costs, however small its tree. */
#define LEAST_COST 20

/* Parts of the attributes that a header has no room for. */
#define LOCKS (ATTRIBUTE_IRQ | ATTRIBUTE_BH | ATTRIBUTE_SPIN)

void start_append(struct start *start, const struct call *call)
{
	struct instruction insn;

	call_encode(call, &insn);
	instruction_encode(&insn, start->data + start->size);
	start->size += INSTRUCTION_SIZE;
	start->instructions++;
}

struct call start_init(const struct start *start, unsigned int tree)
{
	return (struct call){ .op = OP_INIT, .tree = (uint8_t)tree, .attributes = (uint8_t)start->attributes };
}

/* The text of a shape has semicolons between its lines. */
static void append_shape(struct start *start, const struct shape *shape)
{
	uint8_t data[MAX_PROGRAM_SIZE];
	struct text_error error;
	char *text = strdup(shape->program);
	size_t size;

	for (char *c = text; *c; c++)
		if (*c == ';')
			*c = '\n';
	if (text_assemble(text, strlen(text), data, &size, &error))
		abort();
	free(text);
	memcpy(start->data + start->size, data + HEADER_SIZE, size - HEADER_SIZE);
	start->size += size - HEADER_SIZE;
	start->instructions += instruction_count(size);
}

void start_assemble(struct start *start, const struct kind *kind, const struct shape *shape, unsigned int nowait)
{
	struct header header = {
		.generation = newest_generation(), .attributes = kind->attributes & ATTRIBUTES_ALL, .nowait = (uint8_t)nowait,
	};

	start->attributes = kind->attributes;
	header_encode(&header, start->data);
	start->size = HEADER_SIZE;
	start->instructions = 0;
	for (unsigned int tree = 0; tree < TREES_USED && kind->attributes & LOCKS; tree++) {
		const struct call init = start_init(start, tree);

		start_append(start, &init);
	}
	append_shape(start, shape);
}

static void count_unit(const struct call *call, const struct outcome *got, const struct outcome *want, void *arg)
{
	unsigned long *work = arg;

	(void)call;
	(void)got;
	(void)want;
	++*work;
}

/* One index, room for the largest gap and for none, and for what is refused. */
static void measure_sizes(struct start *start)
{
	unsigned long largest = 0, smallest = 0, before = 0, first, last;
	size_t i;

	for (i = 0; inspect_range(TREE_SHAPE, i, &first, &last); i++) {
		unsigned long gap = first - before;

		before = last + 1;
		if (i && gap > largest)
			largest = gap;
		if (i && gap > 1 && (!smallest || gap < smallest))
			smallest = gap;
	}
	start->sizes[0] = 1;
	start->size_count = 1;
	if (largest > 1) {
		start->sizes[start->size_count++] = largest;
		start->sizes[start->size_count++] = largest + 1;
	} else {
		start->sizes[start->size_count++] = 2;
	}
	if (smallest && smallest < largest)
		start->sizes[start->size_count++] = smallest;
	start->sizes[start->size_count++] = 0;
}

/* The end of the range, or of the emptiness, in which @index lies; @at: a range in front of it, moved on to it. */
static unsigned long stretch_end(unsigned long index, size_t *at)
{
	unsigned long first, last;

	while (inspect_range(TREE_SHAPE, *at, &first, &last)) {
		if (index < first)
			return first - 1;
		if (index <= last)
			return last;
		++*at;
	}
	return ULONG_MAX;
}

static void choose_edge_places(struct start *start)
{
	size_t at = 0;

	start->place_count = 0;
	for (size_t i = 0; i < start->edge_count;) {
		const unsigned long end = stretch_end(start->edges[i], &at);

		start->places[start->place_count++] = start->edges[i];
		while (i < start->edge_count && start->edges[i] <= end)
			i++;
	}
	start->edge_places = start->place_count;
}

static void choose_other_places(struct start *start)
{
	size_t at = 0, edge = 0;
	unsigned long index = 0, end;

	do {
		end = stretch_end(index, &at);
		while (edge < start->edge_count && start->edges[edge] < index)
			edge++;
		if (edge == start->edge_count || start->edges[edge] > end)
			start->places[start->place_count++] = index;
		index = end + 1;
	} while (index);
}

void start_measure(struct start *start, unsigned long effort)
{
	struct run_options options = { .on_outcome = count_unit, .arg = &start->work };

	start->work = 0;
	harness_expect(start->data, start->size, &options);
	start->ranges = inspect_size(TREE_SHAPE).ranges;
	start->edge_count = edges_choose(TREE_SHAPE, start->ranges, edges_limit(effort, start_cost(start)), start->edges);
	choose_edge_places(start);
	if (start->ranges <= SMALL_SHAPE)
		choose_other_places(start);
	measure_sizes(start);
}

unsigned long start_cost(const struct start *start)
{
	return LEAST_COST + start->ranges;
}
