"""XGBoost's own files, asked by XGBoost; `tests/contracts/test_every_booster.py` compares more."""

import json

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example
from tests.lazily import lazily

xgboost = lazily("xgboost")
NAMES = ("age", "hours worked")
VALUES = np.random.default_rng(3).normal(size=(60, 2)).round(3)
VALUES[::5, 0] = np.nan
TRUTH = (np.nan_to_num(VALUES[:, 0]) + VALUES[:, 1] > 0).astype(int)


def trained(**settings):
    import pandas

    frame = pandas.DataFrame(VALUES, columns=list(NAMES))
    return xgboost.XGBClassifier(n_estimators=4, max_depth=2, **settings).fit(frame, TRUTH)


def table():
    columns = zip(NAMES, VALUES.T, strict=True)
    return Dataset(tuple(Column(n, Role.FEATURE, Numbers(v)) for n, v in columns))


def example(folder):
    """Two columns by their names, some values missing."""
    path = folder / "model.json"
    trained().save_model(path)
    data = table()
    words = Column("age", Role.FEATURE, Texts.of(["young"] * len(VALUES)))
    return Example(path, ModelSpec(labels=["no", "yes"]), data, Dataset((words, data.columns[1])))


@pytest.mark.parametrize("ending", ["json", "ubj"])
def test_an_archive_of_the_file_answers_as_the_library_does(tmp_path, ending):
    import zipfile

    model = trained()
    model.save_model(tmp_path / f"m.{ending}")
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        packed.write(tmp_path / f"m.{ending}", f"m.{ending}")
        packed.writestr("notes.txt", "trained in spring")
    opened = open_model(tmp_path / "m.zip", ModelSpec(), scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None)))
    np.testing.assert_allclose(found.probabilities, model.predict_proba(VALUES), atol=1e-6)
    assert opened.left_out == ("notes.txt",)


def test_early_stopping_is_read_as_the_estimator_reads_it(tmp_path):
    import pandas

    frame = pandas.DataFrame(VALUES, columns=list(NAMES))
    model = xgboost.XGBClassifier(n_estimators=40, early_stopping_rounds=2)
    model.fit(frame, TRUTH, eval_set=[(frame[:30], 1 - TRUTH[:30])], verbose=False)
    model.save_model(tmp_path / "m.json")
    assert model.get_booster().num_boosted_rounds() > model.best_iteration + 1
    opened = open_model(tmp_path / "m.json", ModelSpec(), scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None)))
    np.testing.assert_allclose(found.probabilities, model.predict_proba(frame), atol=1e-6)
    assert dict(opened.reading)["trees"] == "up to the best round, 1 of 3"


def test_categories_go_in_as_words_and_a_strange_one_has_no_answer(tmp_path):
    import pandas

    words = np.array(["red", "green", "blue"])[np.arange(60) % 3]
    counts = (10 * VALUES[:, 1]).astype(int)
    frame = pandas.DataFrame({"w": pandas.Categorical(words), "k": pandas.Categorical(counts)})
    model = xgboost.XGBClassifier(n_estimators=4, enable_categorical=True, max_cat_to_onehot=1)
    model.fit(frame, (words == "red") ^ (TRUTH == 1))
    model.save_model(tmp_path / "m.ubj")
    opened = open_model(tmp_path / "m.ubj", ModelSpec(), scratch=tmp_path)
    spelled = [str(float(value)) for value in counts]  # numbers as another table has them
    given = {"w": words.astype(object), "k": np.array(spelled, dtype=object)}
    found = opened.classify(given)
    np.testing.assert_allclose(found.probabilities, model.predict_proba(frame), atol=1e-6)
    assert opened.vocabularies["w"] == {"red", "green", "blue"}
    given["w"] = np.array(["purple", None, *words[2:]], dtype=object)
    strange = opened.classify(given)
    assert strange.codes[0] == -1
    assert np.isnan(strange.probabilities[0]).all()
    frame.loc[1, "w"] = None
    np.testing.assert_allclose(strange.probabilities[1], model.predict_proba(frame)[1], atol=1e-6)


def test_a_ranking_is_refused_in_words(tmp_path):
    model = xgboost.XGBRanker(n_estimators=2)
    model.fit(VALUES, TRUTH, qid=np.repeat([0, 1], 30))
    model.save_model(tmp_path / "m.json")
    with pytest.raises(Refused, match="rank:ndcg"):
        inspect_model(tmp_path / "m.json", scratch=tmp_path)


def test_a_number_is_no_class_until_it_is_said_to_be_a_probability(tmp_path):
    model = xgboost.XGBRegressor(n_estimators=3).fit(VALUES, TRUTH)
    model.save_model(tmp_path / "m.json")
    stated = {"inputs": {"X": list(NAMES)}, "labels": ["no", "yes"]}
    with pytest.raises(Refused, match="meaning: probability"):
        open_model(tmp_path / "m.json", ModelSpec(**stated), scratch=tmp_path)
    spec = ModelSpec(**stated, output={"name": "prediction", "meaning": "probability"})
    opened = open_model(tmp_path / "m.json", spec, scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None))).probabilities[:, 1]
    np.testing.assert_allclose(found, np.clip(model.predict(VALUES), 0, 1), atol=1e-6)


def test_without_the_library_the_refusal_names_the_extra_and_the_export(tmp_path, monkeypatch):
    import sys

    made = example(tmp_path)
    monkeypatch.setitem(sys.modules, "xgboost", None)
    with pytest.raises(Refused) as refusal:
        inspect_model(made.path, scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert "not installed" in problem.reason
    assert "evenhand[boosters]" in problem.remedy
    assert "convert_xgboost" in problem.remedy


def test_a_tree_that_leads_back_is_refused_before_the_library_reads_it(tmp_path):
    trained().save_model(tmp_path / "m.json")
    content = json.loads((tmp_path / "m.json").read_text())
    tree = content["learner"]["gradient_booster"]["model"]["trees"][0]
    tree["left_children"][1] = 0
    (tmp_path / "m.json").write_text(json.dumps(content))
    with pytest.raises(Refused, match="tree 0: a node leads back"):
        inspect_model(tmp_path / "m.json", scratch=tmp_path)
