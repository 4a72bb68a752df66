"""Classifiers and regressors behind an address, so that probes ask them as any other model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import Refused
from audits.models import Answers
from audits.models.endpoint.asking import Asker, Unanswered
from audits.models.endpoint.carrying import Carry
from audits.models.endpoint.labels_in_words import label_in
from audits.models.endpoint.model_names import ModelNames
from audits.models.endpoint.openai_form import answer_of, settled, with_pictures
from audits.models.endpoint.openai_form import request_of as words_request
from audits.models.endpoint.pictures import DataUri, Pictures
from audits.models.endpoint.table_answers import labels_of, numbers_of, rows_of, scores_of
from audits.models.endpoint.table_requests import Batch, question_of, request_of
from audits.models.generator import Sampling
from audits.models.output_reading import Reading
from audits.models.postprocessing import (
    NO_ANSWER,
    answers_of,
    are_probabilities,
    as_probabilities,
)
from audits.specification.document import ModelSpec, Preprocessing
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_pictures import pictures_a_request

__all__ = ["EndpointClassifier", "EndpointRegressor", "Table"]

# Requests that one call of the engine sets under way, as a multiple of those that go at once.
CALLS_AHEAD = 8
# A label in words is short; a model that thinks aloud needs `max_tokens`.
MOST_TOKENS = 16


@dataclass(frozen=True)
class Table:
    """How rows are sent and read. inputs: of the model, each with the columns that feed it.

    meaning: of an answer, as the document says it; output: its name, where it has several.
    preprocessing: of pictures, where any are sent.
    """

    descriptor: Descriptor
    inputs: Mapping[str, tuple[str, ...]]
    classes: tuple[str, ...] = ()
    meaning: str = "label"
    output: str | None = None
    threshold: float | None = None
    preprocessing: Preprocessing = field(default_factory=Preprocessing)

    @classmethod
    def of(cls, descriptor: Descriptor, spec: ModelSpec) -> "Table":
        """By the plan's specification, whose inputs are resolved."""
        return cls(
            descriptor,
            {name: tuple(fed) for name, fed in (spec.inputs or {}).items()},
            tuple(spec.labels or ()),
            spec.meaning or "label",
            spec.output_name,
            spec.threshold,
            spec.preprocessing,
        )

    @property
    def reads(self) -> tuple[str, ...]:
        """Columns that are sent, in order."""
        return tuple(dict.fromkeys(name for fed in self.inputs.values() for name in fed))

    @property
    def has_tensors(self) -> bool:
        """Whether pictures are sent as tensors: then the document says where colours stand."""
        return self.preprocessing.layout is not None

    @property
    def batch(self) -> int:
        """Rows of one request."""
        if not self.has_tensors:
            return self.descriptor.batch
        return pictures_a_request(self.descriptor, self.preprocessing)


