"""ONNX classifiers: labels, probabilities, logits or decision values out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import ModelFailure
from audits.models import Answers
from audits.models.held_numbers import without
from audits.models.onnx.compression import Compressing
from audits.models.onnx.held_rows import answers_in_place
from audits.models.onnx.model import OnnxModel
from audits.models.onnx.pixel_bounds import PixelBounds
from audits.models.onnx.plain_runtime import read_plainly
from audits.models.onnx.quantisation import Fed
from audits.models.onnx.session import Runtime
from audits.models.onnx.weight_randomisation import Shuffling
from audits.models.output_reading import Reading, told_answer
from audits.models.postprocessing import (
    NO_ANSWER,
    answered,
    answers_of,
    are_mirrored,
    as_probabilities,
    codes_of,
    contradict,
    form_of,
    lie_between,
    unrelated,
)


@dataclass
class OnnxClassifier(OnnxModel, Shuffling, PixelBounds, Compressing):
    """A classifier; `classes` are spelled as the dataset's labels."""

    # Whether labels and scores were seen to agree; never asked of a copy with shuffled weights.
    in_order: bool = False
    mirrored: bool | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, as the labels spell them."""
        return self.answer_outputs.classes

    @property
    def session(self) -> Runtime:
        """The session that answers."""
        return self.runtime

    def over(self, session: Runtime) -> Self:
        """The same adapter over another session."""
        return replace(self, runtime=session, warnings=[], in_order=True)

    def fed_one_by_one(self, features: Features) -> Fed:
        """Tensors of one row each, shape (1, ...), or of as many as the graph insists on."""
        there = self.held_rows(features)
        if there is not None:
            features = without(features, np.flatnonzero(there))
        return self.calls_of_one_row(features)

    def classify(self, features: Features) -> Answers:
        """Answer one batch by the label output, the scores, or both.

        Where the two run against each other it is a `ModelFailure`; scores that could be
        probabilities or logits are `Refused`. A row that an input cannot hold has no answer.
        """
        there = self.held_rows(features)
        if there is None:
            return self._read(*self.outputs(features, self._answering))
        rows = np.flatnonzero(there)
        if not len(rows):
            return self._none(len(there))
        answers = self._read(*self.outputs(without(features, rows), self._answering))
        return answers_in_place(answers, rows, len(there))

    def _none(self, rows: int) -> Answers:
        """No answer to any of so many rows."""
        chances = np.full((rows, len(self.classes)), np.nan)
        is_bare = self.answer_outputs.scores is None
        return Answers(np.full(rows, NO_ANSWER, dtype=np.intp), None if is_bare else chances)

    @property
    def _answering(self) -> list[str]:
        """The outputs that an answer is read from."""
        return [
            name
            for name in (self.answer_outputs.labels, self.answer_outputs.scores)
            if name is not None
        ]

    def _read(self, outputs: Sequence[Any], rows: int) -> Answers:
        by_name = dict(zip(self._answering, outputs, strict=True))
        codes = probabilities = None
        if self.answer_outputs.labels is not None:
            codes = codes_of(
                np.asarray(by_name[self.answer_outputs.labels]),
                self.answer_outputs.own_labels,
                rows,
            )
        if self.answer_outputs.scores is not None:
            scores = self._scores(by_name[self.answer_outputs.scores], rows, len(self.classes))
            there = answered(scores)
            known = scores if there.all() else scores[there]
            form = self._form_of(known)
            if self._is_mirrored(known, form):
                scores = scores[:, 1:]
            probabilities = as_probabilities(scores, form)
            if codes is not None and not self.in_order:
                self._check_order(probabilities, codes)
        return answers_of(probabilities, codes, self.spec.threshold)

    def _is_mirrored(self, scores: NDArray[np.float64], form: str) -> bool:
        """Decision values beside a label; seen in the first batch, and kept."""
        if self.mirrored is None and len(scores):
            self.mirrored = (
                form == "logits" and self.answer_outputs.labels is not None and are_mirrored(scores)
            )
        return bool(self.mirrored)

    def _check_order(self, probabilities: NDArray[np.float64], codes: NDArray[np.intp]) -> None:
        """Some exporters write the columns of scores the other way round than the labels."""
        there = answered(probabilities)
        if not there.any():
            return
        outputs = self.answer_outputs
        reversed_order = contradict(probabilities[there], codes[there])
        if reversed_order:
            raise ModelFailure(
                f"the scores of output {outputs.scores!r} run against the labels of "
                f"{outputs.labels!r}: their columns stand in another order than the classes; "
                f"say `output: {{name: {outputs.labels}, meaning: label}}` to audit the labels "
                "alone, or export probabilities "
                "(scikit-learn: CalibratedClassifierCV(SVC()))"
            )
        if unrelated(probabilities[there], codes[there]):
            raise ModelFailure(
                f"output {outputs.scores!r} does not go with the labels of "
                f"{outputs.labels!r}: they seem to answer two questions; say which is meant, "
                f"`output: {{name: {outputs.labels}}}` or "
                f"`output: {{name: {outputs.scores}}}`"
            )
        self.in_order = reversed_order is False

    def _form_of(self, scores: NDArray[np.float64]) -> str:
        """Decided by the plan, else by the graph, else by the first batch, and kept."""
        if self.form is None:
            self.form = self.answer_outputs.form
        if self.form is None and len(scores):
            self.form = form_of(scores, str(self.answer_outputs.scores))
        if self.form == "probabilities" and not lie_between(scores):
            raise ModelFailure(
                "the model's scores are not probabilities in every batch; "
                f"say `output: {{name: {self.answer_outputs.scores}, meaning: logit}}`"
            )
        return self.form or "logits"

    def _answer(self) -> Reading:
        return told_answer(
            self.answer_outputs, self.form, self.classes, self.spec, mirrored=bool(self.mirrored)
        )

    def plainly(self, features: Features) -> Answers:
        """One row straight from the runtime, read by itself."""
        if self.held_rows(features) is not None:
            return self._none(1)
        row = self.one_row(features, self._answering)
        return read_plainly(
            row, self.answer_outputs, self.form, self.spec, mirrored=bool(self.mirrored)
        )
