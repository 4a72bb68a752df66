"""A torch function of pixels, asked for its scores and for slopes of whatever is made of them.

The loss is no business of this room: whoever asks gives its slope along the scores, and gets the
slope along the pixels (a vector-Jacobian product), for one forward and one backward pass a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.models.batches import Pace, Rows, in_batches

# Pictures a call, measured: on a CPU small networks take longest a picture in large batches.
BATCH = 64


@dataclass
class TorchSlopes:
    """forward: pixels, shape (rows, channels, height, width), to scores, shape (rows, classes).

    device: where the pixels go; None leaves them on the CPU.
    """

    forward: Callable[[Any], Any]
    device: Any = None
    batch: int = BATCH

    def scores(self, pixels: NDArray[np.float32]) -> NDArray[np.float64]:
        """Shape (rows, classes): logits, or logarithms of probabilities."""
        import torch

        def one(rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
            with torch.no_grad():
                return rows, _numbers(self.forward(self._tensor(pixels[rows])))

        return np.asarray(in_batches(len(pixels), self._pace(), one))

    def gradient(
        self,
        pixels: NDArray[np.float32],
        slope: Callable[[NDArray[np.float64], slice], NDArray[np.float64]],
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """The scores, shape (rows, classes), and slopes along the pixels, in their shape.

        slope: of a batch's scores and its places among the rows, the slope of each row's loss along
        its scores, in their shape.
        """
        import torch

        gradients = np.empty_like(pixels)

        def one(rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
            assert isinstance(rows, slice)
            with torch.enable_grad():
                tensor = self._tensor(pixels[rows]).requires_grad_(True)
                answers = self.forward(tensor)
                scores = _numbers(answers)
                outer = torch.from_numpy(slope(scores, rows)).to(answers)
                (of_tensor,) = torch.autograd.grad(answers, tensor, outer, allow_unused=True)
            if of_tensor is None:
                gradients[rows] = 0
            else:
                gradients[rows] = of_tensor.float().cpu().numpy()
            return rows, scores

        scores = in_batches(len(pixels), self._pace(), one)
        return np.asarray(scores), gradients

    def _tensor(self, pixels: NDArray[np.float32]) -> Any:
        import torch

        tensor = torch.from_numpy(np.ascontiguousarray(pixels))
        return tensor if self.device is None else tensor.to(self.device)

    def _pace(self) -> Pace:
        return Pace(self.batch, grows=False)


def _numbers(scores: Any) -> NDArray[np.float64]:
    import torch

    return np.asarray(scores.detach().to("cpu", torch.float64).numpy())
