"""Which outputs of a graph hold boxes, scores and classes, and how a box is written there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.models.onnx.outputs import Port
from audits.models.onnx.session import Input
from audits.specification.box_forms import FORMS_OF_BOXES, stated_example
from audits.specification.document import ModelSpec

_BOXES = re.compile(r"box|detection", re.IGNORECASE)


def holds_boxes(outputs: Sequence[Port], spec: ModelSpec) -> bool:
    """Whether an output is named for boxes, and the document says of no other that it answers."""
    if spec.output_name is not None or spec.task in ("classification", "regression"):
        return False
    return any(
        _BOXES.search(port.name) and port.shape[-1:] in ((), (4,), (None,)) for port in outputs
    )


def is_picture(inputs: Sequence[Input]) -> bool:
    """Whether the only input takes pictures, or one picture alone."""
    if len(inputs) != 1:
        return False
    shape = inputs[0].shape
    return len(shape) == 4 or (len(shape) == 3 and 3 in (shape[0], shape[2]))


@dataclass(frozen=True)
class BoxOutputs:
    """boxes, scores, labels: names of outputs; labels is None where nothing numbers the classes.

    form: xyxy, xywh or cxcywh. relative: whether boxes are in shares of the picture, not in pixels
    of it as it is fed.
    """

    boxes: str
    scores: str
    labels: str | None
    form: str
    relative: bool

    @property
    def names(self) -> list[str]:
        """The outputs that are asked for."""
        return [name for name in (self.boxes, self.scores, self.labels) if name is not None]

    @property
    def description(self) -> str:
        """How they are read, in words."""
        sides = FORMS_OF_BOXES[self.form]
        scale = "in shares of the picture" if self.relative else "in pixels of the picture as fed"
        classes = "" if self.labels is None else f", classes of output {self.labels!r}"
        return (
            f"boxes of output {self.boxes!r} ({sides}, {scale}), scores of output "
            f"{self.scores!r}{classes},"
        )

    def of_one(
        self, given: Mapping[str, NDArray[Any]]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64] | None]:
        """Boxes, shape (boxes, 4), their scores and the numbers of their classes, shape (boxes,).

        given: by name the outputs for one picture, shape (1, boxes, ...) or (boxes, ...). Of scores
        by class the best is taken. Raises `ModelFailure` where the shapes do not belong together.
        """
        boxes = np.asarray(given[self.boxes], dtype=np.float64)
        scores = np.asarray(given[self.scores], dtype=np.float64)
        numbers = None if self.labels is None else np.asarray(given[self.labels])
        if boxes.ndim == 3:
            boxes, scores = boxes[0], scores[0]
            numbers = None if numbers is None else numbers[0]
        if scores.ndim == 2 and numbers is None:
            numbers = scores.argmax(axis=1) if scores.shape[1] > 1 else None
            scores = scores.max(axis=1, initial=0.0)
        shapes = [array.shape for array in (scores, numbers) if array is not None]
        if boxes.ndim != 2 or boxes.shape[1] != 4 or any(s != boxes.shape[:1] for s in shapes):
            sizes = ", ".join(f"{name!r} {list(np.shape(given[name]))}" for name in self.names)
            raise ModelFailure(
                f"the outputs do not belong together: {sizes}, where one score (and class) a box "
                "of four numbers is needed"
            )
        return boxes, scores, None if numbers is None else numbers.astype(np.int64)

    def corners(self, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Left, top, right and bottom of each, shape (boxes, 4).

        boxes: as they are written, shape (boxes, 4).
        """
        first, second = boxes[:, :2], boxes[:, 2:]
        if self.form == "xyxy":
            return boxes
        if self.form == "xywh":
            return np.concatenate([first, first + second], axis=1)
        return np.concatenate([first - second / 2, first + second / 2], axis=1)


def box_outputs(outputs: Sequence[Port], spec: ModelSpec) -> BoxOutputs:
    """As the document says it; raises `Refused` where it lacks a word or names no output."""
    known = [port.name for port in outputs]
    stated = spec.output
    if (
        stated is None
        or stated.boxes is None
        or stated.scores is None
        or stated.box_format is None
        or stated.relative is None
    ):
        raise Refused.because(
            "model.output", "nothing says how its boxes are read", stated_example(known),
            "boxes_not_stated",
        )  # fmt: skip
    for key in ("boxes", "scores", "labels"):
        name = getattr(stated, key)
        if name is not None and name not in known:
            raise Refused.because(
                f"model.output.{key}", f"the graph has no output {name!r}",
                f"it has {', '.join(map(repr, known[:20]))}", "unknown_output",
            )  # fmt: skip
    return BoxOutputs(
        stated.boxes, stated.scores, stated.labels, stated.box_format, stated.relative
    )
