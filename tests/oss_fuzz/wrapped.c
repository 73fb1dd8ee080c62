// SPDX-License-Identifier: GPL-2.0-or-later
/* A target that aborts if -DABORT_IF=CONDITION says so. Linked with --wrap=LLVMFuzzerTestOneInput. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int __wrap_LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int runs;

	runs++;
	if (ABORT_IF)
		abort();
	return __real_LLVMFuzzerTestOneInput(data, size);
}
