# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What `--linux PATH` means, and where builds are. For scripts/build, which all others go through; it brings $root and die.

# Where builds are: below $root, in which scripts work, or anywhere.
builds=${MAPLEFUZZ_BUILD:-build}
[ "$builds" = build ] || builds=$(realpath -m -- "$builds")

# What a script says of the option in its usage.
# shellcheck disable=SC2034  # scripts that source this file print it
linux_usage='  --linux PATH      fuzz the maple tree of the Linux source tree PATH instead of the
                    embedded one. "debian" or "debian:6.1" for PATH takes that of
                    Debian'\''s package linux-source-6.12 or -6.1, and installs it'

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
	*) [ -d "$1" ] || die "--linux $(quoted "$1"): no such directory; give the top of a Linux source tree"
	   [ -f "$1/lib/maple_tree.c" ] ||
		die "--linux $(quoted "$1"): it has no lib/maple_tree.c; give the top of a Linux source tree"
	   realpath -e -- "$1" ;;
	esac
}

# build_folder PRESET [TREE]: print the folder of a build, one of its own for each tree.
build_folder() {
	local name

	if [ $# -eq 1 ]; then
		echo "$builds/$1"
	else
		name=$(basename "$2" | tr -c 'A-Za-z0-9._\n' -)
		echo "$builds/$1-$name-$(sha256sum <<<"$2" | head -c 6)"
	fi
}