@dataclass
class _Asked:
    """What both have: batches of rows, many under way at once, and what became of them."""

    table: Table
    carry: Carry
    warnings: list[str] = field(default_factory=list)
    pads_texts: bool = False
    names: ModelNames = field(default_factory=ModelNames)
    _has_pictures: bool = False

    def __post_init__(self) -> None:
        descriptor = self.table.descriptor
        self._asker: Asker[Batch, NDArray[np.float64]] = Asker(
            self.carry, self._body, self._understood, descriptor.form,
            window=2 * descriptor.traffic.concurrency,
            parse=descriptor.form != "openai" and descriptor.layout != "csv",
        )  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the descriptor: all that is known of what stands behind it."""
        return self.table.descriptor.fingerprint

    @property
    def reads(self) -> tuple[str, ...]:
        """Columns that are sent, in order."""
        return self.table.reads

    @property
    def batch_rows(self) -> int:
        """Rows a call: enough that the requests under way never run out."""
        # Pictures are large as JSON: no more are written than are on their way.
        ahead = 2 if self.table.has_tensors else CALLS_AHEAD
        return ahead * self.table.descriptor.traffic.concurrency * self.table.batch

    @cached_property
    def pictures(self) -> Pictures:
        """How pictures are sent, where there are any."""
        return Pictures(self.table.descriptor, self.table.preprocessing)

    @property
    def reading(self) -> Reading:
        """What is sent, and what of the answer is read."""
        descriptor, table = self.table.descriptor, self.table
        sent = f"form {descriptor.form}"
        if descriptor.words.model:
            sent += f", {descriptor.words.model} by {descriptor.words.api}"
        if descriptor.layout:
            sent += f", rows as {descriptor.layout}"
        rows = "1 row" if table.batch == 1 else f"{table.batch} rows"
        sent += f", {rows} a request, {descriptor.traffic.concurrency} at once"
        answer = f"{table.meaning} of {table.output!r}" if table.output else table.meaning
        pairs = [("asked", sent), ("answer", answer)]
        if descriptor.words.prompt is not None:
            pairs.append(("question", descriptor.words.prompt))
        if self._has_pictures:
            pairs.append(("pictures", self.pictures.words))
        return tuple(pairs)

    def _answers(self, features: Features, width: int) -> NDArray[np.float64]:
        """Shape (rows, width); NaN where there is no answer. `ModelFailure` where there is none."""
        rows, size = len(features[self.reads[0]]), self.table.batch
        self._has_pictures |= any(isinstance(features[name], list) for name in self.reads)
        batches = [
            Batch.of(self.table.inputs, features, slice(start, start + size), self.pictures)
            for start in range(0, rows, size)
        ]
        results = self._asker.ask_divided(batches, Batch.single_rows)
        for notice in (*self._asker.warnings, *self.names.warnings):
            if notice not in self.warnings:
                self.warnings.append(notice)
        return np.concatenate(
            [
                np.full((batch.rows, width), np.nan) if isinstance(one, Unanswered) else one
                for batch, one in results
            ]
        )

    def _body(self, batch: Batch) -> Mapping[str, Any]:
        return request_of(self.table.descriptor, batch)

    def _understood(self, answer: Any, batch: Batch) -> NDArray[np.float64]:
        """Shape (rows of the batch, width)."""
        raise NotImplementedError

    def _rows(self, answer: Any, batch: Batch) -> list[Any]:
        table = self.table
        if table.descriptor.form == "oip" and isinstance(answer, Mapping):
            self.names.note(
                model_name=answer.get("model_name"), model_version=answer.get("model_version")
            )
        return rows_of(table.descriptor, answer, batch.rows, table.output)


@dataclass
class EndpointClassifier(_Asked):
    """Answers with a label, or with scores that the document says the meaning of."""

    @property
    def classes(self) -> tuple[str, ...]:
        """As the document lists them."""
        return self.table.classes

    def classify(self, features: Features) -> Answers:
        """Answer one batch; -1 where a row has no answer."""
        if self.table.meaning == "label":
            codes = self._answers(features, 1)[:, 0]
            return Answers(np.where(np.isfinite(codes), codes, NO_ANSWER).astype(np.intp), None)
        probabilities = self._answers(features, len(self.classes))
        return answers_of(probabilities, None, self.table.threshold)

    def _body(self, batch: Batch) -> Mapping[str, Any]:
        descriptor = self.table.descriptor
        if descriptor.form != "openai":
            return request_of(descriptor, batch)
        sampling = settled(descriptor.words, Sampling(MOST_TOKENS))
        parts = question_of(descriptor, batch)
        text = "".join(piece for piece in parts if isinstance(piece, str))
        body = words_request(descriptor.words, text, sampling)
        has_pictures = any(isinstance(piece, DataUri) for piece in parts)
        return with_pictures(body, parts) if has_pictures else body

    def _understood(self, answer: Any, batch: Batch) -> NDArray[np.float64]:
        if self.table.descriptor.form == "openai":
            reply = answer_of(answer)
            self.names.note(model=reply.model, system_fingerprint=reply.system_fingerprint)
            code = label_in(reply.generation.text or "", self.classes)
            return np.array([[np.nan if code < 0 else float(code)]])
        values = self._rows(answer, batch)
        if self.table.meaning == "label":
            codes = labels_of(values, self.classes).astype(np.float64)[:, None]
            return np.where(codes < 0, np.nan, codes)
        return self._probabilities(scores_of(values, self.classes))

    def _probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (rows, classes), of scores of shape (rows, classes) or (rows, 1)."""
        there = np.isfinite(scores).all(axis=1)
        form = "logits" if self.table.meaning == "logit" else "probabilities"
        if form == "probabilities" and not are_probabilities(scores[there]):
            first = scores[there][0].tolist()
            raise Refused.because(
                "model.output", f"scores such as {first} are no probabilities: they leave 0 to 1, "
                "or do not sum to 1", "say `meaning: logit`, or choose another field",
                "wrong_shape",
            )  # fmt: skip
        probabilities = np.full((len(scores), len(self.classes)), np.nan)
        probabilities[there] = as_probabilities(scores[there], form)
        return probabilities


@dataclass
class EndpointRegressor(_Asked):
    """Answers with a number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,); NaN where a row has no answer."""
        return self._answers(features, 1)[:, 0]

    def _understood(self, answer: Any, batch: Batch) -> NDArray[np.float64]:
        return numbers_of(self._rows(answer, batch))[:, None]
