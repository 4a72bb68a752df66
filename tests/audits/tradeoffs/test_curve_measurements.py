"""What a curve says as a measurement, and the reasons for which it says nothing."""

import numpy as np
import pytest

from audits.measurement import Estimate, Undetermined, WhyNot
from audits.statistics.shares import Stated
from audits.tradeoffs.curve_measurements import OfGroup, difference, gain, level, of_rows, of_scores
from audits.tradeoffs.learners import Learned
from audits.tradeoffs.learning_curves import Points, fitted
from audits.tradeoffs.recorded_curves import Recorded

SIZES = np.array([100.0, 200.0, 400.0, 800.0])
STATED = Stated(0.95, 30)
FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def group(rise, error=1e-4, reason=None, rows=200):
    points = Points(SIZES, 0.9 - rise * SIZES**-0.5, np.eye(4) * error**2, 0.0, rows - 1.0)
    return OfGroup(rows, points, fitted(points), reason)


def test_the_gain_is_that_of_the_formula():
    measured = gain("accuracy_gain_of_twice_the_data", (), group(2), 800, STATED, "note")
    assert isinstance(measured, Estimate)
    assert measured.value == pytest.approx(2 * (800**-0.5 - 1600**-0.5), abs=2e-4)
    assert measured.method == "profiled (note)"
    assert measured.sample_size == 200


def test_the_level_ends_at_one():
    points = Points(SIZES, 1.0 - SIZES**-0.5, np.eye(4) * 0.02**2, 0.01**2, 199.0)
    measured = level("accuracy_with_twice_the_data", (), OfGroup(200, points, fitted(points)), 800,
                     STATED, "note")  # fmt: skip
    assert measured.interval.upper == 1.0
    assert measured.value in measured.interval


def test_a_difference_is_that_of_the_two_gains():
    measured = difference("d", (FEMALE, MALE), (group(3), group(1)), 800, STATED, "note",
                          of_gains=True)  # fmt: skip
    assert measured.value == pytest.approx(2 * (800**-0.5 - 1600**-0.5), abs=5e-4)
    assert (measured.group, measured.reference, measured.sample_size) == (FEMALE, MALE, (200, 200))
    gap = difference("g", (FEMALE, MALE), (group(3), group(1)), 800, STATED, "note",
                     of_gains=False)  # fmt: skip
    assert gap.value == pytest.approx(-2 * 1600**-0.5, abs=5e-4)


def test_what_decides_nothing_keeps_its_value_beside_the_reason():
    measured = gain("accuracy_gain", (), group(2, reason="12 rows where 30 are needed"), 800,
                    STATED, "note")  # fmt: skip
    assert isinstance(measured, Undetermined)
    assert measured.raw is not None
    assert measured.reason == "12 rows where 30 are needed"


def test_a_group_without_a_curve_makes_no_difference():
    measured = difference(
        "d", (FEMALE, MALE), (OfGroup(5, None, WhyNot("no")), group(1)), 800, STATED, "note",
        of_gains=True,
    )  # fmt: skip
    assert isinstance(measured, Undetermined)
    assert measured.reason == "sex f: no"


def test_scores_that_are_too_noisy_say_so():
    measured = gain("accuracy_gain", (), group(2, error=0.2), 800, STATED, "note")
    assert isinstance(measured, Undetermined)
    assert "the scores are too noisy: the gain may be anything from" in measured.reason


def judged(right):
    right = np.array(right, dtype=bool)
    repeats, rows, sizes = right.shape
    draw = np.arange(repeats)[:, None].repeat(rows, axis=1)
    return Learned(np.array([100.0, 200.0, 400.0, 800.0])[:sizes], right, draw,
                   np.zeros((repeats, rows), dtype=bool), 1000, apart=True)  # fmt: skip


def test_a_gain_rests_on_rows_that_turn():
    right = np.ones((5, 40, 4))
    right[:, :7, 0] = 0
    of = of_rows(judged(right), np.ones(40, dtype=bool), None, STATED)
    assert of.reason == "7 rows are judged otherwise at another size, and a gain rests on 8 or more"


def test_small_groups_and_idle_surrogates_say_why():
    rng = np.random.default_rng(0)
    steps = judged(rng.random((5, 40, 4)) < [0.6, 0.7, 0.75, 0.8])
    some = np.arange(40) < 20
    assert of_rows(steps, some, None, STATED).reason == "20 rows where 30 are needed"
    every = np.ones(40, dtype=bool)
    assert of_rows(steps, every, WhyNot("it learns nothing"), STATED).reason == "it learns nothing"
    one = of_rows(steps, np.arange(40) < 1, None, STATED)
    assert one.curve == WhyNot("1 row where 30 are needed")


def test_a_draw_that_is_there_twice_decides_nothing():
    of = of_scores(Recorded(np.array([1.0, 1.0]), np.array([0.1, 0.2]), ("a", "a")))
    assert of.curve == WhyNot("draw a of size 1 has two scores: it would count twice")
