"""What the file leaves open is settled by the label column, also for a model inspected long ago."""

import pytest

from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.document import AuditDocument
from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind


def column(name, *values, kind=Kind.CATEGORY, distinct=None):
    return ColumnProfile(name, kind, None, distinct or len(values), 0, values)


DATA = DatasetProfile(
    "csv", 500,
    (
        column("a", "1", "2", kind=Kind.NUMBER, distinct=300),
        column("pair", "0", "1", kind=Kind.NUMBER),
        column("truth", "false", "true"),
        column("words", "paid", "unpaid"),
        column("stars", "1", "2", "3", "4", "5", kind=Kind.NUMBER),
        column("kinds", "cat", "dog", "owl"),
    ),
    "e" * 64,
)  # fmt: skip


def profile(*outputs, task="regression", alternatives=(), choices=(), classes=()):
    """As an upload was inspected, before any document spoke of it."""
    return ModelProfile(
        "onnx", task, (InputProfile("a", Kind.NUMBER, "float32", (None, 1)),), outputs, classes,
        ("Regressor",) if task == "regression" else ("Classifier",), task != "regression",
        "f" * 64, alternatives=alternatives, choices=choices,
    )  # fmt: skip


ONE = profile(
    InputProfile("out", None, "tensor(float)", (None, 1)), alternatives=("classification",)
)
TREES = profile(InputProfile("variable", None, "tensor(float)", (None, 1)))
HEADS = profile(
    InputProfile("age", None, "tensor(float)", (None, 1)),
    InputProfile("kind", None, "tensor(float)", (None, 3)),
    task="classification", choices=("age", "kind"), classes=("0", "1", "2"),
)  # fmt: skip


def plan(model, label, **spec):
    columns = {"words": {"role": "protected"}} if label is None else {label: {"role": "label"}}
    document = AuditDocument.model_validate(
        {"model": {"path": "m", **spec}, "dataset": {"path": "d", "columns": columns}}
    )
    return make_plan(document, dataset=DATA, model=model)


def problems(model, label, **spec):
    with pytest.raises(Refused) as refusal:
        plan(model, label, **spec)
    return {found.code: found for found in refusal.value.problems}


@pytest.mark.parametrize(("label", "labels"), [("pair", ["0", "1"]), ("truth", ["false", "true"])])
def test_one_number_beside_an_ordered_pair_scores_the_second(label, labels):
    made = plan(ONE, label)
    assert (made.model.task, made.model.labels) == ("classification", labels)
    assert made.columns[label].kind is Kind.CATEGORY
    running = {step.probe for step in made.steps if step.reason is None}
    assert {"fairness.error_rates", "fairness.calibration"} <= running


def test_one_number_beside_more_numbers_is_one_of_them():
    for model in (ONE, TREES):
        made = plan(model, "stars")
        assert (made.model.task, made.columns["stars"].kind) == ("regression", Kind.NUMBER)
        assert "fairness.regression_error" in {step.probe for step in made.steps}


def test_what_nothing_settles_is_asked_about():
    remedy = problems(ONE, "words")["no_labels"].remedy
    assert "`labels: [paid, unpaid]` or `labels: [unpaid, paid]`" in remedy  # neither is likelier
    assert "one_number_for_classes" in problems(ONE, "kinds")
    assert "numbers_or_scores" in problems(TREES, "pair")
    assert "outputs_several" in problems(HEADS, "kinds")


def test_each_remedy_is_one():
    words = plan(ONE, "words", labels=["unpaid", "paid"], favourable="paid")
    assert words.model.labels == ["unpaid", "paid"]
    assert plan(TREES, "pair", task="regression").model.task == "regression"
    scored = plan(TREES, "pair", output={"name": "variable", "meaning": "probability"})
    assert scored.model.task == "classification"
    kinds = plan(HEADS, "kinds", output={"name": "kind"}, labels=["cat", "dog", "owl"])
    assert kinds.model.task == "classification"
    age = plan(HEADS, "stars", output={"name": "age"})
    assert age.model.task == "regression"
    assert plan(ONE, "pair", task="regression").columns["pair"].kind is Kind.NUMBER


def test_without_a_label_what_is_said_of_classes_makes_it_a_classifier():
    assert plan(ONE, None, favourable="1").model.task == "classification"
    found = problems(ONE, None, favourable="yes")
    assert found["unknown_value"].field == "model.favourable"


def test_a_profile_of_an_earlier_release_is_read():
    old = {
        k: v for k, v in ONE.to_json().items() if k not in ("alternatives", "choices", "reading")
    }
    assert ModelProfile.from_json(old).alternatives == ()
    assert ModelProfile.from_json(ONE.to_json()) == ONE


def test_an_onnx_file_that_was_inspected_before_is_an_encoder_where_the_document_says_so():
    """Before that it was taken for a classifier of 512; one that reads no picture is refused."""
    seen = ModelProfile(
        "onnx", "classification", (InputProfile("image", Kind.IMAGE, "float32", (None, 3, 8, 8)),),
        (InputProfile("out", None, "tensor(float)", (None, 512)),), tuple(map(str, range(512))),
        ("Classifier", "Countable", "Layered"), True, "f" * 64,
    )  # fmt: skip
    pictures = DatasetProfile(
        "zip", 90, (ColumnProfile("image", Kind.IMAGE, None, 90, 0, ()), column("sex", "f", "m")),
        "e" * 64,
    )  # fmt: skip
    document = AuditDocument.model_validate({
        "model": {"path": "m.onnx", "task": "embedding"}, "probes": ["explanations.layers"],
        "dataset": {"path": "d.zip", "columns": {"sex": {"role": "protected"},
                                                 "image": {"kind": "image"}}},
    })  # fmt: skip
    plan = make_plan(document, dataset=pictures, model=seen)
    assert [step.probe for step in plan.steps] == ["explanations.layers"]
    with pytest.raises(Refused, match="only encoders of one picture"):
        make_plan(
            document, dataset=pictures, model=profile(classes=("0", "1"), task="classification")
        )
