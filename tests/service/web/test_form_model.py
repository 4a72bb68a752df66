"""What the form says of a model."""

from werkzeug.datastructures import MultiDict

from audits.specification.parsing import parse_document
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind
from service.web.form_model import ModelWords

MODEL = ModelProfile(
    format="onnx",
    task="classification",
    inputs=tuple(InputProfile(name, Kind.NUMBER, "float32", (None, 1)) for name in ("x", "income")),
    outputs=(),
    classes=(),
    capabilities=("Classifier",),
    probabilities=True,
    sha256="1" * 64,
    choices=("left", "right"),
)


def test_what_was_filled_in_becomes_the_documents_words() -> None:
    sent = MultiDict(
        {"output": "left", "meaning": "logit", "labels": "no, yes ,", "model-threshold": "0.4",
         "input-0": "age, tenure"}
    )  # fmt: skip
    spec = ModelWords.sent(sent, MODEL).spec(MODEL)
    assert spec == {
        "output": {"name": "left", "meaning": "logit"},
        "labels": ["no", "yes"],
        "threshold": "0.4",
        "inputs": {"x": ["age", "tenure"], "income": ["income"]},
    }
    document = parse_document({"model": spec, "dataset": {}})
    assert ModelWords.written(document, MODEL).spec(MODEL) == {
        **spec, "inputs": {"x": ["age", "tenure"], "income": ["income"]}
    }  # fmt: skip


def test_nothing_said_is_nothing_and_what_the_model_has_not_is_not_taken() -> None:
    assert ModelWords.sent(MultiDict({"output": "middle", "meaning": "x"}), MODEL).spec(MODEL) == {}
    assert ModelWords.sent(MultiDict({"labels": "a"}), None) == ModelWords()
