// SPDX-License-Identifier: GPL-2.0-or-later
/* Which tree this build is of. The one file that is compiled anew when a commit changes and the tree does not. */
#include <stdio.h>
#include <string.h>

#include "identity.h"
#include "subject_identity.h"

/* What stands before the hash of the files in the line for people. */
#define FILES "files "

static const struct identity identity = {
	.name = IDENTITY_NAME,
	.version = IDENTITY_VERSION,
	.commit = IDENTITY_COMMIT,
	.dirty = IDENTITY_DIRTY,
	.package = IDENTITY_PACKAGE,
	.pristine = IDENTITY_PRISTINE,
	.hash = IDENTITY_HASH,
	.folder = IDENTITY_FOLDER,
	.text = IDENTITY_TEXT,
};

const struct identity *harness_identity(void)
{
	return &identity;
}

const char *harness_subject(void)
{
	return identity.text;
}

bool harness_other_tree(const char *text)
{
	const char *theirs = strstr(text, FILES), *ours = strstr(identity.text, FILES);

	return theirs && strncmp(theirs, ours, strlen(ours));
}

/* A number in the order of versions; 0 for what is none. */
static unsigned long version_number(const char *version)
{
	unsigned int major, minor, patch = 0;

	return sscanf(version, "%3u.%3u.%5u", &major, &minor, &patch) < 2 ? 0 : (major * 1000ul + minor) * 100000ul + patch;
}

bool version_within(const char *version, const char *first, const char *end)
{
	return version_number(version) >= version_number(first) && (!end || version_number(version) < version_number(end));
}
