"""What an endpoint is opened as, by its task."""

import pytest

from audits.models import Classifier, Regressor, Translator
from audits.models.endpoint.opening import open_endpoint
from audits.models.generator import Generator
from audits.specification.document import ModelSpec
from audits.specification.endpoint import describe, profile_endpoint

LABELS = ["a", "b"]
OPENAI = {"form": "openai", "model": "m"}


@pytest.mark.parametrize(
    ("kind", "name", "model"),
    [
        (Generator, "Generator", {"endpoint": OPENAI}),
        (Translator, "Translator", {"endpoint": OPENAI, "task": "translation"}),
        (Classifier, "Classifier", {"endpoint": {**OPENAI, "prompt": "{x}"}, "labels": LABELS}),
        (Classifier, "Classifier", {"endpoint": "sagemaker", "labels": LABELS}),
        (Regressor, "Regressor", {"endpoint": "oip", "output": "number"}),
        (Translator, "Translator", {"endpoint": "oip"}),
    ],
)  # fmt: skip
def test_a_task_is_a_kind_of_model(kind, name, model):
    spec = ModelSpec(url="https://m.example", inputs={"x": ["x"]}, **model)
    opened = open_endpoint(describe(spec), spec, lambda body: (200, "{}"))
    assert isinstance(opened, kind)
    assert profile_endpoint(spec).capabilities == (name,)
    assert opened.fingerprint == profile_endpoint(spec).sha256
