"""Error consistency: the formula of Geirhos et al. 2020 by hand, each item left out by sklearn."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated
from audits.tradeoffs.beside_people import Beside, Right
from audits.tradeoffs.error_consistency import (
    MOST_PAIRED,
    among,
    consistency_among,
    consistency_with,
    with_each,
)
from audits.tradeoffs.people import People


def rights(*flags):
    return [Right(np.flatnonzero(each >= 0), each[each >= 0] == 1) for each in flags]


def beside(by_model, by_people):
    """by_people: shape (items, people)."""
    items, people = by_people.shape
    item, person = (axis.reshape(-1) for axis in np.indices(by_people.shape))
    names = tuple(f"p{at}" for at in range(people))
    nothing = np.zeros(len(item), dtype=np.intp)
    of = People(names, ("a",), np.arange(items), item, person, nothing)
    return Beside(of, by_people.reshape(-1), by_model)


def test_two_by_the_published_formula():
    """Right in .8 and .9 of ten items, alike in .9 of them: (.9 - .74) / .26."""
    first = np.array([0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
    second = np.array([0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    found = with_each(*rights(first), rights(second), 10, 2)
    expected = 0.8 * 0.9 + 0.2 * 0.1
    assert found.value == pytest.approx((0.9 - expected) / (1 - expected))


def test_each_item_and_person_left_out():
    rng = np.random.default_rng(3)
    first, second, third = (rng.random(40) < rate for rate in (0.6, 0.7, 0.8))
    found = with_each(*rights(first), rights(second, third), 40, 2)
    for item in range(40):
        rest = np.arange(40) != item
        kappas = [cohen_kappa_score(first[rest], other[rest]) for other in (second, third)]
        assert found.items[item] == pytest.approx(np.mean(kappas))
    both = [cohen_kappa_score(first, other) for other in (third, second)]
    assert found.people == pytest.approx(both)
    pairs = [cohen_kappa_score(a, b) for a, b in ((second, third), (first, third), (first, second))]
    together = among(rights(first, second, third), 40, 2)
    assert together.value == pytest.approx(np.mean(pairs))
    assert together.people == pytest.approx(pairs)


def test_only_shared_items_count():
    first = np.array([1, 0, 1, 0, -1, -1])
    second = np.array([-1, 0, 1, 1, 0, 0])
    found = with_each(*rights(first), rights(second), 6, 2)
    assert found.shared == 3
    assert found.value == pytest.approx(cohen_kappa_score([0, 1, 0], [0, 1, 1]))
    assert with_each(*rights(first), rights(second), 6, 4) is None


def test_two_that_never_err_have_none():
    ones = np.ones(50, dtype=int)
    assert with_each(*rights(ones), rights(ones), 50, 2) is None
    found = consistency_with("c", (), beside(ones == 1, np.ones((50, 2)) == 1), Stated(0.95, 30))
    assert isinstance(found, Undetermined)


def test_of_many_people_those_who_answered_most_are_paired():
    rng = np.random.default_rng(5)
    people = [rng.random(60) < 0.7 for _ in range(MOST_PAIRED + 5)]
    assert among(rights(*people), 60, 2).pairs == MOST_PAIRED * (MOST_PAIRED - 1) // 2


@pytest.mark.parametrize("shared", [False, True])
def test_a_model_that_errs_where_people_do_is_told_from_one_that_does_not(shared):
    rng = np.random.default_rng(7)
    hard = rng.random(600) < 0.3
    by_people = rng.random((600, 8)) < np.where(hard, 0.4, 0.95)[:, None]
    chance = np.where(hard, 0.4, 0.95) if shared else np.full(600, 0.8)
    model = beside(rng.random(600) < chance, by_people)
    with_people = consistency_with("c", (), model, Stated(0.95, 30))
    each_other = consistency_among("c", (), model, Stated(0.95, 30))
    assert isinstance(with_people, Estimate)
    # Two of these agree by hand: the covariance of their chances over the variance of either.
    rate = 0.3 * 0.4 + 0.7 * 0.95
    truth = 0.3 * 0.7 * 0.55**2 / (rate * (1 - rate))
    assert truth in each_other.interval
    assert (0 in with_people.interval) == (not shared)
    assert (truth in with_people.interval) == shared
