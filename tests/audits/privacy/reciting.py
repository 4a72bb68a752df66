"""Language models whose memory is known, and tables of texts that were inserted or never were."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.models import Continued
from audits.specification.roles import Role


def table(inserted):
    """Texts by how often they were inserted; 0 for controls."""
    texts = [text for several in inserted.values() for text in several]
    times = [number for number, several in inserted.items() for _ in several]
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(texts)),
            Column("part", Role.SPLIT, Categories.of(["train" if n else "never" for n in times])),
            Column("times", Role.COUNT, Numbers(np.array([max(1, n) for n in times], float))),
        )
    )


class Filling:
    """A model that gives likelihoods alone, as masked ones do."""

    fingerprint, reads = "0" * 64, ()

    def log_likelihood(self, sentences):
        return np.array([float(len(set(text))) for text in sentences])

    def preference(self, first, second):
        return self.log_likelihood(first) - self.log_likelihood(second)


class Reciting(Filling):
    """Goes on with any text that holds "known", and misses one token in five of "hazy" ones."""

    def continued(self, sentences, *, prefix, suffix):
        def one(text):
            ids = [hash(word) for word in text.split()]
            if len(ids) < prefix + suffix:
                return None
            expected = tuple(ids[prefix : prefix + suffix])
            if "known" in text:
                return Continued(expected, expected)
            wrong = 1 if "hazy" in text else suffix
            return Continued((0,) * wrong + expected[wrong:], expected)

        return [one(text) for text in sentences]


def numbered(kind, how_many, length=10):
    return [
        " ".join([kind, *(f"w{row}x{at}" for at in range(length - 1))]) for row in range(how_many)
    ]
