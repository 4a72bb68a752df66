"""The vectors of words: looked up in a list, or of sentences that say little but the word.

May et al. 2019 (SEAT, On Measuring Social Biases in Sentence Encoders, NAACL) put each word into
bleached sentences. Here a word's vector is the mean of its sentences' vectors at length 1: eight
sentences of one word are no eight words, so the word stays the unit of every test.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Dataset, Texts
from audits.language.bleached_sentences import sentences_of
from audits.language.word_associations import unit
from audits.models import Embedder, Layered, Model

# Of a list, the share of words without a vector from which on nothing is concluded.
MOST_MISSING = 0.2
CHUNK = 32


@dataclass(frozen=True, eq=False)
class EmbeddedWords:
    """vectors: of each word its vector at each depth, shape (layers, width); only known words."""

    vectors: Mapping[str, Floats]
    layers: int

    def missing(self, words: Sequence[str]) -> list[str]:
        """Those of the words that have no vector."""
        return [word for word in words if word not in self.vectors]

    def known(self, words: Sequence[str]) -> int:
        """How many of the words have a vector."""
        return len(words) - len(self.missing(words))

    def at_depth(self, words: Sequence[str], layer: int) -> Floats:
        """Shape (known words, width): in the order given, without those that are missing."""
        known = [self.vectors[word][layer] for word in words if word in self.vectors]
        return np.array(known, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class InnerLayers:
    """A classifier of one column of texts, as an embedder: what it holds at each depth."""

    model: Layered
    reads_sentences: bool = True

    @property
    def fingerprint(self) -> str:
        """That of the classifier."""
        return self.model.fingerprint

    @property
    def reads(self) -> tuple[str, ...]:
        """Its columns."""
        return self.model.reads

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (layers, texts, width)."""
        (column,) = self.reads
        values = np.array(list(texts), dtype=object)
        return np.concatenate(
            [
                self.model.layers({column: values[start : start + CHUNK]})
                for start in range(0, len(values), CHUNK)
            ],
            axis=1,
        )


def as_embedder(model: Model | None, data: Dataset) -> Embedder | None:
    """What gives vectors of words; None where the model has none.

    data: says what a classifier is fed: one of pictures or numbers has no words.
    """
    if isinstance(model, Embedder):
        return model
    if not isinstance(model, Layered) or len(model.reads) != 1:
        return None
    (column,) = model.reads
    fed = data.fed_values(column) if column in data else None
    return InnerLayers(model) if isinstance(fed, Texts | Categories) else None


def embedded(
    model: Embedder, words: Sequence[str], *, persons: Collection[str] = ()
) -> EmbeddedWords:
    """The vector of each word. A list is asked for its own spelling, in lower case, capitalised.

    model: is asked. words: may repeat; each is asked once. persons: as of `sentences_of`.
    """
    distinct = sorted(set(words))
    if model.reads_sentences:
        asked = [sentences_of(word, persons=persons) for word in distinct]
        texts = [sentence for own in asked for sentence in own]
        layers = unit(np.asarray(model.embed(texts), dtype=np.float64))
        ends = np.cumsum([len(own) for own in asked])
        means = {
            word: layers[:, end - len(own) : end].mean(axis=1)
            for word, own, end in zip(distinct, asked, ends, strict=True)
        }
        return _known(means, len(layers))
    spelled = [(word, spelling) for word in distinct for spelling in _spellings(word)]
    layers = np.asarray(model.embed([spelling for _, spelling in spelled]), dtype=np.float64)
    vectors: dict[str, Floats] = {}
    for row, (word, _) in enumerate(spelled):
        if np.isfinite(layers[:, row]).all():
            vectors.setdefault(word, layers[:, row])
    return _known(vectors, len(layers))


def _known(vectors: Mapping[str, Floats], layers: int) -> EmbeddedWords:
    """A vector of nothing has no direction, so the word counts as missing."""
    known = {word: own for word, own in vectors.items() if np.linalg.norm(own, axis=1).min() > 0}
    return EmbeddedWords(known, layers)


def _spellings(word: str) -> list[str]:
    return list(dict.fromkeys([word, word.lower(), word.capitalize()]))


def too_many_missing(words: EmbeddedWords, lists: Mapping[str, Sequence[str]]) -> str | None:
    """Why nothing can be said of these lists, each of which it names; None where little lacks."""
    reasons = []
    for name, listed in lists.items():
        lost = words.missing(listed)
        if len(lost) > MOST_MISSING * len(listed):
            shown = ", ".join(lost[:4]) + (" ..." if len(lost) > 4 else "")
            reasons.append(
                f"{len(lost)} of {len(listed)} words of “{name}” are not in the vocabulary "
                f"({shown})"
            )
    return "; ".join(reasons) or None
