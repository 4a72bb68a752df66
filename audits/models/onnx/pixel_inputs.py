"""An ONNX classifier asked with pixels that no file holds, and differentiated through torch.

The conversion answers nothing by itself: it lends slopes to attacks and explanations, and whether
an input turns the answer is asked of the session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import NotApplicable
from audits.models import Answers
from audits.models.onnx.outputs import Outputs
from audits.models.onnx.session import Runtime
from audits.models.onnx.torch_conversion import REMEDY, Converted, convert
from audits.models.postprocessing import softmax
from audits.models.preprocessing import PicturePreparation
from audits.models.torch_slopes import TorchSlopes

# How far a conversion's probabilities may lie from the session's.
AGREEMENT = 1e-4
# Below this a probability has no logarithm in 32 bits.
_SMALLEST = 1e-37


class PixelInputs:
    """Added to a classifier over a session; where it reads no single picture, `NotApplicable`."""

    runtime: Runtime
    answer_outputs: Outputs
    form: str | None
    mirrored: bool | None

    @property
    def pictures(self) -> Mapping[str, PicturePreparation]:
        """How the pictures of each input are prepared; the adapter's own."""
        raise NotImplementedError

    @property
    def feeds(self) -> Mapping[str, tuple[str, ...]]:
        """Which columns feed each input; the adapter's own."""
        raise NotImplementedError

    @property
    def _answering(self) -> list[str]:
        raise NotImplementedError

    def outputs_of(
        self, fed: Mapping[str, NDArray[Any]], names: Sequence[str]
    ) -> tuple[list[Any], int]:
        """The outputs of these names for prepared tensors; the adapter's own.

        fed: by input its array, shape (rows, ...).
        """
        raise NotImplementedError

    def _read(self, outputs: Sequence[Any], rows: int) -> Answers:
        raise NotImplementedError

    def pixels(self, features: Features) -> NDArray[np.float32]:
        """The pictures as the graph sees them: shape (rows, channels, height, width), 0 to 1.

        Where it reads something else, `NotApplicable`.
        """
        name, prepared = self._only_picture()
        pictures = features[self.feeds[name][0]]
        if not isinstance(pictures, list):
            raise NotApplicable("the model reads no pictures", "name the column of pictures")
        plain = replace(
            prepared, layout="nchw", scale=1 / 255, mean=(), std=(), order="rgb",
            dtype=np.dtype(np.float32),
        )  # fmt: skip
        return np.asarray(plain.tensor(pictures), dtype=np.float32)

    def classify_pixels(self, pixels: NDArray[np.float32]) -> Answers:
        """Answer one batch by the session, as it answers pictures."""
        return self._classified(pixels, self._only_picture()[1])

    @property
    def is_range_stated(self) -> bool:
        """Whether anything says which range of values the network takes."""
        return self._only_picture()[1].is_range_stated

    def classify_in_range(self, pixels: NDArray[np.float32], low: float, high: float) -> Answers:
        """As `classify_pixels`, were the network to take values from low to high.

        pixels: shape (rows, channels, height, width), 0 to 1.
        """
        scaled = np.float32(low) + np.float32(high - low) * pixels
        plain = replace(self._only_picture()[1], scale=1 / 255, mean=(), std=())
        return self._classified(scaled, plain)

    def _classified(self, pixels: NDArray[np.float32], prepared: PicturePreparation) -> Answers:
        name, _ = self._only_picture()
        fed = normalised(pixels, prepared, np)  # the pixels themselves where nothing is to be done
        if prepared.dtype.kind in "ui":
            limits = np.iinfo(prepared.dtype)
            fed = np.clip(np.rint(fed), limits.min, limits.max)
        fed = np.ascontiguousarray(fed.astype(prepared.dtype, copy=False))
        return self._read(*self.outputs_of({name: fed}, self._answering))

    def slopes(self, pixels: NDArray[np.float32]) -> TorchSlopes:
        """The graph in torch, compared with the session on these pixels first.

        `NotApplicable` where it cannot be converted, or answers otherwise.
        """
        name, prepared = self._only_picture()
        if prepared.dtype.kind in "ui":
            raise NotApplicable(
                "the graph takes whole numbers, along which there is no slope", REMEDY
            )
        graph, ending = self.conversion
        answers = self.classify_pixels(pixels).probabilities  # also tells logits and probabilities
        assert answers is not None

        def forward(tensor: Any) -> Any:
            return self.as_scores(graph({name: self.as_fed(tensor)}), ending)

        slopes = TorchSlopes(forward)
        check_agreement(slopes.scores(pixels), answers)
        return slopes

    @cached_property
    def conversion(self) -> tuple[Converted, str]:
        """The graph in torch, and its last operator that was left off; compared with nothing yet.

        Raises `NotApplicable` where it cannot be converted.
        """
        if self.answer_outputs.scores is None:
            raise NotApplicable("the model answers with labels alone, which have no slope", REMEDY)
        return convert(self.runtime.path, self.answer_outputs.scores)

    def as_fed(self, tensor: Any) -> Any:
        """What the graph takes, shape (rows, ...).

        tensor: pixels in torch, shape (rows, channels, height, width).
        """
        import torch

        _, prepared = self._only_picture()
        return normalised(tensor, prepared, torch).to(getattr(torch, prepared.dtype.name))

    def as_scores(self, output: Any, ending: str) -> Any:
        """Shape (rows, classes): what softmax makes the model's probabilities of.

        output: of the conversion, shape (rows, ...). ending: the operator that was left off.
        """
        import torch

        scores = output.reshape(len(output), -1)
        if scores.shape[1] == 2 and self.mirrored:
            scores = scores[:, 1:]
        if scores.shape[1] == 1:
            if self.form == "probabilities" and not ending:
                scores = torch.logit(scores.clamp(_SMALLEST, 1 - 1e-7))
            return torch.cat([torch.zeros_like(scores), scores], dim=1)
        if self.form == "logits" or ending == "Softmax":
            return scores
        if ending == "Sigmoid":
            return torch.nn.functional.logsigmoid(scores)
        return scores.clamp(min=_SMALLEST).log()

    def _only_picture(self) -> tuple[str, PicturePreparation]:
        if len(self.pictures) != 1 or len(self.runtime.inputs) != 1:
            raise NotApplicable(
                "the model does not read one picture and nothing else",
                "this changes pixels; for tables and texts there is `robustness.corruptions`",
            )
        ((name, prepared),) = self.pictures.items()
        return name, prepared


