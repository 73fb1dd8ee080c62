/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON on a stream, for other programs. */
#ifndef JSON_H
#define JSON_H

#include <stdio.h>

/** json_string() - Print @text in quotes. Bytes that are no ASCII stay as they are: paths are UTF-8 mostly. */
void json_string(FILE *out, const char *text);

/** json_identity() - Print which tree this build is of: an object in one line. */
void json_identity(FILE *out);

#endif
