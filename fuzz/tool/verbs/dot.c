// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz dot: the trees before and after a call, as a graph for Graphviz. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/inspect.h"
#include "trial.h"
#include "verbs/dot_node.h"

/* A larger tree is drawn without the leaves that the call left alone. */
#define LARGE_TREE 40

/* Nodes that are drawn of a tree; more, if a damaged one has them, are left out. */
#define MAX_NODES 4096

/* Seconds that the calls up to the one that is drawn may take. */
#define LOOK_TIMEOUT 10

/* Columns of a line of the title: as wide as a single node is with what stands above it. */
#define TITLE_COLUMNS 44

/**
 * struct picture - A tree at one moment.
 * @shown: is it drawn?
 * @size: its figures.
 * @root: the entry in its root pointer, if it has no nodes.
 * @nodes: parents before children.
 * @count: how many.
 */
struct picture {
	bool shown;
	struct tree_size size;
	const void *root;
	struct picture_node *nodes;
	size_t count;
};

static struct {
	FILE *out;			/* of the graph */
	bool svg;			/* --svg */
	int status;			/* an exit code: of Graphviz */
	const char *path;
	const struct trial *trial;
	size_t at;			/* the number of the call, from 1 */
	struct picture before[MAX_TREES];
	struct picture after[MAX_TREES];
	bool damaged;			/* @after is incomplete */
	const void *ids[2 * MAX_TREES * MAX_NODES];	/* the number of a node is its place in here */
	size_t id_count;
} dot;

/* ---- Taking the pictures ------------------------------------------------------ */

static void add_node(const struct picture_node *node, void *arg)
{
	struct picture *picture = arg;

	if (picture->count == MAX_NODES)
		return;
	/* Grow at powers of two. */
	if (!(picture->count & (picture->count - 1)))
		picture->nodes = realloc(picture->nodes, (picture->count ? 2 * picture->count : 1) *
					 sizeof(*picture->nodes));
	picture->nodes[picture->count++] = *node;
}

static void take_pictures(void *arg)
{
	const struct call *call = &dot.trial->calls[dot.at - 1];
	struct picture *pictures = arg;
	unsigned int tree;

	for (tree = 0; tree < MAX_TREES; tree++) {
		struct picture *picture = &pictures[tree];

		picture->shown = (operation_has_tree(call->op) && tree == call->tree) ||
				 (operation_takes(call->op, OPERAND_SOURCE) && tree == call->source);
		if (!picture->shown)
			continue;
		picture->size = inspect_size(tree);
		picture->root = inspect_nodes(tree, add_node, picture);
	}
}

/* ---- What the call changed ------------------------------------------------------ */

static size_t id_of(const void *node)
{
	size_t id;

	for (id = 0; id < dot.id_count; id++)
		if (dot.ids[id] == node)
			return id;
	if (dot.id_count < sizeof(dot.ids) / sizeof(dot.ids[0]))
		dot.ids[dot.id_count++] = node;
	return id;
}

static const struct picture_node *find_node(const struct picture *picture, const void *node)
{
	size_t i;

	for (i = 0; i < picture->count; i++)
		if (picture->nodes[i].node == node)
			return &picture->nodes[i];
	return NULL;
}

/* ---- The graph ------------------------------------------------------------------- */

static bool left_out(const struct picture *picture, const struct picture_node *node, const struct picture *others)
{
	const struct picture_node *other = find_node(others, node->node);

	return picture->count > LARGE_TREE && node->leaf && other && dot_same_node(node, other) && (dot.damaged || !dot_any_wrong(node));
}

static void draw_children(const struct picture *picture, const struct picture_node *node,
			  const struct picture *others, const char *side)
{
	unsigned int slot;

	for (slot = 0; !node->leaf && slot < node->rows; slot++) {
		const struct picture_node *child = find_node(picture, node->slot[slot].content);

		if (child && !left_out(picture, child, others))
			fprintf(dot.out, "\t\t\t%s%zu:s%u:e -> %s%zu:top:w;\n", side, id_of(node->node), slot, side,
				id_of(child->node));
	}
}

