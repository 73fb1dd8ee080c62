# SPDX-License-Identifier: GPL-2.0-or-later
"""What benchmarks have in common: ratios of slices of time that were measured in turn, how far these lie apart, and whether that says something."""

import statistics
import typing

# Quartiles that are further apart than that, as a share of the median, say that something else was measured as well.
NOISY = 0.15


class Spread(typing.NamedTuple):
    """What several ratios come to: their median and quartiles."""
    median: float
    low: float
    high: float

    @property
    def noisy(self):
        return self.high - self.low > NOISY * self.median

    def words(self, digits=2):
        """The median, with a question mark if it means little; and the quartiles."""
        return "%.*f%s" % (digits, self.median, "?" if self.noisy else ""), "%.*f to %.*f" % (digits, self.low, digits, self.high)


def spread(values):
    low, _, high = statistics.quantiles(values, n=4)
    return Spread(statistics.median(values), low, high)


def neighbours(dividends, divisors):
    """The ratios of values that were measured in turn."""
    return spread([over / under for over, under in zip(dividends, divisors, strict=True)])


def noise(spreads):
    """A sentence on how many of these mean nothing, or no line at all."""
    spreads = list(spreads)
    noisy = sum(one.noisy for one in spreads)
    if noisy:
        yield "%d of %d ratios have a question mark: the machine was too noisy for them to mean something. Their quartiles are more than %.0f %% of them apart." % (
            noisy, len(spreads), 100 * NOISY)
