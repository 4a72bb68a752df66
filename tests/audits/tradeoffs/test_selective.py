"""The risk-coverage curve and its area, by hand and against draws of a known population."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers
from audits.measurement import Undetermined
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from audits.tradeoffs.selective import area, curve_of, how_sure
from tests.audits.tradeoffs.judged import judged
from tests.subjects import Subject

STATED = Stated(0.95, 30)


def test_the_curve_by_hand():
    curve = curve_of(np.array([0.9, 0.6, 0.8, 0.7]), np.array([False, True, True, False]))
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])


def test_of_equally_sure_rows_the_order_is_the_expected_one():
    wrong = np.array([True, False, False, False])
    for order in ([0, 1, 2, 3], [3, 2, 1, 0]):
        curve = curve_of(np.full(4, 0.7), wrong[order])
        assert curve.risk == pytest.approx([0.25] * 4)


def test_the_area_is_the_mean_of_the_risks():
    measured = area("a", (), np.array([0.9, 0.6, 0.8, 0.7]), np.array([0, 1, 1, 0]) == 1, STATED)
    assert isinstance(measured, Undetermined)
    assert measured.reason == "4 rows where 30 are needed"
    assert measured.raw[0] == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_a_sureness_that_says_nothing_has_the_error_rate_as_its_area_and_holds_it():
    """In closed form: the risk at any coverage is the error rate."""
    rng = np.random.default_rng(0)
    held = [
        0.2 in area("a", (), rng.random(150), rng.random(150) < 0.2, STATED).interval
        for _ in range(300)
    ]
    assert np.mean(held) >= 0.935


def test_a_sureness_that_knows_all_has_the_least_area():
    """Wrong in the last share r alone: r + (1 - r) ln(1 - r), Geifman & El-Yaniv 2019."""
    rows, rate = 20_000, 0.25
    wrong = np.arange(rows) >= rows * (1 - rate)
    value = area("a", (), -np.arange(rows) * 1.0, wrong, STATED).value
    assert value == pytest.approx(rate + (1 - rate) * np.log(1 - rate), abs=1e-4)


def test_its_error_is_that_of_repeated_draws():
    rng = np.random.default_rng(1)

    def drawn():
        chance = rng.beta(4, 1, 400)
        return chance, rng.random(400) > chance

    values = [area("a", (), *drawn(), STATED).value for _ in range(200)]
    one = area("a", (), *drawn(), STATED)
    # Gaffke's beta lies over the plain standard error, by the row that was not seen.
    half = (one.interval.upper - one.interval.lower) / 2 / 1.96
    assert 1.0 <= half / np.std(values) < 2.2


def subject(columns):
    data = judged(40, 1, np.random.default_rng(2))
    kept = tuple(c for c in data if c.role not in (Role.SCORE, Role.ANNOTATION))
    return Subject(Dataset((*kept, *columns)))


def test_how_sure_it_is_of_its_own_answer():
    scores = np.linspace(0, 1, 40)
    known = subject([Column("score", Role.SCORE, Numbers(scores))])
    told = known.data["told"].categories.codes
    assert how_sure(known) == pytest.approx(np.where(told == 1, scores, 1 - scores))


def test_of_a_score_that_is_no_probability_how_far_from_its_threshold():
    scores = np.linspace(-3, 5, 40)
    cut = subject([Column("score", Role.SCORE, Numbers(scores), threshold=1.0)])
    assert how_sure(cut) == pytest.approx(np.abs(scores - 1))
    assert how_sure(subject([Column("score", Role.SCORE, Numbers(scores))])) is None
    assert how_sure(subject([])) is None
