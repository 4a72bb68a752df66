"""LIME of models whose weights are known: a linear answer is found exactly, whatever is drawn."""

from dataclasses import dataclass

import numpy as np
import pytest

from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.lime import Lime
from audits.explanations.table_features import Table, TableInstance
from audits.explanations.text_tokens import TextInstance
from tests.askable import two_classes

EXACT = 1e-9


@dataclass
class Sums:
    """P(yes) is .5 and a sum over what is there: no logistic, so that a line is the whole truth."""

    weights: dict
    reads: tuple = ("text",)
    classes: tuple = ("no", "yes")
    fingerprint: str = "0" * 64

    def classify(self, features):
        if self.reads == ("text",):
            totals = [
                sum(self.weights.get(word, 0.0) for word in set(text.split()))
                for text in features["text"]
            ]
        elif self.reads == ("picture",):
            totals = [
                sum(w * p[row, column].mean() / 255 for (row, column), w in self.weights.items())
                for p in features["picture"]
            ]
        else:
            totals = sum(w * features[name] for name, w in self.weights.items())
        return two_classes(0.5 + np.asarray(totals, dtype=float))


def explained(instance, model, **options):
    method = Lime(**{"samples": 400, "ridge": EXACT, **options})
    return method.prepare(Asker(model), np.random.default_rng(0))(instance, 1)


def test_words_weigh_what_they_add_to_the_answer():
    weights = {"bad": -0.2, "good": 0.15, "very": 0.05}
    found = explained(TextInstance(3, "text", "very good bad film"), Sums(weights))
    assert (found.row, found.target) == (3, 1)
    assert found.weights == pytest.approx([0.05, 0.15, -0.2, 0.0], abs=1e-6)
    assert (found.answer, found.base) == (pytest.approx(0.5), pytest.approx(0.5))
    assert (found.fit, found.held_out) == (pytest.approx(1), pytest.approx(1))
    assert found.errors == pytest.approx(np.zeros(4), abs=1e-6)


def test_regions_weigh_what_showing_them_adds():
    picture = np.full((4, 4, 3), 255, dtype=np.uint8)
    places = {(1, 1): 0.3, (2, 3): -0.1}  # one pixel of the first region, one of the last
    instance = PictureInstance(0, "picture", picture, squares(picture, side=2), 0 * picture)
    found = explained(instance, Sums(places, ("picture",)))
    assert found.weights == pytest.approx([0.3, 0, 0, -0.1], abs=1e-6)


def test_a_table_s_slopes_are_those_of_the_model_and_effects_are_from_the_average():
    rng = np.random.default_rng(2)
    columns = {"x": rng.normal(10, 2, 500), "z": rng.normal(-1, 0.5, 500)}
    table = Table(columns)
    row = {"x": np.array([13.0]), "z": np.array([-1.5])}
    found = explained(
        TableInstance(0, row, row), Sums({"x": 0.01, "z": -0.04}, ("x", "z")), table=table
    )
    # A slope is of the scaled value: what one deviation more adds.
    spread = [columns["x"].std(), columns["z"].std()]
    assert found.weights == pytest.approx([0.01 * spread[0], -0.04 * spread[1]], abs=1e-6)
    away = [0.01 * (13 - columns["x"].mean()), -0.04 * (-1.5 - columns["z"].mean())]
    assert found.signed_weights == pytest.approx(away, abs=1e-6)


def test_one_set_of_draws_serves_every_row_of_a_table():
    asked = []

    class Counting(Sums):
        def classify(self, features):
            asked.append(len(features["x"]))
            return super().classify(features)

    table = Table({"x": np.random.default_rng(0).normal(size=100)})
    explain = Lime(300, table=table).prepare(
        Asker(Counting({"x": 0.1}, ("x",))), np.random.default_rng(0)
    )
    for value in (0.0, 1.0, 2.0):
        row = {"x": np.array([value])}
        explain(TableInstance(0, row, row), 1)
    assert sum(asked) == 300 + 3  # the draws once, and each row itself


def test_a_category_is_the_same_as_in_the_row_or_not():
    levels = np.array(["a", "b"] * 100, dtype=object)

    class Same(Sums):
        def classify(self, features):
            return two_classes(np.where(features["kind"] == "a", 0.7, 0.4))

    row = {"kind": np.array(["a"], dtype=object)}
    found = explained(
        TableInstance(0, row, row), Same({}, ("kind",)), table=Table({"kind": levels})
    )
    assert found.weights == pytest.approx([0.3], abs=1e-6)
    assert found.base == pytest.approx(0.4, abs=1e-6)
