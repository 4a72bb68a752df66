"""Whether an ONNX classifier's answers stand while pixels move, by intervals through its graph."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.errors import NotApplicable
from audits.models.onnx.interval_bounds import REMEDY, IntervalNetwork
from audits.models.onnx.pixel_inputs import AGREEMENT, PixelInputs, normalised
from audits.models.postprocessing import softmax

# Numbers that the last layer's differences may take in memory at once.
_MOST = 2**24


class PixelBounds(PixelInputs):
    """`audits.models.Bounded` for a classifier over a session."""

    @cached_property
    def _intervals(self) -> tuple[IntervalNetwork, str]:
        if self.answer_outputs.scores is None:
            raise NotApplicable("the model answers with labels alone", REMEDY)
        name, _ = self._only_picture()
        graph, ending = self.conversion
        return IntervalNetwork(graph, name), ending

    def stands(
        self, pixels: NDArray[np.float32], codes: NDArray[np.intp], radii: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Shape (rows,): surely answered with this class wherever each pixel moves so far."""
        network, _ = self._intervals
        wide = 1 if network.last is None else network.last[2].shape[1]
        at_once = max(1, min(64, _MOST // (wide * len(pixels[:1].ravel()) + 1)))
        flags = np.zeros(len(pixels), dtype=bool)
        for start in range(0, len(pixels), at_once):
            batch = slice(start, start + at_once)
            margins = self._margins(pixels[batch], codes[batch], radii[batch])
            margins[np.arange(len(margins)), codes[batch]] = np.inf
            flags[batch] = margins.min(axis=1) > 0
        return flags

    def check_bounds(self, pixels: NDArray[np.float32]) -> None:
        """Raises `NotApplicable` where the graph over intervals of no width is another model."""
        answers = self.classify_pixels(pixels)
        codes = np.zeros(len(pixels), dtype=np.intp)
        scores = -self._margins(pixels, codes, np.zeros(len(pixels)))
        same = bool((scores.argmax(axis=1) == answers.codes).all())
        difference = 0.0
        _, ending = self._intervals
        if answers.probabilities is not None and (ending == "Softmax" or self.form == "logits"):
            difference = float(np.abs(softmax(scores) - answers.probabilities).max())
        if not same or not difference <= AGREEMENT:
            raise NotApplicable(
                "over intervals of no width the graph does not give the session's answers", REMEDY
            )

    def _margins(
        self, pixels: NDArray[np.float32], codes: NDArray[np.intp], radii: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        _, prepared = self._only_picture()
        wide = radii.reshape(-1, 1, 1, 1)
        ends = [
            np.array(normalised(np.clip(pixels + sign * wide, 0.0, 1.0), prepared, np))
            for sign in (-1, 1)
        ]
        if prepared.dtype.kind in "ui":
            ends = [np.rint(end) for end in ends]
        network, _ = self._intervals
        return network.margins(np.minimum(*ends), np.maximum(*ends), codes)
