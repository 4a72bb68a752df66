"""Pictures of a batch as an endpoint is sent them: tensors, or PNGs that stand in the request."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.pixels import as_8_bits
from audits.errors import NotApplicable, Refused
from audits.models.preprocessing import PicturePreparation
from audits.specification.document import Preprocessing
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_pictures import MOST_REQUEST_BYTES, is_whole, picture_bytes

# What stands around a picture in a request: its question and names.
_AROUND_BYTES = 64 << 10
# Digits behind the point: nearer to a number of 32 bits than to any other, but for the smallest.
_DIGITS = 9
_OPEN = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class DataUri:
    """A picture that stands in the text of its address (RFC 2397)."""

    uri: str


Sent = NDArray[np.float64] | NDArray[np.uint8] | DataUri


@dataclass(frozen=True)
class Pictures:
    """How they are sent. preprocessing: as the document says it."""

    descriptor: Descriptor
    preprocessing: Preprocessing

    def sent(self, name: str, pictures: Sequence[Any]) -> list[Sent]:
        """One a row: a tensor of its own, or the address that holds it.

        name: of the column. pictures: each of shape (height, width, 3). Raises `NotApplicable` for
        what is no picture, `Refused` where one is too large.
        """
        if not all(isinstance(each, np.ndarray) and each.ndim == 3 for each in pictures):
            raise NotApplicable(
                f"column {name!r} holds sounds or sequences, and an endpoint is sent none",
                "export the model to ONNX and name the file",
            )
        if self.descriptor.form == "openai":
            return [self._address(name, picture) for picture in pictures]
        prepared = self._prepared(name)
        return [self._tensor(name, prepared, picture) for picture in pictures]

    @property
    def words(self) -> str:
        """How they are sent, in words, for the report."""
        stated = self.preprocessing
        if self.descriptor.form == "openai":
            size = "sizes as they are"
            if stated.size is not None:
                size = f"{stated.size[0]} x {stated.size[1]}"
            colours = ", grey" if stated.channels == 1 else ""
            return f"PNG of 8 bits a value in the question, {size}{colours}"
        return self._prepared("").description

    def _prepared(self, name: str) -> PicturePreparation:
        dtype = np.dtype(np.uint8 if is_whole(self.descriptor, name) else np.float32)
        return PicturePreparation.of(self.preprocessing, _OPEN, dtype)

    def _tensor(self, name: str, prepared: PicturePreparation, picture: NDArray[Any]) -> Sent:
        (tensor,) = prepared.tensor([picture])
        self._check(name, picture_bytes(tensor.shape, whole=tensor.dtype == np.uint8))
        if tensor.dtype == np.uint8:
            return np.asarray(tensor, dtype=np.uint8)
        rounded: NDArray[np.float64] = tensor.astype(np.float64).round(_DIGITS)
        return rounded

    def _address(self, name: str, picture: NDArray[Any]) -> DataUri:
        from PIL import Image

        plain = self.preprocessing.model_copy(update={"scale": 1.0, "layout": "nhwc"})
        prepared = PicturePreparation.of(plain, _OPEN, np.dtype(np.uint8))
        (pixels,) = prepared.tensor([as_8_bits(picture)])
        written = io.BytesIO()
        Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).save(written, "PNG")
        uri = f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"
        self._check(name, len(uri))
        return DataUri(uri)

    def _check(self, name: str, size: int) -> None:
        if size + _AROUND_BYTES <= MOST_REQUEST_BYTES:
            return
        raise Refused.because(
            "model.preprocessing.size",
            f"a picture of {name!r} takes {size:,} bytes in a request, which may have "
            f"{MOST_REQUEST_BYTES:,}",
            "give the size at which the model looks at pictures, e.g. `size: [224, 224]`, or send "
            "whole numbers (`datatypes: {INPUT: UINT8}` of the form oip)",
            "too_large",
        )
