// SPDX-License-Identifier: GPL-2.0-or-later
/* In which function of the subject did AddressSanitizer stop it? */
#include "frame.h"

#ifdef WITH_ASAN
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

/* Deeper than the subject's recursion and the sanitizer's own frames. */
#define MAX_FRAMES 256

void __sanitizer_symbolize_pc(void *pc, const char *format, char *text, size_t size);

struct search {
	char *name;
	size_t size;
	unsigned int frames;
};

static bool is_subject(const char *path)
{
	const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;

	return strstr(path, "src/maple_tree/") || !strcmp(file, "maple_tree.c") || !strcmp(file, "maple_tree.h");
}

static _Unwind_Reason_Code visit(struct _Unwind_Context *context, void *arg)
{
	struct search *search = arg;
	char text[512];
	char *path;

	/* The address behind the call; the call itself is in the line that is wanted. */
	__sanitizer_symbolize_pc((void *)(_Unwind_GetIP(context) - 1), "%f %s", text, sizeof(text));
	path = strchr(text, ' ');
	if (path && is_subject(path + 1)) {
		snprintf(search->name, search->size, "%.*s", (int)(path - text), text);
		return _URC_END_OF_STACK;
	}
	return ++search->frames < MAX_FRAMES ? _URC_NO_REASON : _URC_END_OF_STACK;
}

void frame_of_subject(char *name, size_t size)
{
	struct search search = { .name = name, .size = size };

	*name = '\0';
	_Unwind_Backtrace(visit, &search);
}
#endif
