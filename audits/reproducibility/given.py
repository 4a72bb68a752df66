"""What rows are answered: classes, numbers or words, here or in another process."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.models import Classifier, LanguageModel, Paced, Regressor, Translator
from audits.models.generator import Generator, Sampling
from audits.probing.asking_texts import texts_of
from audits.probing.batched_inference import BATCH, undecodable

Asked: TypeAlias = Classifier | Regressor | Translator | Generator | LanguageModel
GREEDY = Sampling(64)


@dataclass(frozen=True, eq=False)
class Given:
    """What rows were answered.

    codes: shape (rows,), of classes; None where the answers are none. numbers: shape (rows, k):
    probabilities, the number answered, or the logarithm of a text's likelihood; None where there
    are none. texts: an answer in words each, None for one that was left without; None where the
    answers are no words.
    """

    codes: NDArray[np.intp] | None = None
    numbers: NDArray[np.float64] | None = None
    texts: tuple[str | None, ...] | None = None


def rows_asked(model: Asked, data: Dataset, most: int) -> Rows:
    """At most so many rows, spread over their content, shape (rows,).

    Damaged pictures are left out, and of a model that is asked about texts rows without one. Raises
    `NotApplicable` where no row has one.
    """
    if isinstance(model, Classifier | Regressor):
        rows = evenly(content_order(data, model.reads), most)
        damaged = undecodable(data, model.reads, rows)
        return np.array([row for row in rows.tolist() if row not in damaged], dtype=np.intp)
    every = _texts(data)
    order = content_order(data, model.reads).tolist()
    written = [row for row in order if (every[row] or "").strip()]
    if not written:
        raise NotApplicable(
            "the data have no texts that the model could be asked about",
            "give a column of texts the role `feature` with `kind: text`",
        )
    return evenly(np.array(written, dtype=np.intp), most)


def _texts(data: Dataset) -> list[str | None]:
    column = source_column(data)
    return [None] * len(data) if column is None else texts(column)


def answers(
    model: Asked, data: Dataset, rows: Rows, size: int | None = None, sampling: Sampling = GREEDY
) -> Given:
    """The model's answers to rows, in batches of so many; left out, of as many as it likes best.

    rows: shape (rows,), positions. sampling: how an answer to a prompt is written.
    """
    if not isinstance(model, Classifier | Regressor):
        return _said(model, data, rows, size, sampling)
    best = model.batch_rows if isinstance(model, Paced) else BATCH
    step = min(size or best, max(1, len(rows)))
    batches = [
        _given(model, data, rows[start : start + step]) for start in range(0, len(rows), step)
    ]
    codes = [batch.codes for batch in batches if batch.codes is not None]
    numbers = [batch.numbers for batch in batches if batch.numbers is not None]
    return Given(
        np.concatenate(codes) if len(codes) == len(batches) else None,
        np.concatenate(numbers) if len(numbers) == len(batches) else None,
    )


def _given(model: Classifier | Regressor, data: Dataset, rows: Rows) -> Given:
    features = data.features(model.reads, rows)
    if isinstance(model, Classifier):
        given = model.classify(features)
        return Given(given.codes, given.probabilities)
    return Given(None, np.asarray(model.regress(features), dtype=np.float64)[:, np.newaxis])


def _said(model: Asked, data: Dataset, rows: Rows, size: int | None, sampling: Sampling) -> Given:
    """Of a model of texts, asked anew; it makes batches of its own of what it is given at once."""
    asking, every = texts_of(model, sampling), _texts(data)
    assert asking is not None
    asked = [every[row] or "" for row in rows.tolist()]
    step = size or max(1, len(asked))
    batches = [asking.ask(asked[start : start + step]) for start in range(0, len(asked), step)]
    if asking.written is None:
        likelihoods = np.concatenate([np.asarray(batch, dtype=np.float64) for batch in batches])
        return Given(numbers=likelihoods[:, np.newaxis])
    return Given(texts=tuple(text for batch in batches for text in asking.written(batch)))


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What another process answered. rows: shape (rows,). on_gpu: where it computed."""

    rows: Rows
    given: Given
    on_gpu: bool

    def write(self, path: Path) -> None:
        """As a file that the other process reads back to the last bit."""
        codes, numbers, words = self.given.codes, self.given.numbers, self.given.texts
        np.savez(
            path, rows=self.rows, codes=np.zeros(0, dtype=np.intp) if codes is None else codes,
            numbers=np.zeros((0, 0)) if numbers is None else numbers, on_gpu=self.on_gpu,
            has_codes=codes is not None, has_numbers=numbers is not None,
            texts=np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> "Elsewhere":
        """What `write` wrote; raises `OSError`, `KeyError` or `ValueError` for something else."""
        with np.load(path, allow_pickle=False) as file:
            words = json.loads(file["texts"].tobytes())
            given = Given(
                file["codes"] if file["has_codes"] else None,
                file["numbers"] if file["has_numbers"] else None,
                None if words is None else tuple(words),
            )
            return cls(file["rows"], given, bool(file["on_gpu"]))
