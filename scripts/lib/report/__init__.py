# SPDX-License-Identifier: GPL-2.0-or-later
"""What reports for a browser have in common: base template, macros, stylesheet, and how a report gets into its place."""
