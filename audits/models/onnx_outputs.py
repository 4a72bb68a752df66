"""Which output of an ONNX graph is the label, which the score, and what the classes are called."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audits.document import ModelSpec
from audits.errors import Problem, Refused
from audits.missing import normal
from audits.models.onnx_file import OnnxFile
from audits.reading.spelling import raw_text

_FLOATS = ("tensor(float)", "tensor(double)", "tensor(float16)")
_INTEGERS = ("tensor(int64)", "tensor(int32)")
_REGRESSORS = ("Regressor",)
_METADATA = ("labels", "classes", "class_names", "id2label")


class _Port(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def shape(self) -> tuple[int | None, ...]: ...


class _Runtime(Protocol):
    @property
    def file(self) -> OnnxFile: ...
    @property
    def outputs(self) -> Sequence[Any]: ...
    @property
    def metadata(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Outputs:
    """labels, scores: names of outputs, None where there is none.

    classes: as the plan or the file calls them; own_labels: as the label output spells them.
    keys: of a ZipMap, in the order of the classes.
    form: probabilities or logits where the plan or the graph says it.
    """

    task: str
    labels: str | None
    scores: str | None
    classes: tuple[str, ...]
    own_labels: tuple[str, ...]
    keys: tuple[Any, ...] = ()
    form: str | None = None
    warnings: tuple[str, ...] = ()


def read_outputs(runtime: _Runtime, spec: ModelSpec) -> Outputs:
    """Roles of the outputs; raises `Refused` where no output can be an answer."""
    labels = scores = None
    zipped = False
    for port in _preferred(runtime.outputs):
        narrow = len(port.shape) <= 1 or port.shape[-1] == 1
        if labels is None and narrow and port.type in ("tensor(string)", *_INTEGERS):
            labels = port
        elif scores is None and (port.type in _FLOATS or port.type.startswith("seq(map(")):
            scores = port
            zipped = port.type.startswith("seq(")
    if labels is None and scores is None:
        kinds = ", ".join(f"{port.name}: {port.type}" for port in runtime.outputs[:5])
        raise Refused.because(
            "model", f"no output can be an answer ({kinds})",
            "export labels, probabilities, logits or numbers as an output", "no_answer",
        )  # fmt: skip
    width = _width(scores)
    operator = runtime.file.producers.get(scores.name, "") if scores is not None else ""
    task, warnings = _task(spec, labels, zipped, width, operator)
    if task == "regression":
        if scores is None:
            raise Refused.because(
                "model.task", "a regression needs an output of numbers", "export it so",
                "no_answer",
            )  # fmt: skip
        return Outputs(task, None, scores.name, (), (), warnings=tuple(warnings))
    own = _own_labels(runtime, labels is not None or zipped, width)
    classes = _classes(spec, own)
    if not own and labels is not None and labels.type in _INTEGERS:
        own = tuple(str(index) for index in range(len(classes)))  # as an ArgMax answers
    keys: tuple[Any, ...] = ()
    if zipped and scores is not None:
        keys = tuple(map(int, own)) if scores.type.startswith("seq(map(int64") else own
    return Outputs(
        task,
        None if labels is None else labels.name,
        None if scores is None or spec.output == "labels" else scores.name,
        classes,
        own or classes,
        keys,
        _form(spec, runtime.file, operator, scores),
        tuple(warnings),
    )


def _preferred(ports: Sequence[Any]) -> list[Any]:
    """Outputs called like an answer first; the graph's order otherwise."""
    called = re.compile(r"prob|logit|label|score|pred|output|class", re.IGNORECASE)
    return sorted(ports, key=lambda port: called.search(port.name) is None)


def _width(scores: Any) -> int | None:
    if scores is None or scores.type.startswith("seq("):
        return None
    if len(scores.shape) <= 1:
        return 1
    width: int | None = scores.shape[-1]
    return width


def _task(
    spec: ModelSpec, labels: Any, zipped: bool, width: int | None, operator: str
) -> tuple[str, list[str]]:
    if spec.task in ("classification", "regression"):
        return spec.task, []
    if spec.task is not None:
        raise Refused.because(
            "model.task", f"an ONNX file cannot be opened for {spec.task} yet",
            "use classification or regression", "unsupported_task",
        )  # fmt: skip
    if labels is not None or zipped or spec.labels or spec.output or spec.threshold is not None:
        return "classification", []
    if operator in ("Sigmoid", "Softmax", "LogSoftmax") or operator.endswith("Classifier"):
        return "classification", []
    if operator.endswith("Regressor"):
        return "regression", []
    if width == 1:
        return "regression", [
            "one number comes out, taken as a regression; say `task: classification` "
            "if it is a score"
        ]
    return "classification", []


def _own_labels(runtime: _Runtime, names_needed: bool, width: int | None) -> tuple[str, ...]:
    """As the file spells them: classifier or ZipMap attribute, metadata, else 0, 1, 2 ..."""
    found = runtime.file.labels or _from_metadata(runtime.metadata)
    if found:
        return tuple(map(normal, found))
    if width is not None:
        return tuple(str(index) for index in range(max(2, width)))
    return ()


def _from_metadata(metadata: Mapping[str, str]) -> tuple[str, ...]:
    for name in _METADATA:
        text = metadata.get(name)
        if not text:
            continue
        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            held = [part.strip() for part in text.split(",")]
        if isinstance(held, dict):
            held = list(held.values())
        if isinstance(held, list) and held and all(isinstance(i, str | int) for i in held):
            return tuple(raw_text(item) for item in held)
    return ()


def _classes(spec: ModelSpec, own: tuple[str, ...]) -> tuple[str, ...]:
    if spec.labels is None:
        return own
    if own and len(own) != len(spec.labels):
        raise Refused(
            [
                Problem(
                    "model.labels",
                    f"{len(spec.labels)} labels are given and the model has {len(own)} classes",
                    f"give one label a class, in the model's order ({', '.join(own[:8])})",
                    "wrong_labels",
                )
            ]
        )
    return tuple(spec.labels)


def _form(spec: ModelSpec, file: OnnxFile, operator: str, scores: Any) -> str | None:
    if spec.output in ("probabilities", "logits"):
        return spec.output
    if operator in ("Softmax", "Sigmoid"):
        return "probabilities"
    if operator == "LogSoftmax":
        return "logits"  # softmax undoes the logarithm
    return None
