"""Rows asked again: models that differ in one way each differ in that way alone."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers
from audits.measurement import WhyNot
from audits.reproducibility.repeats import (
    AGAIN,
    BY_ITSELF,
    IN_PROCESS,
    ONE_THREAD,
    PRECISIONS,
    REVERSED,
    THREADS,
    Elsewhere,
    Given,
    answers,
    beside,
    repeats,
    rows_asked,
)
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.audits.reproducibility.unsteady import Unsteady

WEIGHTS = {"x0": 1.0, "x1": -1.0}


def made(model):
    data = people()
    rows = rows_asked(data, model.reads, 60)
    first = answers(model, data, rows)
    return dict(repeats(model, data, rows, first, lambda fraction: None))


def differing(model):
    return {
        name
        for name, one in made(model).items()
        if not isinstance(one, WhyNot) and one.changed.any()
    }


def test_a_steady_model_repeats_to_the_last_bit():
    found = made(Unsteady(WEIGHTS))
    assert tuple(found) == (*IN_PROCESS, *PRECISIONS)
    for one in (found[name] for name in IN_PROCESS):
        assert not one.changed.any()
        assert not one.flipped.any()
        assert one.largest == 0


@pytest.mark.parametrize(
    ("by", "differs"),
    [
        ({"by_chance": 0.1}, set(IN_PROCESS)),
        ({"by_company": 1e-4}, {BY_ITSELF, REVERSED}),
        ({"by_size": 1e-6}, {BY_ITSELF}),
        ({"by_threads": 1e-9}, {THREADS}),
    ],
)
def test_each_fault_shows_where_it_lies(by, differs):
    assert differing(Unsteady(WEIGHTS, **by)) == differs


def test_the_size_of_a_difference_is_that_of_the_fault():
    found = made(Unsteady(WEIGHTS, by_threads=1e-9))
    assert found[THREADS].largest == pytest.approx(1e-9, rel=1e-3)
    assert not found[THREADS].flipped.any()
    assert found[AGAIN].largest == 0


def test_a_model_without_threads_is_not_asked_by_others():
    found = made(LinearTable(WEIGHTS))
    for variant in (ONE_THREAD, THREADS, *PRECISIONS):
        assert isinstance(found[variant], WhyNot)


def test_batches_do_not_change_what_a_steady_model_answers():
    data, model = people(), LinearTable(WEIGHTS)
    rows = np.array([5, 3, 9, 1, 7])
    whole, parts = answers(model, data, rows), answers(model, data, rows, 2)
    assert np.array_equal(whole.codes, parts.codes)
    assert np.array_equal(whole.numbers, parts.numbers)


def test_flips_and_missing_numbers_by_hand():
    nan = float("nan")
    first = Given(np.array([0, 1, -1, 1]), np.array([[0.6, 0.4], [0.2, 0.8], [nan, nan], [0, 1]]))
    again = Given(np.array([1, 1, -1, 1]),
                    np.array([[0.4, 0.6], [0.2, 0.8], [nan, nan], [nan, 1]]))  # fmt: skip
    found = beside("x", first, again)
    assert found.flipped.tolist() == [True, False, False, False]
    assert found.changed.tolist() == [True, False, False, True]
    assert found.largest == pytest.approx(0.2)
    assert found.shifts.tolist() == [pytest.approx(0.2), 0, 0, np.inf]


def test_without_probabilities_classes_alone_are_compared():
    found = beside("x", Given(np.array([0, 1]), None), Given(np.array([0, 0]), None))
    assert found.changed.tolist() == [False, True]


def test_numbers_of_a_regressor_by_hand():
    first = Given(None, np.array([[1.0], [2.0], [np.nan], [4.0]]))
    again = Given(None, np.array([[1.0], [2.5], [np.nan], [np.nan]]))
    found = beside("x", first, again)
    assert not found.flipped.any()
    assert found.changed.tolist() == [False, True, False, True]
    assert found.shifts.tolist() == [0, 0.5, 0, np.inf]
    assert found.largest == 0.5


def test_a_regressors_answers_come_back_from_another_process_without_codes(tmp_path):
    Elsewhere(np.array([1, 0]), Given(None, np.array([[0.1], [0.2]])), False).write(
        tmp_path / "a.npz"
    )
    read = Elsewhere.read(tmp_path / "a.npz")
    assert read.given.codes is None
    assert read.given.numbers.tolist() == [[0.1], [0.2]]


def test_rows_do_not_depend_on_the_order_of_the_file():
    rng = np.random.default_rng(0)
    values = rng.normal(size=500)
    data = Dataset((Column("x", Role.FEATURE, Numbers(values)),))
    turned = data.take(np.arange(500)[::-1])
    one = sorted(values[rows_asked(data, ("x",), 40)])
    other = sorted(turned["x"].numbers[rows_asked(turned, ("x",), 40)])
    assert one == other
    assert len(one) == 40


@pytest.mark.parametrize("has_probabilities", [True, False])
def test_another_process_writes_what_this_one_reads(tmp_path, has_probabilities):
    told = np.array([[1 / 3, 2 / 3], [0.1, 0.9]]) if has_probabilities else None
    Elsewhere(np.array([4, 2]), Given(np.array([1, 1]), told), True).write(tmp_path / "a.npz")
    read = Elsewhere.read(tmp_path / "a.npz")
    assert read.rows.tolist() == [4, 2]
    assert read.given.codes.tolist() == [1, 1]
    assert read.on_gpu
    assert (read.given.numbers is None) == (told is None)
    if told is not None:
        assert np.array_equal(read.given.numbers, told)


def test_what_is_no_such_file_is_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"nothing")
    with pytest.raises((OSError, ValueError)):
        Elsewhere.read(tmp_path / "a.npz")
