"""Probabilities of classes: a model's, in the order that is wanted, or a recorded score's."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.probing.class_probabilities import class_probabilities, codes_among
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.subjects import Subject


def test_a_class_that_the_model_does_not_know_has_probability_zero():
    subject = Subject(people(20), LinearTable({"x0": 1.0}))
    spread = class_probabilities(subject, ("maybe", "no", "yes"))
    assert not spread[:, 0].any()
    np.testing.assert_array_equal(spread[:, 1:], subject.probabilities)


def scored(values):
    label = Column("y", Role.LABEL, Categories.of(["a", "b"] * 5), positive="a")
    return Subject(Dataset((label, Column("s", Role.SCORE, Numbers(np.asarray(values))))))


def test_a_score_is_that_of_the_positive_class():
    values = np.linspace(0, 1, 10)
    spread = class_probabilities(scored(values), ("a", "b"))
    np.testing.assert_array_equal(spread, np.stack([values, 1 - values], axis=1))


def test_a_score_beyond_one_or_among_three_classes_is_none():
    assert class_probabilities(scored(np.linspace(0, 2, 10)), ("a", "b")) is None
    assert class_probabilities(scored(np.linspace(0, 1, 10)), ("a", "b", "c")) is None
    assert class_probabilities(scored(np.full(10, np.nan)), ("a", "b")) is None


def test_codes_are_places_among_the_classes():
    values = Categories.of(["b", None, "c"])
    assert codes_among(values, ("a", "b", "c")).tolist() == [1, -1, 2]
