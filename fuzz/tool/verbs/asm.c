// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz asm: turns a text program into bytes. */

#include "tool.h"

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *output = NULL;
	struct input input;
	bool saved;
	int option;

	while ((option = option_next(argc, argv, ":ho:", options)) != -1) {
		if (option == 'h')
			return verb_usage(&asm_verb);
		if (option != 'o')
			return EXIT_USAGE;
		output = optarg;
	}
	if (optind != argc - 1 || !output)
		return complain("asm wants one text file, and -o FILE; see maplefuzz asm --help");
	if (!output_check(output, argv[optind]) || !input_load_text(argv[optind], &input))
		return EXIT_USAGE;
	saved = output_save(output, input.data, input.size);
	input_free(&input);
	return saved ? EXIT_CLEAN : EXIT_USAGE;
}

const struct verb asm_verb = {
	.name = "asm",
	.summary = "turn a text program into bytes, for a corpus",
	.usage =
	"FILE.txt -o FILE\n\n"
	"-, as any verb's FILE, is standard input; as FILE behind -o it is standard output.\n"
	"A mistake in the text is reported as FILE.txt:line:column: message.\n",
	.run = run,
};
