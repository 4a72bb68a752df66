"""What a model is audited as, where its file alone cannot say it: the label column decides.

One number that comes out of a network may be a quantity or the score of the second of two classes.
"""

from dataclasses import replace

from audits.errors import Problem
from audits.planning.column_values import levels
from audits.planning.detector_outputs import box_problems
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec
from audits.specification.model_formats import CALLABLE, ELSEWHERE
from audits.specification.profiles import ColumnProfile, DatasetProfile, LabelColumns, ModelProfile
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml

# Two values that have an order of their own: the second is what a single score is about.
ORDERED_PAIRS = (("0", "1"), ("false", "true"), ("-1", "1"))


def settle_task(
    document: AuditDocument,
    dataset: DatasetProfile,
    model: ModelProfile,
    problems: list[Problem],
) -> tuple[AuditDocument, ModelProfile]:
    """The document with the model's task stated, and the profile as the model will be opened."""
    spec = document.model or ModelSpec()
    problems.extend(box_problems(spec, model))
    if model.format in (*ELSEWHERE, CALLABLE) or "Detector" in model.capabilities:
        return document, model
    if spec.task == "embedding" and model.format == "onnx":
        return document, _as_encoder(model, problems)
    sure = next((one for one in model.label_columns if one.is_sure), None)
    if sure is not None and spec.meaning in (None, "number") and spec.label_column is None:
        problems.append(_several_labels(sure))
        return document, model
    if sure is not None and not model.classes:  # one class in so many is meant
        classes = sure.names or tuple(map(str, range(sure.count or 0)))
        model = replace(model, classes=tuple(spec.labels or classes))
    if model.choices:
        if spec.output_name is None:
            problems.append(_choose(model, document))
            return document, model
        model = model.answering(spec.output_name) or _with_output(spec.output_name, model)
    label = _label(document, dataset)
    task = _stated(spec) or _by_label(model, label, spec, problems)
    if task is None or {task, model.task} - {"classification", "regression"}:
        return document, model
    if task == "regression":
        model = replace(
            model, task=task, classes=(), capabilities=("Regressor",), probabilities=False
        )
    else:
        spec, model = _as_classifier(spec, model, label, problems)
    spec = spec.model_copy(update={"task": task})
    return document.model_copy(update={"model": spec}), model


def _as_encoder(model: ModelProfile, problems: list[Problem]) -> ModelProfile:
    """An ONNX file that was inspected before the document said that a vector comes out."""
    if "Layered" not in model.capabilities and model.task != "embedding":
        problems.append(
            Problem(
                "model.task", "of ONNX files only encoders of one picture are read as an embedding",
                "leave `task` out, or give word vectors or a folder of an encoder of texts",
                "input_shape",
            )
        )  # fmt: skip
    return replace(
        model, task="embedding", classes=(), capabilities=("Layered", "Countable"),
        probabilities=False, choices=(), answers=(), alternatives=(), label_columns=(),
    )  # fmt: skip


def _several_labels(output: LabelColumns) -> Problem:
    """An output of several labels is no answer of one class."""
    count = "several" if output.count is None else str(output.count)
    named = ", ".join(output.names[:3]) if output.names else "a, b"
    return Problem(
        "model.output", f"output {output.output!r} answers {count} labels at once, each yes or no",
        f"name them, and the columns that hold the truth: `label_set: {{labels: [{named}, ...]}}`; "
        f"or, where one class of {count} is meant, say `output: {{name: {output.output}, meaning: "
        "probability}`",
        "multi_label",
    )  # fmt: skip


def _choose(model: ModelProfile, document: AuditDocument) -> Problem:
    """An output that is called like the label is most likely meant, and still not taken."""
    label = next((n for n, s in document.dataset.columns.items() if s.role is Role.LABEL), None)
    example = label if label in model.choices else model.choices[0]
    return Problem(
        "model.output",
        f"{len(model.choices)} outputs could be the answer: {listed(model.choices)}",
        f"name the one that is meant: `output: {{name: {example}}}`; or audit each as a head with "
        f"its own label: `heads: {{{example}: {{label: COLUMN}}, ...}}`",
        "outputs_several",
    )


