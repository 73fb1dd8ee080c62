// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON on a stream, for other programs. */
#include "harness.h"
#include "json.h"

void json_string(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(out, "\\u%04x", *text);
		else
			putc(*text, out);
	}
	putc('"', out);
}

void json_identity(FILE *out)
{
	const struct identity *tree = harness_identity();
	const struct {
		const char *name;
		const char *value;
	} strings[] = {
		{ "name", tree->name }, { "version", tree->version }, { "commit", tree->commit }, { "package", tree->package },
		{ "hash", tree->hash }, { "folder", tree->folder }, { "text", tree->text },
	};

	putc('{', out);
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		fprintf(out, "\"%s\": ", strings[i].name);
		json_string(out, strings[i].value);
		fputs(", ", out);
	}
	fprintf(out, "\"dirty\": %s, \"pristine\": %s}", tree->dirty ? "true" : "false", tree->pristine ? "true" : "false");
}
