"""Do two err on the same items, beyond what their accuracies alone would give?

Geirhos, Meding & Wichmann 2020 (NeurIPS), "Beyond accuracy: quantifying trial-by-trial behaviour of
CNNs and humans by measuring error consistency": Cohen's kappa of being right, (observed - expected)
/ (1 - expected), where two that are right independently agree in p q + (1 - p)(1 - q). 1: the same
items; 0: as chance has it; below 0: each errs where the other does not.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from audits.data.arrays import Floats, Rows
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.matrix_scores import cohen_kappa
from audits.statistics.shares import Stated
from audits.tradeoffs.agreement_intervals import agreement_on_z
from audits.tradeoffs.beside_people import Beside, Right

# Of more people than this those with most answers are paired with each other: pairs are many.
MOST_PAIRED = 40


@dataclass(frozen=True, eq=False)
class Consistency:
    """The mean kappa of some pairs.

    value: it. items: shape (items,), what it is without each item. people: shape (people,), what it
    is without each person that is in a pair; () where there is one pair alone. pairs: how many.
    shared: items that at least one pair has in common.
    """

    value: float
    items: Floats
    people: Floats
    pairs: int
    shared: int


def consistency_with(metric: str, group: Group, beside: Beside, stated: Stated) -> Measurement:
    """Of the model with people, the mean over these."""
    consistency = with_each(
        beside.model, _people(beside), len(beside.by_model), stated.smallest_group
    )
    return _measured(metric, group, consistency, beside, stated, of_pairs=False)


def consistency_among(metric: str, group: Group, beside: Beside, stated: Stated) -> Measurement:
    """Of people with each other, the mean over pairs."""
    consistency = among(_people(beside), len(beside.by_model), stated.smallest_group)
    return _measured(metric, group, consistency, beside, stated, of_pairs=True)


def _people(beside: Beside) -> list[Right]:
    return [beside.right(person) for person in range(len(beside.people.names))]


def _measured(
    metric: str,
    group: Group,
    consistency: Consistency | None,
    beside: Beside,
    stated: Stated,
    *,
    of_pairs: bool,
) -> Measurement:
    if consistency is None:
        fewest = stated.smallest_group
        reason = f"no two share {fewest} items of which one of them is wrong about some"
        return Undetermined(metric, group, reason, len(beside.by_model))
    return agreement_on_z(
        metric,
        group,
        consistency.value,
        (consistency.items, consistency.people),
        stated,
        of_pairs=of_pairs,
    )


def with_each(one: Right, people: list[Right], items: int, fewest: int) -> Consistency | None:
    """The mean over people of the kappa with one and the same other."""
    pairs = [(index, pair) for index, other in enumerate(people)
             if (pair := _kappas(one, other, fewest)) is not None]  # fmt: skip
    if not pairs:
        return None
    kappas = np.array([pair[1] for _, pair in pairs])
    without, shared = _over_items([pair for _, pair in pairs], items)
    left = (kappas.sum() - kappas) / max(1, len(kappas) - 1)
    return Consistency(float(kappas.mean()), without, left, len(pairs), shared)


def among(people: list[Right], items: int, fewest: int) -> Consistency | None:
    """The mean over all pairs of people."""
    paired_people = people
    if len(people) > MOST_PAIRED:
        most = np.argsort([-len(one.items) for one in people], kind="stable")[:MOST_PAIRED]
        paired_people = [people[index] for index in most.tolist()]
    pairs = [
        (one, other, pair)
        for one, other in combinations(range(len(paired_people)), 2)
        if (pair := _kappas(paired_people[one], paired_people[other], fewest)) is not None
    ]
    if not pairs:
        return None
    kappas = np.array([pair[1] for _, _, pair in pairs])
    without, shared = _over_items([pair for _, _, pair in pairs], items)
    ends = np.array([(one, other) for one, other, _ in pairs])
    used = np.unique(ends)
    left = []
    for person in used.tolist():
        others = ~(ends == person).any(axis=1)
        left.append(float(kappas[others].mean()) if others.any() else float(kappas.mean()))
    return Consistency(float(kappas.mean()), without, np.array(left), len(pairs), shared)


_Pair = tuple[Rows, float, Floats]


def _over_items(pairs: list[_Pair], items: int) -> tuple[Floats, int]:
    """The mean kappa without each item that some pair shares, and how many these are."""
    moved = np.zeros(items)
    seen = np.zeros(items, dtype=bool)
    for shared, kappa, left_out in pairs:
        moved[shared] += left_out - kappa
        seen[shared] = True
    mean = float(np.mean([kappa for _, kappa, _ in pairs]))
    return mean + moved[seen] / len(pairs), int(seen.sum())


def _kappas(first: Right, second: Right, fewest: int) -> _Pair | None:
    """The items that two share, their kappa, and what it is without each, shape (shared,)."""
    shared, own, other = np.intersect1d(
        first.items, second.items, assume_unique=True, return_indices=True
    )
    if len(shared) < max(2, fewest):
        return None
    a, b = first.right[own], second.right[other]
    cells = np.zeros((2, 2))
    np.add.at(cells, (a.astype(np.intp), b.astype(np.intp)), 1)
    if _is_certain(cells):
        return None
    without = np.full((2, 2), np.nan)
    for row, column in np.argwhere(cells > 0).tolist():
        less = cells.copy()
        less[row, column] -= 1
        # One that never errs without this item has no kappa: chance then explains all of it.
        without[row, column] = 0.0 if _is_certain(less) else float(cohen_kappa(less))
    return shared, float(cohen_kappa(cells)), without[a.astype(np.intp), b.astype(np.intp)]


def _is_certain(cells: np.ndarray) -> bool:
    """Whether both are always right, or both always wrong: then chance expects all of it."""
    return bool(cells.sum() == max(cells[0, 0], cells[1, 1]))
