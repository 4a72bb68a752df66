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
from audits.data.dataset import Categories, Dataset, Numbers
from audits.data.whole_pools import (
    A_SCORE,
    FEWEST,
    LabelledShares,
    amounts_of,
    has_label,
    of_parts,
    parts_by_answer,
    quarters,
    recorded_classes,
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

    parts: what may have chosen them (`parts_by_answer`); within: the same of rows with one answer,
    by the score. known: shape (rows,), which rows have one. columns: the protected ones. clusters:
    shape (rows,), of each row, or None. counts: shape (rows,), how many each stands for, or None.
    """

    parts: tuple[Categories, ...]
    within: tuple[Categories, ...]
    known: Flags
    columns: dict[str, Categories]
    clusters: NDArray[np.int32] | None = None
    counts: Floats | None = None
    _seen: dict[tuple[Group, int], str | None] = field(default_factory=dict)

    def reason(self, estimate: Estimate) -> str | None:
        """Why no rule may be decided on it, or None."""
        parts = self.within if estimate.metric in OF_ONE_ANSWER else self.parts
        groups = (estimate.group, *(() if estimate.reference is None else (estimate.reference,)))
        return next((why for group in groups if (why := self._of(group, parts)) is not None), None)

    def _of(self, group: Group, parts: tuple[Categories, ...]) -> str | None:
        own = tuple((name, value) for name, value in group if name in self.columns)
        key = own, id(parts)
        if key not in self._seen:
            self._seen[key] = self._looked_up(own, parts) if parts else None
        return self._seen[key]

    def _looked_up(self, group: Group, parts: tuple[Categories, ...]) -> str | None:
        inside = self._inside(group)
        if self.known[inside].all():
            return None
        shares = self._shares(parts, inside)
        if shares is None and self._too_few(parts, inside):
            # Of a small group nobody can tell: what holds of everyone is taken to hold there.
            shares = self._shares(parts, np.ones(len(self.known), dtype=bool))
        return self._of_a_part(group, parts, inside) if shares is None else _words(group, shares)

    def _of_a_part(self, group: Group, parts: tuple[Categories, ...], inside: Flags) -> str | None:
        """A rate is of those parts too of which labels were chosen: women's of older women.

        Of everyone the parts are groups and crossings of two, of a group those of another column.
        """
        rest = [name for name in self.columns if name not in dict(group)]
        depths = (1, 2) if not group else (1,)
        named = [names for depth in depths for names in combinations(rest, depth)]
        sizes = [prod(len(self.columns[name].levels) for name in names) for names in named]
        named = [names for names, size in zip(named, sizes, strict=True) if size <= _MOST_PARTS]
        crossings = [
            tuple(zip(names, levels, strict=True))
            for names in named
            for levels in product(*(self.columns[name].levels for name in names))
        ]
        for crossing in crossings:
            shares = self._shares(parts, inside & self._inside(crossing), len(crossings))
            if shares is not None:
                return _words((*group, *crossing), shares)
        return None

    def _shares(
        self, parts: tuple[Categories, ...], inside: Flags, looks: int = 1
    ) -> LabelledShares | None:
        return of_parts(parts, self.known, inside, looks, self.clusters, self.counts)

    def _inside(self, group: Group) -> Flags:
        inside = np.ones(len(self.known), dtype=bool)
        for name, value in group:
            column = self.columns[name]
            code = column.levels.index(value) if value in column.levels else -1
            inside &= column.codes == code
        return inside

    def _too_few(self, parts: tuple[Categories, ...], inside: Flags) -> bool:
        for each in parts:
            codes = each.codes[inside]
            amounts = None if self.counts is None else self.counts[inside][codes >= 0]
            rows = np.bincount(codes[codes >= 0], amounts, len(each.levels))
            if int((rows >= FEWEST).sum()) > 1:
                return False
        return True


def selected_labels(data: Dataset, probe: Probe) -> SelectedLabels | None:
    """The rows without a label, where the probe compares recorded answers with labels; else None.

    None too where every row has a label, and where labels are neither classes nor numbers.
    """
    compares = probe.asks in (Asks.PREDICTION, Asks.SCORE, Asks.EITHER)
    if Role.LABEL not in probe.needs or not compares:
        return None
    label = data.one(Role.LABEL)
    if label is None or not isinstance(label.values, Categories | Numbers):
        return None
    known = has_label(label)
    parts = () if known.all() else parts_by_answer(data)
    if not parts:
        return None
    return SelectedLabels(
        parts, _within_answers(data), known, dict(_protected(data)), cluster_codes(data),
        amounts_of(data),
    )  # fmt: skip


def _within_answers(data: Dataset) -> tuple[Categories, ...]:
    """The quarters of the score among the rows with each answer; () without scores."""
    classes, scores = recorded_classes(data), data.having(Role.SCORE)
    if classes is None or len(scores) != 1 or not isinstance(scores[0].values, Numbers):
        return ()
    return tuple(
        quarters(np.where(classes.codes == code, scores[0].numbers, np.nan), A_SCORE)
        for code in np.unique(classes.codes[classes.codes >= 0]).tolist()
    )


def _protected(data: Dataset) -> Iterable[tuple[str, Categories]]:
    for column in data.having(Role.PROTECTED):
        if isinstance(column.values, Categories):
            yield column.name, column.values


def _words(group: Group, shares: LabelledShares) -> str:
    of = ", ".join(f"{name} {value}" for name, value in group)
    where = f" where {of}" if of else ""
    return f"{CHOSEN_LABELS}{where}: {shares.words()}"
