#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check the rank test against published tables, and against all ways to deal the values out."""

import fractions
import itertools
import math
import unittest

import mutator_rank as rank


def by_enumeration(xs, ys):
    """The p-value, from each way to call len(xs) of the values the first sample."""
    values = [*xs, *ys]
    middle = len(xs) * len(ys)
    distance = abs(rank.statistic(xs, ys) - middle)
    extreme = total = 0
    for chosen in itertools.combinations(range(len(values)), len(xs)):
        first = [values[i] for i in chosen]
        second = [value for i, value in enumerate(values) if i not in chosen]
        extreme += abs(rank.statistic(first, second) - middle) >= distance
        total += 1
    return fractions.Fraction(extreme, total)


class RankTest(unittest.TestCase):
    def test_statistic(self):
        self.assertEqual(rank.statistic([1, 2, 3], [4, 5]), 0)
        self.assertEqual(rank.statistic([4, 5], [1, 2, 3]), 12)
        self.assertEqual(rank.statistic([1, 2], [2, 3]), 1)

    def test_published_tables(self):
        """Critical values of U for p <= 0.05, two-sided: with one more, it is no longer so."""
        for n, m, critical in ((4, 4, 0), (5, 5, 2), (5, 6, 3), (6, 6, 5), (7, 7, 8), (8, 8, 13), (10, 10, 23), (20, 20, 127)):
            self.assertLessEqual(rank.p_value(*samples(n, m, critical)), 0.05, (n, m))
            self.assertGreater(rank.p_value(*samples(n, m, critical + 1)), 0.05, (n, m))

    def test_known_values(self):
        apart = rank.p_value([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
        self.assertEqual(apart, fractions.Fraction(2, 252))
        self.assertEqual(rank.p_value([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]), apart)
        self.assertEqual(rank.p_value([1, 2, 3], [1, 2, 3]), 1)

    def test_ties(self):
        none = math.inf
        for xs, ys in (([1, 2, 2, 3], [2, 4, 4, 5]), ([1, 2, 3, 4, none], [none] * 5), ([none] * 5, [none] * 5),
                       ([7, 7, 9], [1, 7, 8, 9, 9])):
            self.assertEqual(rank.p_value(xs, ys), by_enumeration(xs, ys), (xs, ys))


def samples(n, m, u):
    """Samples of @n and @m different values with the given U."""
    ys = [2 * i for i in range(m)]
    xs = []
    for _ in range(n):
        above = min(u, m)
        u -= above
        xs.append(2 * above - 1 + len(xs) / n)
    return xs, ys


if __name__ == "__main__":
    unittest.main()
