# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/kernel-tests: the kernel's userspace tests of the maple tree, with functions of ours in the place of their list."""
