import numpy as np
import pytest

from audits.errors import Refused
from audits.models.tables.xgboost_file import read
from tests.lazily import lazily

xgboost = lazily("xgboost")
VALUES = np.random.default_rng(1).normal(size=(50, 2))
TWO = (VALUES[:, 0] > 0).astype(int)


def saved(folder, truth, **settings):
    data = xgboost.DMatrix(VALUES, label=truth)
    model = xgboost.train({"max_depth": 2, **settings}, data, 3)
    model.save_model(folder / "m.json")
    return model, read(folder / "m.json")


@pytest.mark.parametrize(
    ("objective", "form", "width"),
    [
        ("binary:logistic", "probabilities", 1), ("binary:logitraw", "logits", 1),
        ("binary:hinge", "labels", 1), ("reg:squarederror", "number", 1),
        ("reg:logistic", "number", 1), ("count:poisson", "number", 1),
    ],
)  # fmt: skip
def test_what_an_objective_answers_with(tmp_path, objective, form, width):
    model, native = saved(tmp_path, TWO, objective=objective)
    assert (native.answer.form, native.answer.width) == (form, width)
    np.testing.assert_allclose(
        native.ask(VALUES), model.predict(xgboost.DMatrix(VALUES)), atol=1e-6
    )


def test_a_booster_of_its_own_is_asked_with_all_its_rounds(tmp_path):
    """Only the estimators of scikit-learn's form stop at the best round by themselves."""
    data = xgboost.DMatrix(VALUES, label=TWO)
    held_out = xgboost.DMatrix(VALUES, label=1 - TWO)
    model = xgboost.train(
        {"objective": "binary:logistic"}, data, 20, evals=[(held_out, "x")],
        early_stopping_rounds=2, verbose_eval=False,
    )  # fmt: skip
    model.save_model(tmp_path / "m.json")
    native = read(tmp_path / "m.json")
    np.testing.assert_allclose(native.ask(VALUES), model.predict(data), atol=1e-6)
    assert native.notes == ()


def test_two_numbers_a_row_are_refused(tmp_path):
    with pytest.raises(Refused, match="answers with 2 numbers a row"):
        saved(tmp_path, VALUES, objective="reg:squarederror")


def test_a_survival_time_is_refused(tmp_path):
    with pytest.raises(Refused, match="survival:cox"):
        saved(tmp_path, np.abs(VALUES[:, 0]), objective="survival:cox")
