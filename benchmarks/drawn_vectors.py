"""Vectors of the published lists' words, drawn so that associations and directions are known.

Six axes: two for the attributes, one for the direction, three that mean nothing. A target's
association with its attributes is normal around plus or minus `gap`, so that the effect within the
lists is 2 `gap` / `deviation`, whichever test it is.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.dataset import Dataset
from audits.language.association_lists import carried, directions, word_lists, word_tests
from audits.statistics.union_effects import of_effect
from audits.translation.word_lists import women_shares
from benchmarks.drawn_models import Models

AXES: NDArray[np.float64] = np.eye(6)


class Embedding:
    """An embedder of words.

    gap, deviation: of the lists' associations. follows: correlation of occupations with the women's
    share along the direction; None for a model without one. without: words that it does not have.
    """

    reads_sentences = False
    reads: tuple[str, ...] = ()

    def __init__(
        self,
        seed: int,
        gap: float = 0.1,
        deviation: float = 0.1,
        *,
        follows: float | None = 0.6,
        without: Collection[str] = (),
    ) -> None:
        self.fingerprint = f"{seed:064d}"
        self.rng = np.random.default_rng([seed, 77])
        self.vectors: dict[str, Floats] = {}
        if follows is not None:
            self._direction(gap, deviation, follows)
        else:
            self._tests(gap, deviation)
        for word in without:
            self.vectors.pop(word, None)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        nothing = np.full(len(AXES), np.nan)
        return np.array([[self.vectors.get(text, nothing) for text in texts]], dtype=np.float32)

    def _tests(self, gap: float, deviation: float) -> None:
        """Tests without pronouns; what is an attribute of two tests is in neither."""
        asked = [word_tests()[f"WEAT {number}"] for number in (1, 2, 3, 6, 9, 10)]
        for test in asked:
            for words, axis in ((test.attribute, 0), (test.other, 1)):
                for word in words:
                    self.vectors.setdefault(word, AXES[axis])
        for test in asked:
            for words, sign in ((test.first, 1), (test.second, -1)):
                for word in words:
                    self.vectors[word] = self._between(self.rng.normal(sign * gap, deviation))
        for word in ("family", "cancer"):
            self.vectors.pop(word, None)

    def _between(self, association: float) -> Floats:
        """A vector whose cosine with the first axis less that with the second is this."""
        angle = np.arccos(np.clip(association / np.sqrt(2), -1, 1)) - np.pi / 4
        return np.asarray(np.cos(angle) * AXES[0] + np.sin(angle) * AXES[1])

    def _direction(self, gap: float, deviation: float, follows: float) -> None:
        for pairs in directions().values():
            for one, other in pairs:
                middle = np.concatenate([np.zeros(3), self.rng.normal(size=3)])
                self.vectors[one] = middle + 1.5 * AXES[2]
                self.vectors[other] = middle - 1.5 * AXES[2]
        shares = women_shares()
        values = np.array(list(shares.values()))
        around = (values - values.mean()) / values.std()
        noise = self.rng.normal(size=len(values))
        lean = 0.1 * (follows * around + np.sqrt(1 - follows**2) * noise)
        self.vectors |= {name: self._along(x) for name, x in zip(shares, lean, strict=True)}
        for pairs in carried().values():
            for lists in pairs:
                for name, sign in zip(lists, (1, -1), strict=True):
                    for word in word_lists()[name]:
                        if word not in shares:
                            mean = sign * gap
                            self.vectors[word] = self._along(self.rng.normal(mean, deviation))

    def _along(self, cosine: float) -> Floats:
        """A vector of length 1 that lies so far along the direction."""
        rest = self.rng.normal(size=3)
        rest *= np.sqrt(1 - cosine**2) / np.linalg.norm(rest)
        return np.concatenate([[0, 0, cosine], rest])


def embeddings() -> Iterator[Models]:
    """Models whose targets are associated, and models with a direction; each drawn anew."""
    effect = of_effect(2.0, 0.5)
    yield Models(
        "vectors of words, associated", Dataset(()), {"association_effect_size": effect},
        lambda seed: Embedding(seed, follows=None),
    )  # fmt: skip
    yield Models(
        "vectors of words, none associated", Dataset(()), {"association_effect_size": 0.0},
        lambda seed: Embedding(seed, gap=0.0, follows=None),
    )  # fmt: skip
    yield Models(
        "vectors of words along a direction", Dataset(()),
        {"direction_effect_size": effect, "direction_share_correlation": 0.6}, Embedding,
    )  # fmt: skip
