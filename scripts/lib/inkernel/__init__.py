# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs programs as modules of a kernel in a virtual machine."""