static void draw_tree(unsigned int tree, bool before)
{
	const struct picture *picture = before ? &dot.before[tree] : &dot.after[tree];
	const struct picture *others = before ? &dot.after[tree] : &dot.before[tree];
	const char *side = before ? "before" : "after";
	char attributes[ATTRIBUTES_TEXT_SIZE], entry[ENTRY_TEXT_SIZE];
	size_t i;

	attributes_format(picture->size.attributes, attributes);
	fprintf(dot.out, "\t\tsubgraph cluster_%s_t%u {\n\t\t\tlabel=\"t%u, %s: %zu range%s, %lu node%s, height %u%s\";\n",
		side, tree, tree, attributes, picture->size.ranges, picture->size.ranges == 1 ? "" : "s", picture->size.nodes,
		picture->size.nodes == 1 ? "" : "s", picture->size.height,
		picture->count > LARGE_TREE ? "; unchanged leaves are left out" : "");
	if (!picture->count) {
		entry_format(picture->root, entry);
		fprintf(dot.out, "\t\t\t%s_t%u [label=\"%s\"];\n", side, tree, picture->root ? entry : "empty");
	}
	for (i = 0; i < picture->count; i++) {
		const struct picture_node *node = &picture->nodes[i];
		const struct dot_node drawn = { side, id_of(node->node), before, !dot.damaged };

		if (left_out(picture, node, others))
			continue;
		dot_draw_node(dot.out, node, find_node(others, node->node), &drawn);
		draw_children(picture, node, others, side);
	}
	fprintf(dot.out, "\t\t}\n");
}

static void draw_side(bool before, const char *label)
{
	const struct picture *pictures = before ? dot.before : dot.after;
	unsigned int tree;

	fprintf(dot.out, "\tsubgraph cluster_%s {\n\t\tlabel=\"%s\";\n", before ? "before" : "after", label);
	for (tree = 0; tree < MAX_TREES; tree++)
		if (pictures[tree].shown)
			draw_tree(tree, before);
	fprintf(dot.out, "\t}\n");
}

/* Let Graphviz make a picture of @graph, and print it. Return: an exit code. */
static int make_svg(FILE *graph)
{
	char command[64], data[4096];
	FILE *picture;
	size_t size;

	/* By the name of its descriptor: a child has another place in a file only if it opens it itself. */
	snprintf(command, sizeof(command), "dot -Tsvg /proc/self/fd/%d 2>/dev/null", fileno(graph));
	picture = popen(command, "r");
	if (!picture)
		return complain("dot does not start: %s", strerror(errno));
	while ((size = fread(data, 1, sizeof(data), picture)))
		fwrite(data, 1, size, stdout);
	return pclose(picture) ? complain("dot makes no picture of this graph") : EXIT_CLEAN;
}

/* A line of the title, in pieces of TITLE_COLUMNS at most where it has spaces. */
static void draw_title_line(const char *line)
{
	size_t column = 0, length;

	for (; *line; line += length + (line[length] == ' ')) {
		length = strcspn(line, " ");
		if (column && column + 1 + length > TITLE_COLUMNS) {
			fputs("\\n", dot.out);
			column = 0;
		}
		column += (size_t)fprintf(dot.out, "%s%.*s", column ? " " : "", (int)length, line);
	}
	fputs("\\n", dot.out);
}

static void draw_title(void)
{
	const char *token = dot.at == dot.trial->count ? dot.trial->token : "";
	char text[CALL_TEXT_SIZE], line[CALL_TEXT_SIZE + 32];

	call_format(&dot.trial->calls[dot.at - 1], text);
	fputs("\tlabelloc=t;\n\tlabel=\"", dot.out);
	snprintf(line, sizeof(line), "call %zu: %s", dot.at, text);
	draw_title_line(line);
	if (*token) {
		snprintf(line, sizeof(line), "diverges: %s", token);
		draw_title_line(line);
	}
	snprintf(line, sizeof(line), "on %s", harness_subject());
	draw_title_line(line);
	draw_title_line("green: new, yellow: changed, red: gone;");
	draw_title_line("dark red: not what the oracle holds");
	fputs("\";\n", dot.out);
}

