"""Model and people together, with gains that are known beforehand."""

import numpy as np
import pytest

from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated
from audits.tradeoffs.beside_people import Beside
from audits.tradeoffs.deferral import MODEL, PEOPLE, choose_deferral, gain, team_curve
from audits.tradeoffs.people import People

STATED = Stated(0.95, 30)


def beside(by_model, by_people):
    """by_people: shape (items, people)."""
    item, person = (axis.reshape(-1) for axis in np.indices(by_people.shape))
    names = tuple(f"p{at}" for at in range(by_people.shape[1]))
    nothing = np.zeros(len(item), dtype=np.intp)
    of = People(names, ("a",), np.arange(len(by_people)), item, person, nothing)
    return Beside(of, by_people.reshape(-1), by_model)


def planted(items, people, seed, *, able=0.8):
    """Surely right on half of the items and as good as chance on the others; people are not."""
    rng = np.random.default_rng(seed)
    knows = rng.random(items) < 0.5
    by_model = knows | (rng.random(items) < 0.5)
    sure = np.where(knows, 0.9, 0.6) + rng.normal(0, 0.01, items)
    return beside(by_model, rng.random((items, people)) < able), sure


def test_the_curve_by_hand():
    by_model, by_people = np.array([True, False, True]), np.array([0.5, 1.0, 0.0])
    coverage, team = team_curve(by_model, by_people, np.array([0.9, 0.7, 0.8]))
    assert coverage == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert team == pytest.approx([1.5 / 3, 2 / 3, 3 / 3, 2 / 3])


def test_equally_sure_items_are_answered_together():
    coverage, _ = team_curve(np.ones(4) == 1, np.zeros(4), np.array([0.9, 0.9, 0.7, 0.7]))
    assert coverage.tolist() == [0, 0.5, 1]


def test_a_planted_gain_lies_within_its_interval():
    """Together 1/2 + 1/2 x .8 = .9, people alone .8."""
    both, sure = planted(4000, 12, 0)
    found = choose_deferral(both, sure, np.random.default_rng(1))
    assert found.alone == PEOPLE
    assert found.coverage == pytest.approx(0.5, abs=0.03)
    measured = gain("g", (), found, np.ones(4000) == 1, STATED)
    assert isinstance(measured, Estimate)
    assert 0.1 in measured.interval
    assert measured.interval.lower > 0.05
    assert measured.sample_size == 2000
    assert measured.method.startswith("bounded-student_t (items and 12 people")


def test_the_half_that_chose_does_not_judge_so_that_nothing_is_gained_from_noise():
    """A sureness that says nothing: the best coverage of the half that chose is luck."""
    lucky, judged = [], []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        both = beside(rng.random(200) < 0.8, rng.random((200, 4)) < 0.8)
        found = choose_deferral(both, rng.random(200), rng)
        gained = found.gained
        lucky.append(gained[~found.judged].mean())
        judged.append(gained[found.judged].mean())
    assert np.mean(lucky) > 0.01
    assert abs(np.mean(judged)) < 3 * np.std(judged) / 60**0.5


def test_a_model_that_is_always_better_hands_nothing_over():
    rng = np.random.default_rng(3)
    both = beside(np.ones(400) == 1, rng.random((400, 3)) < 0.6)
    found = choose_deferral(both, rng.random(400), rng)
    assert (found.alone, found.coverage) == (MODEL, 1.0)
    measured = gain("g", (), found, np.ones(400) == 1, STATED)
    assert isinstance(measured, Undetermined)
    assert "the model alone did best on the half that chose" in measured.reason


def test_one_person_or_many_widen_it_alike_only_where_they_differ():
    rng = np.random.default_rng(4)
    knows = rng.random(1000) < 0.5
    sure = np.where(knows, 0.9, 0.6)
    by_model = knows | (rng.random(1000) < 0.5)
    alike = rng.random((1000, 6)) < 0.8
    apart = rng.random((1000, 6)) < np.linspace(0.65, 0.95, 6)
    widths = []
    for by_people in (alike, apart):
        found = choose_deferral(beside(by_model, by_people), sure, np.random.default_rng(5))
        measured = gain("g", (), found, np.ones(1000) == 1, STATED)
        widths.append(measured.interval.upper - measured.interval.lower)
    assert widths[1] > 1.5 * widths[0]


def test_without_sureness_or_items_there_is_none():
    both, sure = planted(100, 3, 6)
    assert choose_deferral(both, None, np.random.default_rng(0)) is None
    assert choose_deferral(both, np.full(100, np.nan), np.random.default_rng(0)) is None
    found = choose_deferral(both, sure, np.random.default_rng(0))
    few = gain("g", (), found, np.arange(100) < 1, STATED)
    assert isinstance(few, Undetermined)
