// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of the module. */
#include <string.h>

#include <linux/module.h>

#define MAX_PARAMETERS 16

static struct {
	const char *name;
	void *variable;
	size_t size;
} parameters[MAX_PARAMETERS];

static size_t count;

void ground_parameter(const char *name, void *variable, size_t size)
{
	BUG_ON(count == MAX_PARAMETERS);
	parameters[count].name = name;
	parameters[count].variable = variable;
	parameters[count++].size = size;
}

bool ground_set_parameter(const char *name, unsigned long value)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(parameters[i].name, name))
			continue;
		if (parameters[i].size == sizeof(bool))
			*(bool *)parameters[i].variable = value;
		else if (parameters[i].size == sizeof(unsigned int))
			*(unsigned int *)parameters[i].variable = (unsigned int)value;
		else
			*(unsigned long *)parameters[i].variable = value;
		return true;
	}
	return false;
}
