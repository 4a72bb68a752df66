"""Which output of an ONNX graph is the label, which the score, and what the classes are called."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audits.errors import Refused
from audits.models.onnx.class_names import choose_classes, own_labels
from audits.models.onnx.file import OnnxFile
from audits.models.onnx.graph import comes_from, ending
from audits.specification.document import ModelSpec

_FLOATS = ("tensor(float)", "tensor(double)", "tensor(float16)")
_INTEGERS = ("tensor(int64)", "tensor(int32)")
# What exporters call the answer; such an output is taken where the others have no such name.
_PLAIN = re.compile(r"(output_)?(label|probabilit(y|ies)|probs|logits?|scores?)", re.IGNORECASE)
_BOXES = re.compile(r"box|detection", re.IGNORECASE)


class Port(Protocol):
    """One output as the session names it."""

    @property
    def name(self) -> str:
        """What the graph calls it."""
        ...

    @property
    def type(self) -> str:
        """In onnxruntime's words: `tensor(float)`, `seq(map(string,tensor(float)))`."""
        ...

    @property
    def shape(self) -> tuple[int | None, ...]:
        """The size of each axis, None where the graph leaves it open."""
        ...


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
    form: probabilities or logits where the plan or the graph says it; ending: what made the scores.
    single: whether the scores have one column, about the second class.
    choices: outputs that could each be the answer, where none was chosen.
    alternatives: other tasks that the answer could serve.
    unread: outputs that could be answers of their own, beside the one that is plainly named.
    """

    task: str
    labels: str | None
    scores: str | None
    classes: tuple[str, ...]
    own_labels: tuple[str, ...]
    keys: tuple[Any, ...] = ()
    form: str | None = None
    ending: str = ""
    warnings: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    single: bool = False
    unread: tuple[str, ...] = ()


def read_outputs(runtime: _Runtime, spec: ModelSpec) -> Outputs:
    """Roles of the outputs; raises `Refused` where no output can be an answer."""
    labels, scores, choices, unread = _roles(runtime, spec)
    zipped = scores is not None and scores.type.startswith("seq(")
    width = _width(scores)
    operator = "" if scores is None else ending(runtime.file, scores.name)
    _check_one_label(spec, labels, scores, width, operator)
    task, alternatives = _task(spec, labels, zipped, width, operator)
    warnings: list[str] = []
    if task == "regression":
        if scores is None:
            raise Refused.because(
                "model.task", "a regression needs an output of numbers", "export it so",
                "no_answer",
            )  # fmt: skip
        if not choices and (width or 1) > 1:
            raise Refused.because(
                "model.task", f"the model answers with {width} numbers, not one",
                "export one of them as an output of its own, or leave `task` out", "wrong_task",
            )  # fmt: skip
        if alternatives and not choices:
            warnings.append(
                "one number comes out, taken as a regression; say `task: classification` "
                "if it is a score"
            )
        return Outputs(
            task, None, scores.name, (), (), ending=operator, warnings=tuple(warnings),
            choices=choices, alternatives=alternatives, unread=unread,
        )  # fmt: skip
    own = own_labels(runtime.file, runtime.metadata, labels, width, spec.labels)
    if spec.output_name is not None and labels is None and width and len(own) != max(2, width):
        own = tuple(map(str, range(max(2, width))))  # the file's names are another output's
    classes, shown = choose_classes(spec, own, labels)
    keys: tuple[Any, ...] = ()
    if zipped and scores is not None:
        keys = tuple(map(int, own)) if scores.type.startswith("seq(map(int64") else own
    return Outputs(
        task,
        None if labels is None else labels.name,
        None if scores is None else scores.name,
        classes,
        shown,
        keys,
        _form(spec, operator),
        operator,
        tuple(warnings),
        choices,
        alternatives,
        width == 1,
        unread,
    )


def refuse_choices(runtime: _Runtime, choices: Sequence[str], *, has_heads: bool = True) -> None:
    """`Refused` where several outputs could be the answer: it is asked for, never guessed.

    choices: their names; nothing is refused without any. has_heads: whether each could be audited
    as a head of this model, else of its recorded answers.
    """
    if not choices:
        return
    shown = ", ".join(
        f"{port.name!r} {_shown(port)}" for port in runtime.outputs if port.name in choices
    )
    raise Refused.because(
        "model.output",
        f"{len(choices)} outputs could be the answer: {shown}",
        f"name the one that is meant: `output: {{name: {choices[0]}}}`; or each as a head with its "
        f"own label{'' if has_heads else ' and its recorded answers'}: "
        f"`heads: {{{choices[0]}: {{label: COLUMN{'' if has_heads else ', prediction: COLUMN'}}}, "
        "...}`",
        "outputs_several",
    )


def is_label(port: Port) -> bool:
    """Whether an output holds one class a row."""
    narrow = len(port.shape) <= 1 or (len(port.shape) == 2 and port.shape[-1] in (1, None))
    return narrow and port.type in ("tensor(string)", *_INTEGERS)


def is_score(port: Port) -> bool:
    """Whether an output holds numbers that could be a row's answer."""
    if port.type.startswith("seq(map("):
        return True
    flat = len(port.shape) <= 2 or all(size == 1 for size in port.shape[2:])
    return flat and port.type in _FLOATS


