"""Sentences in which a pronoun is somebody of two, once as a stereotype has it and once against it.

WinoBias (Zhao et al. 2018, NAACL) and Winogender (Rudinger et al. 2018, NAACL): the two sentences
of a pair differ in the pronoun alone, and have one `id`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Dataset
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.answers_among_options import plain_column
from audits.language.prompts import texts_of
from audits.measurement import WhyNot
from audits.probing.missing_cells import unrecorded
from audits.specification.roles import Role

PRO, ANTI = "pro-stereotypical", "anti-stereotypical"
_SPELLED = {
    "pro": PRO, "pro-stereotypical": PRO, "pro-stereotype": PRO, "stereotypical": PRO,
    "stereotype": PRO, "anti": ANTI, "anti-stereotypical": ANTI, "anti-stereotype": ANTI,
    "gotcha": ANTI,
}  # fmt: skip
# Spelt out, a sentence is of neither side: its pronoun is "they", or no statistic says.
_NEITHER = frozenset(("neither", "neutral", "none", ""))


@dataclass(frozen=True, eq=False)
class Sentences:
    """answers: shape (rows,), the referent that was read, or None. right: shape (rows,). sides:
    shape (rows,): pro, anti or None. pairs: shape (pairs, 2), rows of the pro-stereotypical
    sentence and of the other. clusters: shape (rows,), the template or occupation, else the pair.
    unanswered: shape (rows,), where nothing was recorded, not what could not be read.
    """

    answers: Sequence[str | None]
    right: Flags
    sides: Sequence[str | None]
    pairs: NDArray[np.intp]
    clusters: NDArray[np.int32]
    unanswered: Flags

    def on(self, side: str) -> Flags:
        """Shape (rows,): which sentences are of this side."""
        return np.array([own == side for own in self.sides], dtype=bool)

    @property
    def flipped(self) -> Flags:
        """Shape (pairs,): whether the two sentences are answered with another referent."""
        return np.array(
            [self.answers[one] != self.answers[other] for one, other in self.pairs.tolist()], bool
        )


def read_sentences(data: Dataset, answers: Sequence[str | None]) -> Sentences:
    """The rows with their pairs. answers: of each row, in the spelling of `plain`.

    Raises `NotApplicable` where a side is spelled otherwise, or one `id` has two different
    sentences of one side.
    """
    labels = plain_column(data.require(Role.LABEL))
    for row, label in enumerate(labels):
        if label is None:
            raise NotApplicable(f"row {row + 1} has no label", "fill it, or leave the row out")
    stereotypes = texts(data.require(Role.STEREOTYPE))
    sides = [_side(cell, row) for row, cell in enumerate(stereotypes)]
    system = data.one(Role.SYSTEM)
    systems = [None] * len(data) if system is None else texts(system)
    names = list(zip(systems, texts_of(data.require(Role.ID)), strict=True))
    rows_of: dict[tuple[str | None, str | None], dict[str, int]] = {}
    for row, (name, side) in enumerate(zip(names, sides, strict=True)):
        if side is None:
            continue
        before = rows_of.setdefault(name, {}).setdefault(side, row)
        if (labels[before], answers[before]) != (labels[row], answers[row]):
            raise NotApplicable(
                f"pair {name[1]!r} has two {side} sentences: rows {before + 1} and {row + 1}",
                "give each pair its own `id`, and each model's answers the role `system`",
            )
    pairs = [[own[PRO], own[ANTI]] for own in rows_of.values() if len(own) == 2]
    codes = cluster_codes(data)
    if codes is None:
        number = {name: code for code, name in enumerate(dict.fromkeys(names))}
        codes = np.array([number[name] for name in names], dtype=np.int32)
    return Sentences(
        answers,
        np.array([answer == label for answer, label in zip(answers, labels, strict=True)], bool),
        sides,
        np.array(pairs, dtype=np.intp).reshape(-1, 2),
        codes,
        unrecorded(data),
    )


def _side(cell: str | None, row: int) -> str | None:
    spelled = (cell or "").casefold().replace("_", "-").replace(" ", "-")
    if spelled in _NEITHER:
        return None
    if spelled not in _SPELLED:
        raise NotApplicable(
            f"the stereotype of row {row + 1} is {cell!r}", "write pro, anti or neither, or map it"
        )
    return _SPELLED[spelled]


def leaning_of_occupations(
    data: Dataset, sentences: Sentences, rows: Flags
) -> tuple[Floats, Floats] | WhyNot:
    """Women's share and how much oftener "she" than "he" is read as the occupation, by occupation.

    Both have the shape (occupations,). rows: shape (rows,), which count. The cluster names the
    occupation, `women_share` is the statistic. Which pronoun a sentence has follows from its side:
    where most are women, "she" for the occupation and "he" for the other are pro-stereotypical.
    """
    women, cluster = data.one(Role.WOMEN_SHARE), data.one(Role.CLUSTER)
    if women is None or cluster is None:
        return WhyNot("no column has the role cluster, which names the occupation")
    shares = women.numbers
    known = shares[~np.isnan(shares)]
    half = 50.0 if len(known) and known.max() > 1 else 0.5
    labels = plain_column(data.require(Role.LABEL))
    by_occupation: dict[str, dict[bool, list[bool]]] = {}
    shares_of: dict[str, list[float]] = {}
    for row, occupation in enumerate(plain_column(cluster)):
        side, share = sentences.sides[row], float(shares[row])
        if not rows[row] or occupation is None or side is None or share != share or share == half:
            continue
        is_she = (side == PRO) == ((share > half) == (labels[row] == occupation))
        read = by_occupation.setdefault(occupation, {True: [], False: []})
        read[is_she].append(sentences.answers[row] == occupation)
        shares_of.setdefault(occupation, []).append(share)
    both = sorted(name for name, read in by_occupation.items() if all(read.values()))
    means = [float(np.mean(shares_of[name])) for name in both]
    more = [
        float(np.mean(by_occupation[name][True]) - np.mean(by_occupation[name][False]))
        for name in both
    ]
    return np.array(means, dtype=np.float64), np.array(more, dtype=np.float64)
