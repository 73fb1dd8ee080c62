# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's kernels: image and headers are downloaded and unpacked into a folder of ours, not installed."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from common.build import install
from common.command import Failure
from common.folder import unfinished
from common.kept import locked
from common.paths import out_folder
from common.words import for_people

# The kernel for virtual machines: the smallest image that Debian has.
IMAGE = r"linux-image-(%s(?:\.[0-9]+)*(?:-[0-9]+|\+deb[0-9]+))-cloud-amd64-unsigned"

PACKAGES = ("make", "gcc")


def apt_cache(*words):
    return subprocess.run(["apt-cache", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False).stdout


def newest(version, listed):
    """The newest release of the kernel @version in a list of apt's, as its packages are named; None if there is none."""
    names = re.findall("^%s " % (IMAGE % re.escape(version)), listed, re.M)
    return max(names, key=lambda name: [int(number) for number in re.findall(r"\d+", name)], default=None)


def newest_known(version):
    """The newest that apt knows of."""
    return newest(version, apt_cache("search", "--names-only", "^linux-image-%s.*-cloud-amd64-unsigned$" % re.escape(version)))


def packages(release):
    """The image, the headers, and what the headers need."""
    headers = "linux-headers-%s-cloud-amd64" % release
    needed = re.findall(r"Depends: (linux-headers-\S+-common|linux-kbuild-\S+)", apt_cache("depends", headers))
    return ["linux-image-%s-cloud-amd64-unsigned" % release, headers, *needed]


def fetch(version, folder):
    """Unpack the newest release of a version into @folder."""
    release = newest_known(version)
    if release is None:
        subprocess.run([*([] if os.geteuid() == 0 else ["sudo"]), "apt-get", "-q", "update"], stdout=subprocess.DEVNULL, check=False)
        release = newest_known(version)
    if release is None:
        raise Failure("--linux debian:%s: Debian has no kernel of that version for virtual machines; debian:6.12 or debian:6.1 may be "
                      "meant" % version)
    names = packages(release)
    print("in-kernel: downloading %s, about 50 MB, and unpacking it into %s" % (", ".join(names), for_people(folder)), flush=True)
    log = folder.with_name(folder.name + ".log")
    with tempfile.TemporaryDirectory() as place, unfinished(folder) as new, log.open("wb") as out:
        done = subprocess.run(["apt-get", "download", *names], cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                              check=False)
        files = list(pathlib.Path(place).glob("*.deb"))
        if done.returncode or len(files) != len(names):
            raise Failure("apt-get could not download %s; the log is %s" % (", ".join(names), for_people(log)))
        for file in files:
            subprocess.run(["dpkg-deb", "-x", file, new], check=True)
        shutil.rmtree(new / "lib", ignore_errors=True)  # the drivers


class Debian:
    """Debian's kernel of @version, "6.12" for instance."""

    def __init__(self, version):
        self.linux = "debian:" + version
        self.version = version
        self.folder = out_folder() / "linux" / ("debian-%s-kernel" % version)

    def build(self):
        """Download it, if that has not been done."""
        install(*PACKAGES)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with locked(self.folder):
            if not self.folder.is_dir():
                fetch(self.version, self.folder)

    def only(self, pattern):
        return next(self.folder.glob(pattern))

    @property
    def image(self):
        return self.only("boot/vmlinuz-*")

    @property
    def name(self):
        """In words."""
        return "Debian's " + self.image.name.removeprefix("vmlinuz-")

    def module_words(self, folder):
        """For make: build the modules in @folder. The headers' own Makefile names a place where they are not."""
        headers, common = self.only("usr/src/linux-headers-*-cloud-amd64"), self.only("usr/src/linux-headers-*-common")
        return ["make", "-C", headers, "-f", common / "Makefile", "M=%s" % folder, "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules"]