def _with_output(name: str, model: ModelProfile) -> ModelProfile:
    """The profile of a file that was inspected before an output was chosen."""
    port = next((item for item in model.outputs if item.name == name), None)
    if port is None:
        return model  # opening the model refuses the name
    width = port.shape[1] if len(port.shape) > 1 else 1
    if width == 1 and "float" in port.dtype:
        return replace(model, task="regression", choices=(), alternatives=("classification",))
    classes = tuple(str(index) for index in range(width or 0))
    return replace(model, task="classification", choices=(), classes=classes, alternatives=())


def _label(
    document: AuditDocument, dataset: DatasetProfile
) -> tuple[ColumnSpec, ColumnProfile] | None:
    profiles = {profile.name: profile for profile in dataset.columns}
    for name, spec in document.dataset.columns.items():
        if spec.role is Role.LABEL and name in profiles:
            return spec, profiles[name]
    return None


def _stated(spec: ModelSpec) -> str | None:
    if spec.task is not None:
        return spec.task
    if spec.meaning is not None:
        return "regression" if spec.meaning == "number" else "classification"
    if spec.labels is not None or spec.threshold is not None:
        return "classification"
    return None


def _by_label(
    model: ModelProfile,
    label: tuple[ColumnSpec, ColumnProfile] | None,
    spec: ModelSpec,
    problems: list[Problem],
) -> str | None:
    """The task that fits what the label column holds; None leaves it as the file says it."""
    if label is None:
        is_stated = spec.positive is not None or spec.favourable is not None
        if is_stated and "classification" in model.alternatives:
            return "classification"
        return "regression" if model.task == "regression" else None
    column, profile = label
    values = levels(column, profile) or ()
    is_pair = len(values) == 2 and column.kind in (None, Kind.CATEGORY)
    if model.task == "regression" and not model.alternatives:
        if is_pair:
            problems.append(_numbers_for_a_pair(profile.name, values, model))
        return "regression"
    if not model.alternatives:
        return None
    if is_pair:
        return "classification"
    is_number = column.kind in (None, Kind.NUMBER) and profile.kind is Kind.NUMBER
    if not is_number and not all(_is_number(value) for value in profile.values):
        problems.append(
            Problem(
                "model.task",
                f"one number comes out, and the label {profile.name!r} has "
                f"{profile.distinct} classes",
                "audit a model that answers with one score a class, or name another label",
                "one_number_for_classes",
            )
        )
    return "regression"


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _numbers_for_a_pair(name: str, values: tuple[str, ...], model: ModelProfile) -> Problem:
    output = model.outputs[0].name if model.outputs else "NAME"
    return Problem(
        "model.task",
        f"the model answers with numbers, and the label {name!r} has two values ({listed(values)})",
        "say `task: regression` to compare the numbers, or, where they are the probability of "
        f"{values[1]!r}, `output: {{name: {output}, meaning: probability}}`",
        "numbers_or_scores",
    )


def _as_classifier(
    spec: ModelSpec,
    model: ModelProfile,
    label: tuple[ColumnSpec, ColumnProfile] | None,
    problems: list[Problem],
) -> tuple[ModelSpec, ModelProfile]:
    """A single score is about the second class, so the two must have an order."""
    if model.task == "classification" and not model.alternatives:
        return spec, model
    classes = tuple(spec.labels or ()) or ("0", "1")
    if spec.labels is None and label is not None:
        known = levels(*label)
        pair = next((p for p in ORDERED_PAIRS if known is not None and set(p) >= set(known)), None)
        if known is not None and pair is None:
            first, second = map(in_yaml, (*known, "", "")[:2])
            problems.append(
                Problem(
                    "model.labels",
                    f"one score comes out, and nothing says for which of {listed(known)} it is "
                    "high",
                    f"list them, the one with high scores last: `labels: [{first}, {second}]` "
                    f"or `labels: [{second}, {first}]`",
                    "no_labels",
                )
            )
        classes = pair or classes
    return spec.model_copy(update={"labels": list(classes)}), replace(
        model,
        task="classification",
        classes=classes,
        capabilities=("Classifier", "Randomisable"),
        probabilities=True,
        warnings=tuple(w for w in model.warnings if "taken as a regression" not in w),
    )
