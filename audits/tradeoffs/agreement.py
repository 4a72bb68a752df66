"""Krippendorff's alpha of people who need not all have answered about everything.

1 is agreement in all, 0 what chance would give, below 0 less than chance. Classes are nominal:
each is as far from any other. Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
"""

from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Floats, Matrix
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement, Undetermined, WhyNot
from audits.statistics.shares import Stated
from audits.tradeoffs.agreement_intervals import agreement_on_z
from audits.tradeoffs.people import People

# Cells of items by classes that are held at once: 400 MB.
MOST_CELLS = 50_000_000


@dataclass(frozen=True, eq=False)
class Alpha:
    """Agreement of people.

    value: alpha. items: shape (items,), what it is without each item that two people or more
    answered about. people: shape (people,), what it is without each of them. answers: how many.
    """

    value: float
    items: Floats
    people: Floats
    answers: int


def alpha_of(people: People) -> Alpha | WhyNot:
    """Alpha, or why there is none: no item of two answers, or one answer alone ever given."""
    counts = _counts(people)
    answers = counts.sum(axis=1)
    paired = answers >= 2
    if not paired.any():
        return WhyNot("no item was answered by two people")
    counts, answers = counts[paired], answers[paired]
    squares = (counts * counts).sum(axis=1)
    disagreeing = (answers * answers - squares) / (answers - 1)
    of_class = counts.sum(axis=0)
    total = float(answers.sum())
    both = float(of_class @ of_class)
    if total * total - both <= 0:
        return WhyNot("everybody gave the same answer everywhere")
    value = float(_alpha(disagreeing.sum(), total, both))
    without_item = _alpha(
        disagreeing.sum() - disagreeing, total - answers,
        both - 2 * counts @ of_class + squares,
    )  # fmt: skip
    number_of = np.cumsum(paired) - 1
    without_person = np.array(
        [
            _without(people, person, (paired, number_of), counts, disagreeing)
            for person in range(len(people.names))
        ]
    )
    return Alpha(value, without_item, without_person, int(total))


def agreement(metric: str, group: Group, people: People, stated: Stated) -> Measurement:
    """Alpha as a measurement, over items and, from five people on, over people."""
    alpha = alpha_of(people)
    if isinstance(alpha, WhyNot):
        return Undetermined(metric, group, alpha.reason, len(people.rows))
    return agreement_on_z(
        metric, group, alpha.value, (alpha.items, alpha.people), stated, of_pairs=True
    )


def _alpha(disagreeing: Floats, total: Floats | float, both: Floats | float) -> Floats:
    """1 less observed over expected disagreement; 1 where one answer alone is left."""
    expected = np.asarray(total * np.asarray(total) - both, dtype=np.float64)
    seen = (np.asarray(total) - 1) * disagreeing
    return 1 - np.divide(seen, expected, out=np.zeros_like(expected), where=expected > 0)


def _without(
    people: People,
    person: int,
    paired: tuple[np.ndarray, np.ndarray],
    counts: Matrix,
    disagreeing: Floats,
) -> float:
    """Alpha as if one person had not been asked."""
    items, codes = people.of(person)
    known = paired[0][items]
    items, codes = paired[1][items[known]], codes[known]
    left = counts[items]
    left[np.arange(len(items)), codes] -= 1
    answers = left.sum(axis=1)
    left[answers < 2] = 0  # one answer is left, which agrees with nothing
    answers = left.sum(axis=1)
    squares = (left * left).sum(axis=1)
    now = (answers * answers - squares) / np.maximum(1, answers - 1)
    of_class = counts.sum(axis=0) - (counts[items] - left).sum(axis=0)
    return float(
        _alpha(
            disagreeing.sum() - disagreeing[items].sum() + now.sum(),
            float(of_class.sum()),
            float(of_class @ of_class),
        )
    )


def _counts(people: People) -> Matrix:
    """How often each class was answered about each item, shape (items, classes)."""
    items, classes = len(people.rows), len(people.classes)
    if items * classes > MOST_CELLS:
        raise NotApplicable(
            f"{items:,} items with {classes:,} different answers are too many to compare",
            "give the role `annotation` to columns of classes, or `map` the answers to some",
        )
    cells = np.bincount(people.item * classes + people.code, minlength=items * classes)
    return cells.reshape(items, classes).astype(np.float64)
