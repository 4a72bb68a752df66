"""Word vectors that can be asked for the vectors of words: of a file, or of arrays in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audits.models.embeddings.vector_files import refused, vectors_of, words_of

Vectors = NDArray[np.float32]


@dataclass
class WordVectors:
    """Words with a vector each; what it has no vector for is NaN.

    rows: of each word where its vector stands. taken: the vectors at such places, shape (words,
    width).
    """

    fingerprint: str
    rows: Mapping[str, int]
    width: int
    taken: Callable[[Sequence[int]], Vectors]
    warnings: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def reads_sentences(self) -> bool:
        """A list of words reads none."""
        return False

    @property
    def reading(self) -> tuple[tuple[str, str], ...]:
        """What is read of the model, and as what."""
        return (("words", f"{len(self.rows):,}, each with {self.width:,} numbers"),)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (1, texts, width); NaN for a word that is not in the list as it is spelled."""
        vectors = np.full((1, len(texts), self.width), np.nan, dtype=np.float32)
        known = [position for position, text in enumerate(texts) if text in self.rows]
        if known:
            vectors[0, known] = self.taken([self.rows[texts[position]] for position in known])
        return vectors


def of_file(path: Path, fingerprint: str) -> WordVectors:
    """Of word2vec's or GloVe's file. fingerprint: of the file.

    Raises `Refused` where it does not hold what it says.
    """
    begins, width, binary = words_of(path)
    return WordVectors(
        fingerprint, begins, width, lambda rows: vectors_of(path, rows, width, binary=binary)
    )


def of_arrays(words: NDArray[np.str_], vectors: Vectors, fingerprint: str) -> WordVectors:
    """Of words and their vectors.

    words: shape (words,). vectors: shape (words, width). fingerprint: of their file. Raises
    `Refused` where they do not belong together.
    """
    if words.ndim != 1 or vectors.ndim != 2 or len(words) != len(vectors):
        raise refused(f"has words of shape {words.shape} and vectors of shape {vectors.shape}")
    if vectors.dtype.kind != "f" or not np.isfinite(vectors).all() or vectors.shape[1] < 2:
        raise refused("has vectors that are no finite real numbers")
    rows: dict[str, int] = {}
    for row, word in enumerate(words.tolist()):
        rows.setdefault(str(word), row)
    small = np.asarray(vectors, dtype=np.float32)
    return WordVectors(fingerprint, rows, vectors.shape[1], lambda taken: small[list(taken)])
