// SPDX-License-Identifier: GPL-2.0-or-later
/* Known issues: which of them the subject has, and asking the hooks of those. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "identity.h"
#include "known/issue.h"
#include "names.h"
#include "subject_view.h"

/* As many as the table may have rows. */
#define MAX_ISSUES 48

/*
 * By row: has the subject the issue, as its version may; has it the issue though its version was without; does this run step around it, and how often
 * was that done since the process began?
 */
static bool present[MAX_ISSUES];
static bool back[MAX_ISSUES];
static bool avoided[MAX_ISSUES];
static unsigned long own[MAX_ISSUES], *met = own;

void known_init(void)
{
	unsigned int i;

	for (i = 0; known_issues[i].name; i++) {
		const struct known_issue *issue = &known_issues[i];
		bool has = SUBJECT_IS_LINUX && issue->possible && probe_in_child(issue->probe);

		back[i] = has && issue->without && version_within(harness_identity()->version, issue->without, issue->again);
		present[i] = has && !back[i];
	}
}

/* Is the issue in a list of names? */
static bool is_listed(const struct known_issue *issue, const char *list)
{
	for (; list; list = names_next(list))
		if (name_is(issue->name, list, names_length(list)))
			return true;
	return false;
}

/* Does --strict, or --strict=NAME,..., make a divergence of the issue? */
static bool strict_about(const struct run_options *options, const struct known_issue *issue)
{
	if (options->strict_issues)
		return is_listed(issue, options->strict_issues);
	return options->strict && !issue->difference;
}

static bool may_step(const struct subject *s, unsigned int tree, void *arg)
{
	unsigned int i;

	(void)arg;
	for (i = 0; known_issues[i].name; i++) {
		if (!avoided[i] || !known_issues[i].stop || !known_issues[i].stop(s, tree))
			continue;
		met[i]++;
		return false;
	}
	return true;
}

void known_begin(struct world *w)
{
	unsigned int i;

	w->avoids_issues = false;
	w->subject.may_step = NULL;
	w->subject.keep_out = false;
	for (i = 0; known_issues[i].name; i++) {
		avoided[i] = present[i] && !strict_about(&w->options, &known_issues[i]);
		w->avoids_issues |= avoided[i];
		if (avoided[i] && known_issues[i].stop)
			w->subject.may_step = may_step;
	}
}

unsigned int known_avoid(struct world *w, const struct call *call, struct outcome *got)
{
	unsigned int measures = 0, i;

	for (i = 0; known_issues[i].name; i++) {
		unsigned int needed;

		if (!avoided[i] || !known_issues[i].avoid)
			continue;
		needed = known_issues[i].avoid(w, call, got);
		met[i] += needed != 0;
		measures |= needed;
	}
	return measures;
}

bool known_interrupted(struct world *w, const struct call *call)
{
	struct outcome ignored;
	bool harm = known_avoid(w, call, &ignored) & ~w->measures;
	unsigned int i;

	for (i = 0; known_issues[i].name; i++) {
		if (!avoided[i] || !known_issues[i].interrupted || !known_issues[i].interrupted(w, call))
			continue;
		met[i]++;
		harm = true;
	}
	return harm;
}

bool known_amid(struct world *w, const struct call *reader, const struct call *writer)
{
	unsigned int i;

	for (i = 0; known_issues[i].name; i++) {
		if (!avoided[i] || !known_issues[i].amid || !known_issues[i].amid(w, reader, writer))
			continue;
		met[i]++;
		return true;
	}
	return false;
}

bool known_result(struct world *w, const struct call *call, const struct outcome *want,
		  const struct outcome *got)
{
	unsigned int i;

	for (i = 0; w->avoids_issues && known_issues[i].name; i++) {
		if (!avoided[i] || !known_issues[i].expect || !known_issues[i].expect(w, call, want, got))
			continue;
		met[i]++;
		return true;
	}
	return false;
}

bool known_failure(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned int i;

	for (i = 0; w->avoids_issues && known_issues[i].name; i++) {
		if (!avoided[i] || !known_issues[i].fail || !known_issues[i].fail(w, call, got))
			continue;
		met[i]++;
		return true;
	}
	return false;
}

void known_mend(struct world *w, const struct call *call, const struct outcome *got)
{
	unsigned int i;

	for (i = 0; w->avoids_issues && known_issues[i].name; i++)
		if (avoided[i] && known_issues[i].mend)
			met[i] += known_issues[i].mend(w, call, got);
}

static bool is_known(const char *name, size_t length)
{
	const struct known_issue *issue;

	for (issue = known_issues; issue->name; issue++)
		if (name_is(issue->name, name, length))
			return true;
	return false;
}

const char *harness_unknown_issue(const char *issues)
{
	while (issues && is_known(issues, names_length(issues)))
		issues = names_next(issues);
	return issues;
}

const char *harness_issue_at(unsigned int n)
{
	return known_issues[n].name;
}

void harness_known_share(void)
{
	void *shared = mmap(NULL, sizeof(own), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared != MAP_FAILED)
		met = memcpy(shared, met, sizeof(own));
}

unsigned long harness_known_times(unsigned int n)
{
	return met[n];
}

unsigned long harness_known_total(void)
{
	unsigned long total = 0;
	unsigned int i;

	for (i = 0; known_issues[i].name; i++)
		total += met[i];
	return total;
}

void harness_known_summary(FILE *out)
{
	unsigned int i;

	for (i = 0; known_issues[i].name; i++) {
		if (met[i])
			fprintf(out, "known issue %s: stepped around %lu times (%s)\n", known_issues[i].name,
				met[i], known_issues[i].what);
		if (back[i])
			fprintf(out, "known issue %s: this tree has it, though Linux %s has not: it counts as a divergence (%s)\n",
				known_issues[i].name, harness_identity()->version, known_issues[i].what);
	}
}
