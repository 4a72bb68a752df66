"""What a folder with an object detector becomes: a model that finds boxes in pictures.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.located_objects import Located
from audits.errors import Refused
from audits.models.huggingface.allowed_types import DETECTOR_TYPES
from audits.models.huggingface.classifiers import ROWS, Loaded
from audits.models.huggingface.device import beside, on_device
from audits.models.huggingface.loading import check_type, load_network, translated
from audits.models.huggingface.opening import classes_of
from audits.models.huggingface.pictures import Pictures
from audits.models.output_reading import Reading, told_classes
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

CAPABILITIES = ("Detector", "Countable")
TASK = "object-detection"
# Detections of a lower score are left out where nobody says another: as transformers' pipeline.
THRESHOLD = 0.5


@dataclass
class FolderDetector(Loaded):
    """Finds the boxes whose score is above the threshold: `audits.models.Detector`.

    kinds: the classes of objects, by the network's numbers.
    """

    kinds: tuple[str, ...] = ()

    @property
    def threshold(self) -> float:
        """A detection with this score or a lower one is none."""
        return THRESHOLD if self.spec.threshold is None else self.spec.threshold

    def detect(self, features: Features) -> NDArray[np.object_]:
        """The boxes of each picture, shape (rows,). Only prepared pictures of one shape, which need
        no padding, are asked together."""
        prepared = self.each(features)
        boxes = np.empty(len(prepared), dtype=object)
        shapes = [tuple(one["pixel_values"].shape) for one in prepared]
        for shape in dict.fromkeys(shapes):
            rows = [row for row, own in enumerate(shapes) if own == shape]
            sizes = [features[self.reads[0]][row].shape[:2] for row in rows]
            for row, located in zip(
                rows, self._detect([prepared[row] for row in rows], sizes), strict=True
            ):
                boxes[row] = located
        return boxes

    def each(self, features: Features) -> list[Mapping[str, Any]]:
        """The network's tensors of each picture by itself, shape (1, ...)."""
        column = features[self.reads[0]]
        return [self.encode({self.reads[0]: column[row : row + 1]}) for row in range(len(column))]

    def fed(self, prepared: Mapping[str, Any]) -> Mapping[str, Any]:
        """The tensors on the network's device. prepared: by name, shape (pictures, ...)."""
        return beside(self.network, prepared)

    def _detect(
        self, prepared: Sequence[Mapping[str, Any]], sizes: Sequence[tuple[int, ...]]
    ) -> list[tuple[Located, ...] | None]:
        """sizes: height and width of each picture in its file."""
        import torch

        assert self.pictures is not None
        together = {n: torch.cat([one[n] for one in prepared]) for n in prepared[0]}
        with translated(torch), torch.inference_mode():
            answered = self.network(**self.fed(together))
            answered.logits = answered.logits.float().cpu()
            answered.pred_boxes = answered.pred_boxes.float().cpu()
            pictures = self.pictures.processor.post_process_object_detection(
                answered, threshold=self.threshold, target_sizes=torch.tensor(sizes)
            )
            known = torch.isfinite(answered.logits).flatten(1).all(1)
            known &= torch.isfinite(answered.pred_boxes).flatten(1).all(1)
        return [
            self._located(own) if is_known else None
            for own, is_known in zip(pictures, known.tolist(), strict=True)
        ]

    def _located(self, own: Mapping[str, Any]) -> tuple[Located, ...]:
        each = zip(own["boxes"].tolist(), own["labels"].tolist(), own["scores"].tolist(),
                   strict=True)  # fmt: skip
        return tuple(
            Located(((left, right), (top, bottom)), self.kinds[label], score)
            for (left, top, right, bottom), label, score in each
        )

    def _answer(self) -> Reading:
        stated = "as stated" if self.spec.threshold is not None else "nothing else being stated"
        words = (
            f"boxes with a score over {self.threshold:g}, {stated}, as the folder's own processor "
            f"makes them ({self.head}, post_process_object_detection), in pixels of the file"
        )
        return (("answer", words), ("classes", told_classes(self.kinds)))


def open_detector(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderDetector:
    """A detector of objects in one column of pictures. Raises `Refused`."""
    check_type(config, DETECTOR_TYPES)
    pictures = pictures_of(folder, spec)
    network = load_network(folder, config, "AutoModelForObjectDetection")
    notices: list[str] = []
    network = on_device(network, notices)
    return FolderDetector(
        network, pictures.for_boxes, (pictures.column,), fingerprint, spec, ROWS, False, notices,
        pictures=pictures, kinds=kinds_of(network, spec),
    )  # fmt: skip


def pictures_of(folder: Path, spec: ModelSpec) -> Pictures:
    """The folder's processor, which must know how boxes are made; raises `Refused`."""
    if spec.output is not None or spec.precision != "fp32":
        key = "output" if spec.output is not None else "precision"
        raise Refused.because(
            f"model.{key}", "is not for a detector of a folder, whose own processor makes boxes",
            "leave it out", "does_not_fit",
        )  # fmt: skip
    pictures = Pictures(folder, (spec.inputs or {}).get("image", ["image"])[0])
    if not hasattr(pictures.processor, "post_process_object_detection"):
        raise Refused.because(
            "model.files.preprocessor_config.json",
            f"{type(pictures.processor).__name__} makes no boxes of a network's answers",
            "save the detector's own processor (`processor.save_pretrained(folder)`)",
            "wrong_processor",
        )  # fmt: skip
    return pictures


def kinds_of(network: Any, spec: ModelSpec) -> tuple[str, ...]:
    """The classes as the plan or the folder calls them; raises `Refused`.

    network: of which `config` names them.
    """
    return classes_of(network, spec, int(network.config.num_labels))


def profile_detector(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return profile_of(open_detector(folder, config, spec, fingerprint))


def profile_of(model: FolderDetector) -> ModelProfile:
    """What an opened one takes and answers."""
    return ModelProfile(
        format="huggingface",
        task=TASK,
        inputs=(InputProfile("image", Kind.IMAGE, "uint8", (None,)),),
        outputs=(
            InputProfile("logits", None, "float32", (None, None, len(model.kinds))),
            InputProfile("pred_boxes", None, "float32", (None, None, 4)),
        ),
        classes=(),
        capabilities=CAPABILITIES,
        probabilities=False,
        sha256=model.fingerprint,
        parameters=model.parameters,
        warnings=tuple(model.warnings),
        reading=model.reading,
    )
