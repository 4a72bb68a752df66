"""From dataset columns to the arrays a model takes, and pictures to tensors.

name, names: of columns of the batch, `features`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.reading.spelling import as_number
from audits.errors import Refused
from audits.models import Model, Paced
from audits.models.held_numbers import are_held, why_not
from audits.specification.document import Preprocessing
from audits.specification.document_values import as_text
from audits.specification.missing_words import Words

Array = NDArray[np.generic]
# What Pillow makes grey of colours with (ITU-R 601-2).
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def words_read(model: Model) -> Collection[str] | None:
    """Columns that the model takes as text, as they stand in the file; None where unknown."""
    stated: Collection[str] | None = getattr(model, "reads_as_words", None)
    if stated is None and isinstance(model, Paced) and model.pads_texts:
        return model.reads
    return stated


def numbers_of(features: Features, name: str) -> NDArray[np.float64]:
    """Shape (rows,); texts that are numbers count as such, True and False as 1 and 0.

    Pictures, and a text that is no number, are `Refused`.
    """
    values = features[name]
    if isinstance(values, list):
        raise _unfit(
            name, "holds files or lists where the model takes numbers", "name another column"
        )
    if values.dtype.kind in "fiub":
        return values.astype(np.float64, copy=False)
    known: dict[object, float] = {None: np.nan}
    for value in dict.fromkeys(values.tolist()):
        if value is not None:
            known[value] = _number(name, value)
    return np.array([known[value] for value in values.tolist()], dtype=np.float64)


def _number(name: str, value: object) -> float:
    text = str(value)
    number = np.nan if Words().holds(text) else as_number(text)
    if number is None:
        raise _unfit(
            name,
            f"holds {text[:60]!r}, which is no number, and the model takes numbers",
            "encode the column as the model was trained, or name another one",
        )
    return number


def strings_of(features: Features, name: str) -> NDArray[np.object_]:
    """Shape (rows,), objects: str; a missing value is an empty text. Pictures are `Refused`."""
    values = features[name]
    if isinstance(values, list):
        raise _unfit(name, "holds files or lists where the model takes text", "name another column")
    if values.dtype.kind == "O":
        strings = values.astype(object)
        strings[[value is None for value in strings]] = ""
        return strings
    shown = [("" if np.isnan(v) else as_text(float(v))) for v in values.astype(np.float64)]
    return np.array(shown, dtype=object)


def matrix_of(features: Features, names: Sequence[str], dtype: np.dtype) -> Array:
    """Shape (rows, columns) of the model's own type; missing is NaN.

    What the type cannot hold is `Refused`, never cut: of whole numbers what is missing, a fraction,
    and a number out of range (`audits.models.held_numbers`).
    """
    if dtype.kind == "O":
        return np.stack([strings_of(features, name) for name in names], axis=1)
    columns = [numbers_of(features, name) for name in names]
    for name, values in zip(names, columns, strict=True):
        _check_held(name, values, dtype)
    matrix = np.empty((len(columns[0]), len(columns)), dtype=dtype)
    for index, values in enumerate(columns):
        matrix[:, index] = values
    return matrix


def _check_held(name: str, values: NDArray[np.float64], dtype: np.dtype) -> None:
    fits = are_held(values, dtype)
    if not fits.all():
        raise _unfit(
            name,
            why_not(float(values[~fits][0]), dtype),
            "prepare the column as in training, or leave those rows out",
        )


def _unfit(name: str, reason: str, remedy: str) -> Refused:
    return Refused.because(f"dataset.columns.{name}", reason, remedy, "does_not_fit")


@dataclass(frozen=True)
class PicturePreparation:
    """How (height, width, 3) pictures become one tensor.

    size: (height, width) to resize to (bilinear); None takes pictures as they are.
    """

    size: tuple[int, int] | None
    layout: str
    channels: int
    scale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    dtype: np.dtype
    order: str = "rgb"
    # Whether anything says which range of values the model takes; else 0 to 1 is taken.
    is_range_stated: bool = True
    # Whether the model brings 0 to 255 to its own range, and nobody said otherwise.
    scales_itself: bool = False

    @property
    def description(self) -> str:
        """The preparation in words."""
        size = "sizes as they are" if self.size is None else f"{self.size[0]} x {self.size[1]}"
        colours = "grey" if self.channels == 1 else self.order.upper()
        layout = {"nchw": "channels first", "nhwc": "channels last"}[self.layout]
        scale = "1/255" if self.scale == 1 / 255 else f"{self.scale:g}"
        words = [size, colours, layout, f"values times {scale}"]
        words[-1] += ", since the graph scales them itself" if self.scales_itself else ""
        words += [f"mean {list(self.mean)}"] if self.mean else []
        words += [f"std {list(self.std)}"] if self.std else []
        return ", ".join(words)

    @classmethod
    def of(
        cls,
        spec: Preprocessing,
        shape: Sequence[int | None],
        dtype: np.dtype,
        *,
        scales_itself: Callable[[], bool] = lambda: False,
    ) -> "PicturePreparation":
        """What the plan says, completed by the input's shape; `Refused` where both are silent.

        scales_itself: looks whether the model brings 0 to 255 to its own range; asked only where
        nothing else says which range it takes.
        """
        layout = spec.layout or _layout_of(shape)
        axes = {"nchw": (1, 2, 3), "nhwc": (3, 1, 2)}[layout]
        channels, height, width = (shape[axis] for axis in axes)
        size = spec.size or ((height, width) if height and width else None)
        is_said = dtype.kind in "ui" or spec.scale is not None or bool(spec.mean or spec.std)
        own = not is_said and scales_itself()
        whole = dtype.kind in "ui" or own
        return cls(
            size=size,
            layout=layout,
            channels=spec.channels or channels or 3,
            scale=spec.scale if spec.scale is not None else (1.0 if whole else 1 / 255),
            mean=tuple(spec.mean or ()),
            std=tuple(spec.std or ()),
            dtype=dtype,
            order=spec.order,
            is_range_stated=is_said or own,
            scales_itself=own,
        )

    def tensor(self, pictures: Sequence[NDArray[Any]]) -> Array:
        """Shape (rows, channels, height, width), or channels last.

        pictures: uint8, or float32 of 0 to 255, each of shape (height, width, 3). Where no size is
        stated and they differ, it is `Refused`.
        """
        shaped = [self._resized(picture) for picture in pictures]
        if len({picture.shape for picture in shaped}) > 1:
            raise Refused.because(
                "model.preprocessing.size",
                "the pictures have different sizes and the model's input is open",
                "give the size the model was trained on",
                "no_size",
            )
        height, width, channels = shaped[0].shape
        planes = np.empty((len(shaped), channels, height, width), dtype=np.float32)
        # Turned and widened in one pass, all else in place: colours are whole planes here, along
        # which the arithmetic is several times faster than along three values a pixel.
        for plane, picture in zip(planes, shaped, strict=True):
            turned = picture if self.order == "rgb" else picture[:, :, ::-1]
            plane[...] = turned.transpose(2, 0, 1)
        planes *= self.scale
        if self.mean:
            planes -= np.array(self.mean, dtype=np.float32)[:, None, None]
        if self.std:
            planes /= np.array(self.std, dtype=np.float32)[:, None, None]
        if self.layout == "nhwc":
            planes = np.ascontiguousarray(planes.transpose(0, 2, 3, 1))
        if self.dtype.kind in "ui":
            np.rint(planes, out=planes)
            self._check_held(planes)
        return planes.astype(self.dtype, copy=False)

    def _check_held(self, planes: NDArray[np.float32]) -> None:
        fits = are_held(planes, self.dtype)
        if not fits.all():
            raise Refused.because(
                "model.preprocessing",
                f"a pixel becomes {planes[~fits][0]:.6g} ({self.description}), which "
                f"{self.dtype.name} does not hold",
                "say how pixels were prepared in training: a graph of whole numbers most often "
                "takes them as they are",
                "does_not_fit",
            )

    def _resized(self, picture: NDArray[Any]) -> NDArray[Any]:
        resized = self.size is not None and picture.shape[:2] != self.size
        if not resized and self.channels == 3:
            return picture
        from PIL import Image

        if picture.dtype != np.uint8:
            planes = [picture @ _LUMA] if self.channels == 1 else list(picture.transpose(2, 0, 1))
            if resized and self.size is not None:
                size, how = self.size[::-1], Image.Resampling.BILINEAR
                planes = [Image.fromarray(plane).resize(size, how) for plane in planes]
            return np.stack([np.asarray(plane, dtype=np.float32) for plane in planes], axis=2)

        image = Image.fromarray(picture)
        if self.channels == 1:
            image = image.convert("L")
        if resized and self.size is not None:
            height, width = self.size
            image = image.resize((width, height), Image.Resampling.BILINEAR)
        pixels = np.asarray(image, dtype=np.uint8)
        return pixels if pixels.ndim == 3 else pixels[:, :, None]


def _layout_of(shape: Sequence[int | None]) -> str:
    if shape[1] in (1, 3):
        return "nchw"
    if shape[3] in (1, 3):
        return "nhwc"
    raise Refused.because(
        "model.preprocessing.layout",
        f"the input's shape {list(shape)} does not say where the channels are",
        "say `layout: nchw` or `layout: nhwc`",
        "no_layout",
    )
