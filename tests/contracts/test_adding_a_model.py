"""The page on adding a kind of model, followed: its example is a format and answers as it says."""

import re
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Classifier, adapters, registry
from audits.models.registry import Upload, formats
from audits.specification.document import ModelSpec

PAGE = Path(__file__).parents[2] / "docs" / "adding_a_model.md"
MODEL = '{"weights": {"a": 1.0, "b": -2.0}, "bias": 0.5}'
SPEC = ModelSpec(labels=["no", "yes"])


@pytest.fixture
def linear(tmp_path, monkeypatch):
    """The format of the page, found by its file's being there."""
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]
    folder = tmp_path / "adapters"
    folder.mkdir()
    (folder / "linear_json.py").write_text(example, encoding="utf-8")
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(folder)])
    registry._adapters.cache_clear()
    known = formats.__wrapped__()  # the function below its cache
    assert known["linear_json"] is import_module("audits.models.adapters.linear_json").FORMAT
    yield known["linear_json"]
    registry._adapters.cache_clear()
    del sys.modules["audits.models.adapters.linear_json"]


def uploaded(tmp_path, content):
    path = tmp_path / "model.json"
    path.write_text(content, encoding="utf-8")
    return Upload(path, None, tmp_path)


def test_the_example_of_the_page_answers_as_scikit_learn_does(linear, tmp_path):
    from sklearn.linear_model import LogisticRegression

    twin = LogisticRegression().fit([[0, 0], [1, 1]], [0, 1])
    twin.coef_, twin.intercept_ = np.array([[1.0, -2.0]]), np.array([0.5])
    values = np.random.default_rng(0).normal(size=(20, 2))
    artifact = linear.recognise(uploaded(tmp_path, MODEL), SPEC)
    model = linear.opened(artifact, SPEC)
    assert isinstance(model, Classifier)
    answers = model.classify({"a": values[:, 0], "b": values[:, 1]})
    np.testing.assert_allclose(answers.probabilities, twin.predict_proba(values))
    profile = linear.described(artifact, SPEC)
    assert (profile.classes, profile.sha256) == (model.classes, model.fingerprint)
    assert tuple(item.name for item in profile.inputs) == model.reads == ("a", "b")


def test_it_knows_what_is_something_else_and_what_is_damaged(linear, tmp_path):
    assert linear.recognise(uploaded(tmp_path, '{"other": 1}'), SPEC) is None
    with pytest.raises(Refused, match="cannot be read"):
        linear.recognise(uploaded(tmp_path, MODEL[:30]), SPEC)
