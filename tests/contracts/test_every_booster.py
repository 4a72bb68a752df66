"""Gradient boosters as their exporters write them, row by row against their own libraries.

`tests/boosters.py` lists them. What an exporter writes otherwise than its library answers is
asserted too: where a later version mends it, the page of models changes.
"""

import json
import re

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import ModelFailure
from audits.models.foreign_formats import kind_of, refuse
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from tests import boosters
from tests.boosters import CLASSIFIERS, REGRESSORS, THREE, TWO, WORDS
from tests.lazily import lazily

lazily("onnxruntime")
SPEC = ModelSpec(inputs={"X": list(boosters.NAMES)})
TRUTHS = {"numbers": TWO, "texts": WORDS[TWO], "three": THREE, "three texts": WORDS[THREE]}


def table(values):
    columns = zip(boosters.NAMES, values.T, strict=True)
    return Dataset(
        tuple(Column(name, Role.FEATURE, Numbers(held.astype(float))) for name, held in columns)
    )


def apart(found, expected):
    return np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected)))


@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_answers_as_its_library_does(tmp_path, name, truth):
    booster = CLASSIFIERS[name]
    texts, three = "texts" in truth, "three" in truth
    if (booster.library == "xgboost" and texts) or (booster.three and not three):
        return  # XGBoost takes classes by number alone
    if booster.categories:
        if three:
            return  # whose categories are of two classes
        answers = (WORDS if texts else np.arange(2))[boosters.BY_CATEGORY]
    else:
        answers = TRUTHS[truth]
    model, expected = booster.fitted(answers)
    if booster.unwritten:
        with pytest.raises(Exception, match=booster.unwritten):
            booster.exported(tmp_path / "m.onnx", model)
        return
    # XGBoost's converter writes no ZipMap at all.
    for options in ({},) if booster.library == "xgboost" else ({}, {"zipmap": False}):
        path = booster.exported(tmp_path / f"{len(options)}.onnx", model, **options)
        opened = open_model(path, SPEC, scratch=tmp_path)
        assert list(opened.classes) == [str(value) for value in model.classes_]
        data = table(booster.values)
        if booster.otherwise and three:  # too few columns come out
            with pytest.raises(ModelFailure):
                ask(opened, data, opened.classify)
            continue
        codes, probabilities = ask(opened, data, opened.classify)
        if booster.otherwise or (three and booster.otherwise_three):
            assert apart(probabilities, expected) > 1e-2
            continue
        assert apart(probabilities, expected) < 1e-5
        assert codes.tolist() == expected.argmax(axis=1).tolist()
        ask_again(opened, data)


@pytest.mark.parametrize("name", REGRESSORS)
def test_a_regressor_answers_as_its_library_does(tmp_path, name):
    booster = REGRESSORS[name]
    shares = any(word in name for word in ("logistic", "cross_entropy"))
    model, expected = booster.fitted(boosters.NUMBER / (20 if shares else 1))
    if booster.unwritten:
        with pytest.raises(Exception, match=booster.unwritten):
            booster.exported(tmp_path / "m.onnx", model)
        return
    opened = open_model(booster.exported(tmp_path / "m.onnx", model), SPEC, scratch=tmp_path)
    found = ask(opened, table(booster.values), opened.regress)
    assert np.ptp(expected) > 0.05  # the answers differ from row to row
    if booster.otherwise:
        assert apart(found, expected) > 1e-2
        return
    assert apart(found, expected) < 1e-5
    ask_again(opened, table(booster.values))


def saved(folder, booster, model):
    """The library's own files of it."""
    endings = ("json", "ubj") if booster.library == "xgboost" else ("txt",)
    for ending in endings:
        path = folder / f"native.{ending}"
        (model if booster.library == "xgboost" else model.booster_).save_model(path)
        yield path


