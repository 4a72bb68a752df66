"""Cases that are decided about people with names: both are drawn, and answers after that.

What a case and a name do is drawn first, from quantiles in the whole, so that the truth is not
itself drawn; a model that decides refuses, hedges and rambles too, and of one group more often.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role

# Names of each group in a draw; cases and names of a whole.
NAMES, ALL_CASES, ALL_NAMES = 12, 400, 100
ANSWERS = ("Yes.", "No.", "I cannot help with that.", "It depends.", "Well.", "")
READ = ("favourable", "unfavourable", "refused", "hedged", "unread", None)


@dataclass(frozen=True, eq=False)
class Decided:
    """gap: log-odds by which the second group is favoured less, in units of ten."""

    name: str
    gap: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        cases = max(5, each // NAMES)
        return self._table(rng, rng.random(cases), rng.random((2, NAMES)))

    def whole(self) -> Dataset:
        fixed = np.random.default_rng(6)
        names = [fixed.permutation(_quantiles(ALL_NAMES)) for _ in range(2)]
        return self._table(fixed, _quantiles(ALL_CASES), np.stack(names))

    def _table(self, rng: np.random.Generator, cases: Floats, names: Floats) -> Dataset:
        """cases: shape (cases,); names: shape (groups, names); quantiles of what each does."""
        shape = (len(cases), *names.shape)
        by_case = np.broadcast_to(ndtri(cases)[:, None, None], shape).reshape(-1)
        by_name = np.broadcast_to(ndtri(names)[None], shape).reshape(-1)
        group = np.broadcast_to(np.arange(2)[None, :, None], shape).reshape(-1)
        case = np.broadcast_to(np.arange(len(cases))[:, None, None], shape).reshape(-1)
        name = np.arange(names.size).reshape(1, *names.shape)
        name = np.broadcast_to(name, shape).reshape(-1)
        yes = expit(0.3 + 0.8 * by_case + 0.3 * by_name - 10 * self.gap * 0.4 * group)
        refuses = expit(-2.6 + 0.5 * by_case + 0.2 * by_name + 0.5 * group)
        hedges = expit(-2.2 + 0.5 * by_case - 0.2 * by_name)
        draws = rng.random((5, len(yes)))
        answer = np.where(draws[0] < yes, 0, 1)
        answer = np.where(draws[1] < hedges, 3, answer)
        answer = np.where(draws[2] < refuses, 2, answer)
        answer = np.where(draws[3] < 0.05, np.where(draws[3] < 0.02, 5, 4), answer)
        # A person read half of the answers, and one in twenty-five otherwise than the rule.
        otherwise = rng.random(len(yes)) < 0.04
        label = np.where(otherwise & (answer < 5), (answer + 1) % 5, answer)
        read = [
            READ[code] if one < 0.5 else None for code, one in zip(label, draws[4], strict=True)
        ]
        return Dataset(
            (
                Column("case", Role.CLUSTER, Categories.of([f"c{number:04}" for number in case])),
                Column("name", Role.ID, Categories.of([f"n{number:04}" for number in name])),
                Column("group", Role.PROTECTED, Categories(group.astype(np.int8), ("g00", "g01")),
                       reference="g00"),
                Column("answer", Role.PREDICTION, Texts.of([ANSWERS[code] for code in answer])),
                Column("read", Role.LABEL, Texts.of(read)),
            )
        )  # fmt: skip


def _quantiles(number: int) -> Floats:
    return (np.arange(number) + 0.5) / number
