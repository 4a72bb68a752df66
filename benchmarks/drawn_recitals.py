"""Texts that a language model was taught, and controls: each has its answers by its name."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.models import Continued
from audits.specification.roles import Role

ROWS = 20_000
WORDS = 14


class Reciting:
    """Continues two in five taught texts verbatim, one in five nearly, and controls seldom.

    Taught texts are likelier by one deviation of what texts differ by.
    """

    fingerprint = "0" * 64
    reads = ()

    def log_likelihood(self, sentences: list[str]) -> NDArray[np.float64]:
        return np.array([ndtri(_share(text, "likely")) + text.startswith("taught")
                         for text in sentences])  # fmt: skip

    def preference(self, first: list[str], second: list[str]) -> NDArray[np.float64]:
        return self.log_likelihood(first) - self.log_likelihood(second)

    def continued(self, sentences: list[str], *, prefix: int, suffix: int) -> list[Any]:
        return [self._continued(text, prefix, suffix) for text in sentences]

    def _continued(self, text: str, prefix: int, suffix: int) -> Continued:
        expected = tuple(map(hash, text.split()[prefix : prefix + suffix]))
        verbatim, near = (0.4, 0.6) if text.startswith("taught") else (0.1, 0.2)
        drawn = _share(text, "continued")
        wrong = 0 if drawn < verbatim else 1 if drawn < near else suffix
        return Continued((0,) * wrong + expected[wrong:], expected)


def _share(text: str, purpose: str) -> float:
    digest = hashlib.sha256(f"{purpose} {text}".encode()).digest()
    return (int.from_bytes(digest[:6]) + 0.5) / 2**48


@dataclass(frozen=True, eq=False)
class Recitals:
    """As many taught texts as there are to be, and twice as many controls."""

    name: str
    model: Any = field(default_factory=Reciting)
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(3), ROWS)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        kinds = ["taught"] * each + ["never"] * 2 * each
        names = rng.integers(0, 2**40, len(kinds)).tolist()
        words = " ".join(f"w{number}" for number in range(WORDS - 2))
        texts = [f"{kind} {name} {words}" for kind, name in zip(kinds, names, strict=True)]
        splits = ["train" if kind == "taught" else "never" for kind in kinds]
        return Dataset(
            (
                Column("text", Role.FEATURE, Texts.of(texts)),
                Column("part", Role.SPLIT, Categories.of(splits)),
            )
        )
