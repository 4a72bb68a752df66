"""Rows asked again: models that differ in one way each differ in that way alone."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.measurement import WhyNot
from audits.reproducibility.given import Given, rows_asked
from audits.reproducibility.repeats import (
    AGAIN,
    BY_ITSELF,
    IN_PROCESS,
    ONE_THREAD,
    PRECISIONS,
    REVERSED,
    THREADS,
    Asking,
    beside,
    repeats,
)
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.audits.reproducibility.unsteady import Unsteady
from tests.audits.reproducibility.unsteady_words import Interpreter, Writer

WEIGHTS = {"x0": 1.0, "x1": -1.0}


def made(model):
    data = people()
    asking = Asking(model, data, rows_asked(model, data, 60))
    return dict(repeats(asking, asking.answers(), lambda fraction: None))


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


def in_words(model, number=50):
    prompts = [f"say {chr(97 + row % 26)}{row}" for row in range(number)]
    data = Dataset((Column("prompt", Role.FEATURE, Texts.of(prompts)),))
    asking = Asking(model, data, rows_asked(model, data, number))
    return dict(repeats(asking, asking.answers(), lambda fraction: None))


def test_steady_words_repeat_and_a_translator_is_not_answered_from_its_memory():
    for model in (Writer(), Interpreter()):
        found = in_words(model)
        for name in (AGAIN, BY_ITSELF, REVERSED):
            assert not found[name].changed.any()
    found = in_words(Interpreter(by_chance=0.5))
    assert 10 <= found[AGAIN].flipped.sum() <= 40  # half of 50, one time or the other


def test_what_is_said_in_another_case_changes_and_does_not_flip():
    found = in_words(Writer(by_chance=0.4, by_case=True))
    assert found[AGAIN].changed.sum() > 5
    assert not found[AGAIN].flipped.any()


@pytest.mark.parametrize(
    ("by", "differs"),
    [
        # The first of all is another one in reverse order, and alone every one is the first.
        ({"by_company": " first"}, {BY_ITSELF: 49, REVERSED: 2}),
        ({"by_threads": True}, {THREADS: 50}),
    ],
)
def test_each_fault_of_words_shows_where_it_lies(by, differs):
    found = in_words(Writer(**by))
    assert {name: int(one.changed.sum()) for name, one in found.items()
            if not isinstance(one, WhyNot) and one.changed.any()} == differs  # fmt: skip


def test_an_answer_that_is_missing_one_time_is_another_answer():
    found = beside("x", Given(texts=("a b", None, None)), Given(texts=("A  b", None, "c")))
    assert found.flipped.tolist() == [False, False, True]
    assert found.changed.tolist() == [True, False, True]
    assert found.missing == 1
