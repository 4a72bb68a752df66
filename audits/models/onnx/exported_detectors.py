"""Folders of object detectors that hold a graph, as Optimum writes them.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.data.dataset import Features
from audits.models.huggingface.allowed_types import DETECTOR_TYPES
from audits.models.huggingface.classifiers import ROWS
from audits.models.huggingface.detectors import (
    TASK,
    FolderDetector,
    kinds_of,
    pictures_of,
    profile_of,
)
from audits.models.huggingface.loading import check_type
from audits.models.onnx.exported_folders import Exported
from audits.models.onnx.named_outputs import Reopened, graph_of
from audits.models.onnx.optimum_folders import inputs_given
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

# What such a graph answers with, and what a processor may give it.
OUTPUTS = ("logits", "pred_boxes")
INPUTS = ("pixel_values", "pixel_mask")


@dataclass
class ExportedDetector(Reopened, Exported, FolderDetector):
    """Finds boxes by a graph's `logits` and `pred_boxes`."""


def open_detector(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderDetector:
    """A graph of pictures with the folder's processor; raises `Refused`."""
    check_type(config, DETECTOR_TYPES)
    pictures = pictures_of(folder, spec)
    graph = graph_of(folder, OUTPUTS, TASK)
    given = inputs_given(graph, INPUTS)

    def encode(features: Features) -> Mapping[str, Any]:
        prepared = pictures.for_boxes(features)
        return {name: prepared[own] for name, own in given.items()}

    return ExportedDetector(
        graph, encode, (pictures.column,), fingerprint, spec, ROWS, False,
        pictures=pictures, kinds=kinds_of(graph, spec),
    )  # fmt: skip


def profile_detector(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    return profile_of(open_detector(folder, config, spec, fingerprint))