@pytest.mark.parametrize("truth", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("name", [*CLASSIFIERS, *REGRESSORS])
def test_its_own_file_answers_as_its_library_does(tmp_path, name, truth):
    """Those too that an exporter writes otherwise, or not at all: the library answers itself."""
    booster = (CLASSIFIERS | REGRESSORS)[name]
    three = truth is THREE
    if (booster.three and not three) or (three and (booster.categories or name in REGRESSORS)):
        return
    if name in REGRESSORS:
        shares = any(word in name for word in ("logistic", "cross_entropy"))
        truth = boosters.NUMBER / (20 if shares else 1)
    elif booster.categories:
        truth = boosters.BY_CATEGORY
    model, expected = booster.fitted(truth)
    task = "regression" if name in REGRESSORS else "classification"
    for path in saved(tmp_path, booster, model):
        inputs = inspect_model(path, scratch=tmp_path).inputs
        fed = (
            {"X": list(boosters.NAMES)}
            if len(inputs) == 1
            else dict(zip([item.name for item in inputs], boosters.NAMES, strict=True))
        )
        opened = open_model(path, ModelSpec(inputs=fed, task=task), scratch=tmp_path)
        asked = opened.regress if name in REGRESSORS else opened.classify
        found = ask(opened, table(booster.values), asked)
        assert np.ptp(expected) > 0.05
        if name in CLASSIFIERS:
            assert found[0].tolist() == expected.argmax(axis=1).tolist()
            found = found[1]
        assert apart(found, expected) < 1e-5
        ask_again(opened, table(booster.values))


def test_rows_on_a_threshold_of_xgboosts_fall_to_its_own_side(tmp_path):
    """It compares in 32 bits, and a value that equals the threshold goes right."""
    booster = CLASSIFIERS["XGBClassifier"]
    model, _ = booster.fitted(TWO)
    trees = model.get_booster().trees_to_dataframe()
    splits = trees[trees.Feature != "Leaf"]
    values = np.nan_to_num(boosters.VALUES[: len(splits)])
    for row, feature, threshold in zip(values, splits.Feature, splits.Split, strict=True):
        row[int(feature[1:])] = np.float32(threshold)
    expected = model.predict_proba(values)
    beside = model.predict_proba(np.nextafter(values, np.float32(-np.inf)))
    assert np.abs(expected - beside).max() > 0.01  # the side matters
    opened = open_model(booster.exported(tmp_path / "m.onnx", model), SPEC, scratch=tmp_path)
    assert apart(ask(opened, table(values), opened.classify)[1], expected) < 1e-5


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("zipmap", [True, False])
@pytest.mark.parametrize("name", ["XGBClassifier", "LGBMClassifier"])
def test_a_pipeline_with_an_input_for_each_column(tmp_path, name, zipmap):
    """As skl2onnx writes it: words are encoded in the graph, every column feeds its own input."""
    import pandas
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from skl2onnx import convert_sklearn, update_registered_converter
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes
    from sklearn.compose import make_column_transformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    model, _ = CLASSIFIERS[name].fitted(TWO)
    update_registered_converter(
        type(model), name, calculate_linear_classifier_output_shapes,
        convert_xgboost if name.startswith("XGB") else convert_lightgbm,
        options={"nocl": [True, False], "zipmap": [True, False, "columns"]},
    )  # fmt: skip
    frame = pandas.DataFrame(boosters.CATEGORIES, columns=list(boosters.NAMES))
    frame["words"] = WORDS[THREE]
    encoder = make_column_transformer(
        (OneHotEncoder(sparse_output=False), ["words"]), ("passthrough", list(boosters.NAMES))
    )
    fitted = make_pipeline(encoder, model).fit(frame, TWO)
    types = [(column, FloatTensorType([None, 1])) for column in boosters.NAMES]
    made = convert_sklearn(
        fitted, initial_types=[*types, ("words", StringTensorType([None, 1]))],
        target_opset={"": 17, "ai.onnx.ml": 3}, options={id(fitted): {"zipmap": zipmap}},
    )  # fmt: skip
    (tmp_path / "m.onnx").write_bytes(made.SerializeToString())
    opened = open_model(tmp_path / "m.onnx", ModelSpec(), scratch=tmp_path)
    words = Column("words", Role.FEATURE, Texts.of(list(WORDS[THREE])))
    data = Dataset((*table(boosters.CATEGORIES).columns, words))
    _, probabilities = ask(opened, data, opened.classify)
    assert apart(probabilities, fitted.predict_proba(frame)) < 1e-5
    ask_again(opened, data)


def answers_of_catboost():
    return json.loads((boosters.CATBOOST / "answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", boosters.FROM_CATBOOST)
def test_a_file_of_catboosts_answers_as_it_did(tmp_path, name):
    recorded = answers_of_catboost()
    data = table(np.array(recorded["values"], dtype=float))
    spec = ModelSpec(inputs={"features": list(boosters.NAMES)})
    opened = open_model(boosters.CATBOOST / f"{name}.onnx", spec, scratch=tmp_path)
    expected = recorded[name]
    if "numbers" in expected:
        found = ask(opened, data, opened.regress)
        difference = apart(found, np.array(expected["numbers"]))
        assert difference > 1e-2 if name in boosters.CATBOOST_OTHERWISE else difference < 1e-5
    else:
        codes, found = ask(opened, data, opened.classify)
        if name in boosters.CATBOOST_OTHERWISE:
            assert apart(found, np.array(expected["probabilities"])) > 1e-2
        else:
            assert apart(found, np.array(expected["probabilities"])) < 1e-5
        assert [opened.classes[code] for code in codes] == expected["labels"]
    ask_again(opened, data)


def remedy_of(path):
    """The code that is printed for a native file without its library, to be run as it stands."""
    (problem,) = refuse(kind_of(path), path.name).problems
    (code,) = [part for part in re.findall("`([^`]*)`", problem.remedy) if "import" in part]
    return code


NATIVE = {
    "m.json": "XGBClassifier",
    "m.ubj": "XGBClassifier",
    "r.json": "XGBRegressor",
    "m.txt": "LGBMClassifier",
    "r.txt": "LGBMRegressor",
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("truth", [TWO, THREE], ids=["two", "three"])
@pytest.mark.parametrize("file", NATIVE)
def test_the_remedy_for_a_native_file_makes_a_model_that_is_audited(
    tmp_path, monkeypatch, file, truth
):
    """Trained on a frame, as people do: onnxmltools refuses the names of its columns."""
    import importlib

    import pandas

    booster = (CLASSIFIERS | REGRESSORS)[NATIVE[file]]
    frame = pandas.DataFrame(boosters.VALUES, columns=list(boosters.NAMES))
    made = getattr(importlib.import_module(booster.library), booster.estimator)
    model = made(n_estimators=5, **({"verbose": -1} if file.endswith("txt") else {}))
    model.fit(frame, truth)
    monkeypatch.chdir(tmp_path)
    (model if booster.library == "xgboost" else model.booster_).save_model(file)
    exec(remedy_of(tmp_path / file), {})
    opened = open_model(tmp_path / "model.onnx", SPEC, scratch=tmp_path)
    data = table(boosters.VALUES)
    if hasattr(model, "predict_proba"):
        found, expected = ask(opened, data, opened.classify)[1], model.predict_proba(frame)
    else:
        found, expected = ask(opened, data, opened.regress), model.predict(frame)
    assert apart(found, expected) < 1e-5


@pytest.mark.parametrize("given", ["two_numbers.cbm", "two_numbers.json"])
def test_the_remedy_for_catboosts_own_files_is_the_call_that_made_its_onnx(tmp_path, given):
    """`tests/reference/catboost/make.py` ran it; here it is held against what is printed."""
    code = remedy_of(boosters.CATBOOST / given)
    told = ", format='json'" if given.endswith("json") else ""
    assert code == (
        f"import catboost; model = catboost.CatBoost().load_model('{given}'{told}); "
        "model.save_model('model.onnx', format='onnx')"
    )
