# SPDX-License-Identifier: GPL-2.0-or-later
"""The Mann-Whitney U test, exact, also with ties.

Fuzzing times have long tails, and some trials end without a find, so that means say little: the test looks at
the order of the trials only. One that found nothing is infinity; all of these tie.
"""

import fractions


def statistic(xs, ys):
    """U doubled, so that it is a whole number: 2 for each pair where x is larger, 1 where they tie."""
    return sum((x > y) * 2 + (x == y) for x in xs for y in ys)


def doubled_ranks(values):
    """The rank of each value, doubled: equal values share the middle of their ranks."""
    return [sum((other < value) * 2 + (other == value) for other in values) + 1 for value in values]


def rank_sums(ranks, size):
    """How many of the subsets of @size of the @ranks have which sum: {sum: count}."""
    counts = [{0: 1}] + [{} for _ in range(size)]
    for rank in ranks:
        for n in range(size, 0, -1):
            for total, count in counts[n - 1].items():
                counts[n][total + rank] = counts[n].get(total + rank, 0) + count
    return counts[size]


def p_value(xs, ys):
    """How probable it is that chance alone sets @xs and @ys as far apart as they are, in either direction."""
    sums = rank_sums(doubled_ranks([*xs, *ys]), len(xs))
    # The rank sum of xs is U and a constant, and lies symmetrically around its mean.
    mean = len(xs) * (len(xs) + len(ys) + 1)
    distance = abs(statistic(xs, ys) + len(xs) * (len(xs) + 1) - mean)
    extreme = sum(count for total, count in sums.items() if abs(total - mean) >= distance)
    return fractions.Fraction(extreme, sum(sums.values()))
