import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.confounds.variables import (
    LARGEST,
    Variable,
    contrasts,
    present,
    side_by_side,
    too_large,
    variable,
)
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.specification.roles import Role

CODES = st.lists(st.integers(-1, 3), min_size=1, max_size=30)


@given(CODES)
def test_only_whole_rows_stand_side_by_side_and_only_their_levels(codes):
    numbers = np.arange(len(codes), dtype=float)
    found = variable(Categories(np.array(codes), ("a", "b", "c", "d")), "g")
    data = Dataset((Column("n", Role.FEATURE, Numbers(numbers)),))
    groups, values = side_by_side(data, [found, Variable(numbers)])
    assert len(groups) == len(values) == sum(code >= 0 for code in codes)
    assert set(groups.levels) == {"abcd"[code] for code in codes if code >= 0}
    pairs = {(groups.levels[c], v) for c, v in zip(groups.codes, values.values, strict=True)}
    assert pairs == {("abcd"[code], float(at)) for at, code in enumerate(codes) if code >= 0}


@given(CODES, st.integers(0, 2**32 - 1))
def test_the_order_of_the_file_is_moot(codes, seed):
    data = Dataset((Column("n", Role.FEATURE, Numbers(np.zeros(len(codes)))),))
    turn = np.random.default_rng(seed).permutation(len(codes))
    values = np.array(codes) * 2.0

    def stood(order):
        found = variable(Categories(np.array(codes)[order], ("a", "b", "c", "d")), "g")
        return side_by_side(data, [found, Variable(values[order])])

    plain, turned = stood(np.arange(len(codes))), stood(turn)
    for first, second in zip(plain, turned, strict=True):
        np.testing.assert_array_equal(first.values, second.values)


def test_a_count_writes_rows_out():
    data = Dataset((Column("n", Role.COUNT, Numbers(np.array([2.0, 0.0, 3.0]))),))
    (found,) = side_by_side(data, [Variable(np.array([5.0, 6.0, 1.0]))])
    assert found.values.tolist() == [1, 1, 1, 5, 5]


def test_indicators_and_contrasts_of_a_category():
    found = Variable(np.array([2, 0, 1]), ("a", "b", "c"))
    assert found.indicators().tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert contrasts(found).tolist() == [[0, 0], [1, 0], [0, 1]]
    assert contrasts(Variable(np.array([3.0]))).tolist() == [[3.0]]


def test_what_cannot_be_squared_and_what_is_neither_is_refused():
    large = Numbers(np.array([np.nan, 2 * LARGEST]))
    assert too_large(large)
    assert not too_large(Numbers(np.array([np.nan, 1.0])))
    with pytest.raises(NotApplicable, match="whose squares cannot be"):
        variable(large, "n")
    with pytest.raises(NotApplicable, match="neither numbers nor categories"):
        variable(Texts.of(["a"]), "t")
    assert present(Variable(np.array([np.inf, 1.0]))).tolist() == [False, True]
