"""What a window of a picture could have been: other pictures' windows, or given its frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Picture
from audits.data.pixels import like, resized
from audits.explanations.explanation import Instance
from audits.explanations.image_regions import PictureInstance, window_side
from audits.explanations.prediction_difference import Replaced


@dataclass(frozen=True, eq=False)
class WindowReplacer:
    """pictures: what the dataset holds (a sample), each asked for at the row's own size.

    side: of the square window in pixels (left out, an eighth of the shorter side); step: between
    windows (left out, the side); margin: width of the frame that
    a conditional draw is given. samples: draws a window.
    conditional: a normal distribution of the window given its frame, with mean and covariance
        from the other pictures (the paper's section 3.1); else their windows at the same place.
    """

    pictures: Sequence[Picture]
    side: int | None
    step: int | None
    samples: int
    conditional: bool
    margin: int = 2

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """Square windows from the upper left; the last of a line ends at the border."""
        assert isinstance(instance, PictureInstance)
        height, width = instance.picture.shape[:2]
        side = window_side(instance.picture, self.side)
        others = self._others((height, width))
        for top in _starts(height, side, self.step or side):
            for left in _starts(width, side, self.step or side):
                window = (slice(top, top + side), slice(left, left + side))
                if self.conditional:
                    drawn = self._given_frame(instance.picture, others, window, rng)
                else:
                    indices = rng.integers(0, len(others), self.samples)
                    drawn = like(others[indices][(slice(None), *window)], instance.picture)
                pictures = np.repeat(instance.picture[None], len(drawn), axis=0)
                pictures[(slice(None), *window)] = drawn
                yield Replaced(
                    units=np.unique(instance.regions[window]),
                    shares=np.full(len(drawn), 1 / len(drawn)),
                    features={instance.column: list(pictures)},
                )

    @cached_property
    def _by_size(self) -> dict[tuple[int, int], NDArray[Any]]:
        return {}

    def _others(self, size: tuple[int, int]) -> NDArray[Any]:
        """Every sampled picture at this size, shape (pictures, height, width, 3)."""
        if size not in self._by_size:
            self._by_size[size] = np.stack([resized(p, size) for p in self.pictures])
        return self._by_size[size]

    def _given_frame(
        self,
        picture: Picture,
        others: NDArray[Any],
        window: tuple[slice, slice],
        rng: np.random.Generator,
    ) -> NDArray[Any]:
        height, width = picture.shape[:2]
        (top, bottom), (left, right) = ((side.start, side.stop) for side in window)
        up, down = max(0, top - self.margin), min(height, bottom + self.margin)
        west, east = max(0, left - self.margin), min(width, right + self.margin)
        inside = np.zeros((down - up, east - west), dtype=bool)
        inside[top - up : bottom - up, left - west : right - west] = True
        hidden = np.repeat(inside.ravel(), 3)
        patches = others[:, up:down, west:east].reshape(len(others), -1).astype(np.float64)
        seen = picture[up:down, west:east].reshape(-1).astype(np.float64)
        middle = patches.mean(axis=0)
        centred = (patches - middle) / np.sqrt(max(1, len(patches) - 1))
        # By the sample's own directions: never a covariance of all pixels. The ridge is the
        # noise of rounding to whole colours, and keeps few pictures from being followed exactly.
        frame, hole = centred[:, ~hidden], centred[:, hidden]
        ridge = 1.0 + 0.01 * float((frame**2).sum(axis=0).mean()) * len(frame.T) / len(frame)
        gram = frame @ frame.T
        gram.flat[:: len(gram) + 1] += ridge
        mean = middle[hidden] + hole.T @ np.linalg.solve(gram, frame @ (seen - middle)[~hidden])
        # Covariance of the hole given the frame is hole' (I - frame (..)^-1 frame') hole.
        left_over = ridge * np.linalg.inv(gram)
        root = np.linalg.cholesky(left_over + 1e-12 * np.eye(len(left_over)))
        noise = rng.standard_normal((self.samples, len(root))) @ root.T @ hole
        drawn = like(mean + noise, picture)
        return np.asarray(drawn.reshape(self.samples, bottom - top, right - left, 3))


def _starts(length: int, side: int, step: int) -> list[int]:
    """Where windows begin so that all of the line is covered."""
    starts = list(range(0, max(1, length - side + 1), step))
    if starts[-1] + side < length:
        starts.append(length - side)
    return starts
