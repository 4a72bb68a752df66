"""scikit-learn's models as skops writes them, row by row against scikit-learn."""

import sys
import warnings

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example
from tests.lazily import lazily

io = lazily("skops.io")
AGES = np.random.default_rng(3).normal(40, 9, size=48).round(1)
AGES[::7] = np.nan
WORDS = ["red", None, "green", "blue"] * 12
TRUTH = np.where((np.nan_to_num(AGES) > 40) ^ (np.arange(48) % 4 == 0), "yes", "no")


def pipeline():
    """As people build them: words encoded, numbers filled in and scaled, columns by name."""
    import pandas
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    encoder = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["colour"]), (numbers, ["age"])
    )
    frame = pandas.DataFrame({"age": AGES, "colour": WORDS})
    return make_pipeline(encoder, LogisticRegression()).fit(frame, TRUTH), frame


def table():
    age = Column("age", Role.FEATURE, Numbers(AGES))
    return Dataset((age, Column("colour", Role.FEATURE, Texts.of(WORDS))))


def example(folder):
    """Two columns by name, values missing in both."""
    io.dump(pipeline()[0], folder / "model.skops")
    data = table()
    wrong = Column("age", Role.FEATURE, Texts.of(["young"] * 48))
    return Example(folder / "model.skops", ModelSpec(), data, Dataset((wrong, data.columns[1])))


def test_a_pipeline_answers_as_it_does_in_scikit_learn(tmp_path):
    made = example(tmp_path)
    model, frame = pipeline()
    opened = open_model(made.path, made.spec, scratch=tmp_path)
    assert opened.classes == ("no", "yes")
    found = opened.classify(table().features(["age", "colour"], slice(None)))
    np.testing.assert_allclose(found.probabilities, model.predict_proba(frame), atol=1e-12)
    assert [opened.classes[code] for code in found.codes] == model.predict(frame).tolist()
    assert dict(opened.reading)["answer"] == "probabilities (a Pipeline)"


def test_a_function_of_ones_own_is_refused_by_its_name(tmp_path):
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    values = np.nan_to_num(AGES)[:, None]
    for function, name in ((np.save, "numpy.save"), (shouted, "shouted")):
        model = make_pipeline(FunctionTransformer(function), LogisticRegression())
        model.steps[0][1].n_features_in_ = 1
        model.steps[1][1].fit(values, TRUTH)
        io.dump(model, tmp_path / "m.skops")
        with pytest.raises(Refused, match=name) as refusal:
            inspect_model(tmp_path / "m.skops", scratch=tmp_path)
        assert refusal.value.problems[0].code == "type_not_allowed"


def shouted(values):
    raise AssertionError("code of a file was run")


def test_without_the_library_the_refusal_names_the_extra(tmp_path, monkeypatch):
    made = example(tmp_path)
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(Refused, match=r"evenhand\[skops\]"):
        inspect_model(made.path, scratch=tmp_path)


def test_a_clustering_and_an_unfitted_model_are_refused(tmp_path):
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LogisticRegression

    values = np.nan_to_num(AGES)[:, None]
    for model, why in (
        (KMeans(2, n_init=1).fit(values), "no class and no single number"),
        (LogisticRegression(), "no fitted model"),
    ):
        io.dump(model, tmp_path / "m.skops")
        with pytest.raises(Refused, match=why):
            inspect_model(tmp_path / "m.skops", scratch=tmp_path)


def test_outliers_are_answered_by_their_numbers(tmp_path):
    from sklearn.ensemble import IsolationForest

    values = np.nan_to_num(AGES)[:, None]
    model = IsolationForest(n_estimators=5, random_state=0).fit(values)
    io.dump(model, tmp_path / "m.skops")
    opened = open_model(tmp_path / "m.skops", ModelSpec(inputs={"X": ["age"]}), scratch=tmp_path)
    found = opened.classify({"age": values[:, 0]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = model.predict(values)
    assert [int(opened.classes[code]) for code in found.codes] == expected.tolist()
