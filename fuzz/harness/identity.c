// SPDX-License-Identifier: GPL-2.0-or-later
/* Which tree this build is of. The one file that is compiled anew when a commit changes and the tree does not. */
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
