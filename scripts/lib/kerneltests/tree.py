# SPDX-License-Identifier: GPL-2.0-or-later
"""The Linux source tree that --linux names. It has to have the tests; of Debian's packages they are unpacked."""

import pathlib
import re
import shutil
import subprocess

from common.build import install, revision_tree
from common.command import Failure
from common.kept import locked, read_if_there
from common.options import is_revision
from common.paths import out_folder
from common.words import for_people

# The folder of the suite in a tree.
SUITE = pathlib.Path("tools/testing/radix-tree")

# What the tests are built from.
PARTS = ("include/linux", "lib", "tools/arch", "tools/include", "tools/lib", "tools/testing")
# Large, and no part of it.
LEFT_OUT = "tools/testing/selftests"


def unpack(tarball, folder):
    """Unpack the parts of a tree that the tests need, unless that has been done."""
    top = tarball.name.split(".tar.")[0]
    seen = tarball.stat()
    stamp = ("%s %d %d\n" % (tarball, seen.st_size, seen.st_mtime_ns)).encode()
    if read_if_there(folder / ".unpacked") == stamp:
        return
    print("kernel-tests: unpacking the tests of %s into %s" % (tarball, for_people(folder)), flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    names = [top + "/" + part for part in ("Makefile", *PARTS)]
    done = subprocess.run(["tar", "-C", folder, "--strip-components=1", "--exclude=%s/%s" % (top, LEFT_OUT), "-xf", tarball,
                           *names], check=False)
    if done.returncode:
        raise Failure("%s could not be unpacked" % tarball)
    (folder / ".unpacked").write_bytes(stamp)


def debian_tree(version):
    """The folder with what the tests of Debian's linux-source-@version need."""
    if not re.fullmatch(r"\d+\.\d+", version):
        raise Failure("--linux debian:%s: there is no such package; debian:6.12 or debian:6.1 may be meant" % version)
    folder = out_folder() / "linux" / ("debian-%s-suite" % version)
    tarball = pathlib.Path("/usr/src/linux-source-%s.tar.xz" % version)
    with locked(folder):
        if not tarball.exists() and not (folder / ".unpacked").exists():
            install("linux-source-" + version)
        if tarball.exists():
            unpack(tarball, folder)
    return folder


def find_tree(linux, needed):
    """The folder that --linux @linux means. It must have the file @needed."""
    if linux == "debian" or linux.startswith("debian:"):
        tree = debian_tree(linux[len("debian:"):] or "6.12")
    elif is_revision(linux):
        tree = revision_tree(linux)
    else:
        tree = pathlib.Path(linux)
    if not tree.is_dir():
        raise Failure("--linux %s: no such directory; give the top of a Linux source tree" % linux)
    if not (tree / needed).is_file():
        raise Failure("%s has no %s; these tests need a whole Linux source tree, from 6.1 on" % (linux, needed))
    return tree.resolve()