def check_agreement(scores: NDArray[np.float64], answers: NDArray[np.float64]) -> None:
    """Raises `NotApplicable` where softmax of the scores is not what the session answered.

    scores: of the conversion, shape (rows, classes). answers: its probabilities, shape (rows,
    classes).
    """
    difference = float(np.abs(softmax(scores) - answers).max())
    if not difference <= AGREEMENT:
        raise NotApplicable(
            "converted for gradients, the graph does not give the session's answers (the largest "
            f"difference of a probability is {difference:.2g}, where {AGREEMENT:g} is the most)",
            REMEDY,
        )


def normalised(pixels: Any, prepared: PicturePreparation, library: Any) -> Any:
    """From pixels of 0 to 1 to what the graph takes, both of shape (rows, ...).

    library: numpy or torch, whose arrays the pixels are.
    """
    values = pixels if prepared.order == "rgb" else library.flip(pixels, (1,))
    factor = 255 * prepared.scale
    values = values if abs(factor - 1) < 1e-12 else values * np.float32(factor)
    for numbers, step in ((prepared.mean, "__sub__"), (prepared.std, "__truediv__")):
        if numbers:
            shaped = np.array(numbers, dtype=np.float32).reshape(1, -1, 1, 1)
            given = shaped if library is np else library.from_numpy(shaped)
            values = getattr(values, step)(given)
    if prepared.layout == "nhwc":
        values = values.transpose(0, 2, 3, 1) if library is np else values.permute(0, 2, 3, 1)
    return values
