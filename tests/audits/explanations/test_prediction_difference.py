"""Prediction difference against its closed form, and how many inputs are asked at once."""

from itertools import product

import numpy as np
import pytest

from audits.explanations import prediction_difference
from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacing_columns import ColumnReplacer
from audits.explanations.replacing_windows import WindowReplacer
from audits.explanations.table_features import Table, TableInstance
from tests.askable import BrightCorner, two_classes
from tests.audits.probes.published import figures


@pytest.fixture(scope="module")
def example():
    return figures("naive_bayes_pda")


class NaiveBayes:
    classes = ("not c", "c")
    reads = ("x0", "x1", "x2")
    fingerprint = "0" * 64

    def __init__(self, example):
        self.yes = np.array(example["p_x1_given_c"])
        self.no = np.array(example["p_x1_given_notc"])
        self.prior = example["prior"]

    def joint(self, x):
        """P(x, c) and P(x, not c), for x of shape (n, 3)."""
        yes = self.prior * np.where(x == 1, self.yes, 1 - self.yes).prod(axis=1)
        no = (1 - self.prior) * np.where(x == 1, self.no, 1 - self.no).prod(axis=1)
        return yes, no

    def classify(self, features):
        yes, no = self.joint(np.stack([features[name] for name in self.reads], axis=1))
        return two_classes(yes / (yes + no))


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_the_closed_form_of_naive_bayes(example, sampling):
    model = NaiveBayes(example)
    cells = np.array(list(product([0.0, 1.0], repeat=3)))
    counts = np.round(sum(model.joint(cells)) * 10_000).astype(int)
    rows = np.repeat(cells, counts, axis=0)  # 10,000 rows with exactly the model's frequencies
    table = Table({name: rows[:, at] for at, name in enumerate(model.reads)})
    row = {name: np.array([float(example["x"][at])]) for at, name in enumerate(model.reads)}
    method = PredictionDifference(ColumnReplacer(table, 20, sampling == "conditional"))
    explain = method.prepare(Asker(model), np.random.default_rng(0))
    found = explain(TableInstance(0, row, row), 1)
    assert found.answer == pytest.approx(example["posterior"], abs=1e-6)
    assert found.weights == pytest.approx(example[f"we_log2_{sampling}"], abs=1e-6)


def test_a_probability_of_one_is_not_infinite_evidence():
    assert PredictionDifference(None).log_odds(1.0) == pytest.approx(np.log2(1e6 - 1))


def test_large_pictures_are_asked_a_few_windows_at_a_time(monkeypatch):
    rng = np.random.default_rng(0)
    pictures = list(rng.integers(0, 256, (5, 8, 8, 3)).astype(np.uint8))
    instance = PictureInstance(0, "picture", pictures[0], squares(pictures[0], side=4), pictures[1])
    most = []

    class Watching(Asker):
        def probabilities(self, features):
            most.append(len(features["picture"]))
            return super().probabilities(features)

    def weights():
        method = PredictionDifference(WindowReplacer(pictures, 4, 4, 10, False))
        explain = method.prepare(Watching(BrightCorner()), np.random.default_rng(0))
        return explain(instance, 1).weights.tolist()

    whole = weights()
    assert most == [1, 40]  # the picture, then ten draws of each of four windows
    monkeypatch.setattr(prediction_difference, "MOST_BYTES", 20 * pictures[0].nbytes)
    assert weights() == whole
    assert most[2:] == [1, 20, 20]
