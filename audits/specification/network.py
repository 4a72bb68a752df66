"""A network stated as a list of torch's layers: `model.network` of a document.

What weights alone do not say. Each layer is one of this file, with its arguments by torch's own
names; nothing of it is evaluated. Together they are a `torch.nn.Sequential`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, field_validator

from audits.specification.document_values import MOST_LAYERS, Number, Whole
from audits.specification.strict_model import Document
from audits.specification.suggestions import similar

_REMEDY = (
    "give a layer that docs/models.md lists, such as `ReLU` or `Linear` with its arguments, or "
    "export the network as ONNX"
)
# A file holds the weights of what is wider; of a window, a padding or a grid it says nothing.
_Width = Annotated[Whole, Field(ge=1, le=10_000_000)]
_Window = Annotated[Whole, Field(ge=1, le=512)]
_Padding = Annotated[Whole, Field(ge=0, le=256)]
_Small = Annotated[Number, Field(gt=0, le=1)]
_Name = Annotated[str, Field(pattern=r"^\w+(\.\w+)*$", max_length=120)]


def _as_pair(given: object) -> object:
    """One number is both height and width, as torch takes it."""
    return given if isinstance(given, str | Sequence) else (given, given)


_Windows = Annotated[
    tuple[_Window, _Window],
    BeforeValidator(_as_pair, json_schema_input_type=_Window | tuple[_Window, _Window]),
]
_Paddings = Annotated[
    tuple[_Padding, _Padding],
    BeforeValidator(_as_pair, json_schema_input_type=_Padding | tuple[_Padding, _Padding]),
]


def _as_list(given: object) -> object:
    return given if isinstance(given, str | Sequence) else [given]


class LayerSpec(Document):
    """One layer. name: what its tensors begin with in the file; left out, its place from 0.

    axes: that an array of rows has before it; None where torch takes any number. With one axis
    less torch takes rows for channels.
    """

    axes: ClassVar[int | None] = None
    name: _Name | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """What torch's class of this name is called with."""
        return self.model_dump(exclude={"layer", "name"})


class Identity(LayerSpec):
    """Hands on what comes in."""

    layer: Literal["Identity"]


class Linear(LayerSpec):
    """Weights times the last axis, and a bias."""

    layer: Literal["Linear"]
    in_features: _Width
    out_features: _Width
    bias: bool = True


class ReLU(LayerSpec):
    """max(0, x)."""

    layer: Literal["ReLU"]


class LeakyReLU(LayerSpec):
    """x, and below 0 a small share of it."""

    layer: Literal["LeakyReLU"]
    negative_slope: Number = Field(0.01, ge=0, le=1)


class ELU(LayerSpec):
    """x, and below 0 alpha (exp(x) - 1)."""

    layer: Literal["ELU"]
    alpha: Number = Field(1.0, gt=0, le=100)


class SiLU(LayerSpec):
    """x times its sigmoid."""

    layer: Literal["SiLU"]


class GELU(LayerSpec):
    """x times the normal distribution up to it."""

    layer: Literal["GELU"]
    approximate: Literal["none", "tanh"] = "none"


class Tanh(LayerSpec):
    """The hyperbolic tangent."""

    layer: Literal["Tanh"]


class Sigmoid(LayerSpec):
    """1 / (1 + exp(-x))."""

    layer: Literal["Sigmoid"]


class Softmax(LayerSpec):
    """Shares that sum to 1. dim: over the classes, never over rows."""

    layer: Literal["Softmax"]
    dim: Literal[1, -1]


class LogSoftmax(LayerSpec):
    """Logarithms of such shares."""

    layer: Literal["LogSoftmax"]
    dim: Literal[1, -1]


class Dropout(LayerSpec):
    """Does nothing when a network answers."""

    layer: Literal["Dropout"]
    p: Number = Field(0.5, ge=0, le=1)


class _BatchNorm(LayerSpec):
    num_features: _Width
    eps: _Small = 1e-5
    affine: bool = True


class BatchNorm1d(_BatchNorm):
    """Columns or channels less the mean of training, over its deviation."""

    layer: Literal["BatchNorm1d"]


class BatchNorm2d(_BatchNorm):
    """The same of pictures' channels."""

    layer: Literal["BatchNorm2d"]


class LayerNorm(LayerSpec):
    """The last axes less their own mean, over their deviation."""

    layer: Literal["LayerNorm"]
    normalized_shape: Annotated[
        list[_Width],
        BeforeValidator(_as_list, json_schema_input_type=_Width | list[_Width]),
        Field(min_length=1, max_length=3),
    ]
    eps: _Small = 1e-5
    elementwise_affine: bool = True
    bias: bool = True


class _Conv(LayerSpec):
    in_channels: _Width
    out_channels: _Width
    groups: _Width = 1
    bias: bool = True

    @field_validator("groups")
    @classmethod
    def _divides(cls, given: int, info: Any) -> int:
        channels = [info.data.get(key, given) for key in ("in_channels", "out_channels")]
        if any(number % given for number in channels):
            raise ValueError(
                "does not divide both channels; give a number that does, or leave it out"
            )
        return given


