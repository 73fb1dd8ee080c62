# SPDX-License-Identifier: GPL-2.0-or-later
# Beside the kernel's Makefile of tools/testing/radix-tree: programs that run functions/NAME.c instead of its list of tests.
include Makefile

functions := ../../../functions
# maplefuzz_main.c includes the tree and its tests; the rest of the suite is linked.
rest := $(filter-out maple.o,$(CORE_OFILES))

# -fwhole-program drops the suite's own tests, which nothing calls here; with that and -g1, compiling takes a quarter of the time.
# A cache of the compiler's takes only what is not linked in the same breath.
build = rm -f $@ && $(CC) $(CFLAGS) -g1 -fwhole-program $(1) -c maplefuzz_main.c -o $@.o && \
	$(CC) $(CFLAGS) $@.o $(rest) $(LDFLAGS) $(LDLIBS) -o $@

maplefuzz-nothing: maplefuzz_main.c $(rest)
	$(call build)

$(functions)/%.test: $(functions)/%.c maplefuzz_main.c $(rest)
	$(call build,-DFUNCTION='"$<"') >$(functions)/$*.build.log 2>&1
