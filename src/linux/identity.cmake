# SPDX-License-Identifier: GPL-2.0-or-later
# Which tree is this? A script that every build runs, since a commit may change without the files, and
# the files without the commit. It writes the header OUTPUT, only if that changes: identity.c alone includes it.
#
#     cmake -DNAME=linux|embedded -DTREE=FOLDER -DBITS=64|32 -DOUTPUT=HEADER -P identity.cmake
#
# A folder into which scripts/lib/linux.sh has put the files of a tree has a file .maplefuzz-origin that tells where
# they are from, in lines "KEY VALUE":
#     package  the Debian package and its version
#     commit   the commit that they were taken from
#     hash     SHA-256 of the files as they were then
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/check.cmake)

# git RESULT ARGUMENT...: what git says in TREE; empty if it fails, or there is none.
function(git result)
  execute_process(COMMAND git -C ${TREE} ${ARGN} OUTPUT_VARIABLE said RESULT_VARIABLE status
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT status EQUAL 0)
    set(said "")
  endif()
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

# find_files: set files, as seen from TREE, and hash, of them all in a row.
function(find_files)
  set(files lib/maple_tree.c include/linux/maple_tree.h)
  if(NAME STREQUAL "embedded")
    file(GLOB_RECURSE files RELATIVE ${TREE} ${TREE}/*.c ${TREE}/*.h)
  endif()
  set(content "")
  foreach(file IN LISTS files)
    file(READ ${TREE}/${file} text)
    string(APPEND content "${text}")
  endforeach()
  string(SHA256 hash "${content}")
  set(files "${files}" PARENT_SCOPE)
  set(hash ${hash} PARENT_SCOPE)
endfunction()

# ask_git: set commit, and dirty to 1 if the files are not those of the commit. A checkout around a tree that it does not track says nothing.
function(ask_git)
  foreach(variable GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY)
    unset(ENV{${variable}})
  endforeach()
  if(NAME STREQUAL "embedded")
    # Its own last commit: the tree is the same in those behind it.
    git(tracked ls-tree -r HEAD -- .)
    git(commit log -1 --abbrev=12 --format=%h HEAD -- .)
  else()
    git(tracked ls-tree HEAD -- ${files})
    git(commit rev-parse --short=12 HEAD)
  endif()
  string(REGEX MATCHALL "[0-9a-f]+\t[^\n]*\\.[ch]" tracked "${tracked}")
  if(NOT tracked OR NOT commit)
    return()
  endif()
  git(hashes hash-object -- ${files})
  string(REGEX MATCHALL "[^\n]+" hashes "${hashes}")
  set(present "")
  foreach(file object IN ZIP_LISTS files hashes)
    list(APPEND present "${object}\t${file}")
  endforeach()
  list(SORT tracked)
  list(SORT present)
  set(dirty 0)
  if(NOT tracked STREQUAL present)
    set(dirty 1)
  endif()
  set(commit ${commit} PARENT_SCOPE)
  set(dirty ${dirty} PARENT_SCOPE)
endfunction()

# ask_origin: set package and commit to what .maplefuzz-origin says, and changed to 1 if the files are no more those that it speaks of.
function(ask_origin)
  file(STRINGS ${TREE}/.maplefuzz-origin lines)
  foreach(line IN LISTS lines)
    if(line MATCHES "^(package|commit|hash) ([A-Za-z0-9.+~: -]+)$")
      set(of_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endif()
  endforeach()
  if(NOT DEFINED of_hash)
    return()
  endif()
  set(changed 0)
  if(NOT of_hash STREQUAL hash)
    set(changed 1)
  endif()
  if(DEFINED of_package)
    set(package "${of_package}" PARENT_SCOPE)
    math(EXPR pristine "1 - ${changed}")
    set(pristine ${pristine} PARENT_SCOPE)
  elseif(DEFINED of_commit)
    string(SUBSTRING "${of_commit}" 0 12 of_commit)
    set(commit ${of_commit} PARENT_SCOPE)
    set(dirty ${changed} PARENT_SCOPE)
  endif()
endfunction()

set(version "")
if(NAME STREQUAL "linux")
  linux_version(${TREE} version)
  string(REGEX REPLACE "[^A-Za-z0-9.+~_-]" "_" version "${version}")
endif()
set(commit "")
set(package "")
set(dirty 0)
set(pristine 0)
find_files()
if(EXISTS ${TREE}/.maplefuzz-origin)
  ask_origin()
else()
  ask_git()
endif()

set(name ${NAME})
if(version)
  string(APPEND name " ${version}")
endif()
set(from "")
if(package AND pristine)
  set(from "Debian ${package}, pristine, ")
elseif(package)
  set(from "Debian ${package}, patched, ")
elseif(commit AND dirty)
  set(from "commit ${commit}-dirty, ")
elseif(commit)
  set(from "commit ${commit}, ")
endif()
string(SUBSTRING ${hash} 0 12 short)
string(REPLACE " " "-" folder "${name}-${short}")
set(bits "")
if(BITS EQUAL 32)
  set(bits ", 32 bits")
  string(APPEND folder "-32")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tree this build is of: written at every build, by src/linux/identity.cmake. */
#define IDENTITY_NAME "@NAME@"
#define IDENTITY_VERSION "@version@"
#define IDENTITY_COMMIT "@commit@"
#define IDENTITY_DIRTY @dirty@
#define IDENTITY_PACKAGE "@package@"
#define IDENTITY_PRISTINE @pristine@
#define IDENTITY_HASH "@hash@"
#define IDENTITY_FOLDER "@folder@"
#define IDENTITY_TEXT "@name@ (@from@files @short@@bits@)"
]])
