# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers on the command line."""

import argparse
import math
import os

# More processes than that for each core would only take turns.
JOBS_PER_CORE = 16


def number_type(kind, least, most, what):
    def parse(text):
        try:
            number = kind(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:  # which nan is not either
            raise argparse.ArgumentTypeError("%s from %d to %d is wanted, not '%s'" % (what, least, most, text))
        return number
    return parse


def whole_number(least, most=10 ** 9):
    """For an option: a whole number from @least to @most."""
    return number_type(int, least, most, "a whole number")


def any_number(least, most=10 ** 6):
    """For an option: a number from @least to @most, which may have a fraction."""
    return number_type(float, least, most, "a number")


def seconds_number():
    """For an option: seconds that a process may take. The system counts milliseconds up to 2^31."""
    return whole_number(1, 10 ** 6)


def jobs_number():
    """For an option: how many processes."""
    return whole_number(1, JOBS_PER_CORE * os.cpu_count())
