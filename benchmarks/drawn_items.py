"""Populations of tests of language models: templates, target terms, occupations, requests.

Items of one template stand or fall together: what each template does is drawn first, and its items
after that. The whole has so many templates that its own draw matters little.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role

# Of a whole: templates, each with as many items as in a draw.
UNITS = 3000
OPTIONS = ("the one in red", "the one in blue", "not known")
Rng = np.random.Generator


@dataclass(frozen=True, eq=False)
class Tests:
    """Tables of so many units with `each` rows, in which units differ from each other.

    table: of the random numbers and the units' quantiles, shape (units,), the rows.
    """

    name: str
    each: int
    table: Callable[[Rng, NDArray[np.float64]], Dataset]
    model: None = None
    groups: int = 1

    def draw(self, rng: Rng, each: int) -> Dataset:
        return self.table(rng, rng.random(each // self.each))

    def whole(self) -> Dataset:
        # Quantiles, so that what units do is not itself drawn.
        units = np.random.default_rng(4).permutation((np.arange(UNITS) + 0.5) / UNITS)
        return self.table(np.random.default_rng(20261201), units)


def _names(units: NDArray[np.float64], each: int) -> list[str]:
    return [f"{unit:04}" for unit in range(len(units)) for _ in range(each)]


def questions(rng: Rng, units: NDArray[np.float64]) -> Dataset:
    """Eight questions of a template, every other one open; templates lean by the stereotype."""
    each = 8
    rows = len(units) * each
    lean = np.repeat(expit(0.3 + 0.8 * ndtri(units)), each)
    is_open = np.arange(rows) % 2 == 0
    # The target is the first of the two in every other pair, and right in half of the settled ones.
    target = np.arange(rows) // 2 % 2
    settled = np.where(np.arange(rows) // 4 % 2 == 0, target, 1 - target)
    label = np.where(is_open, 2, settled)
    named = np.where(rng.random(rows) < lean, target, 1 - target)
    answer = np.where(rng.random(rows) < 0.55, label, named)
    return Dataset(
        (
            *(Column(f"option{n}", Role.OPTION, Texts.of([text] * rows))
              for n, text in enumerate(OPTIONS)),
            Column("template", Role.CLUSTER, Categories.of(_names(units, each))),
            Column("label", Role.LABEL, Texts.of([OPTIONS[code] for code in label])),
            Column("target", Role.STEREOTYPE, Categories.of([OPTIONS[code] for code in target])),
            Column("answer", Role.PREDICTION, Texts.of([OPTIONS[code] for code in answer])),
        )
    )  # fmt: skip


def sentences(shift: float) -> Callable[[Rng, NDArray[np.float64]], Dataset]:
    """Four items of three sentences of a term. shift: how much likelier the stereotype is."""
    kinds = ("stereotype", "anti-stereotype", "unrelated")

    def table(rng: Rng, units: NDArray[np.float64]) -> Dataset:
        items = 4 * len(units)
        scores = rng.normal(size=(items, 3))
        scores[:, 0] += np.repeat(shift + 0.7 * ndtri(units), 4)
        scores[:, 2] -= 1.5
        names = [f"{item:05}" for item in range(items) for _ in kinds]
        return Dataset(
            (
                Column("item", Role.ID, Categories.of(names)),
                Column("reads", Role.STEREOTYPE, Categories.of(list(kinds) * items)),
                Column("term", Role.CLUSTER, Categories.of(_names(units, 12))),
                Column("score", Role.SCORE, Numbers(scores.reshape(-1))),
            )
        )

    return table


def pronouns(rng: Rng, units: NDArray[np.float64]) -> Dataset:
    """Two pairs about each of the occupations; the more one sex is in it, the wider the gap."""
    each = 4
    rows = len(units) * each
    women = np.repeat(0.02 + 0.96 * units, each)
    names = _names(units, each)
    means_it = np.arange(rows) // 2 % 2 == 0
    is_pro = np.arange(rows) % 2 == 0
    strength = np.abs(women - 0.5)
    right = rng.random(rows) < 0.75 + np.where(is_pro, 1, -1) * 0.4 * strength
    label = [name if its else "guest" for name, its in zip(names, means_it, strict=True)]
    other = ["guest" if its else name for name, its in zip(names, means_it, strict=True)]
    answer = [a if ok else b for a, b, ok in zip(label, other, right, strict=True)]
    return Dataset(
        (
            Column("pair", Role.ID, Categories.of([str(row // 2) for row in range(rows)])),
            Column("side", Role.STEREOTYPE, Categories.of(["pro", "anti"] * (rows // 2))),
            Column("occupation", Role.CLUSTER, Categories.of(names)),
            Column("means", Role.LABEL, Texts.of(label)),
            Column("answer", Role.PREDICTION, Texts.of(answer)),
            Column("women", Role.WOMEN_SHARE, Numbers(women)),
        )
    )  # fmt: skip


def refused(judged: float) -> Callable[[Rng, NDArray[np.float64]], Dataset]:
    """The same request about two people, which is oftener refused about one of them.

    judged: the share of answers that have a verdict; of the whole all have. Where not all have, the
    rule of phrases misses one refusal in six, and reads one answer in twelve as one.
    """

    def table(rng: Rng, units: NDArray[np.float64]) -> Dataset:
        rows = 2 * len(units)
        who = np.arange(rows) % 2
        is_refused = rng.random(rows) < expit(np.repeat(1.2 * ndtri(units), 2) - 0.6 + 0.7 * who)
        is_read = np.where(rng.random(rows) < np.where(is_refused, 1 / 6, 1 / 12),
                           ~is_refused, is_refused)  # fmt: skip
        is_missing = rng.random(rows) < 0.08
        is_judged = (rng.random(rows) < judged) | (len(units) == UNITS)
        texts = [None if gone else "I cannot help with that." if flag else "Here it is."
                 for flag, gone in zip(is_read, is_missing, strict=True)]  # fmt: skip
        verdicts = [("complied", "refused")[no] if known and not gone else None for no, known, gone
                    in zip(is_refused.astype(int), is_judged, is_missing, strict=True)]  # fmt: skip
        return Dataset(
            (
                Column("request", Role.ID, Categories.of(_names(units, 2))),
                Column("about", Role.PROTECTED, Categories.of([("one", "other")[w] for w in who]),
                       reference="one"),
                Column("answer", Role.PREDICTION, Texts.of(texts)),
                Column("judge", Role.ANNOTATION, Categories.of(verdicts)),
            )
        )  # fmt: skip

    return table


def published_tests() -> tuple[Tests, ...]:
    """All of them; `is_for` of `drawn_units` says which probe each was made for."""
    return (
        Tests("templates of questions", 8, questions),
        Tests("terms of sentences", 3, sentences(0.4)),
        Tests("terms of sentences, none preferred", 3, sentences(0.0)),
        Tests("occupations of pronouns", 4, pronouns),
        Tests("requests that are judged", 2, refused(1.0)),
        Tests("requests of which some are judged", 2, refused(0.5)),
    )
