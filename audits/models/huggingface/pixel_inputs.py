"""A Hugging Face classifier of pictures asked with pixels of no file, and differentiated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import NotApplicable
from audits.models import Answers
from audits.models.huggingface.loading import translated
from audits.models.torch_slopes import TorchSlopes

BATCH = 32
# How far a picture's own pixels may seem to leave 0 to 1 by rounding.
_ROUNDING = 1e-3


@dataclass(frozen=True)
class PixelScale:
    """What the folder's processor does after resizing: value = (pixel * factor - mean) / std.

    factor: of pixels of 0 to 1. mean, std: by colour.
    """

    factor: float
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def of(cls, processor: Any) -> "PixelScale":
        """As the processor says it; what it does besides is found out by `pixels`."""
        is_scaled = getattr(processor, "do_rescale", True)
        factor = 255 * float(getattr(processor, "rescale_factor", 1 / 255)) if is_scaled else 255.0
        if not getattr(processor, "do_normalize", False):
            return cls(factor, (0.0,), (1.0,))
        mean, std = processor.image_mean, processor.image_std
        return cls(factor, tuple(np.ravel(mean).tolist()), tuple(np.ravel(std).tolist()))

    def arrays(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean and deviation, shape (1, colours, 1, 1)."""
        mean, std = (np.array(values, dtype=np.float32) for values in (self.mean, self.std))
        return mean.reshape(1, -1, 1, 1), std.reshape(1, -1, 1, 1)


class PixelInputs:
    """Added to a folder's classifier; of texts, `NotApplicable`."""

    network: Any
    encode: Callable[[Features], Mapping[str, Any]]
    pixel_scale: PixelScale | None

    def _answers(self, logits: NDArray[np.float64]) -> Answers:
        """The adapter's own reading of its logits."""
        raise NotImplementedError

    def pixels(self, features: Features) -> NDArray[np.float32]:
        """The pictures as the network sees them: shape (rows, colours, height, width), 0 to 1.

        A processor that does more than scale and normalise is `NotApplicable`.
        """
        scale = self._scale()
        mean, std = scale.arrays()
        prepared = np.asarray(self.encode(features)["pixel_values"].numpy(), dtype=np.float32)
        pixels = (prepared * std + mean) / np.float32(scale.factor)
        if pixels.min() < -_ROUNDING or pixels.max() > 1 + _ROUNDING:
            raise NotApplicable(
                "the folder's processor does more to a picture than scale and normalise it (its "
                f"pixels seem to reach from {pixels.min():.2g} to {pixels.max():.2g})",
                "export the network to ONNX, and say its `preprocessing`",
            )
        return np.asarray(np.clip(pixels, 0, 1), dtype=np.float32)

    def classify_pixels(self, pixels: NDArray[np.float32]) -> Answers:
        """Answer one batch of pixels, shape (rows, channels, height, width), of 0 to 1."""
        import torch

        self._scale()
        with translated(torch), torch.no_grad():
            logits = self._logits_of(torch.from_numpy(np.ascontiguousarray(pixels)))
            return self._answers(logits.to("cpu", torch.float64).numpy())

    def slopes(self, pixels: NDArray[np.float32]) -> TorchSlopes:
        """The network itself: nothing is converted, so there is nothing to compare."""
        self._scale()

        def forward(tensor: Any) -> Any:
            import torch

            logits = self._logits_of(tensor).float()
            if logits.shape[1] > 1:
                return logits
            return torch.cat([torch.zeros_like(logits), logits], dim=1)

        return TorchSlopes(forward, batch=BATCH)

    def _logits_of(self, tensor: Any) -> Any:
        import torch

        scale = self._scale()
        weight = next(self.network.parameters())
        mean, std = (torch.from_numpy(values).to(weight.device) for values in scale.arrays())
        values = (tensor.to(weight.device) * scale.factor - mean) / std
        return self.network(pixel_values=values.to(weight.dtype)).logits

    def _scale(self) -> PixelScale:
        if self.pixel_scale is None:
            raise NotApplicable(
                "the model reads texts, which have no pixels",
                "for texts there is `robustness.corruptions`",
            )
        return self.pixel_scale
