"""Populations for numbers whose unit is not a row of a table: words, copies, pairs, values.

Each is drawn as its unit is: occupations with all of their sentences, a test row beside the
training rows that it may copy, a pair of sentences whose likelihoods a model has.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role
from benchmarks.drawn_beginnings import Begun
from benchmarks.drawn_curves import Recorded, Teaching
from benchmarks.drawn_decisions import Decided
from benchmarks.drawn_detections import Pictured
from benchmarks.drawn_grades import GradedRows
from benchmarks.drawn_injections import Injected
from benchmarks.drawn_items import published_tests
from benchmarks.drawn_label_sets import Labelled
from benchmarks.drawn_learnable import Learnable
from benchmarks.drawn_lists import listed
from benchmarks.drawn_members import Members
from benchmarks.drawn_modalities import both
from benchmarks.drawn_models import models
from benchmarks.drawn_names import Finder, Named
from benchmarks.drawn_people import Judged
from benchmarks.drawn_recitals import Recitals
from benchmarks.drawn_rewordings import reworded
from benchmarks.drawn_sharing import SharedClasses, SharedNumbers
from benchmarks.drawn_survival import followed
from benchmarks.drawn_systems import systems
from benchmarks.drawn_variants import Shrunk
from benchmarks.drawn_vectors import embeddings
from benchmarks.drawn_wordings import Worded
from benchmarks.populations import Drawn, Resampled

SENTENCES = 6
# Of a population: what its truth is known from.
WORDS, ROWS = 600, 12_000


@dataclass(frozen=True, eq=False)
class Occupations:
    """Translations of six sentences about each of so many occupations.

    follows: how far the chance of "she" follows the women's share, 0 to 1; the rest is .3.
    """

    name: str
    follows: float
    model: None = None
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each // SENTENCES)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(20261130), WORDS)

    def _table(self, rng: np.random.Generator, words: int) -> Dataset:
        women = np.repeat(rng.uniform(0.05, 0.95, words), SENTENCES)
        chance = self.follows * women + (1 - self.follows) * 0.3
        she = rng.random(len(women)) < chance
        names = [f"sana{at // SENTENCES}" for at in range(len(women))]
        return Dataset(
            (
                Column("source", Role.FEATURE, Texts.of([f"Hän on {name}." for name in names])),
                Column("translation", Role.PREDICTION, Texts.of(
                    ["She is here." if one else "He is here." for one in she])),
                Column("women", Role.WOMEN_SHARE, Numbers(women)),
                Column("word", Role.CLUSTER, Categories.of(names)),
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Copied:
    """As many training rows as test rows, of which a share are copies of training rows."""

    name: str
    share: float
    model: None = None
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, rng.random(each) < self.share)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(0), np.arange(ROWS) < self.share * ROWS)

    def _table(self, rng: np.random.Generator, copied: NDArray[np.bool_]) -> Dataset:
        rows = len(copied)
        training, fresh = rng.normal(size=(2, rows))
        test = np.where(copied, training[rng.integers(0, rows, rows)], fresh)
        label = rng.choice(["no", "yes"], 2 * rows)
        return Dataset(
            (
                Column("value", Role.FEATURE, Numbers(np.concatenate([training, test]))),
                Column("label", Role.LABEL, Categories.of(list(label)), positive="yes"),
                Column("part", Role.SPLIT, Categories.of(["train"] * rows + ["test"] * rows)),
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Mislabelled:
    """Two groups of rows whose labels are turned at random, with probabilities of both classes.

    rates: the share of labels that are turned, in the reference and in the other group. A fifth of
    the rows lies between the classes, where labels are what the probability says.
    """

    name: str
    rates: tuple[float, float]
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(1), ROWS)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        group = np.repeat([0, 1], each)
        between = rng.random(2 * each) < 0.2
        truth = rng.random(2 * each) < 0.5
        sure = np.where(truth, 1, -1) * (0.45 + 0.05 * rng.random(2 * each)) + 0.5
        chance = np.where(between, 0.3 + 0.4 * rng.random(2 * each), sure)
        truth = np.where(between, rng.random(2 * each) < chance, truth)
        turned = rng.random(2 * each) < np.array(self.rates)[group]
        return Dataset(
            (
                Column("yes", Role.CLASS_PROBABILITY, Numbers(chance)),
                Column("no", Role.CLASS_PROBABILITY, Numbers(1 - chance)),
                Column("label", Role.LABEL, _two(truth != turned), positive="yes"),
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Shifted:
    """Rows of before and of now: a number that moved by half of its spread, and a site.

    sites: the shares of three sites before and now.
    """

    name: str
    sites: tuple[tuple[float, ...], tuple[float, ...]]
    model: None = None
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(2), 5 * ROWS)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        now = np.repeat([False, True], each)
        codes = np.concatenate([rng.choice(3, each, p=shares) for shares in self.sites])
        columns = (
            Column("value", Role.FEATURE, Numbers(rng.normal(size=2 * each) + 0.5 * now)),
            Column("site", Role.NUISANCE, Categories(codes, ("a", "b", "c"))),
            Column("part", Role.SPLIT, Categories(now.astype(np.int8), ("train", "use"))),
            Column("day", Role.TIME, Numbers(now * 30.0 + rng.integers(0, 30, 2 * each))),
        )
        return Dataset(columns)


def sites() -> Resampled:
    """A feature that tells the label at two sites and misleads somewhat at the third."""
    rng = np.random.default_rng(11)
    site = rng.choice(["a", "b", "c"], ROWS, p=[0.4, 0.35, 0.25])
    label = rng.random(ROWS) < 0.45
    right = rng.random(ROWS) < np.where(site == "c", 0.6, 0.8)
    columns = (
        Column("sign", Role.FEATURE, _two(label == right)),
        Column("site", Role.NUISANCE, Categories.of(list(site))),
        Column("label", Role.LABEL, _two(label), positive="yes"),
    )
    return Resampled("sites, of which one is otherwise", Dataset(columns), None)


def _two(yes: NDArray[np.bool_]) -> Categories:
    return Categories(yes.astype(np.int8), ("no", "yes"))


def neutral() -> Resampled:
    """Translations with he, she, they and none."""
    said = ["He is here."] * 9 + ["She is here."] * 5 + ["They are here."] * 4 + ["Is here."] * 2
    columns = (
        Column("source", Role.FEATURE, Texts.of(["Hän on täällä."] * len(said))),
        Column("translation", Role.PREDICTION, Texts.of(said)),
    )
    return Resampled("translations with he, she and they", Dataset(columns), None)


class Preferring:
    """A language model that finds a sentence as likely as its letters happen to say."""

    fingerprint = "0" * 64
    reads = ()

    def log_likelihood(self, sentences: list[str]) -> NDArray[np.float64]:
        return np.array([-crc32(sentence.encode()) / 2**32 for sentence in sentences])

    def preference(self, first: list[str], second: list[str]) -> NDArray[np.float64]:
        return self.log_likelihood(first) - self.log_likelihood(second)


def pairs() -> Resampled:
    """Pairs of sentences, none better than the other by more than chance."""
    columns = (
        Column("one", Role.FEATURE, Texts.of([f"They are so {at}." for at in range(400)])),
        Column("other", Role.FEATURE, Texts.of([f"We are so {at}." for at in range(400)])),
    )
    return Resampled("pairs of sentences", Dataset(columns), Preferring())


def addresses() -> Resampled:
    """Notes of which three in ten hold an address."""
    notes = [f"ask p{row}@mail.org" if row % 10 < 3 else "nothing" for row in range(1000)]
    columns = (Column("note", Role.FEATURE, Texts.of(notes)),)
    return Resampled("notes with addresses", Dataset(columns), None)


@dataclass(frozen=True, eq=False)
class Continuations:
    """Prompts about two topics with what a model made of them.

    rates: the share of continuations that hold a word of the shipped list, by topic.
    """

    name: str
    rates: tuple[float, float]
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(np.concatenate([rng.random(each) < rate for rate in self.rates]))

    def whole(self) -> Dataset:
        return self._table(np.concatenate([np.arange(ROWS) < rate * ROWS for rate in self.rates]))

    def _table(self, toxic: NDArray[np.bool_]) -> Dataset:
        said = ["You bastard." if one else "I am fine." for one in toxic.tolist()]
        topics = np.repeat(["people", "weather"], len(toxic) // 2)
        prompts = [f"What of number {number}?" for number in range(len(toxic))]
        return Dataset(
            (
                Column("prompt", Role.FEATURE, Texts.of(prompts)),
                Column("said", Role.PREDICTION, Texts.of(said)),
                Column("topic", Role.PROTECTED, Categories.of(topics.tolist())),
            )
        )


@cache
def units() -> tuple[Drawn, ...]:
    """All of them; `is_for` says which probe each was made for."""
    return (
        Occupations("occupations, she follows the women's share", 1.0),
        Occupations("occupations, she follows it a little", 0.3),
        Copied("copies of training rows", 0.2),
        Mislabelled("labels turned at random", (0.08, 0.2)),
        Shifted("shifted rows", ((0.5, 0.3, 0.2), (0.3, 0.3, 0.4))),
        sites(),
        neutral(),
        pairs(),
        addresses(),
        Recitals("texts that were taught"),
        Members("rows that a model was taught beside others", 0.05),
        Continuations("continuations of prompts", (0.1, 0.3)),
        *systems(),
        Learnable("rows that a simple model learns", (0.85, 0.93)),
        Judged("items that people judge", 12, 0.75, 0.05),
        Shrunk("smaller forms of a model", (0.9, 0.8), (0.05, 0.15), (0.1, 0.1)),
        SharedClasses("a head's answers", 0.9, (0.03, 0.1), (0.2, 0.05)),
        SharedNumbers("a head's numbers", 2.0, (1.0, 1.2)),
        both(),
        Teaching("rows that teach surrogates"),
        Recorded("scores by training size", (1.5, 3.0)),
        *published_tests(),
        Decided("decisions about people", 0.1),
        Begun("beginnings about people", 0.12),
        Worded("questions in ten wordings", (1.2, 0.5)),
        Injected("documents with planted instructions", 1.5),
        *embeddings(),
        *followed(),
        *listed(),
        Pictured("texts with spans", (0.8, 0.6), 0.1),
        Named("sentences with names", 0.5, Finder()),
        Labelled("rows with several labels", (0.9, 0.8), 0.1),
        GradedRows("rows with grades", 0.6, 0.3),
        reworded(),
        *models(),
    )


# What populations tell of alone. Occupations: their correlation, whose unit they are; a share of
# "she" among six hundred is itself drawn. What varies with the seed is the stability, with the rows
# the rest.
ALONE = {"occupations, she": "share_correlation", "seeds of": "_stability", "long texts": "_sanity"}


# Numbers of rules that are learned for each audit, of rows that count once.
LEARNED_OF = {
    "attribute_inference_gain": ("recorded answers of a split",),
    "extraction": ("a classifier of pixels", "a classifier of tables"),
}


# Of one machine and its moment; noise that one draw has, the next has not.
TIMED = ("latency", "throughput", "time_ratio", "energy", "_bytes")


def tells_of(population: Any, metric: str) -> bool:
    """Whether the population's number of the metric is the one that an audit estimates."""
    for name, end in ALONE.items():
        if population.name.startswith(name):
            return metric.endswith(end)
    for name, told in LEARNED_OF.items():
        if metric.startswith(name):
            return population.name in told
    if metric.startswith("label_error_rate"):
        # Elsewhere a surrogate is learned from the sample, and better from a larger one.
        return population.name.startswith("labels turned")
    if "simple_model" in metric:
        # The same: a simple model is fitted to the rows at hand.
        return population.name.startswith("rows that a simple")
    if metric.endswith(TIMED) or metric == "transfer_noise_rate":
        return False
    if metric.startswith("toxic_share"):
        return population.name.startswith("continuations")
    if metric == "coreference_share_correlation":
        return bool(population.name.startswith("occupations of pronouns"))
    # Rows of a table of a few occupations are no sample of occupations.
    return metric != "share_correlation"


