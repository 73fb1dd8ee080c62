#!/bin/bash -eu
# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the fuzz targets for OSS-Fuzz and ClusterFuzzLite, with the compilers, the flags and the
# engine of their environment. scripts/oss-fuzz-check runs it without their containers.
set -o pipefail

root=$SRC/maplefuzz
tool=$WORK/tool/fuzz/tool/maplefuzz
mapfile -t targets < <(sed -nE 's/^TARGET\((\w+)\)$/\1/p' "$root/fuzz/targets/targets.def")

# programs TARGET [TEST...]: print the paths of its seeds and regressions, those that pass the tests of find.
programs() {
	find "$root/corpus/$1" -type f ! -name '.*' ! -name 'README*' "${@:2}" | LC_ALL=C sort
}

# seed_corpus TARGET: pack its programs, texts as bytes, each under its hash.
seed_corpus() {
	local folder=$WORK/seeds/$1 bytes=$WORK/bytes/$1 texts

	mkdir -p "$folder" "$bytes"
	mapfile -t texts < <(programs "$1" -name '*.txt')
	[ ${#texts[@]} -eq 0 ] || "$tool" asm "${texts[@]}" -o "$bytes"
	programs "$1" ! -name '*.txt' | xargs -r cp -t "$bytes"
	sha1sum "$bytes"/* | while read -r hash program; do
		mv "$program" "$folder/$hash"
	done
	zip -q -r -j "$OUT/fuzz-$1_seed_corpus.zip" "$folder"
}

# calls TARGET: print one call of each operation that its programs make.
calls() {
	programs "$1" | xargs "$tool" show | grep -vE '^(#|trees |nowait )' | LC_ALL=C sort -u -k 1,1
}

# dictionary TARGET: write an instruction for each operation. All instructions are of one size: one
# that is inserted anywhere leaves those behind it what they were. libFuzzer has our mutator, and AFL++ has this.
dictionary() {
	local operation operands bytes

	calls "$1" | while read -r operation operands; do
		echo "$operation $operands" >"$WORK/call.txt"
		"$tool" asm "$WORK/call.txt" -o "$WORK/call"
		# The instruction follows a header of four bytes.
		bytes=$(tail -c +5 "$WORK/call" | od -An -v -tx1 | tr -d '\n')
		echo "$operation=\"${bytes// /\\x}\""
	done >"$OUT/fuzz-$1.dict"
}

# No build type: it would put an -O of its own behind the one of $CFLAGS.
cmake -S "$root" -B "$WORK/targets" -DCMAKE_BUILD_TYPE=None -DMAPLEFUZZ_ENGINE=external -DMAPLEFUZZ_TESTS=OFF
cmake --build "$WORK/targets" --parallel "$(nproc)" --target "${targets[@]/#/fuzz-}"

# The maplefuzz command has to run here: it gets the system's compiler, and no flags. It only
# reads programs, so it need not be fast.
env -u CC -u CXX -u CFLAGS -u CXXFLAGS -u LDFLAGS cmake -S "$root" -B "$WORK/tool" -DMAPLEFUZZ_TESTS=OFF -DCMAKE_BUILD_TYPE=Debug
cmake --build "$WORK/tool" --parallel "$(nproc)" --target maplefuzz

for target in "${targets[@]}"; do
	cp "$WORK/targets/fuzz/targets/fuzz-$target" "$OUT/"
	cp "$root/.clusterfuzzlite/fuzz.options" "$OUT/fuzz-$target.options"
	seed_corpus "$target"
	dictionary "$target"
done
