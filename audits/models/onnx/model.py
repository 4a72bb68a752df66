"""What every ONNX model does: inputs are fed, batches have a fixed size, outputs come back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import ModelFailure, NotApplicable, Refused
from audits.models import Operations
from audits.models.held_numbers import NotHeld
from audits.models.onnx.held_rows import not_held
from audits.models.onnx.latents import latents_in
from audits.models.onnx.operations import count_operations
from audits.models.onnx.outputs import Outputs
from audits.models.onnx.own_scaling import scales_itself
from audits.models.onnx.session import Input, Runtime
from audits.models.onnx.signal_inputs import Group, groups_of, in_place, signal_inputs
from audits.models.onnx.vocabulary import vocabularies
from audits.models.output_reading import (
    HALF_TOLERANCE,
    TOLERANCE,
    Reading,
    told_columns,
    told_of,
    told_unread,
)
from audits.models.postprocessing import checked
from audits.models.preprocessing import PicturePreparation, matrix_of
from audits.models.signal_preparation import SignalPreparation
from audits.specification.document import ModelSpec

# Operators whose result for a row depends on the rows beside it.
_BY_BATCH = frozenset({"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM"})
# What is told of inputs of whole numbers.
_NOT_CUT = (
    "a row with a missing value, a fraction or a number out of range has no answer; none is cut"
)
# Rows a call, measured (benchmarks/bench_onnx.py): past these, more rows gain nothing.
_TABLE_ROWS, _TEXT_ROWS, _SEQUENCE_ROWS, _PICTURE_ROWS = 4096, 1024, 256, 32


@dataclass
class OnnxModel:
    """What every ONNX adapter shares: feeding, batches of fixed size, the answers' form."""

    runtime: Runtime
    spec: ModelSpec
    fingerprint: str
    answer_outputs: Outputs
    form: str | None = None
    warnings: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    # What was done before there was an ONNX file.
    notes: Reading = ()
    # Inputs that were asked with pictures of more than 8 bits.
    fine: set[str] = field(default_factory=set)
    # How many rows a call takes where the inputs say any, found when a call failed.
    traced_rows: int | None = None

    @cached_property
    def feeds(self) -> Mapping[str, tuple[str, ...]]:
        """Which dataset columns feed each input."""
        given = self.spec.inputs or {}
        aside = (self.spec.preprocessing.mask, self.spec.preprocessing.lengths)
        return {
            item.name: tuple(given.get(item.name, (item.name,)))
            for item in self.runtime.inputs
            if item.name not in aside
        }

    @property
    def reads(self) -> tuple[str, ...]:
        """Dataset columns that feed the model, in the order of its inputs."""
        return tuple(dict.fromkeys(name for names in self.feeds.values() for name in names))

    @property
    def reads_as_words(self) -> tuple[str, ...]:
        """Those that feed an input of texts: their cells go in as they stand in the file."""
        texts = [item.name for item in self.runtime.inputs if item.dtype.kind == "O"]
        return tuple(dict.fromkeys(name for item in texts for name in self.feeds[item]))

    @cached_property
    def vocabularies(self) -> Mapping[str, frozenset[str]]:
        """By column, the words of the encoders that it goes to; columns without are not in it."""
        texts = [item.name for item in self.runtime.inputs if item.dtype.kind == "O"]
        widths = {name: len(self.feeds[name]) for name in texts}
        words_by_place = vocabularies(self.runtime.path, widths) if widths else {}
        return {
            self.feeds[name][position]: words for (name, position), words in words_by_place.items()
        }

    @property
    def parameters(self) -> int | None:
        """Numbers learnt, as far as the file counts them."""
        return self.runtime.file.parameters

    @property
    def engine(self) -> str:
        """What runs it: name, version, device and threads."""
        return self.runtime.engine

    def operations(self, features: Features) -> Operations:
        """Counted for one row. features: of that row, for the shapes of what is fed."""
        shapes = {name: values.shape for name, values in self._one_fed(features).items()}
        rows = max(self._fixed_sizes, default=1)
        return count_operations(self.runtime.path, shapes, rows=rows)

    @property
    def parts(self) -> Mapping[str, int]:
        """What it learnt beside tensors: trees and their nodes, support vectors, weights."""
        return self.runtime.file.parts

    @property
    def batch_rows(self) -> int:
        """How many rows are best asked at once."""
        fixed = self._fixed_rows
        hears = self.spec.preprocessing.sampling_rate is not None
        if hears or any(item.is_picture for item in self.runtime.inputs):
            rows = _PICTURE_ROWS
        elif any(len(item.shape) == 3 for item in self.runtime.inputs):
            rows = _SEQUENCE_ROWS
        elif any(item.dtype.kind == "O" for item in self.runtime.inputs):
            rows = _TEXT_ROWS
        else:
            rows = _TABLE_ROWS
        return rows if fixed is None else max(fixed, rows // fixed * fixed)

    @property
    def pads_texts(self) -> bool:
        """No: the graph takes strings, one by one."""
        return False

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """A second session over the same file, with so many threads."""
        session = Runtime(self.runtime.path, threads=threads, scanned=self.runtime.file)
        yield replace(self, runtime=session, warnings=[])

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """The same graph computed by torch in another precision, for its scores or numbers.

        precision: a name of torch's. Raises `NotApplicable` where torch cannot, or answers
        otherwise in the graph's own.
        """
        from audits.models.onnx.other_precision import REMEDY, InOtherPrecision

        scores = self.answer_outputs.scores
        if scores is None:
            raise NotApplicable("it answers with labels alone, whatever its precision", REMEDY)
        other = InOtherPrecision(self.runtime, scores, precision)
        outputs = replace(self.answer_outputs, labels=None)
        yield replace(self, runtime=other, answer_outputs=outputs, warnings=[])

    @property
    def tolerance(self) -> float:
        """How far answers of one row may lie apart by rounding alone."""
        return HALF_TOLERANCE if self.runtime.file.halves else TOLERANCE

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        unread = told_unread(self.answer_outputs.unread)
        return (
            *self._answer(), *unread, *self._prepared(), *self._architecture, *self.notes,
            *told_of(self.left_out),
        )  # fmt: skip

    @cached_property
    def _architecture(self) -> Reading:
        built = latents_in(self.runtime.path, self.runtime.file)
        return () if built is None else built.reading()

    def _answer(self) -> Reading:
        """How the answer is read; the adapter's own."""
        raise NotImplementedError

    def _prepared(self) -> Iterator[tuple[str, str]]:
        pictures = self.pictures
        whole = [item for item in self.runtime.inputs if item.dtype.kind in "iub"]
        for item in whole:
            if item.name in self.feeds and not item.is_picture:
                yield "whole numbers", f"input {item.name!r} takes {item.dtype.name}: {_NOT_CUT}"
        yield from told_columns({n: cs for n, cs in self.feeds.items() if n not in pictures})
        for name, how in self.pictures.items():
            yield "pictures", f"input {name!r}: {how.description}{self._told_fine(name)}"
        for signal in self.signals.values():
            if signal.was_asked:
                yield "sounds" if signal.takes_sounds else "sequences", signal.description()
        if self.traced_rows is not None:
            yield (
                "batches",
                f"rows are asked {self.traced_rows} a call: its inputs say that any number may be, "
                "and its nodes hold the one that it was exported with",
            )
        if self._is_asked_alone:
            yield (
                "batches",
                "each row is asked alone, because the graph quantises every batch by its own "
                "range (DynamicQuantizeLinear), so that answers would change with their company",
            )

    def _told_fine(self, name: str) -> str:
        if name not in self.fine:
            return ""
        if self.pictures[name].dtype.kind in "ui":
            return "; pictures of 16 bits are rounded: 65535 is 255 before that"
        return "; pictures of 16 bits with their fractions: 65535 is 255 before that"

    @cached_property
    def _is_asked_alone(self) -> bool:
        return bool(self.runtime.file.operators & _BY_BATCH)

    @property
    def _fixed_rows(self) -> int | None:
        if self._is_asked_alone:
            return 1
        return self._fixed_sizes.pop() if len(self._fixed_sizes) == 1 else None

    @cached_property
    def pictures(self) -> Mapping[str, PicturePreparation]:
        """How the pictures of each input that takes some are prepared, by its name."""
        return {
            item.name: self._picture(item, item.shape)
            for item in self.runtime.inputs
            if item.is_picture
        }

    def _picture(self, item: Input, shape: Sequence[int | None]) -> PicturePreparation:
        """How one input's pictures are prepared. shape: with the axis of the rows."""
        return PicturePreparation.of(
            self.spec.preprocessing, shape, item.dtype,
            scales_itself=lambda: scales_itself(self.runtime.path, item.name),
        )  # fmt: skip

    @cached_property
    def signals(self) -> Mapping[str, SignalPreparation]:
        """How what runs over time is prepared for each input that may take it, by its name."""
        return {
            item.name: SignalPreparation(item.name, item.shape, item.dtype, self.spec.preprocessing)
            for item in self.runtime.inputs
            if len(item.shape) in (2, 3) and item.dtype.kind != "O"
        }

    def held_rows(self, features: Features) -> NDArray[np.bool_] | None:
        """Rows whose numbers the inputs can hold, shape (rows,); None where all are."""
        return not_held(self.runtime.inputs, self.feeds, features)[0]

    def not_held(self, features: Features) -> tuple[NotHeld, ...]:
        """Of each column whose numbers an input cannot hold, which and how many."""
        return not_held(self.runtime.inputs, self.feeds, features)[1]

    def outputs(self, features: Features, names: Sequence[str]) -> tuple[list[Any], int]:
        """The outputs of these names for all rows, and how many rows there were."""
        groups = list(self._fed(features))
        if len(groups) == 1:
            return self.outputs_of(groups[0][1], names)
        rows = sum(len(places) for places, _ in groups)
        answered = [(places, self.outputs_of(fed, names)[0]) for places, fed in groups]
        return in_place(answered, rows), rows

    def _fed(self, features: Features) -> Iterator[Group]:
        """What is fed, by input: of all rows at once, or of those whose signals have one length."""
        signals = signal_inputs(self.runtime.inputs, self.feeds, features)
        others = {
            item.name: self._tensor(item, features)
            for item in self.runtime.inputs
            if item.name in self.feeds and item.name not in signals
        }
        if signals:
            yield from groups_of(self.runtime.inputs, signals, self.signals, features, others)
        else:
            yield np.arange(len(next(iter(others.values())))), others

    def outputs_of(
        self, fed: Mapping[str, NDArray[Any]], names: Sequence[str]
    ) -> tuple[list[Any], int]:
        """The same of prepared tensors.

        fed: by input its array, shape (rows, ...). names: of the outputs.
        """
        rows = len(next(iter(fed.values())))
        size = self._fixed_rows
        if size is None:
            try:
                return self.runtime.run(names, fed), rows
            except ModelFailure:
                self.traced_rows = self.runtime.rows_taken(fed) if rows > 1 else None
                if self.traced_rows in (None, rows):
                    raise
                size = self.traced_rows
        if size == rows:
            return self.runtime.run(names, fed), rows
        parts = []
        for start in range(0, rows, size):
            chunk = {name: values[start : start + size] for name, values in fed.items()}
            rows_in_chunk = len(next(iter(chunk.values())))
            if rows_in_chunk < size:  # the last batch is filled up with its last row
                fill = {
                    n: np.repeat(v[-1:], size - rows_in_chunk, axis=0) for n, v in chunk.items()
                }
                chunk = {n: np.concatenate([v, fill[n]]) for n, v in chunk.items()}
            parts.append([_first(out, rows_in_chunk) for out in self.runtime.run(names, chunk)])
        return [_together(outs) for outs in zip(*parts, strict=True)], rows

    def calls_of_one_row(self, features: Features) -> list[Mapping[str, NDArray[Any]]]:
        """The graph's inputs, one call a row: shape (1, ...), or a fixed batch of that row."""
        times = max(self._fixed_sizes, default=1)
        calls: dict[int, Mapping[str, NDArray[Any]]] = {}
        for places, fed in self._fed(features):
            for index, row in enumerate(places.tolist()):
                calls[row] = {
                    name: np.repeat(values[index : index + 1], times, axis=0)
                    for name, values in fed.items()
                }
        return [calls[row] for row in sorted(calls)]

    def one_row(self, features: Features, names: Sequence[str]) -> Mapping[str, Any]:
        """What the runtime gives for a single row, by the name of the output.

        names: of the outputs. A graph of fixed batch is filled with that row.
        """
        outputs = self.runtime.run(names, self._one_fed(features))
        return {name: values[:1] for name, values in zip(names, outputs, strict=True)}

    def _one_fed(self, features: Features) -> Mapping[str, NDArray[Any]]:
        """The graph's inputs for the first row; those of a fixed batch are filled with that row."""
        ((_, fed), *_) = self._fed({name: values[:1] for name, values in features.items()})
        if not self._fixed_sizes:
            return fed
        return {n: np.repeat(v[:1], max(self._fixed_sizes), axis=0) for n, v in fed.items()}

    @property
    def _fixed_sizes(self) -> set[int]:
        """Numbers of rows that inputs insist on, or the nodes behind them."""
        if self.traced_rows is not None:
            return {self.traced_rows}
        return {size for item in self.runtime.inputs for size in item.shape[:1] if size}

    def _tensor(self, item: Input, features: Features) -> NDArray[Any]:
        names = self.feeds[item.name]
        if item.is_picture:
            pictures = features[names[0]]
            if not isinstance(pictures, list):
                raise Refused.because(
                    f"model.inputs.{item.name}", f"takes images, and {names[0]!r} holds none",
                    "name the image column", "does_not_fit",
                )  # fmt: skip
            if any(picture.dtype != np.uint8 for picture in pictures):
                self.fine.add(item.name)
            return self.pictures[item.name].tensor(pictures)
        if len(item.shape) == 3 and len(names) > 1:
            return self.signals[item.name].of_columns(matrix_of(features, names, item.dtype))
        if len(item.shape) == 3:
            raise Refused.because(
                f"model.inputs.{item.name}",
                f"takes a sequence a row (rows, steps and channels), and {', '.join(names)} holds "
                "one value a row",
                "name one column of lists (`kind: sequence`) or of sound files (`kind: audio`)",
                "does_not_fit",
            )
        matrix = matrix_of(features, names, item.dtype)
        return matrix[:, 0] if len(item.shape) == 1 else matrix

    def _scores(self, scores: object, rows: int, width: int | None) -> NDArray[np.float64]:
        if isinstance(scores, list):  # ZipMap: a mapping a row
            keys = self.answer_outputs.keys
            if any(len(row) != len(keys) for row in scores):
                raise ModelFailure("the model's ZipMap has other classes from row to row")
            scores = np.array([[row[key] for key in keys] for row in scores])
        return checked(np.asarray(scores, dtype=np.float64), rows, width)


def _first(values: Any, rows: int) -> Any:
    return values[:rows]


def _together(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], list):
        return [row for rows in parts for row in rows]
    return np.concatenate(parts)
