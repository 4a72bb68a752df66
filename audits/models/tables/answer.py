"""What a library's model answers with, held against what the document says of it."""

from dataclasses import dataclass, replace
from typing import Literal

from audits.errors import Refused
from audits.models.onnx.class_names import choose_classes
from audits.specification.document import ModelSpec

# What the answer is called, where a document names an output.
NAME = "prediction"
Form = Literal["probabilities", "logits", "labels", "number"]


@dataclass(frozen=True)
class Answer:
    """What comes out for a row.

    form: probabilities or logits (of one column: of the second class), labels (their places among
    the classes), or a number. width: numbers a row. own: names of the classes as the file has them.
    is_share: a number between 0 and 1 that could be the probability of a second class.
    is_bare: whether probabilities are left aside. basis: what in the file says so, in words.
    name: of the output, where a document names it.
    """

    form: Form
    width: int = 1
    own: tuple[str, ...] = ()
    is_share: bool = False
    is_bare: bool = False
    basis: str = ""
    name: str = NAME

    @property
    def classes(self) -> tuple[str, ...]:
        """The file's own names, else numbers counted from 0."""
        count = 2 if self.width == 1 else self.width
        return self.own or tuple(map(str, range(count)))

    @property
    def task(self) -> str:
        """What the file alone says it serves."""
        return "regression" if self.form == "number" and not self.is_share else "classification"


def settled(answer: Answer, spec: ModelSpec) -> tuple[Answer, tuple[str, ...]]:
    """The answer as it is read, and the names of its classes; () of a number.

    Raises `Refused` where the document says something that the model cannot answer with.
    """
    if spec.output_name not in (None, answer.name):
        raise Refused.because(
            "model.output.name", f"the model has no output {spec.output_name!r}",
            f"its one answer is called {answer.name!r}; leave `name` out", "unknown_output",
        )  # fmt: skip
    if spec.task not in (None, "classification", "regression"):
        raise Refused.because(
            "model.task", f"a model of tables cannot be opened for {spec.task}",
            "use classification or regression", "unsupported_task",
        )  # fmt: skip
    if _is_regression(answer, spec):
        if answer.width > 1 or answer.form == "labels":
            raise Refused.because(
                "model.task", f"the model answers with {len(answer.classes)} classes, no number",
                "leave `task` and `meaning` out", "wrong_task",
            )  # fmt: skip
        return replace(answer, form="number"), ()
    if answer.form == "number":
        answer = replace(answer, form=_score(answer, spec))
    elif spec.meaning == "label":
        answer = replace(answer, is_bare=True)
    classes, _ = choose_classes(spec, answer.classes, None)
    return answer, classes


def _is_regression(answer: Answer, spec: ModelSpec) -> bool:
    if spec.task is not None:
        return spec.task == "regression"
    if spec.meaning is not None:
        return spec.meaning == "number"
    if spec.labels is not None or spec.threshold is not None:
        return False
    return answer.task == "regression"


def _score(answer: Answer, spec: ModelSpec) -> Form:
    """What the one number of a regressor is, where a class is asked for."""
    if spec.meaning == "probability" or (answer.is_share and spec.meaning is None):
        return "probabilities"
    if spec.meaning == "logit":
        return "logits"
    raise Refused.because(
        "model.task",
        "the model answers with numbers, and classes are asked for",
        f"say `task: regression`, or what the number is: `output: {{name: {answer.name}, meaning: "
        "probability}}` or `meaning: logit`",
        "numbers_or_scores",
    )
