"""LightGBM's own files, asked by it; `tests/contracts/test_every_booster.py` compares more."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example
from tests.lazily import lazily

lightgbm = lazily("lightgbm")
NAMES = ("age", "hours")
VALUES = np.random.default_rng(3).normal(size=(60, 2)).round(3)
VALUES[::5, 0] = np.nan
TRUTH = (np.nan_to_num(VALUES[:, 0]) + VALUES[:, 1] > 0).astype(int)
FEW = {"n_estimators": 4, "min_child_samples": 3, "verbose": -1}


def frame():
    import pandas

    return pandas.DataFrame(VALUES, columns=list(NAMES))


def table():
    columns = zip(NAMES, VALUES.T, strict=True)
    return Dataset(tuple(Column(n, Role.FEATURE, Numbers(v)) for n, v in columns))


def example(folder):
    """Two columns by their names, some values missing."""
    path = folder / "model.txt"
    lightgbm.LGBMClassifier(**FEW).fit(frame(), TRUTH).booster_.save_model(path)
    data = table()
    words = Column("age", Role.FEATURE, Texts.of(["young"] * len(VALUES)))
    return Example(path, ModelSpec(labels=["no", "yes"]), data, Dataset((words, data.columns[1])))


def test_categories_go_in_as_words_and_a_strange_one_is_missing_as_in_the_library(tmp_path):
    import pandas

    words = np.array(["red", "green", "blue"])[np.arange(60) % 3]
    given = pandas.DataFrame({"hours": VALUES[:, 1], "w": pandas.Categorical(words)})
    model = lightgbm.LGBMClassifier(**FEW, min_data_per_group=1, cat_smooth=0)
    model.fit(given, (words == "red") ^ (VALUES[:, 1] > 0))
    model.booster_.save_model(tmp_path / "m.txt")
    opened = open_model(tmp_path / "m.txt", ModelSpec(), scratch=tmp_path)
    strange = np.array(["purple", "", *words[2:]], dtype=object)
    given["w"] = pandas.Categorical(["purple", None, *words[2:]])
    found = opened.classify({"hours": VALUES[:, 1], "w": strange})
    expected = model.predict_proba(given)
    assert np.ptp(expected[:, 1]) > 0.05
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-12)
    assert opened.reads_as_words == ("w",)


def test_scores_one_against_all_are_divided_by_their_sum(tmp_path):
    model = lightgbm.LGBMClassifier(**FEW, objective="multiclassova")
    three = np.digitize(VALUES[:, 1], [-0.5, 0.5])
    model.fit(frame(), three).booster_.save_model(tmp_path / "m.txt")
    opened = open_model(tmp_path / "m.txt", ModelSpec(), scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None))).probabilities
    scores = model.booster_.predict(frame())
    assert np.abs(scores.sum(axis=1) - 1).max() > 0.01
    np.testing.assert_allclose(found, scores / scores.sum(axis=1, keepdims=True), atol=1e-12)
    assert "sigmoid for each class" in dict(opened.reading)["scores"]


def test_a_ranking_and_an_objective_of_ones_own_are_refused(tmp_path):
    ranker = lightgbm.LGBMRanker(**FEW).fit(VALUES, TRUTH, group=[30, 30])
    ranker.booster_.save_model(tmp_path / "m.txt")
    with pytest.raises(Refused, match="lambdarank"):
        inspect_model(tmp_path / "m.txt", scratch=tmp_path)
    own = lightgbm.train(
        {"objective": lambda guess, data: (guess - data.label, np.ones(60)), "verbose": -1},
        lightgbm.Dataset(VALUES, TRUTH.astype(float)), 2,
    )  # fmt: skip
    own.save_model(tmp_path / "own.txt")
    with pytest.raises(Refused, match="objective"):
        inspect_model(tmp_path / "own.txt", scratch=tmp_path)


def test_linear_models_in_leaves_are_refused(tmp_path):
    model = lightgbm.LGBMRegressor(**FEW, linear_tree=True).fit(frame(), VALUES[:, 1])
    model.booster_.save_model(tmp_path / "m.txt")
    with pytest.raises(Refused, match="linear models"):
        inspect_model(tmp_path / "m.txt", scratch=tmp_path)


def test_without_the_library_the_refusal_names_the_extra_and_the_export(tmp_path, monkeypatch):
    import sys

    made = example(tmp_path)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(Refused) as refusal:
        inspect_model(made.path, scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert "evenhand[boosters]" in problem.remedy
    assert "convert_lightgbm" in problem.remedy
