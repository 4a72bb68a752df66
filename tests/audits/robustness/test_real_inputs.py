"""Each real input once, with its place in the data."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.robustness.real_inputs import real_inputs
from audits.specification.roles import Role
from tests import askable
from tests.pixel_models import gallery, linear


def test_a_text_that_stands_twice_is_one_and_an_empty_one_none():
    said = ["good film", "", "bad film", "good film"]
    held = Subject(askable.texts(said), askable.LinearText({"good": 4.0, "bad": -4.0}))
    made = real_inputs(held, 10)
    assert sorted(made.inputs) == ["bad film", "good film"]
    assert [said[row] for row in made.rows] == list(made.inputs)


def test_a_picture_that_stands_twice_is_one():
    data, model = gallery(12), linear()
    twice = data.take(np.array([*range(12), 3, 4]))
    made = real_inputs(Subject(twice, model), 14)
    assert len(made.inputs) == len(made.rows) == 12
    asked = made.source.ask(made.inputs)
    answered = Subject(twice, model).probabilities
    np.testing.assert_allclose(asked, answered[made.rows], rtol=1e-6)


def test_rows_of_a_table_are_those_of_the_data():
    data = askable.people(rows=20)
    model = askable.LinearTable({"x0": 1.0})
    made = real_inputs(Subject(data, model), 5)
    x = data.features(("x0",), made.rows)["x0"]
    assert [row[0] for row in made.inputs] == x.tolist()
    assert len(set(made.rows.tolist())) == 5


def test_without_a_probability_there_is_nothing_to_compare():
    data = Dataset(
        (
            Column("x0", Role.FEATURE, Numbers(np.arange(3.0))),
            Column("y", Role.LABEL, Categories.of(["yes"] * 3)),
        )
    )

    class Hard(askable.LinearTable):
        def classify(self, features):
            return replace(super().classify(features), probabilities=None)

    with pytest.raises(NotApplicable, match="how sure"):
        real_inputs(Subject(data, Hard({"x0": 1.0})), 3)
