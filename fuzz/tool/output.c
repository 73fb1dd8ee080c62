// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are written: whole or not at all, and never over what was read. */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static bool complain_output(const char *path)
{
	complain("%s: %s", path, strerror(errno));
	return false;
}

/* Can a file be made or replaced in the folder of @path? */
static bool folder_allows(const char *path)
{
	char *copy = strdup(path);
	bool allows = !access(dirname(copy), W_OK | X_OK);

	free(copy);
	return allows || complain_output(path);
}

bool output_check(const char *path, const char *input)
{
	struct stat out, in;

	if (is_stream(path))
		return true;
	if (!*path) {
		complain("the name of the output is empty");
		return false;
	}
	if (stat(path, &out))
		return errno == ENOENT ? folder_allows(path) : complain_output(path);
	if (S_ISDIR(out.st_mode)) {
		errno = EISDIR;
		return complain_output(path);
	}
	if (input && !stat(input, &in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
		complain("%s: the output would replace the input %s", path, input);
		return false;
	}
	return !S_ISREG(out.st_mode) || folder_allows(path);
}

const char *output_default(const char *token, const char *suffix)
{
	static char path[TOKEN_SIZE + 16];

	snprintf(path, sizeof(path), "./crash-%s", token);
	for (char *c = path + strlen("./crash-"); *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *c))
			*c = '-';
	strcat(path, suffix);
	return path;
}

static bool write_all(FILE *file, const uint8_t *data, size_t size)
{
	bool written = file && fwrite(data, 1, size, file) == size;

	return file && !fclose(file) && written;
}

/* A new file has the mode that fopen() would give it, a replaced one keeps its own. */
static mode_t mode_of(const char *path)
{
	mode_t mask = umask(0);
	struct stat old;

	umask(mask);
	return stat(path, &old) ? 0666 & ~mask : old.st_mode & 0777;
}

/* Write another file beside @path, and give it that name. */
static bool replace(const char *path, const uint8_t *data, size_t size)
{
	char *temporary = NULL;
	bool done;
	int file;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return false;
	file = mkstemp(temporary);
	done = file >= 0 && !fchmod(file, mode_of(path)) && write_all(fdopen(file, "wb"), data, size) &&
	       !rename(temporary, path);
	if (file >= 0 && !done) {
		int error = errno;

		unlink(temporary);
		errno = error;
	}
	free(temporary);
	return done;
}

/* What no name can be given to is written to: a pipe, /dev/stdout. */
static bool is_special(const char *path)
{
	struct stat out;

	return !stat(path, &out) && !S_ISREG(out.st_mode);
}

bool output_save(const char *path, const uint8_t *data, size_t size)
{
	char *target;
	bool done;

	if (is_stream(path))
		return fwrite(data, 1, size, stdout) == size;
	if (is_special(path))
		return write_all(fopen(path, "wb"), data, size) || complain_output(path);
	/* A symbolic link stays one. */
	target = realpath(path, NULL);
	done = replace(target ? target : path, data, size) || complain_output(path);
	free(target);
	return done;
}
