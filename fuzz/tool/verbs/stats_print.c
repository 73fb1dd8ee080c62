// SPDX-License-Identifier: GPL-2.0-or-later
/* The figures of maplefuzz stats, as a table and as JSON. */
#include <stdio.h>

#include "json.h"
#include "verbs/stats_print.h"

/* The height that the tallest trees reach. */
static unsigned int largest_height(const struct stats *stats)
{
	unsigned int height = HEIGHTS - 1;

	while (height && !stats->heights[height])
		height--;
	return height;
}

/* How many programs get as high as @height, or higher. */
static size_t reach(const struct stats *stats, unsigned int height)
{
	size_t files = 0;

	for (; height < HEIGHTS; height++)
		files += stats->heights[height];
	return files;
}

/* The number of instructions that @part of the programs have at most. */
static size_t length_of(const struct stats *stats, size_t part)
{
	size_t length = 0;

	for (size_t files = stats->lengths[0]; files < part; files += stats->lengths[length])
		length++;
	return length;
}

static size_t median_length(const struct stats *stats)
{
	return length_of(stats, (stats->files + 1) / 2);
}

static size_t largest_length(const struct stats *stats)
{
	return length_of(stats, stats->files);
}

static const char *name_of_attribute(unsigned int attribute)
{
	return attribute == PLAIN ? "plain" : attribute_names[attribute];
}

/* ---- The table ---------------------------------------------------------- */

static void print_lists(const struct stats *stats)
{
	unsigned int largest = largest_height(stats);

	printf("generations   ");
	for (unsigned int i = 0; i <= newest_generation(); i++)
		printf("%s%u: %zu", i ? ", " : "", i, stats->generations[i]);
	printf("\nattributes    ");
	for (unsigned int i = 0; i <= ATTRIBUTE_COUNT; i++)
		printf("%s%s: %zu", i ? ", " : "", name_of_attribute(i), stats->attributes[i]);
	printf("\nheights       largest %u", largest);
	for (unsigned int height = 1; height <= largest; height++)
		printf("%s %u: %zu", height > 1 ? "," : "; reached:", height, reach(stats, height));
	putchar('\n');
}

static void print_operations(const struct stats *stats)
{
	printf("\n%-14s %10s %10s\n", "operation", "calls", "files");
	for (unsigned int op = 0; op < OP_COUNT; op++)
		printf("%-14s %10lu %10zu\n", operation_infos[op].name, stats->operations[op].calls,
		       stats->operations[op].files);
}

static void print_findings(const struct stats *stats)
{
	for (size_t i = 0; i < stats->found; i++)
		printf("divergence %s  %s\n", stats->findings[i].token, stats->findings[i].path);
	if (stats->not_run)
		printf("%zu more files were not run\n", stats->not_run);
}

void stats_table(const struct stats *stats)
{
	printf("files         %zu, %zu bytes; %zu duplicates, %zu structural, %zu not canonical\n", stats->files,
	       stats->bytes, stats->duplicates, stats->structural, stats->not_canonical);
	printf("instructions  median %zu, largest %zu\n", median_length(stats), largest_length(stats));
	printf("single calls  %lu on %s, %.2f s\n", stats->calls, harness_subject(), stats->seconds);
	print_lists(stats);
	print_operations(stats);
	print_findings(stats);
}

/* ---- JSON --------------------------------------------------------------- */

static void json_lists(const struct stats *stats)
{
	printf(" \"generations\": {");
	for (unsigned int i = 0; i <= newest_generation(); i++)
		printf("%s\"%u\": %zu", i ? ", " : "", i, stats->generations[i]);
	printf("},\n \"attributes\": {");
	for (unsigned int i = 0; i <= ATTRIBUTE_COUNT; i++)
		printf("%s\"%s\": %zu", i ? ", " : "", name_of_attribute(i), stats->attributes[i]);
	printf("},\n \"largest_height\": %u,\n \"heights\": {", largest_height(stats));
	for (unsigned int height = 1; height <= largest_height(stats); height++)
		printf("%s\"%u\": %zu", height > 1 ? ", " : "", height, reach(stats, height));
	puts("},");
}

static void json_operations(const struct stats *stats)
{
	printf(" \"operations\": {");
	for (unsigned int op = 0; op < OP_COUNT; op++)
		printf("%s\n  \"%s\": {\"calls\": %lu, \"files\": %zu}", op ? "," : "", operation_infos[op].name,
		       stats->operations[op].calls, stats->operations[op].files);
	puts("},");
}

static void json_findings(const struct stats *stats)
{
	printf(" \"not_run\": %zu,\n \"divergences\": [", stats->not_run);
	for (size_t i = 0; i < stats->found; i++) {
		printf("%s\n  {\"token\": \"%s\", \"file\": ", i ? "," : "", stats->findings[i].token);
		json_string(stdout, stats->findings[i].path);
		putchar('}');
	}
	puts("]}");
}

void stats_json(const struct stats *stats)
{
	printf("{\"subject\": ");
	json_string(stdout, harness_subject());
	printf(",\n \"files\": %zu, \"bytes\": %zu, \"duplicates\": %zu, \"structural\": %zu, \"not_canonical\": %zu,\n",
	       stats->files, stats->bytes, stats->duplicates, stats->structural, stats->not_canonical);
	printf(" \"instructions\": {\"median\": %zu, \"largest\": %zu},\n \"single_calls\": %lu,\n \"seconds\": %.2f,\n",
	       median_length(stats), largest_length(stats), stats->calls, stats->seconds);
	json_lists(stats);
	json_operations(stats);
	json_findings(stats);
}
