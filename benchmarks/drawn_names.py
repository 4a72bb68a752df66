"""Sentences with names in them, of which a tagger finds a share: sentences and names are drawn."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Features, Texts
from audits.data.located_objects import Located
from audits.specification.roles import Role

# Names of each group in a draw; sentences and names of a whole.
NAMES, ALL_SENTENCES, ALL_NAMES = 12, 400, 100


@dataclass
class Finder:
    """Finds the name of a text that says it is to be found, so that what is drawn is answered."""

    reads: tuple[str, ...] = ("text",)
    fingerprint: str = "0" * 64

    def detect(self, features: Features) -> np.ndarray[Any, Any]:
        """The place of the name, or nothing."""
        texts = features["text"]
        answers = np.empty(len(texts), dtype=object)
        for row, text in enumerate(texts):
            name = re.search(r"N\d+", str(text))
            is_found = name is not None and str(text).endswith("found")
            answers[row] = (
                (Located(((float(name.start()), float(name.end())),), "PER", 0.9),)
                if is_found and name is not None
                else ()
            )
        return answers


@dataclass(frozen=True, eq=False)
class Named:
    """gap: log-odds by which names of the second group are found less."""

    name: str
    gap: float
    model: Finder
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many sentences with a name of each group, as near as may be."""
        return self._table(rng, rng.random(max(5, each // NAMES)), rng.random((2, NAMES)))

    def whole(self) -> Dataset:
        """So many that what a sentence and a name do is no longer drawn."""
        fixed = np.random.default_rng(6)
        names = [fixed.permutation(_quantiles(ALL_NAMES)) for _ in range(2)]
        return self._table(fixed, _quantiles(ALL_SENTENCES), np.stack(names))

    def _table(self, rng: np.random.Generator, sentences: Floats, names: Floats) -> Dataset:
        """sentences: shape (sentences,); names: shape (groups, names); quantiles of either."""
        sentence, group, name = (
            axis.reshape(-1) for axis in np.indices((len(sentences), *names.shape))
        )
        odds = 0.6 + 0.8 * ndtri(sentences)[sentence] + 0.4 * ndtri(names)[group, name]
        is_found = rng.random(len(odds)) < expit(odds - self.gap * group)
        number = group * names.shape[1] + name
        texts = [
            f"S{own} N{who:04} {'found' if hit else 'missed'}"
            for own, who, hit in zip(sentence, number, is_found, strict=True)
        ]
        return Dataset(
            (
                Column("text", Role.FEATURE, Texts.of(texts)),
                Column("case", Role.CLUSTER, Categories.of([f"c{own:04}" for own in sentence])),
                Column("name", Role.ID, Categories.of([f"N{who:04}" for who in number])),
                Column("group", Role.PROTECTED, Categories(group.astype(np.int8), ("g00", "g01")),
                       reference="g00"),
            )
        )  # fmt: skip


def _quantiles(number: int) -> Floats:
    return (np.arange(number) + 0.5) / number
