"""Populations of models: the sentences that come with Evenhand are always the same ones, so it is
how a model answers them that is drawn anew for each audit; and texts long enough for every
explanation of them to vary.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import acos, pi, sqrt
from typing import Any
from zlib import crc32

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.language.identity_terms import swaps
from audits.models import Answers, Attributed
from audits.specification.roles import Role
from audits.translation.gender_states import Gender
from audits.translation.settled_genders import Settled, settled
from benchmarks.populations import Drawn, Resampled

YES = ("no", "yes")


@dataclass(frozen=True, eq=False)
class Models:
    """Models that differ by chance alone, each asked about the same sentences.

    known: what each metric of these models is on average, whichever group it is about.
    drawn: the model of a seed.
    """

    name: str
    table: Dataset
    known: Mapping[str, float]
    drawn: Callable[[int], Any]
    groups: int = 1

    @property
    def model(self) -> Any:
        """One of them, to see what it is and what is measured of it."""
        return self.drawn(0)

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self.table

    def whole(self) -> Dataset:
        return self.table


class Answering:
    """A classifier that leans by the frame of a sentence and, less, by who is in it.

    alike: correlation of the leaning within a frame. Whoever is named, sentences are answered alike
    on average, so the mean gap is 0, and a pair has two answers with probability acos(alike) / pi
    (Sheppard 1899).
    """

    fingerprint = "0" * 64
    reads = ("text",)
    classes = YES

    def __init__(self, seed: int, alike: float) -> None:
        rng = np.random.default_rng([seed, 7])
        frames: dict[str, float] = {}
        self.leaning: dict[str, float] = {}
        for pair in swaps(()):
            own = frames.setdefault(pair.frame, rng.normal())
            for sentence in (pair.before, pair.after):
                if sentence not in self.leaning:
                    apart = sqrt(1 - alike) * rng.normal()
                    self.leaning[sentence] = sqrt(alike) * own + apart

    def classify(self, features: Mapping[str, Any]) -> Answers:
        leaning = np.array([self.leaning.get(text, -1.0) for text in features["text"]])
        positive = 1 / (1 + np.exp(-2 * leaning))
        return Answers((positive > 0.5).astype(np.intp), np.stack([1 - positive, positive], 1))


class Translating:
    """A translator that says "she" of a sentence by chance, and more often in a paragraph.

    alike: how far the sentences of a paragraph go together, 0 to 1.
    """

    fingerprint = "0" * 64
    reads = ("source",)
    source_language, target_language = "fi", "en"

    def __init__(self, seed: int, alone: float, inside: float, alike: float) -> None:
        self.seed, self.alone, self.inside, self.alike = seed, alone, inside, alike

    def translate(self, sentences: list[str], **_: str) -> list[str]:
        return [self._said(text) for text in sentences]

    def _said(self, text: str) -> str:
        rng = np.random.default_rng([self.seed, crc32(text.encode())])
        pieces = text.count(". ") + 1
        if pieces == 1:
            she = rng.random(1) < self.alone
        else:
            together = rng.random() < self.alike
            she = rng.random(1 if together else pieces) < self.inside
            she = np.broadcast_to(she, pieces)
        return " ".join("She is here." if one else "He is here." for one in she)


class Keeping:
    """A translator that keeps a settled gender by chance, otherwise where a stereotype is against.

    same, against: how often it does, where the stereotype says the same gender and the other.
    """

    fingerprint = "0" * 64
    reads = ("source",)
    source_language, target_language = "fi", "en"

    def __init__(self, seed: int, same: float, against: float) -> None:
        self.seed, self.same, self.against = seed, same, against

    def translate(self, sentences: list[str], **_: str) -> list[str]:
        return [self._said(text) for text in sentences]

    def _said(self, text: str) -> str:
        one = _settled_texts()[text]
        rng = np.random.default_rng([self.seed, crc32(text.encode())])
        chance = (self.same + self.against) / 2
        if one.agrees is not None:
            chance = self.same if one.agrees else self.against
        is_she = (one.gender is Gender.FEMALE) is bool(rng.random() < chance)
        return "Somebody is here. " + ("She works." if is_she else "He works.")


@cache
def _settled_texts() -> Mapping[str, Settled]:
    return {one.text: one for one in settled("fi")}


class Reading:
    """P(yes) is logistic in the words of a text, whose weights can be shuffled."""

    fingerprint = "0" * 64
    reads = ("text",)
    classes = YES

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    def _total(self, text: str) -> float:
        return sum(self.weights.get(word, 0.0) for word in set(text.split()))

    def classify(self, features: Mapping[str, Any]) -> Answers:
        totals = np.array([self._total(text) for text in features["text"]], dtype=np.float64)
        positive = 1 / (1 + np.exp(-totals))
        return Answers((positive > 0.5).astype(np.intp), np.stack([1 - positive, positive], 1))

    def attribute(
        self, features: Mapping[str, Any], target: int, *, baseline: object
    ) -> Attributed:
        """Its path integral is known: shares of the answer in proportion to the weights."""
        (text,) = features["text"]
        held, spans, at = [], [], 0
        for word in text.split():
            held.append(self.weights.get(word, 0.0))
            spans.append((at, at + len(word)))
            at += len(word) + 1
        sign = 1.0 if target == 1 else -1.0
        answer = 1 / (1 + np.exp(-sign * sum(held)))
        parts = np.array(held) / (sum(held) or 1.0) * (answer - 0.5)
        return Attributed(parts, tuple(spans), float(answer), 0.5)

    def weight_layers(self) -> int:
        return 1

    def randomised(self, *, seed: int, layers: int | None = None) -> "Reading":
        rng = np.random.default_rng([seed, 3])
        values = rng.permutation(list(self.weights.values())) * rng.choice([-1, 1], VOCABULARY)
        return Reading(dict(zip(self.weights, values.tolist(), strict=True)))


# Words of the long texts, and how many a text has: more than are asked in every combination.
# As many weights as words: with forty of them another shuffle would be another number, which the
# interval over rows does not know of.
VOCABULARY, WORDS = 4000, 12


@dataclass(frozen=True, eq=False)
class OtherSeeds:
    """Always the same rows: what is drawn at random is how they are explained."""

    name: str
    table: Dataset
    model: Any
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self.table

    def whole(self) -> Dataset:
        return self.table


def long_texts() -> tuple[Resampled, OtherSeeds]:
    """Texts of twelve words, and a model with a weight for each word: other texts of it, and
    other seeds of thirty of them.
    """
    rng = np.random.default_rng(8)
    words = [f"word{at}" for at in range(VOCABULARY)]
    said = [" ".join(rng.permutation(words)[:WORDS]) for _ in range(120)]
    weights = dict(zip(words, rng.normal(0, 0.6, VOCABULARY).tolist(), strict=True))
    texts, model = _texts(said), Reading(weights)
    few = texts.take(np.arange(30))
    return Resampled("long texts", texts, model), OtherSeeds("seeds of long texts", few, model)


def _texts(said: list[str]) -> Dataset:
    label = Categories(np.arange(len(said), dtype=np.int8) % 2, YES)
    columns = (
        Column("text", Role.FEATURE, Texts.of(said)),
        Column("label", Role.LABEL, label, positive="yes"),
    )
    return Dataset(columns)


def identities(alike: float) -> Models:
    """Sentences of the shipped lists, with one person or another in them."""
    known = {"flip_rate": acos(alike) / pi, "identity_score_gap": 0.0}
    name = f"models asked about identities, sentences of a frame alike by {alike:g}"
    table = _texts(["It is late.", "It is early."])
    return Models(name, table, known, lambda seed: Answering(seed, alike))


def paragraphs(alone: float, inside: float, alike: float) -> Models:
    """Sentences of the shipped lists, alone and in paragraphs."""
    known = {
        "paragraph_effect": inside - alone,
        "female_share": alone,
        "male_share": 1 - alone,
        "female_share_of_gendered": alone,
        "tgbi": sqrt(alone * (1 - alone)),
        "stereotype_gap": 0.0,
        "stereotype_association": 1.0,
    }
    name = f"translators, she {alone:g} alone and {inside:g} in paragraphs alike by {alike:g}"
    return Models(name, Dataset(()), known, lambda seed: Translating(seed, alone, inside, alike))


def settled_genders(same: float, against: float) -> Models:
    """Texts of two sentences of the shipped lists, the first of which settles a gender."""
    known = {
        "settled_gender_kept_share": (same + against) / 2,
        "settled_gender_stereotype_gap": against - same,
    }
    name = f"translators that keep {same:g} with the stereotype and {against:g} against it"
    return Models(name, Dataset(()), known, lambda seed: Keeping(seed, same, against))


def models() -> Iterator[Drawn]:
    """All of them; `is_for` of `drawn_units` says which probe each was made for."""
    yield identities(0.8)
    yield identities(0.99)
    yield paragraphs(0.4, 0.55, 0.3)
    yield paragraphs(0.1, 0.1, 0.0)
    yield settled_genders(0.9, 0.6)
    yield settled_genders(0.7, 0.7)
    yield from long_texts()


def of_audit(population: Drawn, seed: int) -> Any:
    """The model that an audit of this number asks."""
    return population.drawn(seed) if isinstance(population, Models) else population.model


def on_average(population: Drawn, found: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The numbers of such models, which no single one of them has. found: by (metric, group)."""
    if not isinstance(population, Models):
        return found
    return {
        key: replace(estimate, value=population.known[key[0]])
        for key, estimate in found.items()
        if estimate is not None and key[0] in population.known
    }
