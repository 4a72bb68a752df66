import numpy as np
import pytest

from audits.errors import Refused
from audits.models.tables.lightgbm_file import read
from tests.lazily import lazily

lightgbm = lazily("lightgbm")
VALUES = np.random.default_rng(1).normal(size=(50, 2))
TWO = (VALUES[:, 0] > 0).astype(float)


def saved(folder, objective):
    settings = {"objective": objective, "verbose": -1, "min_data_in_leaf": 3}
    model = lightgbm.train(settings, lightgbm.Dataset(VALUES, TWO), 3)
    model.save_model(folder / "m.txt")
    return model, read(folder / "m.txt")


@pytest.mark.parametrize(
    ("objective", "form", "is_share"),
    [
        ("binary", "probabilities", False), ("regression", "number", False),
        ("cross_entropy", "number", True), ("tweedie", "number", False),
    ],
)  # fmt: skip
def test_what_an_objective_answers_with(tmp_path, objective, form, is_share):
    model, native = saved(tmp_path, objective)
    assert (native.answer.form, native.answer.is_share) == (form, is_share)
    assert native.columns.names == ()  # Column_0, Column_1 are no names
    np.testing.assert_allclose(native.ask(VALUES), model.predict(VALUES))


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("pandas_categorical:null", 'pandas_categorical:[["a"]]'),
        ("max_feature_idx=1", "max_feature_idx=x"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_remedy(tmp_path, line, instead):
    saved(tmp_path, "binary")
    text = (tmp_path / "m.txt").read_text()
    assert line in text
    (tmp_path / "m.txt").write_text(text.replace(line, instead))
    with pytest.raises(Refused, match="save it again"):
        read(tmp_path / "m.txt")
