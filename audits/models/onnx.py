"""ONNX models: tables, text and images in; labels, probabilities, logits or numbers out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.columns import Kind
from audits.dataset import Features
from audits.document import ModelSpec
from audits.errors import ModelFailure, Problem, Refused
from audits.models import Answers
from audits.models.answering import (
    answers_of,
    are_probabilities,
    as_probabilities,
    checked,
    codes_of,
    contradict,
)
from audits.models.feeding import PicturePreparation, matrix_of
from audits.models.onnx_outputs import Outputs, read_outputs
from audits.models.onnx_runtime import TYPES, Input, Runtime
from audits.models.onnx_shuffling import Shuffling
from audits.models.onnx_vocabulary import vocabularies
from audits.profiles import InputProfile, ModelProfile

_TOKENS = {"input_ids", "attention_mask", "token_type_ids"}
# Rows a call, measured (benchmarks/bench_onnx.py): past these, more rows gain nothing.
_TABLE_ROWS, _TEXT_ROWS, _PICTURE_ROWS = 4096, 1024, 32


@dataclass
class OnnxModel:
    """What every ONNX adapter shares: feeding, batches of fixed size, the answers' form."""

    runtime: Runtime
    spec: ModelSpec
    fingerprint: str
    found: Outputs
    form: str | None = None
    warnings: list[str] = field(default_factory=list)

    @cached_property
    def feeds(self) -> Mapping[str, tuple[str, ...]]:
        """Which dataset columns feed each input."""
        given = self.spec.inputs or {}
        return {
            item.name: tuple(given.get(item.name, (item.name,))) for item in self.runtime.inputs
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
        found = vocabularies(self.runtime.path, widths) if widths else {}
        return {self.feeds[name][at]: words for (name, at), words in found.items()}

    @property
    def parameters(self) -> int | None:
        """Numbers learnt, as far as the file counts them."""
        return self.runtime.file.parameters

    @property
    def batch_rows(self) -> int:
        """How many rows are best asked at once."""
        fixed = self._fixed_rows
        if any(item.is_picture for item in self.runtime.inputs):
            rows = _PICTURE_ROWS
        elif any(item.dtype.kind == "O" for item in self.runtime.inputs):
            rows = _TEXT_ROWS
        else:
            rows = _TABLE_ROWS
        return rows if fixed is None else max(fixed, rows // fixed * fixed)

    @property
    def pads_texts(self) -> bool:
        """No: the graph takes strings, one by one."""
        return False

    @cached_property
    def _fixed_rows(self) -> int | None:
        sizes = {item.shape[0] for item in self.runtime.inputs if item.shape} - {None}
        return sizes.pop() if len(sizes) == 1 else None

    @cached_property
    def _pictures(self) -> Mapping[str, PicturePreparation]:
        return {
            item.name: PicturePreparation.of(self.spec.preprocessing, item.shape, item.dtype)
            for item in self.runtime.inputs
            if item.is_picture
        }

    def outputs(self, features: Features, names: Sequence[str]) -> tuple[list[Any], int]:
        """The named outputs for all rows, and how many rows there were."""
        fed = {item.name: self._tensor(item, features) for item in self.runtime.inputs}
        rows = len(next(iter(fed.values())))
        size = self._fixed_rows
        if size is None or size == rows:
            return self.runtime.run(names, fed), rows
        parts = []
        for start in range(0, rows, size):
            chunk = {name: values[start : start + size] for name, values in fed.items()}
            held = len(next(iter(chunk.values())))
            if held < size:  # the last batch is filled up with its last row
                fill = {n: np.repeat(v[-1:], size - held, axis=0) for n, v in chunk.items()}
                chunk = {n: np.concatenate([v, fill[n]]) for n, v in chunk.items()}
            parts.append([_first(out, held) for out in self.runtime.run(names, chunk)])
        return [_together(outs) for outs in zip(*parts, strict=True)], rows

    def _tensor(self, item: Input, features: Features) -> NDArray[Any]:
        names = self.feeds[item.name]
        if item.is_picture:
            pictures = features[names[0]]
            if not isinstance(pictures, list):
                raise Refused.because(
                    f"model.inputs.{item.name}", f"takes images, and {names[0]!r} holds none",
                    "name the image column", "does_not_fit",
                )  # fmt: skip
            return self._pictures[item.name].tensor(pictures)
        found = matrix_of(features, names, item.dtype)
        return found[:, 0] if len(item.shape) == 1 else found

    def _scores(self, found: object, rows: int, width: int | None) -> NDArray[np.float64]:
        if isinstance(found, list):  # ZipMap: a mapping a row
            keys = self.found.keys
            if any(len(row) != len(keys) for row in found):
                raise ModelFailure("the model's ZipMap has other classes from row to row")
            found = np.array([[row[key] for key in keys] for row in found])
        return checked(np.asarray(found, dtype=np.float64), rows, width)


def _first(found: Any, rows: int) -> Any:
    return found[:rows]


def _together(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], list):
        return [row for part in parts for row in part]
    return np.concatenate(parts)


@dataclass
class OnnxClassifier(OnnxModel, Shuffling):
    """A classifier; `classes` are spelled as the dataset's labels."""

    # Whether labels and scores were seen to agree; never asked of a copy with shuffled weights.
    in_order: bool = False

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, as the labels spell them."""
        return self.found.classes

    def classify(self, features: Features) -> Answers:
        """Answer one batch."""
        wanted = [name for name in (self.found.labels, self.found.scores) if name is not None]
        found, rows = self.outputs(features, wanted)
        by_name = dict(zip(wanted, found, strict=True))
        codes = probabilities = None
        if self.found.labels is not None:
            codes = codes_of(np.asarray(by_name[self.found.labels]), self.found.own_labels, rows)
        if self.found.scores is not None:
            scores = self._scores(by_name[self.found.scores], rows, len(self.classes))
            probabilities = as_probabilities(scores, self._form_of(scores))
            if codes is not None and not self.in_order:
                self._check_order(probabilities, codes)
        return answers_of(probabilities, codes, self.spec.threshold)

    def _check_order(self, probabilities: NDArray[np.float64], codes: NDArray[np.intp]) -> None:
        """Some exporters write the columns of scores the other way round than the labels."""
        found = contradict(probabilities, codes)
        if found:
            raise ModelFailure(
                f"the scores of output {self.found.scores!r} run against the labels of "
                f"{self.found.labels!r}: their columns stand in another order than the classes; "
                "say `output: labels` to audit the labels alone, or export probabilities "
                "(scikit-learn: CalibratedClassifierCV(SVC()))"
            )
        self.in_order = found is False

    def _form_of(self, scores: NDArray[np.float64]) -> str:
        """Decided by the plan, else by the graph, else by the first batch, and kept."""
        if self.form is None:
            self.form = self.found.form or (
                "probabilities" if are_probabilities(scores) else "logits"
            )
        if self.form == "probabilities" and not are_probabilities(scores):
            raise ModelFailure(
                "the model's scores are not probabilities in every batch; "
                "say `output: logits` or `output: probabilities`"
            )
        return self.form


@dataclass
class OnnxRegressor(OnnxModel):
    """Answers each row with one number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,)."""
        assert self.found.scores is not None
        (found,), rows = self.outputs(features, [self.found.scores])
        return self._scores(found, rows, 1)[:, 0]


def open_onnx(path: Path, spec: ModelSpec, fingerprint: str, *, threads: int = 1) -> OnnxModel:
    """A classifier or a regressor over the file; raises `Refused`."""
    runtime = Runtime(path, threads=threads)
    _check_inputs(runtime.inputs)
    found = read_outputs(runtime, spec)
    if found.task == "regression":
        return OnnxRegressor(runtime, spec, fingerprint, found)
    if not found.classes:
        raise Refused.because(
            "model.labels",
            "the file does not name its classes",
            "list them in the model's order: `labels: [no, yes]`",
            "no_labels",
        )
    model = OnnxClassifier(runtime, spec, fingerprint, found)
    _ = model._pictures  # an input whose layout is unclear is refused now
    return model


def profile_onnx(path: Path, spec: ModelSpec, fingerprint: str) -> ModelProfile:
    """What the file takes and answers; raises `Refused`."""
    runtime = Runtime(path)
    _check_inputs(runtime.inputs)
    found = read_outputs(runtime, spec)
    is_classifier = found.task != "regression"
    warnings = list(found.warnings)
    if is_classifier and not found.classes:
        warnings.append("the file does not name its classes; give `labels` in the model's order")
    return ModelProfile(
        format="onnx",
        task=found.task,
        inputs=tuple(_profile(item, len(runtime.inputs)) for item in runtime.inputs),
        outputs=tuple(
            InputProfile(item.name, None, item.type, item.shape) for item in runtime.outputs
        ),
        classes=found.classes if is_classifier else (),
        capabilities=("Classifier", "Randomisable") if is_classifier else ("Regressor",),
        probabilities=is_classifier and found.scores is not None,
        sha256=fingerprint,
        parameters=runtime.file.parameters,
        warnings=tuple(warnings),
    )


def _profile(item: Input, inputs: int) -> InputProfile:
    if item.is_picture:
        kind = Kind.IMAGE
    elif item.dtype.kind == "O":
        kind = Kind.TEXT if inputs == 1 and item.width in (1, None) else Kind.CATEGORY
    else:
        kind = Kind.NUMBER
    dtype = "string" if item.dtype.kind == "O" else item.dtype.name
    return InputProfile(item.name, kind, dtype, item.shape)


def _check_inputs(inputs: Sequence[Input]) -> None:
    problems = []
    for item in inputs:
        field = f"model.inputs.{item.name}"
        if item.type not in TYPES:
            problems.append(
                Problem(field, f"takes {item.type}, which a dataset column cannot hold",
                        "export with tensors of numbers or text as inputs", "input_type")
            )  # fmt: skip
        elif len(item.shape) not in (1, 2, 4):
            problems.append(
                Problem(field, f"has {len(item.shape)} axes", "tables have 1 or 2, images 4",
                        "input_shape")
            )  # fmt: skip
    if {item.name for item in inputs} & _TOKENS:
        problems.append(
            Problem("model", "takes tokens, and an ONNX file holds no tokenizer",
                    "upload the Hugging Face folder with safetensors instead", "needs_tokenizer")
        )  # fmt: skip
    if not inputs:
        problems.append(
            Problem("model", "takes no input", "export the model with its inputs", "input_shape")
        )
    if problems:
        raise Refused(problems)
