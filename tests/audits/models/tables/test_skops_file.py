"""Every kind of model that the exporters' tests know, through skops and back."""

import warnings

import numpy as np
import pytest

from audits.errors import ModelFailure, Refused
from audits.models.tables.skops_file import read
from tests.lazily import lazily

io = lazily("skops.io")
VALUES = np.abs(np.random.default_rng(0).normal(size=(90, 3)))
WORDS = np.array(["ham", "sales", "spam"])
THREE = np.digitize(VALUES[:, 0], [0.4, 0.9])


def saved(folder, model):
    io.dump(model, folder / "m.skops")
    return read(folder / "m.skops")


def test_classifiers_answer_as_they_do_in_scikit_learn(tmp_path):
    from sklearn.base import clone

    from tests.exporters import CLASSIFIERS

    for name, estimator in CLASSIFIERS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = clone(estimator).fit(VALUES, WORDS[THREE])
            native = saved(tmp_path, model)
            assert native.answer.own == tuple(WORDS), name
            found = native.ask(VALUES)
            if hasattr(model, "predict_proba"):
                np.testing.assert_allclose(found, model.predict_proba(VALUES), err_msg=name)
            else:
                assert WORDS[found.astype(int)].tolist() == model.predict(VALUES).tolist(), name


def test_regressors_answer_as_they_do_in_scikit_learn(tmp_path):
    from sklearn.base import clone

    from tests.exporters import REGRESSORS

    for name, estimator in REGRESSORS.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = clone(estimator).fit(VALUES, VALUES[:, 0] * 3 + VALUES[:, 1])
            native = saved(tmp_path, model)
        np.testing.assert_allclose(native.ask(VALUES), model.predict(VALUES), err_msg=name)


def test_a_file_that_was_made_up_is_refused_with_a_remedy(tmp_path):
    import json
    import zipfile

    for content in ("{}", "not json", json.dumps({"__class__": "X", "__loader__": "Nowhere"})):
        with zipfile.ZipFile(tmp_path / "m.skops", "w") as packed:
            packed.writestr("schema.json", content)
        with pytest.raises(Refused, match="save it again"):
            read(tmp_path / "m.skops")


def test_what_the_library_cannot_answer_is_a_failure_of_the_model(tmp_path):
    from sklearn.linear_model import LogisticRegression

    native = saved(tmp_path, LogisticRegression().fit(VALUES, THREE))
    with pytest.raises(ModelFailure, match="NaN"):
        native.ask(np.full((2, 3), np.nan))


def test_another_version_that_fitted_it_is_told(tmp_path):
    import zipfile

    import sklearn
    from sklearn.linear_model import LogisticRegression

    io.dump(LogisticRegression().fit(VALUES, THREE), tmp_path / "m.skops")
    with zipfile.ZipFile(tmp_path / "m.skops") as packed:
        kept = {name: packed.read(name) for name in packed.namelist()}
    here = sklearn.__version__.encode()
    assert here in kept["schema.json"]
    kept["schema.json"] = kept["schema.json"].replace(here, b"1.5.0")
    with zipfile.ZipFile(tmp_path / "m.skops", "w") as packed:
        for name, content in kept.items():
            packed.writestr(name, content)
    assert dict(read(tmp_path / "m.skops").notes)["fitted by"].startswith("scikit-learn 1.5.0")
