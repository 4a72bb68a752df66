"""A model that lives in somebody's own process: a function or an estimator asked through a wire.

It has no bytes to open, so it is neither scanned nor confined; the report says where it was asked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import ModelFailure, NotApplicable
from audits.models import Answers, Model
from audits.models.endpoint.carrying import Carry
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

# Rows a call: the way to the other process costs little beside the model then.
BATCH_ROWS = 2048


@dataclass(frozen=True)
class _Called:
    """fingerprint: of the name and version that the caller gave: code has no bytes to compare."""

    carry: Carry
    fingerprint: str
    reads: tuple[str, ...]
    reading: tuple[tuple[str, str], ...] = ()
    batch_rows: int = BATCH_ROWS
    pads_texts: bool = False

    def _asked(self, features: Features) -> Mapping[str, Any]:
        columns = {name: _plain(name, features[name]) for name in self.reads}
        _, text = self.carry({"columns": columns})
        answer: Mapping[str, Any] = json.loads(text)
        return answer


def _plain(name: str, values: "NDArray[np.generic] | list[NDArray[Any]]") -> list[object]:
    """JSON values; missing is null."""
    if isinstance(values, list):
        raise NotApplicable(
            f"column {name!r} holds pictures, and a model in another process is not handed any",
            "export the model to ONNX and name the file",
        )
    if values.dtype.kind == "f":
        known = np.isfinite(values)
        return [
            value if there else None for value, there in zip(values.tolist(), known, strict=True)
        ]
    return list(values.tolist())


@dataclass(frozen=True)
class CalledClassifier(_Called):
    """Answers with classes, or with a probability for each."""

    classes: tuple[str, ...] = ()

    def classify(self, features: Features) -> Answers:
        """Answer one batch; `ModelFailure` names the row that could not be answered."""
        answer = self._asked(features)
        codes = np.array(answer["codes"], dtype=np.intp)
        given = answer["probabilities"]
        probabilities = None if given is None else np.array(given, dtype=np.float64)
        _check(len(codes), features, self.reads)
        if probabilities is not None:
            unknown = ~np.isfinite(probabilities).all(axis=1)
            codes[unknown] = -1
            probabilities[unknown] = np.nan
        return Answers(codes, probabilities)


@dataclass(frozen=True)
class CalledRegressor(_Called):
    """Answers with a number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,); NaN where the model gave none."""
        numbers = np.array(
            [np.nan if value is None else value for value in self._asked(features)["numbers"]],
            dtype=np.float64,
        )
        _check(len(numbers), features, self.reads)
        return numbers


def _check(answers: int, features: Features, reads: Sequence[str]) -> None:
    rows = len(features[reads[0]])
    if answers != rows:
        raise ModelFailure(f"the model gave {answers} answers to {rows} rows")


def open_callable(profile: ModelProfile, spec: ModelSpec, carry: Carry) -> Model:
    """The model, ready to be asked. profile: what `evenhand.audit` found out by asking it."""
    reads = tuple(dict.fromkeys(name for names in (spec.inputs or {}).values() for name in names))
    common = (carry, profile.sha256, reads, profile.reading)
    if profile.task == "regression":
        return CalledRegressor(*common)
    return CalledClassifier(*common, classes=profile.classes)
