# SPDX-License-Identifier: GPL-2.0-or-later
"""Building presets, installing packages, and where the programs of a build are."""

import pathlib
import subprocess

from .command import Explained
from .options import check_linux, linux_words
from .paths import ROOT, out_folder
from .targets import executable


def build(preset, linux=None, bits32=False):
    """Build a preset for the subject @linux, as --linux has it. Return its folder. scripts/build has said what goes wrong."""
    check_linux(linux)
    done = subprocess.run([ROOT / "scripts" / "build", *linux_words(linux, bits32), preset], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Explained("there is no build to run")
    return ROOT / done.stdout.decode().strip()


# What scripts/build does of --linux before it builds.
TREE = """root=$1
die() { echo "build: $*" >&2; exit 2; }
. "$root/scripts/lib/linux.sh"
linux_tree "$2"
"""


def revision_tree(linux):
    """The folder with the files of --linux @linux, PATH@REF."""
    done = subprocess.run(["bash", "-c", TREE, "-", ROOT, linux], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        raise Explained("there is no such tree")
    return pathlib.Path(done.stdout.decode().removesuffix("\n"))


def tool_path(folder):
    """The maplefuzz command of the build in @folder."""
    return folder / "fuzz" / "tool" / "maplefuzz"


def target_path(folder, target):
    """The fuzz target @target of the build in @folder."""
    return folder / "fuzz" / "targets" / executable(target)


def corpus_folder(target, folder, preset):
    """
    Where the corpus of @target is. @folder: of a build of @preset. Each Linux tree has one of its own, however it changes,
    which is called like its builds: that of build/fuzz-linux-2dd589 is out/corpus/TARGET-linux-2dd589.
    """
    return out_folder() / "corpus" / (target + folder.name.removeprefix(preset))


def crash_folder(tool):
    """
    Where crashes of the target of @tool are. What diverges on one content of a tree need not on another: of the embedded
    tree they are all in out/crashes/TARGET, of others in out/crashes/TARGET-linux-6.12.117-4c8ce98557e9.
    """
    identity = tool.identity()
    name = tool.target if identity["name"] == "embedded" else "%s-%s" % (tool.target, identity["folder"])
    return out_folder() / "crashes" / name


def install(*packages):
    """Install the Debian packages that are missing. scripts/setup has said what goes wrong."""
    if subprocess.run([ROOT / "scripts" / "setup", *packages], check=False).returncode:
        raise Explained("packages are missing: %s" % " ".join(packages))