class Conv1d(_Conv):
    """Windows along one axis."""

    axes: ClassVar[int | None] = 3
    layer: Literal["Conv1d"]
    kernel_size: _Window
    stride: _Window = 1
    padding: _Padding | Literal["valid", "same"] = 0
    dilation: _Window = 1


class Conv2d(_Conv):
    """Windows over a picture."""

    axes: ClassVar[int | None] = 4
    layer: Literal["Conv2d"]
    kernel_size: _Windows
    stride: _Windows = (1, 1)
    padding: _Paddings | Literal["valid", "same"] = (0, 0)
    dilation: _Windows = (1, 1)


class _Pool(LayerSpec):
    """stride: left out, the windows lie side by side."""

    axes: ClassVar[int | None] = 4
    kernel_size: _Windows
    stride: _Windows | None = None
    padding: _Paddings = (0, 0)
    ceil_mode: bool = False


class MaxPool2d(_Pool):
    """The largest of each window."""

    layer: Literal["MaxPool2d"]


class AvgPool2d(_Pool):
    """The mean of each window."""

    layer: Literal["AvgPool2d"]
    count_include_pad: bool = True


class AdaptiveAvgPool2d(LayerSpec):
    """Means over a grid of this height and width."""

    axes: ClassVar[int | None] = 4
    layer: Literal["AdaptiveAvgPool2d"]
    output_size: _Windows


class MaxPool1d(LayerSpec):
    """The largest of each window along one axis."""

    axes: ClassVar[int | None] = 3
    layer: Literal["MaxPool1d"]
    kernel_size: _Window
    stride: _Window | None = None
    padding: _Padding = 0
    ceil_mode: bool = False


class AdaptiveAvgPool1d(LayerSpec):
    """Means of this many pieces of one axis."""

    axes: ClassVar[int | None] = 3
    layer: Literal["AdaptiveAvgPool1d"]
    output_size: _Window


class Flatten(LayerSpec):
    """Axes made one; never that of the rows."""

    layer: Literal["Flatten"]
    start_dim: Whole = Field(1, ge=1, le=4)
    end_dim: Whole = Field(-1, ge=-4, le=4)


class Unflatten(LayerSpec):
    """One axis made several, as a convolution along the columns of a table needs."""

    layer: Literal["Unflatten"]
    dim: Literal[1, -1]
    unflattened_size: list[_Width] = Field(min_length=1, max_length=3)


_Layer = (
    Identity | Linear | ReLU | LeakyReLU | ELU | SiLU | GELU | Tanh | Sigmoid | Softmax | LogSoftmax
    | Dropout | BatchNorm1d | BatchNorm2d | LayerNorm | Conv1d | Conv2d | MaxPool1d | MaxPool2d
    | AvgPool2d | AdaptiveAvgPool1d | AdaptiveAvgPool2d | Flatten | Unflatten
)  # fmt: skip


_NAMES = tuple(shape.__name__ for shape in get_args(_Layer))
_BY_LOWER = {name.lower(): name for name in _NAMES}


def _short_form(given: object) -> object:
    """`ReLU` alone, or `Linear: {in_features: 3, out_features: 1}`."""
    if isinstance(given, str):
        given = {"layer": given}
    if isinstance(given, Mapping) and len(given) == 1 and "layer" not in given:
        ((layer, arguments),) = given.items()
        if arguments is None or isinstance(arguments, Mapping):
            given = {"layer": layer, **(arguments or {})}
    if isinstance(given, Mapping) and given.get("layer") not in _NAMES:
        name = given.get("layer")
        is_name = isinstance(name, str) and name.isidentifier()
        what = f"{str(name)[:60]!r} is no layer of the list" if is_name else "names no layer"
        close = _BY_LOWER.get(similar(str(name).lower(), _BY_LOWER) or "") if is_name else None
        raise ValueError(f"{what}; {_REMEDY if close is None else f'did you mean {close!r}?'}")
    return given


_Whole = Annotated[_Layer, Field(discriminator="layer")]
Layer = Annotated[
    _Whole, BeforeValidator(_short_form, json_schema_input_type=str | dict[str, Any] | _Whole)
]


def _names_stand_once(given: list[LayerSpec]) -> list[LayerSpec]:
    names = [layer.name or str(index) for index, layer in enumerate(given)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"two layers are called {twice!r}; give each a `name` of its own")
    return given


Network = Annotated[
    list[Layer], AfterValidator(_names_stand_once), Field(min_length=1, max_length=MOST_LAYERS)
]
_NETWORK: TypeAdapter[list[Layer]] = TypeAdapter(Network)


def layers_of(given: object) -> list[Layer]:
    """The layers of what a document holds; `ValidationError` names the layer and its argument.

    given: of any kind.
    """
    return _NETWORK.validate_python(given)
