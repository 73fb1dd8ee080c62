# SPDX-License-Identifier: GPL-2.0-or-later
"""How much space a disk has, and how much of it a campaign leaves free."""

import shutil

MEGABYTE = 1 << 20


def free_megabytes(folder):
    return shutil.disk_usage(folder).free // MEGABYTE


def default_disk_floor(folder):
    """The megabytes that a campaign leaves free: 1 % of the disk, at least 64."""
    return max(64, shutil.disk_usage(folder).total // 100 // MEGABYTE)
