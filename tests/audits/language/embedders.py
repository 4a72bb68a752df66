"""Vectors of the published lists' words, drawn so that their associations and directions are known.

Five axes: two for the attributes, one for the direction, two that mean nothing. A target's
association with its attributes is normal around plus or minus `gap`, so that the effect within the
lists is 2 `gap` / `deviation`, whichever test it is.
"""

import numpy as np

from audits.language.association_lists import carried, directions, word_lists, word_tests
from audits.translation.word_lists import women_shares

WIDTH = 6


class Drawn:
    """An embedder of words. without: words that it has no vector for."""

    reads_sentences = False
    reads = ()

    def __init__(self, seed, gap=0.1, deviation=0.1, *, follows=0.6, without=()):
        self.fingerprint = f"{seed:064d}"
        self.rng = np.random.default_rng([seed, 77])
        self.vectors = {}
        if follows is not None:
            self._direction(gap, deviation, follows)
        else:
            self._tests(gap, deviation)
        for word in without:
            self.vectors.pop(word, None)

    def _tests(self, gap, deviation):
        """Tests without pronouns; what is an attribute of two tests is in neither."""
        asked = [word_tests()[f"WEAT {number}"] for number in (1, 2, 3, 6, 9, 10)]
        for test in asked:
            for words, axis in ((test.attribute, 0), (test.other, 1)):
                for word in words:
                    self.vectors.setdefault(word, np.eye(WIDTH)[axis])
        for test in asked:
            for words, sign in ((test.first, 1), (test.second, -1)):
                for word in words:
                    self.vectors[word] = self._between(self.rng.normal(sign * gap, deviation))
        for word in ("family", "cancer"):
            self.vectors.pop(word, None)

    def _between(self, association):
        """A vector whose cosine with the first axis less that with the second is this."""
        angle = np.arccos(np.clip(association / np.sqrt(2), -1, 1)) - np.pi / 4
        return np.array([np.cos(angle), np.sin(angle), 0, 0, 0, 0])

    def _direction(self, gap, deviation, follows):
        for pairs in directions().values():
            for one, other in pairs:
                middle = np.concatenate([np.zeros(3), self.rng.normal(size=3)])
                self.vectors[one] = middle + 1.5 * np.eye(WIDTH)[2]
                self.vectors[other] = middle - 1.5 * np.eye(WIDTH)[2]
        shares = women_shares()
        values = np.array(list(shares.values()))
        around = (values - values.mean()) / values.std()
        noise = self.rng.normal(size=len(values))
        lean = 0.1 * (follows * around + np.sqrt(1 - follows**2) * noise)
        self.vectors |= {name: self._along(x) for name, x in zip(shares, lean, strict=True)}
        for pairs in carried().values():
            for one, other in pairs:
                for name, sign in ((one, 1), (other, -1)):
                    for word in word_lists()[name]:
                        if word not in shares:
                            self.vectors[word] = self._along(self.rng.normal(sign * gap, deviation))

    def _along(self, cosine):
        rest = self.rng.normal(size=3)
        rest *= np.sqrt(1 - cosine**2) / np.linalg.norm(rest)
        return np.concatenate([[0, 0, cosine], rest])

    def embed(self, texts):
        nothing = np.full(WIDTH, np.nan)
        return np.array([[self.vectors.get(text, nothing) for text in texts]])


class Recorded:
    """The vectors of a file."""

    reads_sentences = False
    reads = ()
    fingerprint = "0" * 64

    def __init__(self, words, vectors):
        self.vectors = dict(zip(words, vectors, strict=True))
        self.width = vectors.shape[1]

    def embed(self, texts):
        nothing = np.full(self.width, np.nan, dtype=np.float32)
        return np.array([[self.vectors.get(text, nothing) for text in texts]])
