# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The compiler's cache: what was compiled once, with the same flags, is not compiled again. For scripts that build; they bring $builds.

# use_cache: let CMake, and the tests that compile something, put ccache before the compiler, if it is installed. Its files
# are beside the builds. A launcher that is named already stays, be it none. Sources are named by absolute paths, so that it does
# not matter in which folder they were compiled: builds of different subjects share what they have in common.
use_cache() {
	[ -z "${CMAKE_C_COMPILER_LAUNCHER+set}" ] || return 0
	command -v ccache >/dev/null || return 0
	export CMAKE_C_COMPILER_LAUNCHER="env;CCACHE_DIR=${CCACHE_DIR:-$(realpath -m -- "$builds")/ccache};CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-2G};CCACHE_NOHASHDIR=1;ccache"
}