def _roles(runtime: _Runtime, spec: ModelSpec) -> tuple[Any, Any, tuple[str, ...], tuple[str, ...]]:
    """The label's output, the score's, the names to choose from where several could be, and those
    of outputs that are passed over for one that is plainly named."""
    ports = list(runtime.outputs)
    if spec.output_name is not None:
        ports = [port for port in ports if port.name == spec.output_name]
        if not ports:
            known = ", ".join(repr(port.name) for port in runtime.outputs[:20])
            raise Refused.because(
                "model.output.name", f"the model has no output {spec.output_name!r}",
                f"its outputs are {known}", "unknown_output",
            )  # fmt: skip
    labels = [port for port in ports if is_label(port)]
    scores = [port for port in ports if is_score(port)]
    scores = [port for port in scores if _fits(port, spec)] or scores
    if spec.meaning == "label":
        scores = []
    elif spec.meaning is not None:
        labels = []
    scores = _once(runtime.file, scores)
    every = [*labels, *scores]
    labels, scores = _named_plainly(labels), _named_plainly(scores)
    unread = tuple(port.name for port in every if port not in (*labels, *scores))
    if not labels and not scores:
        _refuse_outputs(runtime, spec)
    choices: tuple[str, ...] = ()
    if len(labels) > 1 or len(scores) > 1:
        choices = tuple(port.name for port in (*labels, *scores))
    return next(iter(labels), None), next(iter(scores), None), choices, unread


def _fits(port: Port, spec: ModelSpec) -> bool:
    """Whether so many columns can be what the plan says of the answer."""
    width = _width(port)
    if width is None:
        return True
    if spec.task == "regression" or spec.meaning == "number":
        return width == 1
    return spec.labels is None or width == len(spec.labels) or (width == 1 and _is_pair(spec))


def _is_pair(spec: ModelSpec) -> bool:
    return spec.labels is not None and len(spec.labels) == 2


def _once(file: OnnxFile, ports: list[Any]) -> list[Any]:
    """Logits and the probabilities made of them are one answer: the probabilities are read."""
    return [
        port
        for port in ports
        if not any(comes_from(file, other.name, port.name) for other in ports if other is not port)
    ]


def _named_plainly(ports: list[Any]) -> list[Any]:
    if len(ports) < 2:
        return ports
    plain = [port for port in ports if _PLAIN.fullmatch(port.name)]
    return plain if len(plain) == 1 else ports


def _refuse_outputs(runtime: _Runtime, spec: ModelSpec) -> None:
    shown = ", ".join(f"{port.name!r} {_shown(port)}" for port in runtime.outputs[:5])
    if spec.output_name is None and any(_BOXES.search(port.name) for port in runtime.outputs):
        raise Refused.because(
            "model", f"a detector: boxes come out ({shown}), and no single picture goes in",
            "export it with one input of pictures, or record its detections in a column with the "
            "role detections", "detector",
        )  # fmt: skip
    raise Refused.because(
        "model", f"no output can be a row's answer ({shown})",
        "export labels, probabilities, logits or numbers, one row each, as an output",
        "no_answer",
    )  # fmt: skip


def _shown(port: Port) -> str:
    sizes = " x ".join("n" if size is None else str(size) for size in port.shape)
    kind = port.type.removeprefix("tensor(").removesuffix(")")
    return f"({kind}, {sizes})" if sizes else f"({kind})"


def _width(scores: Any) -> int | None:
    if scores is None or scores.type.startswith("seq("):
        return None
    if len(scores.shape) <= 1:
        return 1
    width: int | None = scores.shape[1]
    return width


def _check_one_label(
    spec: ModelSpec, labels: Any, scores: Any, width: int | None, operator: str
) -> None:
    """A sigmoid over several columns answers each on its own: several labels at once."""
    if operator != "Sigmoid" or width is None or width < 2 or labels is not None:
        return
    if spec.meaning is None:
        raise Refused.because(
            "model.output",
            f"output {scores.name!r} ends in a sigmoid over {width} columns, which is several "
            "labels at once: each may be yes or no",
            "name them: `label_set: {labels: [a, b, ...]}`; or, where one class of "
            f"{width} is meant, say `output: {{name: {scores.name}, meaning: probability}}`",
            "multi_label",
        )


def _task(
    spec: ModelSpec, labels: Any, zipped: bool, width: int | None, operator: str
) -> tuple[str, tuple[str, ...]]:
    """What the answer serves, and what else it could serve where only the data can tell."""
    if spec.task in ("classification", "regression"):
        return spec.task, ()
    if spec.task is not None:
        raise Refused.because(
            "model.task", f"an ONNX file cannot be opened for {spec.task} yet",
            "use classification or regression", "unsupported_task",
        )  # fmt: skip
    if spec.meaning is not None:
        return "regression" if spec.meaning == "number" else "classification", ()
    if labels is not None or zipped or spec.labels or spec.threshold is not None:
        return "classification", ()
    if operator.endswith("Classifier") or (width or 2) > 1:
        return "classification", ()
    if operator.endswith("Regressor"):
        return "regression", ()
    if operator in ("Sigmoid", "Softmax", "LogSoftmax"):
        return "classification", ("regression",)
    return "regression", ("classification",)


def _form(spec: ModelSpec, operator: str) -> str | None:
    if spec.meaning in ("probability", "logit"):
        return {"probability": "probabilities", "logit": "logits"}[spec.meaning]
    if operator in ("Softmax", "Sigmoid"):
        return "probabilities"
    if operator == "LogSoftmax":
        return "logits"  # softmax undoes the logarithm
    return None
