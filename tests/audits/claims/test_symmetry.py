"""Against the definition written out, triple by triple; its level is counted."""

from itertools import combinations
from math import comb, erfc, sqrt

import numpy as np
import pytest

from audits.claims.symmetry import FEWEST, MOST, symmetry_p


def by_definition(values):
    """Randles et al. 1980 as Hollander, Wolfe & Chicken print it, (3.86) to (3.91)."""
    number = len(values)

    def leans(i, j, k):
        x, y, z = values[i], values[j], values[k]
        return float(np.sign(x + y - 2 * z) + np.sign(x + z - 2 * y) + np.sign(y + z - 2 * x))

    triples = {triple: leans(*triple) for triple in combinations(range(number), 3)}
    total = sum(triples.values())
    of_one = [sum(v for t, v in triples.items() if i in t) for i in range(number)]
    of_two = [
        sum(v for t, v in triples.items() if i in t and j in t)
        for i, j in combinations(range(number), 2)
    ]
    # The book's variance of the sum, in sums of squares.
    share = total / 3 / comb(number, 3)
    first = np.mean([(v / 3 / comb(number - 1, 2) - share) ** 2 for v in of_one])
    second = np.mean([(v / 3 / (number - 2) - share) ** 2 for v in of_two])
    third = 1 / 9 - share**2
    variance = (3 * comb(number - 3, 2) * first + 3 * (number - 3) * second + third) / comb(
        number, 3
    )
    return erfc(abs(share) / sqrt(variance) / sqrt(2))


@pytest.mark.parametrize("number", [10, 17])
def test_it_is_the_triples_test(number):
    values = np.random.default_rng(number).exponential(size=number)
    values[-1] = values[0]
    assert symmetry_p(values) == pytest.approx(by_definition(values))
    assert symmetry_p(-values) == pytest.approx(symmetry_p(values))
    assert symmetry_p(3 * values + 7) == pytest.approx(symmetry_p(values))


def test_few_are_not_judged_and_many_are_thinned():
    rng = np.random.default_rng(2)
    assert symmetry_p(rng.exponential(size=FEWEST - 1)) == 1.0
    assert symmetry_p(np.ones(20)) == 1.0
    assert symmetry_p(rng.exponential(size=10 * MOST)) < 1e-6
    assert symmetry_p(rng.normal(size=10 * MOST)) > 0.01


@pytest.mark.parametrize("law", ["normal", "laplace", "uniform"])
def test_symmetric_values_seldom_contradict_it(law):
    """At most 2 % at .01, as 13 of 400 would be once in a hundred of a true 2 %."""
    rng = np.random.default_rng(5)
    assert sum(symmetry_p(getattr(rng, law)(size=13)) < 0.01 for _ in range(400)) <= 14
