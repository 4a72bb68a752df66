"""ONNX files that answer with boxes, as the document says they are to be read.

A graph names its outputs as its author liked, and nothing in it says whether a box is two corners
or a centre and a size, of the picture as it is fed or in shares of it. A box that is read wrongly
meets no object, so none of it is guessed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.located_objects import Located
from audits.errors import ModelFailure, NotApplicable, Refused
from audits.models.onnx.box_outputs import BoxOutputs, box_outputs, is_picture
from audits.models.onnx.model import OnnxModel
from audits.models.onnx.outputs import Outputs
from audits.models.onnx.session import Input, Runtime
from audits.models.output_reading import Reading, told_classes
from audits.models.preprocessing import PicturePreparation
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

CAPABILITIES = ("Detector", "Countable")
TASK = "object-detection"
THRESHOLD = 0.5


@dataclass
class OnnxDetector(OnnxModel):
    """Finds the boxes whose score is above the threshold: `audits.models.Detector`.

    boxes: which outputs they are read of, and how; None is never asked.
    """

    boxes: BoxOutputs | None = None

    @property
    def threshold(self) -> float:
        """A detection with this score or a lower one is none."""
        return THRESHOLD if self.spec.threshold is None else self.spec.threshold

    @cached_property
    def pictures(self) -> Mapping[str, PicturePreparation]:
        """How pictures are prepared, by the input's name; an input of three axes takes one."""
        (item,) = self.runtime.inputs
        shape = item.shape if len(item.shape) == 4 else (1, *item.shape)
        return {item.name: self._picture(item, shape)}

    def detect(self, features: Features) -> NDArray[np.object_]:
        """The boxes of each picture, shape (rows,); each is asked by itself."""
        (item,) = self.runtime.inputs
        assert self.boxes is not None
        names = self.boxes.names
        column = features[self.feeds[item.name][0]]
        answers = np.empty(len(column), dtype=object)
        for row in range(len(column)):
            fed = self._tensor(item, {self.feeds[item.name][0]: column[row : row + 1]})
            given = dict(zip(names, self.runtime.run(names, {item.name: fed}), strict=True))
            answers[row] = self._located(given, fed, column[row].shape[:2])
        return answers

    def _tensor(self, item: Input, features: Features) -> NDArray[Any]:
        column = features[self.feeds[item.name][0]]
        if not isinstance(column, list):
            raise Refused.because(
                f"model.inputs.{item.name}", "takes images, and the column holds none",
                "name the image column", "does_not_fit",
            )  # fmt: skip
        if any(picture.dtype != np.uint8 for picture in column):
            self.fine.add(item.name)
        prepared: NDArray[Any] = self.pictures[item.name].tensor(column)
        if len(item.shape) == 3:
            (alone,) = prepared
            return np.asarray(alone)
        return np.repeat(prepared, item.shape[0], axis=0) if item.shape[0] else prepared

    def _located(
        self, given: Mapping[str, NDArray[Any]], fed: NDArray[Any], size: tuple[int, ...]
    ) -> tuple[Located, ...] | None:
        """size: height and width of the picture in its file."""
        assert self.boxes is not None
        boxes, scores, numbers = self.boxes.of_one(given)
        if not (np.isfinite(boxes).all() and np.isfinite(scores).all()):
            return None
        if ((scores < 0) | (scores > 1)).any():
            raise ModelFailure(
                f"output {self.boxes.scores!r} holds {scores.min():.4g} to {scores.max():.4g}, "
                "which are no scores of 0 to 1; export the model with its sigmoid or softmax"
            )
        ends = self.boxes.corners(boxes) * self._scale(fed, size)
        sure = np.flatnonzero(scores > self.threshold)
        return tuple(
            Located(
                ((ends[row, 0], ends[row, 2]), (ends[row, 1], ends[row, 3])),
                self._kind(None if numbers is None else int(numbers[row])),
                float(scores[row]),
            )
            for row in sure.tolist()
        )

    def _scale(self, fed: NDArray[Any], size: tuple[int, ...]) -> NDArray[np.float64]:
        """What a box's sides are multiplied by to be in pixels of the file, shape (4,)."""
        assert self.boxes is not None
        height, width = size
        if not self.boxes.relative:
            axes = fed.shape[-2:] if self._is_first else fed.shape[-3:-1]
            height, width = height / axes[0], width / axes[1]
        return np.array([width, height, width, height], dtype=np.float64)

    @property
    def _is_first(self) -> bool:
        """Whether colours stand before height and width."""
        (how,) = self.pictures.values()
        return how.layout == "nchw"

    def _kind(self, number: int | None) -> str | None:
        labels = self.spec.labels
        if number is None:
            return labels[0] if labels else None
        if labels is None:
            return str(number)
        if not 0 <= number < len(labels):
            raise ModelFailure(
                f"a box is of class number {number}, and `labels` names {len(labels)}, from 0 on; "
                "name them all, in the model's order"
            )
        return labels[number]

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """Raises `NotApplicable`: boxes are not computed in another precision."""
        raise NotApplicable(
            f"a graph that answers with boxes is not computed in {precision}",
            "leave this probe out for this model",
        )
        yield self

    def _answer(self) -> Reading:
        assert self.boxes is not None
        stated = "as stated" if self.spec.threshold is not None else "nothing else being stated"
        words = f"{self.boxes.description} with a score over {self.threshold:g}, {stated}"
        named = told_classes(self.spec.labels or ()) or "as the graph numbers them"
        return (("answer", words), ("classes", named))


def open_detector(runtime: Runtime, spec: ModelSpec, fingerprint: str) -> OnnxDetector:
    """A detector over the session; raises `Refused` where the document does not say how.

    fingerprint: the digest of its files.
    """
    _check_input(runtime)
    boxes = box_outputs(runtime.outputs, spec)
    outputs = Outputs(TASK, boxes.labels, boxes.scores, (), ())
    model = OnnxDetector(runtime, spec, fingerprint, outputs, boxes=boxes)
    _ = model.pictures  # an input whose layout is unclear is refused now
    return model


def profile_detector(runtime: Runtime, fingerprint: str) -> ModelProfile:
    """What the file takes and answers; how its boxes are read the document says.

    fingerprint: the digest of its files.
    """
    _check_input(runtime)
    (item,) = runtime.inputs
    return ModelProfile(
        format="onnx",
        task=TASK,
        inputs=(InputProfile(item.name, Kind.IMAGE, item.dtype.name, item.shape),),
        outputs=tuple(InputProfile(out.name, None, out.type, out.shape) for out in runtime.outputs),
        classes=(),
        capabilities=CAPABILITIES,
        probabilities=False,
        sha256=fingerprint,
        parameters=runtime.file.parameters,
    )


def _check_input(runtime: Runtime) -> None:
    if not is_picture(runtime.inputs):
        raise Refused.because(
            "model.inputs", "boxes come out, and it takes no single picture of four or three axes",
            "export it with one input of pictures, or record its detections in a column",
            "input_shape",
        )  # fmt: skip
