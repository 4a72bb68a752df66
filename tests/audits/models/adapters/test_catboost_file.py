"""CatBoost's own files, asked by CatBoost: its wheel has 97 MB, and no list of tests names it.

Where it is installed these run; `pip install 'evenhand[catboost]'`.
"""

import json
import shutil
import sys

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import boosters
from tests.adapter_examples import Example
from tests.lazily import lazily

catboost = lazily("catboost")
FEW = {"iterations": 5, "depth": 3, "verbose": 0, "allow_writing_files": False, "thread_count": 1}
RNG = np.random.default_rng(2)
AGES = RNG.normal(size=80)
AGES[::9] = np.nan
WORDS = np.array(["red", "green", "blue"])[RNG.integers(0, 3, 80)]
TRUTH = np.where((np.nan_to_num(AGES) > 0) ^ (WORDS == "red"), "yes", "no")


def rows(words=WORDS):
    return [[age, word] for age, word in zip(AGES.tolist(), words.tolist(), strict=True)]


def trained():
    pool = catboost.Pool(rows(), TRUTH, cat_features=[1], feature_names=["age", "colour"])
    return catboost.CatBoostClassifier(**FEW).fit(pool)


def table():
    age = Column("age", Role.FEATURE, Numbers(AGES))
    return Dataset((age, Column("colour", Role.FEATURE, Texts.of(WORDS.tolist()))))


def example(folder):
    """A column of numbers, some missing, and one of words."""
    trained().save_model(str(folder / "model.cbm"))
    data = table()
    wrong = Column("age", Role.FEATURE, Texts.of(["young"] * 80))
    return Example(folder / "model.cbm", ModelSpec(), data, Dataset((wrong, data.columns[1])))


def test_words_go_in_as_they_stand_and_a_missing_one_has_no_answer(tmp_path):
    made = example(tmp_path)
    opened = open_model(made.path, made.spec, scratch=tmp_path)
    words = WORDS.astype(object)
    words[0], words[1] = "purple", None
    found = opened.classify({"age": AGES, "colour": words})
    expected = trained().predict_proba(rows(np.where(words == None, "", words)))  # noqa: E711
    assert opened.classes == ("no", "yes")
    np.testing.assert_allclose(found.probabilities[0], expected[0], atol=1e-9)
    np.testing.assert_allclose(found.probabilities[2:], expected[2:], atol=1e-9)
    assert found.codes[1] == -1


@pytest.mark.parametrize("given", ["two_numbers.cbm", "two_numbers.json"])
def test_the_kept_file_answers_as_its_library_did(tmp_path, given):
    kept = json.loads((boosters.CATBOOST / "answers.json").read_text(encoding="utf-8"))
    shutil.copy(boosters.CATBOOST / given, tmp_path)
    names = list(boosters.NAMES)
    opened = open_model(tmp_path / given, ModelSpec(inputs={"X": names}), scratch=tmp_path)
    values = np.array(kept["values"], dtype=float)
    found = opened.classify(dict(zip(names, values.T, strict=True)))
    np.testing.assert_allclose(found.probabilities, kept["two_numbers"]["probabilities"], atol=1e-9)


@pytest.mark.parametrize("loss", ["RMSE", "MAE", "Quantile:alpha=0.7", "Poisson"])
def test_a_regressor_answers_as_its_library_does(tmp_path, loss):
    values = boosters.VALUES
    model = catboost.CatBoostRegressor(**FEW, loss_function=loss).fit(values, boosters.NUMBER)
    model.save_model(str(tmp_path / "m.cbm"))
    names = list(boosters.NAMES)
    opened = open_model(tmp_path / "m.cbm", ModelSpec(inputs={"X": names}), scratch=tmp_path)
    found = opened.regress(dict(zip(names, values.T, strict=True)))
    np.testing.assert_allclose(found, model.predict(values), rtol=1e-9)


@pytest.mark.parametrize("loss", ["MultiClass", "MultiClassOneVsAll"])
def test_three_classes_by_their_names(tmp_path, loss):
    values, truth = boosters.VALUES, boosters.WORDS[boosters.THREE]
    model = catboost.CatBoostClassifier(**FEW, loss_function=loss).fit(values, truth)
    model.save_model(str(tmp_path / "m.cbm"))
    names = list(boosters.NAMES)
    opened = open_model(tmp_path / "m.cbm", ModelSpec(inputs={"X": names}), scratch=tmp_path)
    found = opened.classify(dict(zip(names, values.T, strict=True)))
    scores = model.predict_proba(values)
    expected = scores / scores.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-9)
    assert [opened.classes[code] for code in found.codes] == np.ravel(
        model.predict(values)
    ).tolist()


def test_a_ranking_is_refused(tmp_path):
    model = catboost.CatBoost({**FEW, "loss_function": "YetiRank"})
    pool = catboost.Pool(boosters.VALUES, boosters.TWO, group_id=np.repeat(range(24), 10))
    model.fit(pool).save_model(str(tmp_path / "m.cbm"))
    with pytest.raises(Refused, match="YetiRank"):
        inspect_model(tmp_path / "m.cbm", scratch=tmp_path)


def test_without_the_library_the_refusal_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "catboost", None)
    with pytest.raises(Refused, match=r"evenhand\[catboost\]"):
        inspect_model(boosters.CATBOOST / "two_numbers.cbm", scratch=tmp_path)
