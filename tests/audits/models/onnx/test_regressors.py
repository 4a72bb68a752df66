"""ONNX graphs that answer with a number, by hand."""

from pathlib import Path

import numpy as np

from audits.models import Regressor
from audits.models.onnx.regressors import OnnxRegressor
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.onnx.graphs import X, linear
from tests.lazily import lazily

lazily("onnxruntime")


def test_one_free_number_is_a_regression(tmp_path: Path) -> None:
    path = linear(tmp_path, width=1)
    model = open_model(path, ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path)
    assert isinstance(model, Regressor)
    assert model.regress(X).tolist() == [2, 0, 1]


def test_a_row_without_a_finite_number_has_none(tmp_path: Path) -> None:
    weights = np.array([[1.0], [1.0]], dtype=np.float32)
    path = linear(tmp_path, width=1, weights=weights)
    model = open_model(path, ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path)
    answers = model.regress({"a": np.array([np.nan, 3e38, 1.0]), "b": np.array([1.0, 3e38, 2.0])})
    assert np.isnan(answers[:2]).all()  # 6e38 is beyond 32 bits
    assert answers[2] == 3


def test_a_row_by_itself_is_answered_alike(tmp_path: Path) -> None:
    model = open_model(
        linear(tmp_path, width=1, batch=4), ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path
    )
    row = {"a": np.array([2.5]), "b": np.array([9.0])}
    assert isinstance(model, OnnxRegressor)
    assert model.plainly(row).tolist() == model.regress(row).tolist() == [2.5]
