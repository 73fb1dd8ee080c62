# SPDX-License-Identifier: GPL-2.0-or-later
# All programs of the small scope for 32 bits, beside a build with sanitizers, which make them ten times slower: in a build without. There the corpus, too:
# the ground's objects lie side by side where there is no sanitizer.
add_test(NAME exhaust_small_32
  COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${PROJECT_SOURCE_DIR} ${CMAKE_BINARY_DIR}/bits32-small
    --build-generator ${CMAKE_GENERATOR} --build-target maplefuzz
    --build-options -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER} -DCMAKE_BUILD_TYPE=Release
      -DMAPLEFUZZ_LINUX=${MAPLEFUZZ_LINUX} -DMAPLEFUZZ_32=ON
    --test-command ${CMAKE_CTEST_COMMAND} --output-on-failure --no-tests=error -R "^(exhaust|corpus|random_fork)$")
set_tests_properties(exhaust_small_32 PROPERTIES TIMEOUT 900 COST 100)
