"""Rates of right and wrong answers where who has a label was chosen by the answer.

Of those who were refused a loan nobody knows whether they would have paid, and of those who were
not examined nobody knows who was ill: a true positive rate of the others is near 1 whatever the
model does (verification bias: Begg & Greenes 1983, Biometrics 39:207). So no rule is decided on
it. What is of the rows with one answer, as predictive values are, is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Categories, Dataset
from audits.data.whole_pools import (
    FEWEST,
    LabelledShares,
    amounts_of,
    answers_or_halves,
    labels_by_answer,
)
from audits.judging.evidence import CHOSEN_LABELS
from audits.measurement import Estimate, Group
from audits.probing.probe import Asks, Probe
from audits.specification.roles import Role

# Crossings of more groups are not looked through.
_MOST_PARTS = 200
OF_ONE_ANSWER = frozenset(
    {
        "positive_predictive_value", "negative_predictive_value", "predictive_parity_difference",
        "class_precision",
    }
)  # fmt: skip


@dataclass(eq=False)
class SelectedLabels:
    """What is known of the rows without a label.

    known: shape (rows,), which rows have one. columns: the protected ones. clusters: shape
    (rows,), of each row, or None. counts: shape (rows,), how many each stands for, or None.
    """

    answers: Categories
    known: Flags
    columns: dict[str, Categories]
    clusters: NDArray[np.int32] | None = None
    counts: Floats | None = None
    _seen: dict[Group, str | None] = field(default_factory=dict)

    def reason(self, estimate: Estimate) -> str | None:
        """Why no rule may be decided on it, or None."""
        if estimate.metric in OF_ONE_ANSWER:
            return None
        groups = (estimate.group, *(() if estimate.reference is None else (estimate.reference,)))
        return next((why for group in groups if (why := self._of(group)) is not None), None)

    def _of(self, group: Group) -> str | None:
        own = tuple((name, value) for name, value in group if name in self.columns)
        if own not in self._seen:
            self._seen[own] = self._looked_up(own)
        return self._seen[own]

    def _looked_up(self, group: Group) -> str | None:
        inside = self._inside(group)
        if self.known[inside].all():
            return None
        shares = self._shares(inside)
        if shares is None and self._too_few(inside):
            # Of a small group nobody can tell: what holds of everyone is taken to hold there.
            shares = self._shares(np.ones(len(self.known), dtype=bool))
        return self._of_a_part(group, inside) if shares is None else _words(group, shares)

    def _of_a_part(self, group: Group, inside: Flags) -> str | None:
        """A rate is of those parts too of which labels were chosen: women's of older women.

        Of everyone the parts are groups and crossings of two, of a group those of another column.
        """
        rest = [name for name in self.columns if name not in dict(group)]
        depths = (1, 2) if not group else (1,)
        named = [names for depth in depths for names in combinations(rest, depth)]
        sizes = [prod(len(self.columns[name].levels) for name in names) for names in named]
        named = [names for names, size in zip(named, sizes, strict=True) if size <= _MOST_PARTS]
        parts = [
            tuple(zip(names, levels, strict=True))
            for names in named
            for levels in product(*(self.columns[name].levels for name in names))
        ]
        for crossing in parts:
            shares = self._shares(inside & self._inside(crossing), len(parts))
            if shares is not None:
                return _words((*group, *crossing), shares)
        return None

    def _shares(self, inside: Flags, looks: int = 1) -> LabelledShares | None:
        return labels_by_answer(self.answers, self.known, inside, looks, self.clusters, self.counts)

    def _inside(self, group: Group) -> Flags:
        inside = np.ones(len(self.known), dtype=bool)
        for name, value in group:
            column = self.columns[name]
            code = column.levels.index(value) if value in column.levels else -1
            inside &= column.codes == code
        return inside

    def _too_few(self, inside: Flags) -> bool:
        codes = self.answers.codes[inside]
        amounts = None if self.counts is None else self.counts[inside][codes >= 0]
        rows = np.bincount(codes[codes >= 0], amounts, len(self.answers.levels))
        return int((rows >= FEWEST).sum()) < 2


def selected_labels(data: Dataset, probe: Probe) -> SelectedLabels | None:
    """The rows without a label, where the probe compares recorded answers with labels; else None.

    None too where every row has a label, and where answers or labels are no classes.
    """
    compares = probe.asks in (Asks.PREDICTION, Asks.SCORE, Asks.EITHER)
    if Role.LABEL not in probe.needs or not compares:
        return None
    label = data.one(Role.LABEL)
    if label is None or not isinstance(label.values, Categories):
        return None
    known = np.asarray(label.values.codes >= 0)
    answers = None if known.all() else answers_or_halves(data)
    if answers is None:
        return None
    return SelectedLabels(
        answers, known, dict(_protected(data)), cluster_codes(data), amounts_of(data)
    )


def _protected(data: Dataset) -> Iterable[tuple[str, Categories]]:
    for column in data.having(Role.PROTECTED):
        if isinstance(column.values, Categories):
            yield column.name, column.values


def _words(group: Group, shares: LabelledShares) -> str:
    of = ", ".join(f"{name} {value}" for name, value in group)
    where = f" where {of}" if of else ""
    return f"{CHOSEN_LABELS}{where}: {shares.words()}"
