"""Pictures as a folder's own processor prepares them, for a network or an exported graph."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audits.data.dataset import Features
from audits.data.pixels import as_8_bits
from audits.errors import Refused
from audits.models.huggingface.loading import offline, refusing
from audits.models.output_reading import told_processor


class Pictures:
    """The processor, and what it was given.

    column: that holds the pictures. are_rounded: whether some had 16 bits, which it does not take.
    """

    def __init__(self, folder: Path, column: str) -> None:
        """Raises `Refused` where the folder has no processor that can be read."""
        offline()
        from transformers import AutoImageProcessor

        with refusing("preprocessor_config.json"):
            self.processor = AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
                folder, local_files_only=True, trust_remote_code=False
            )
        self.column = column
        self.are_rounded = False

    def tensors(self, features: Features) -> Mapping[str, Any]:
        """The network's `pixel_values`; raises `Refused` where the column holds no pictures."""
        return {"pixel_values": self._prepared(features)["pixel_values"]}

    def for_boxes(self, features: Features) -> Mapping[str, Any]:
        """The same beside `pixel_mask`, where the processor gives one."""
        prepared = self._prepared(features)
        return {name: prepared[name] for name in ("pixel_values", "pixel_mask") if name in prepared}

    def _prepared(self, features: Features) -> Mapping[str, Any]:
        pictures = features[self.column]
        if not isinstance(pictures, list):
            raise Refused.because(
                "model.inputs.image", f"takes images, and {self.column!r} holds none",
                "name the image column", "does_not_fit",
            )  # fmt: skip
        self.are_rounded |= any(picture.dtype != np.uint8 for picture in pictures)
        prepared: Mapping[str, Any] = self.processor(
            [as_8_bits(picture) for picture in pictures],
            return_tensors="pt",
            input_data_format="channels_last",
        )
        return prepared

    def description(self) -> str:
        """How pictures are prepared, for the report."""
        return told_processor(self.processor, rounded=self.are_rounded)
