import numpy as np
import pytest

from audits.confounds.conditional import model_of
from audits.confounds.plain import plain_p
from audits.confounds.variables import Variable
from tests.audits.confounds.simulated import (
    FAMILIES,
    category,
    continuous,
    number,
    number_and_classes,
)


def p_value(family, seed, *, rows=400, bias=0.0, permutations=199):
    draw = np.random.default_rng([11, seed])
    label, answer, nuisance = family(draw, rows, bias)
    return model_of(label, answer, nuisance, draw).test(permutations, draw)[0]


def test_few_of_two_hundred_innocent_tables_are_flagged():
    flagged = sum(p_value(family, seed) <= 0.05 for family in FAMILIES for seed in range(20))
    # 5 % are expected; 18 of 200 is its 99th percentile.
    assert flagged <= 18


def test_a_plain_correlation_flags_nearly_every_innocent_table():
    flagged = 0
    for seed in range(40):
        _, answer, nuisance = continuous(np.random.default_rng([11, seed]), 400, 0.0)
        flagged += plain_p(answer, nuisance) <= 0.05
    assert flagged >= 38


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_an_answer_that_uses_the_nuisance_is_found(family):
    found = [p_value(family, seed, rows=600, bias=0.3) <= 0.05 for seed in range(20)]
    assert sum(found) >= 18


def test_p_is_never_zero_and_counts_the_data():
    assert p_value(continuous, 1, bias=2.0, permutations=99) == pytest.approx(1 / 100)


def test_within_classes_the_test_is_exact():
    """Two rows of each of two values in one class: 2 of 6 arrangements are as extreme."""
    label = category([0, 0, 0, 0])
    held = category([0, 0, 1, 1])
    draw = np.random.default_rng(3)
    found, draws = model_of(label, held, held, draw).test(4000, draw)
    assert draws == 4000
    assert found == pytest.approx(2 / 6, abs=0.03)


def test_a_missed_trend_fails_the_check():
    draw = np.random.default_rng(5)
    y = np.sort(draw.uniform(-1, 1, 3000))
    wave = np.sin(60 * y) + 0.3 * draw.normal(size=3000)
    model = model_of(number(y), number(y + draw.normal(size=3000)), number(wave), draw)
    assert not model.holds
    assert "straight line" in model.stated or "spline" in model.stated


def test_a_million_rows_get_fewer_draws():
    draw = np.random.default_rng(0)
    values = draw.normal(size=200_000)
    label = Variable(draw.integers(0, 2, 200_000).astype(np.intp), ("0", "1"))
    model = model_of(label, number(values), number(values[::-1].copy()), draw)
    assert model.draws(4999) == 250
    assert model.draws(150) == 150


@pytest.mark.parametrize("bias", [0.0, 0.3])
def test_many_rows_of_a_class_are_shuffled_among_neighbours(bias, monkeypatch):
    monkeypatch.setattr("audits.confounds.conditional.MANY", 1000)
    monkeypatch.setattr("audits.confounds.conditional.NEIGHBOURHOODS", 60)
    flagged = sum(
        p_value(number_and_classes, seed, rows=3000, bias=bias) <= 0.05 for seed in range(40)
    )
    # 5 % of 40 are 2; more than 6 have a chance of .3 %.
    assert flagged >= 38 if bias else flagged <= 6


def test_both_ways_of_drawing_a_class_agree(monkeypatch):
    swapped = [p_value(number_and_classes, seed, rows=2000, permutations=999) for seed in range(6)]
    monkeypatch.setattr("audits.confounds.conditional.MANY", 1000)
    monkeypatch.setattr("audits.confounds.conditional.NEIGHBOURHOODS", 50)
    shuffled = [p_value(number_and_classes, seed, rows=2000, permutations=999) for seed in range(6)]
    assert np.abs(np.array(swapped) - np.array(shuffled)).max() < 0.2
