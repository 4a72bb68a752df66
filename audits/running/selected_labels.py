"""Rates of right and wrong answers where who has a label was chosen by the answer.

Of those who were refused a loan nobody knows whether they would have paid, and of those who were
not examined nobody knows who was ill: a true positive rate of the others is near 1 whatever the
model does (verification bias: Begg & Greenes 1983, Biometrics 39:207). So no rule is decided on
it. What is of the rows with one answer, as predictive values are, is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Dataset
from audits.data.whole_pools import (
    FEWEST,
    LabelledShares,
    answers_or_halves,
    labels_by_answer,
)
from audits.judging.evidence import CHOSEN_LABELS
from audits.measurement import Estimate, Group
from audits.probing.probe import Asks, Probe
from audits.specification.roles import Role

OF_ONE_ANSWER = frozenset(
    {
        "positive_predictive_value", "negative_predictive_value", "predictive_parity_difference",
        "class_precision",
    }
)  # fmt: skip


@dataclass(eq=False)
class SelectedLabels:
    """What is known of the rows without a label.

    known: shape (rows,), which rows have one. columns: the protected ones.
    """

    answers: Categories
    known: Flags
    columns: dict[str, Categories]
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
        inside = np.ones(len(self.known), dtype=bool)
        for name, value in group:
            column = self.columns[name]
            code = column.levels.index(value) if value in column.levels else -1
            inside &= column.codes == code
        if self.known[inside].all():
            return None
        shares = labels_by_answer(self.answers, self.known, inside)
        if shares is None and self._too_few(inside):
            # Of a small group nobody can tell: what holds of everyone is taken to hold there.
            shares = labels_by_answer(self.answers, self.known)
        if shares is None and not group:
            return self._of_a_part()
        return None if shares is None else _words(group, shares)

    def _of_a_part(self) -> str | None:
        """Everyone's rate is of those groups too of which labels were chosen."""
        looks = sum(len(column.levels) for column in self.columns.values())
        for name, column in self.columns.items():
            for code, level in enumerate(column.levels):
                inside = column.codes == code
                shares = labels_by_answer(self.answers, self.known, inside, looks)
                if shares is not None:
                    return _words(((name, level),), shares)
        return None

    def _too_few(self, inside: Flags) -> bool:
        codes = self.answers.codes[inside]
        rows = np.bincount(codes[codes >= 0], minlength=len(self.answers.levels))
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
    return None if answers is None else SelectedLabels(answers, known, dict(_protected(data)))


def _protected(data: Dataset) -> Iterable[tuple[str, Categories]]:
    for column in data.having(Role.PROTECTED):
        if isinstance(column.values, Categories):
            yield column.name, column.values


def _words(group: Group, shares: LabelledShares) -> str:
    of = ", ".join(f"{name} {value}" for name, value in group)
    where = f" where {of}" if of else ""
    return f"{CHOSEN_LABELS}{where}: {shares.words()}"