static void draw(void)
{
	fputs("digraph maplefuzz {\n\tfontsize=10;\n", dot.out);
	draw_title();
	fprintf(dot.out, "\trankdir=LR;\n\tfontname=\"monospace\";\n\tnode [shape=plain, fontname=\"monospace\", fontsize=10];\n");
	/* From left to right, what comes first stands below. */
	draw_side(false, dot.damaged ? "after: what could be read of a damaged tree" : "after");
	draw_side(true, "before");
	fprintf(dot.out, "}\n");
	fflush(dot.out);
	if (dot.svg)
		dot.status = make_svg(dot.out);
}

/* ---- The verb --------------------------------------------------------------------- */

/* In the call, or while its trees were looked at. */
static void crashed(const struct run_result *result)
{
	(void)result;
	dot.damaged = true;
	draw();
}

/* The calls before @at leave nothing unusual: they were made in the trial. */
static void look(const struct input *input, const struct trial_options *options)
{
	struct run_options run = options->run;
	struct run_result result;

	run.keep_going = true;
	run.quiet = true;
	guard_perform(input, &run, dot.at - 1, &result);
	guard_watch(take_pictures, dot.before);
	guard_perform(input, &run, dot.at, &result);
	guard_watch(take_pictures, dot.after);
}

static int open_output(void)
{
	if (dot.svg && system("command -v dot >/dev/null 2>&1"))
		return complain("--svg needs the program dot: apt-get install graphviz");
	dot.out = dot.svg ? tmpfile() : stdout;
	return dot.out ? EXIT_CLEAN : complain("there can be no temporary file: %s", strerror(errno));
}

static int draw_input(const struct input *input, const struct trial_options *options, uint64_t at)
{
	int status;

	trial_init(options);
	dot.trial = trial_run_alone(input->data, input->size);
	if (!dot.trial)
		return EXIT_USAGE;
	if (!dot.trial->count)
		return complain("%s: the program makes no call, so there is nothing to draw", dot.path);
	dot.at = at ? at : dot.trial->count;
	if (dot.at > dot.trial->count)
		return complain("%s: there is no call %llu, it makes %zu", dot.path, (unsigned long long)dot.at,
				dot.trial->count);
	status = open_output();
	if (status)
		return status;
	guard_init(LOOK_TIMEOUT, crashed);
	look(input, options);
	draw();
	return dot.status;
}

static int run_dot(const struct trial_options *options, uint64_t at)
{
	struct input input;
	unsigned int tree;
	int status;

	if (!input_load(dot.path, &input))
		return EXIT_USAGE;
	status = draw_input(&input, options, at);
	input_free(&input);
	for (tree = 0; tree < MAX_TREES; tree++) {
		free(dot.before[tree].nodes);
		free(dot.after[tree].nodes);
	}
	return status;
}

static bool option_place(const char *text, uint64_t *at)
{
	if (!option_number("--at", text, MAX_INSTRUCTIONS, at))
		return false;
	if (!*at)
		complain("--at counts from 1, so '%s' is no call", text);
	return *at;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		RUN_OPTIONS,
		{ "at", required_argument, NULL, 'n' },
		{ "svg", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct trial_options trial_options = trial_defaults();
	uint64_t at = 0;
	int option;

	while ((option = option_next(argc, argv, ":h", options)) != -1) {
		if (option == 'h')
			return verb_usage(&dot_verb);
		if (option == 'v')
			dot.svg = true;
		else if (option == 'n' ? !option_place(optarg, &at) :
					 !run_option(option, optarg, &trial_options.run, &trial_options.timeout))
			return EXIT_USAGE;
	}
	if (optind != argc - 1)
		return complain("dot wants one file; see maplefuzz dot --help");
	dot.path = argv[optind];
	return run_dot(&trial_options, at);
}

const struct verb dot_verb = {
	.name = "dot",
	.summary = "draw the trees before and after a call, for Graphviz",
	.usage =
	"[option...] FILE\n\n"
	"Prints a graph with the nodes of the trees that a call is about, before and after it:\n"
	"pivots, slots, gaps. What the call changed is coloured.\n\n"
	"  --at N              the call, from 1 (default: the last one that is made)\n"
	"  --svg               a picture, made by Graphviz's dot\n"
	TRIAL_USAGE "\n"
	"Exit codes: 0; 1 if the tree crashes, the picture then ends there; 2 wrong use.\n",
	.run = run,
};
