"""Probes about a task run by themselves on that task, and elsewhere only when they are named."""

from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind


def column(name, kind, values=()):
    return ColumnProfile(name, kind, None, max(1, len(values)), 0, tuple(values))


def plan(model, columns, profiles, **more):
    document = parse_document({"model": model, "dataset": {"path": "x", "columns": columns}} | more)
    data = DatasetProfile("csv", 50, tuple(profiles), "0" * 64)
    return make_plan(document, dataset=data, model=more.get("profile"))


def test_translations_are_texts_however_few():
    found = plan(
        {"format": "recorded", "task": "translation"},
        {"said": {"role": "prediction"}},
        [column("said", Kind.CATEGORY, ["He.", "She."])],
    )
    assert found.columns["said"].kind is Kind.TEXT
    assert [step.probe for step in found.steps] == ["translation.gendered_pronouns"]


def test_gold_and_predicted_genders_stay_classes():
    values = ["female", "male", "neutral"]
    found = plan(
        {"format": "recorded", "task": "translation"},
        {"gold": {"role": "label"}, "said": {"role": "prediction"}},
        [column("gold", Kind.CATEGORY, values), column("said", Kind.CATEGORY, values)],
    )
    assert "translation.gender_accuracy" in [step.probe for step in found.steps]


def test_a_classification_does_not_run_what_is_about_translations():
    values = ["female", "male", "neutral"]
    found = plan(
        {"format": "recorded", "task": "classification"},
        {"gold": {"role": "label"}, "said": {"role": "prediction"}},
        [column("gold", Kind.CATEGORY, values), column("said", Kind.CATEGORY, values)],
    )
    assert not any(step.probe.startswith("translation.") for step in found.steps)


def test_a_classifier_of_texts_is_asked_with_swapped_identities():
    profile = ModelProfile(
        "onnx", "classification", (InputProfile("text", Kind.TEXT, "string", (None,)),), (),
        ("fine", "toxic"), ("Classifier",), True, "1" * 64,
    )  # fmt: skip
    document = parse_document(
        {"model": {"path": "m"}, "dataset": {"path": "x", "columns": {"text": {"kind": "text"}}}}
    )
    data = DatasetProfile("csv", 50, (column("text", Kind.TEXT),), "0" * 64)
    found = make_plan(document, dataset=data, model=profile)
    assert "language.identity_terms" in [step.probe for step in found.steps]
