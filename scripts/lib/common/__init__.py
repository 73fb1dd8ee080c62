# SPDX-License-Identifier: GPL-2.0-or-later
"""What several commands need. Modules in here import nothing but each other."""
