"""ONNX models that answer each row with one number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models.held_numbers import back_in_place, without
from audits.models.onnx.model import OnnxModel
from audits.models.output_reading import Reading


@dataclass
class OnnxRegressor(OnnxModel):
    """Answers each row with one number."""

    def _answer(self) -> Reading:
        return (
            ("answer", f"output {self.answer_outputs.scores!r} is the number that is answered"),
        )

    def plainly(self, features: Features) -> NDArray[np.float64]:
        """One row straight from the runtime, shape (1,)."""
        if self.held_rows(features) is not None:
            return np.array([np.nan])
        assert self.answer_outputs.scores is not None
        output = self.one_row(features, [self.answer_outputs.scores])[self.answer_outputs.scores]
        return np.array([float(np.asarray(output).reshape(-1)[0])])

    def regress(self, features: Features) -> NDArray[np.float64]:
        """The output of each row, shape (rows,), NaN where it is not finite, or where an input
        cannot hold the row."""
        assert self.answer_outputs.scores is not None
        there = self.held_rows(features)
        if there is not None:
            rows = np.flatnonzero(there)
            numbers = self.regress(without(features, rows)) if len(rows) else np.empty(0)
            return back_in_place(numbers, rows, len(there), np.nan)
        (output,), count = self.outputs(features, [self.answer_outputs.scores])
        return self._scores(output, count, 1)[:, 0]
