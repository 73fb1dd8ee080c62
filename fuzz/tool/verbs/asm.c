// SPDX-License-Identifier: GPL-2.0-or-later
/* maplefuzz asm: turns text programs into bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool.h"

static bool is_folder(const char *path)
{
	struct stat stats;

	return !stat(path, &stats) && S_ISDIR(stats.st_mode);
}

/* The file below @folder that the bytes of the text @path go to: its name without .txt. Freed by the caller. */
static char *place_of(const char *path, const char *folder)
{
	const char *name = basename(path);
	size_t length = strlen(name);
	char *place = NULL;

	if (length > 4 && !strcmp(name + length - 4, ".txt"))
		length -= 4;
	if (asprintf(&place, "%s/%.*s", folder, (int)length, name) < 0)
		abort();
	return place;
}

static bool assemble(const char *path, const char *output)
{
	struct input input;
	bool saved;

	if (!output_check(output, path) || !input_load_text(path, &input))
		return false;
	saved = output_save(output, input.data, input.size);
	input_free(&input);
	return saved;
}

/* Would two of the texts have one place? Return: true after a complaint. */
static bool collide(char **places, int count)
{
	for (int i = 0; i < count; i++)
		for (int j = 0; j < i; j++)
			if (!strcmp(places[i], places[j]))
				return complain("two of the texts would be %s; give them one by one", places[i]);
	return false;
}

static bool assemble_all(char **paths, int count, const char *folder)
{
	char **places = calloc(count, sizeof(*places));
	bool good;

	for (int i = 0; i < count; i++)
		places[i] = place_of(paths[i], folder);
	good = !collide(places, count);
	for (int i = 0; good && i < count; i++)
		good = assemble(paths[i], places[i]);
	for (int i = 0; i < count; i++)
		free(places[i]);
	free(places);
	return good;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *output = NULL;
	int option;
	bool good;

	while ((option = option_next(argc, argv, ":ho:", options)) != -1) {
		if (option == 'h')
			return verb_usage(&asm_verb);
		if (option != 'o')
			return EXIT_USAGE;
		output = optarg;
	}
	if (optind == argc || !output)
		return complain("asm wants text files, and -o FILE; see maplefuzz asm --help");
	if (is_folder(output))
		good = assemble_all(argv + optind, argc - optind, output);
	else if (optind == argc - 1)
		good = assemble(argv[optind], output);
	else
		return complain("%s: no folder, which asm wants for several texts; see maplefuzz asm --help", output);
	return good ? EXIT_CLEAN : EXIT_USAGE;
}

const struct verb asm_verb = {
	.name = "asm",
	.summary = "turn text programs into bytes, for a corpus",
	.usage =
	"FILE.txt... -o FILE|DIR\n\n"
	"Into the folder DIR, each text goes as a file of its name without .txt.\n"
	"-, as any verb's FILE, is standard input; as FILE behind -o it is standard output.\n"
	"A mistake in the text is reported as FILE.txt:line:column: message.\n",
	.run = run,
};
