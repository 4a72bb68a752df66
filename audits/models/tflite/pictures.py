"""The one input of pictures of a TensorFlow Lite file, as a table of one column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models.preprocessing import PicturePreparation
from audits.models.tables.columns import Columns
from audits.models.tflite.session import Port
from audits.specification.document import Preprocessing
from audits.specification.profiles import InputProfile
from audits.specification.roles import Kind


@dataclass(frozen=True, kw_only=True)
class PictureColumn(Columns):
    """Pictures of one column, prepared as the document says.

    prepared: how. is_stored: whether the prepared pixels are what the graph stores, and no numbers
    that its steps stand for.
    """

    port: Port
    prepared: PicturePreparation
    is_stored: bool

    @property
    def profiles(self) -> tuple[InputProfile, ...]:
        """The input, of pictures."""
        shape = (self.port.rows, *self.port.shape)
        return (InputProfile(self.port.name, Kind.IMAGE, self.port.dtype.name, shape),)

    def matrix(
        self, features: Features, fed: Sequence[str]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Shape (rows, height, width, channels), as the graph takes them; no row is strange.

        fed: the dataset's one column. A column of another kind is `Refused`.
        """
        pictures = features[fed[0]]
        if not isinstance(pictures, list):
            raise Refused.because(
                f"model.inputs.{self.port.name}", f"takes images, and {fed[0]!r} holds none",
                "name the image column", "does_not_fit",
            )  # fmt: skip
        tensor = self.prepared.tensor(pictures)
        if not self.is_stored:
            tensor = self.port.stored(tensor)
        return tensor, np.zeros(len(tensor), dtype=bool)


def picture_column(port: Port, spec: Preprocessing) -> PictureColumn:
    """The column that feeds a port of three axes a row; `Refused` where its layout is unclear.

    A graph of unsigned bytes takes pixels as they are, unless the document says how the numbers
    were prepared before it was made small; those are then stored by the graph's own steps.
    port: the input. spec: the preparation that the document states.
    """
    is_said = spec.scale is not None or bool(spec.mean or spec.std)
    is_stored = port.dtype == np.uint8 and not is_said
    dtype = port.dtype if is_stored else np.dtype(np.float32)
    prepared = PicturePreparation.of(spec, (port.rows, *port.shape), dtype)
    return PictureColumn((port.name,), 1, port=port, prepared=prepared, is_stored=is_stored)