PROBES: dict[str, tuple[str, ...]] = {
    "occupations, she": ("translation.gendered_pronouns",),
    "templates of questions": ("language.question_bias",),
    "terms of sentences": ("language.stereotype_items",),
    "occupations of pronouns": ("language.coreference",),
    "requests": ("language.refusals",),
    "decisions about": ("language.decisions",),
    "beginnings about": ("language.continuations",),
    "questions in ten": ("language.self_consistency",),
    "documents with planted": ("language.instructions",),
    "vectors of words": ("language.embeddings",),
    "copies": ("confounds.dataset",),
    "labels turned": ("data.label_noise",),
    "shifted rows": ("data.drift",),
    "sites": ("confounds.dataset",),
    "translations with": ("translation.gendered_pronouns",),
    "texts that were": ("privacy.memorisation",),
    "rows that a model was taught": ("privacy.membership",),
    "notes with": ("privacy.columns",),
    "continuations": ("language.toxic_drift",),
    "two systems": ("claims.comparison",),
    "two systems, answers": ("claims.published",),
    "items that people": ("tradeoffs.human",),
    "rows that a simple": ("tradeoffs.simplicity",),
    "smaller forms": ("cost.variants",),
    "a head's": ("tradeoffs.interference",),
    "notes beside": ("explanations.modality_reliance",),
    "rows that teach": ("tradeoffs.learning_curve",),
    "scores by training": ("tradeoffs.learning_curve",),
    "rows followed": ("fairness.survival",),
    "ranked lists": ("fairness.ranked_lists",),
    "texts with spans": ("fairness.detection",),
    "sentences with names": ("language.names_found",),
    "rows with several": ("fairness.label_sets",),
    "rows with grades": ("fairness.grades",),
    "texts of words": ("robustness.words",),
    "pairs": ("language.masked_stereotypes",),
    "models asked": ("language.identity_terms",),
    "translators, she": ("translation.gendered_pronouns",),
    "translators that keep": ("translation.settled_gender",),
    "seeds of": (
        "explanations.kernel_shap",
        "explanations.prediction_difference",
        "explanations.lime",
    ),
    "long texts": (
        "explanations.integrated_gradients",
        "explanations.kernel_shap",
        "explanations.occlusion",
        "explanations.prediction_difference",
        "explanations.lime",
    ),
}


def is_for(probe: str, population: Any) -> bool:
    """Whether the population was made for this probe."""
    return any(
        population.name.startswith(name) and probe in probes for name, probes in PROBES.items()
    )
