# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What `--linux PATH` means, and where builds are. For scripts/build, which all others go through; it brings $root and die.

# Where builds are: below $root, in which scripts work, or anywhere.
builds=${MAPLEFUZZ_BUILD:-build}
[ "$builds" = build ] || builds=$(realpath -m -- "$builds")

# What a script says of the option in its usage.
# shellcheck disable=SC2034  # scripts that source this file print it
linux_usage='  --linux PATH      fuzz the maple tree of the Linux source tree PATH instead of the
                    embedded one. PATH@REF takes it from revision REF of the git
                    repository PATH; "debian" or "debian:6.1" from Debian'\''s package
                    linux-source-6.12 or -6.1, which is installed
  --32              for 32 bits, with --linux: indices of 32 bits, and nodes of 32 and 21 slots;
                    installs gcc-multilib'

# note_origin FOLDER KEY VALUE: tell src/linux/identity.cmake where the files in FOLDER are from, and what they are now.
note_origin() {
	local hash

	hash=$(cat "$1/lib/maple_tree.c" "$1/include/linux/maple_tree.h" | sha256sum)
	printf '%s\n' "$2 ${3% }" "hash ${hash%% *}" >"$1/.maplefuzz-origin"
}

# unpack TARBALL VERSION FOLDER: the two files of the maple tree, and the Makefile, which knows the version.
unpack() {
	local tarball=$1 top="linux-source-$2" folder=$3 stamp

	stamp=$(stat -c '%n %s %Y' "$tarball")
	[ "$(cat "$folder/.unpacked" 2>/dev/null)" != "$stamp" ] || [ ! -f "$folder/.maplefuzz-origin" ] || return 0
	echo "build: unpacking lib/maple_tree.c and include/linux/maple_tree.h of $tarball into $folder" >&2
	rm -rf "$folder"
	mkdir -p "$folder"
	tar -C "$folder" --strip-components=1 --occurrence=1 -xf "$tarball" \
		"$top/Makefile" "$top/include/linux/maple_tree.h" "$top/lib/maple_tree.c" ||
		die "$tarball could not be unpacked"
	note_origin "$folder" package "$top $(dpkg-query -W -f '${Version}' "$top" 2>/dev/null || true)"
	echo "$stamp" >"$folder/.unpacked"
}

# debian_tree VERSION: print the folder with the maple tree of Debian's linux-source-VERSION.
debian_tree() {
	local version=$1 tarball="/usr/src/linux-source-$1.tar.xz"
	local folder="${MAPLEFUZZ_OUT:-$root/out}/linux/debian-$1"

	[[ "$version" =~ ^[0-9]+\.[0-9]+$ ]] ||
		die "--linux debian:$(quoted "$version"): there is no such package; debian:6.12 or debian:6.1 may be meant"
	mkdir -p "${folder%/*}"
	(
		flock 9
		if [ ! -f "$tarball" ] && [ ! -f "$folder/.unpacked" ]; then
			"$root/scripts/setup" "linux-source-$version" || exit 2
		fi
		[ ! -f "$tarball" ] || unpack "$tarball" "$version" "$folder"
	) 9>"$folder.lock" || exit 2
	realpath "$folder"
}

# revision_of PATH@REF: set repository and ref to its parts. The first @ behind which there is a folder divides them.
revision_of() {
	repository=$1
	while [[ "$repository" == *@* ]]; do
		repository=${repository%@*}
		ref=${1#"$repository@"}
		[ ! -d "$repository" ] || return 0
	done
	return 1
}

# git_tree PATH@REF: print the folder with the maple tree of that revision, which need not be checked out.
git_tree() {
	local repository ref commit folder file shown prefix

	revision_of "$1"
	shown="--linux $(quoted "$1")"
	git -C "$repository" rev-parse --git-dir >/dev/null 2>&1 || die "$shown: $(quoted "$repository") is no git repository"
	commit=$(git -C "$repository" rev-parse -q --verify --end-of-options "$ref^{commit}") ||
		die "$shown: there is no revision '$(quoted "$ref")' in $(quoted "$repository")"
	# Where PATH is in its repository; nothing, if that is bare.
	prefix=$(git -C "$repository" rev-parse --show-prefix 2>/dev/null) || prefix=
	folder="${MAPLEFUZZ_OUT:-$root/out}/linux/$(basename "$(realpath -- "$repository")")-${commit:0:12}"
	mkdir -p "${folder%/*}"
	(
		flock 9
		grep -qsx "commit $commit" "$folder/.maplefuzz-origin" && exit 0
		rm -rf "$folder.part"
		mkdir -p "$folder.part/lib" "$folder.part/include/linux"
		for file in lib/maple_tree.c include/linux/maple_tree.h; do
			git -C "$repository" show "$commit:$prefix$file" >"$folder.part/$file" 2>/dev/null ||
				die "$shown: that revision has no $file; give a Linux source tree, 6.1 or newer"
		done
		# The one says which version it is, the other is for scripts/kernel-tests.
		for file in Makefile lib/test_maple_tree.c; do
			git -C "$repository" show "$commit:$prefix$file" >"$folder.part/$file" 2>/dev/null || rm "$folder.part/$file"
		done
		note_origin "$folder.part" commit "$commit"
		rm -rf "$folder"
		mv "$folder.part" "$folder"
	) 9>"$folder.lock" || exit 2
	realpath "$folder"
}

# quoted WORD: print a word that may have control characters in it.
quoted() {
	if [[ "$1" == *[![:print:]]* ]]; then
		printf '%q' "$1"
	else
		printf '%s' "$1"
	fi
}

# linux_tree PATH: print the absolute path of the tree that --linux PATH means.
linux_tree() {
	case $1 in
	debian) debian_tree 6.12 ;;
	debian:*) debian_tree "${1#debian:}" ;;
	*) local repository ref
	   [ -d "$1" ] || ! revision_of "$1" || { git_tree "$1"; return; }
	   [ -d "$1" ] || die "--linux $(quoted "$1"): no such directory; give the top of a Linux source tree"
	   [ -f "$1/lib/maple_tree.c" ] ||
		die "--linux $(quoted "$1"): it has no lib/maple_tree.c; give the top of a Linux source tree"
	   realpath -e -- "$1" ;;
	esac
}

# say_origin TREE: tell which package or commit the files of a tree were taken from, if they were.
say_origin() {
	sed -n 's/^\(package\|commit\) /build: the tree is of \1 /p' "$1/.maplefuzz-origin" >&2 2>/dev/null || true
}

# check_bits BITS LINUX PRESET...: refuse a build for 32 bits that there is not. LINUX: what --linux was given, or nothing.
check_bits() {
	local preset

	[ "$1" = 32 ] || return 0
	[ -n "$2" ] || die "--32 wants --linux PATH: the embedded tree has 64-bit nodes only"
	for preset in "${@:3}"; do
		[[ "$preset" != afl* && "$preset" != threads ]] || die "--32: what $preset needs there is not for 32 bits; take another preset"
	done
}

# build_folder PRESET [TREE]: print the folder of a build, one of its own for each tree, and for $bits if that is 32.
build_folder() {
	local name preset=$1${bits:+-$bits}

	if [ $# -eq 1 ]; then
		echo "$builds/$preset"
	else
		name=$(basename "$2" | tr -c 'A-Za-z0-9._\n' -)
		echo "$builds/$preset-$name-$(sha256sum <<<"$2" | head -c 6)"
	fi
}
