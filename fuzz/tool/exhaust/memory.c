// SPDX-License-Identifier: GPL-2.0-or-later
/* The file that says what is done already. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "exhaust/memory.h"

/* Room for its first line: which run it is of. */
#define WHAT_SIZE 4096

/* Does the file begin with @what? An empty one gets it. */
static bool is_same(FILE *file, const char *what, bool *empty)
{
	char line[WHAT_SIZE];

	*empty = !fgets(line, sizeof(line), file);
	line[strcspn(line, "\n")] = '\0';
	return *empty || !strcmp(line, what);
}

/* Return: false if there is no whole line of one. */
static bool read_cell(FILE *file, size_t *cell, struct tally *tally)
{
	int read = fscanf(file, "cell %zu: %" SCNu64 " programs, %" SCNu64 " saved, %" SCNu64 " calls.", cell, &tally->programs,
			  &tally->saved, &tally->calls);

	return read == 4 && fgetc(file) == '\n';
}

static void read_cells(struct memory *memory, struct crew *crew)
{
	struct tally tally;
	size_t cell;

	/* The last line may be cut off: where it ends is written over. */
	long behind = ftell(memory->file);

	while (read_cell(memory->file, &cell, &tally) && cell < crew->plan->count) {
		crew->done[cell] = (struct done){ .done = true, .tally = tally };
		memory->written[cell] = true;
		behind = ftell(memory->file);
	}
	fseek(memory->file, behind, SEEK_SET);
}

bool memory_open(struct memory *memory, const char *path, const char *what, struct crew *crew)
{
	bool empty;

	*memory = (struct memory){ .path = path, .written = calloc(crew->plan->count + 1, sizeof(bool)) };
	memory->file = fopen(path, "r+");
	if (!memory->file && errno == ENOENT)
		memory->file = fopen(path, "w+");
	if (!memory->file) {
		complain("%s: %s", path, strerror(errno));
		return false;
	}
	if (!is_same(memory->file, what, &empty)) {
		complain("%s: it is of another run, or of another tree; remove it, or name another file", path);
		return false;
	}
	if (empty)
		fprintf(memory->file, "%s\n", what);
	else
		read_cells(memory, crew);
	return true;
}

void memory_write(struct memory *memory, const struct crew *crew)
{
	for (size_t i = 0; i < crew->plan->count; i++) {
		const struct done *done = &crew->done[i];

		if (memory->written[i] || !__atomic_load_n(&done->done, __ATOMIC_ACQUIRE))
			continue;
		memory->written[i] = true;
		fprintf(memory->file, "cell %zu: %" PRIu64 " programs, %" PRIu64 " saved, %" PRIu64 " calls.\n", i, done->tally.programs,
			done->tally.saved, done->tally.calls);
		fflush(memory->file);
	}
}

bool memory_close(struct memory *memory)
{
	bool good = !ferror(memory->file);

	good &= !fclose(memory->file);
	if (!good)
		complain("%s: %s", memory->path, strerror(errno));
	free(memory->written);
	return good;
}
