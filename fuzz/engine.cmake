# SPDX-License-Identifier: GPL-2.0-or-later
# The fuzzing engine: `engine` is what a fuzz target is linked with, and `subject_flags`
# what the subject alone is compiled with, so that coverage feedback speaks of the tree and not of the harness.
add_library(engine INTERFACE)
add_library(subject_flags INTERFACE)

if(MAPLEFUZZ_ENGINE STREQUAL "libfuzzer")
  target_compile_options(subject_flags INTERFACE -fsanitize=fuzzer-no-link)
  # Only the subject is looked through for uses of a stack frame that is gone: the trees and states that it gets are in
  # no frame of the harness. A heap for frames costs the harness a tenth of an execution. A replay looks everywhere.
  add_compile_options($<$<NOT:$<BOOL:$<TARGET_PROPERTY:SUBJECT>>>:-fsanitize-address-use-after-return=never>)
  target_link_options(engine INTERFACE -fsanitize=fuzzer)
elseif(MAPLEFUZZ_ENGINE STREQUAL "afl")
  if(NOT CMAKE_C_COMPILER MATCHES "afl-")
    message(FATAL_ERROR "MAPLEFUZZ_ENGINE=afl wants CMAKE_C_COMPILER=afl-clang-fast, of Debian's package afl++")
  endif()
  # It takes files beside its own, and variables, that ccache does not know of.
  if(CMAKE_C_COMPILER_LAUNCHER MATCHES "ccache")
    set(CMAKE_C_COMPILER_LAUNCHER "")
  endif()
  # afl-clang-fast instruments whatever it is not told to leave alone.
  add_compile_options($<$<NOT:$<BOOL:$<TARGET_PROPERTY:SUBJECT>>>:--afl-noopt>)
  target_link_options(engine INTERFACE -fsanitize=fuzzer)
elseif(MAPLEFUZZ_ENGINE STREQUAL "external")
  # The flags for the compilers are in CFLAGS and CXXFLAGS. The engine is a C++ library: a path, or flags of the linker.
  enable_language(CXX)
  separate_arguments(library UNIX_COMMAND "$ENV{LIB_FUZZING_ENGINE}")
  if(NOT library)
    message(FATAL_ERROR "MAPLEFUZZ_ENGINE=external wants the engine in the environment, as in LIB_FUZZING_ENGINE=-fsanitize=fuzzer")
  endif()
  target_link_libraries(engine INTERFACE ${library})
elseif(NOT MAPLEFUZZ_ENGINE STREQUAL "none")
  message(FATAL_ERROR "MAPLEFUZZ_ENGINE=${MAPLEFUZZ_ENGINE}: there are none, libfuzzer, afl and external")
endif()

# AFL++ loads the mutator into afl-fuzz; the others look its names up in the target.
if(MAPLEFUZZ_MUTATOR AND NOT MAPLEFUZZ_ENGINE STREQUAL "afl")
  target_sources(engine INTERFACE $<TARGET_OBJECTS:mutator_libfuzzer>)
  target_link_libraries(engine INTERFACE mutator)
endif()

# mark_subject(TARGET): what has a C file compiled for the engine's feedback.
function(mark_subject target)
  set_target_properties(${target} PROPERTIES SUBJECT ON)
  target_link_libraries(${target} PRIVATE subject_flags)
  if(MAPLEFUZZ_CMPLOG)
    set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;AFL_LLVM_CMPLOG=1")
  endif()
endfunction()
