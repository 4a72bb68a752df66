"""What a stated network takes: a table of so many columns, or one picture of so many pixels."""

from collections.abc import Sequence
from math import prod

from audits.errors import Refused
from audits.specification import network as layers
from audits.specification.document import Preprocessing

_MOST_PIXELS = 4096


def row_shape(network: Sequence[layers.LayerSpec], preprocessing: Preprocessing) -> tuple[int, ...]:
    """The shape of one row: (columns,), or (channels, height, width) of a picture.

    network: its layers in order. preprocessing: which says the size of pictures. Raises `Refused`
    where the two leave it open.
    """
    if preprocessing.size is not None:
        return _picture(network, preprocessing)
    for layer in network:
        match layer:
            case layers.Linear():
                return (layer.in_features,)
            case layers.BatchNorm1d():
                return (layer.num_features,)
            case layers.LayerNorm() if len(layer.normalized_shape) == 1:
                return tuple(layer.normalized_shape)
            case layers.Unflatten():
                return (prod(layer.unflattened_size),)
            case (
                layers.Conv2d() | layers.BatchNorm2d() | layers.MaxPool2d() | layers.AvgPool2d()
                | layers.AdaptiveAvgPool2d() | layers.Flatten()
            ):  # fmt: skip
                raise Refused.because(
                    "model.preprocessing.size", "the network takes pictures, and neither the list "
                    "nor the file says how large", "give the size that it was trained on, "
                    "`preprocessing: {size: [height, width]}`; for a service, in the file's "
                    "metadata too (docs/models.md)", "no_size",
                )  # fmt: skip
            case layers.Conv1d() | layers.MaxPool1d() | layers.AdaptiveAvgPool1d():
                break
    raise Refused.because(
        "model.network", "the list does not say how many columns a row has", "begin it with a "
        "layer that does: a Linear, or `Unflatten: {dim: 1, unflattened_size: [1, COLUMNS]}` "
        "before a convolution along the columns", "no_width",
    )  # fmt: skip


def _picture(
    network: Sequence[layers.LayerSpec], preprocessing: Preprocessing
) -> tuple[int, int, int]:
    if preprocessing.layout == "nhwc":
        raise Refused.because(
            "model.preprocessing.layout", "torch's layers take channels first", "leave it out",
            "wrong_layout",
        )  # fmt: skip
    assert preprocessing.size is not None
    height, width = preprocessing.size
    if not (0 < height <= _MOST_PIXELS and 0 < width <= _MOST_PIXELS):
        raise Refused.because(
            "model.preprocessing.size", f"{height} x {width} is no size of pictures",
            f"give height and width of 1 to {_MOST_PIXELS}", "bad_size",
        )  # fmt: skip
    stated = (
        layer.in_channels if isinstance(layer, layers.Conv2d) else layer.num_features
        for layer in network
        if isinstance(layer, layers.Conv2d | layers.BatchNorm2d)
    )  # fmt: skip
    return next(stated, preprocessing.channels or 3), height, width
