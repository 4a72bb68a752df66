"""The smallest number of turned labels, of those tried, that turns a verdict; retrained each time.

Rows are parted in three: those that teach, those that an attacker sees to choose labels by, and
those that judge. Labels are turned more and more, and after each step a surrogate is fitted anew:
what counts is what the retrained one does, never what influence says of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.data_quality.poisoning.surrogate import Surrogate

# Shares of the taught labels that are tried, from few to half of them.
TRIED = (
    0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25,
    0.3, 0.35, 0.4, 0.45, 0.5,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Parted:
    """One way to part the rows. Each array: positions of rows."""

    taught: Rows
    seen: Rows
    judging: Rows

    @classmethod
    def drawn(cls, rows: int, rng: np.random.Generator) -> "Parted":
        """Half of the rows teach, a quarter each is seen and judges."""
        order = rng.permutation(rows)
        half, quarter = rows // 2, rows // 4
        return cls(order[:half], order[half : half + quarter], order[half + quarter :])


@dataclass(frozen=True, eq=False)
class Rowed:
    """inputs: shape (rows, columns), standardised. labels: shape (rows,), 0 or 1."""

    inputs: Matrix
    labels: Floats

    def share_right(self, surrogate: Surrogate, rows: Rows) -> float:
        """Accuracy on some rows."""
        return surrogate.right(self.inputs[rows], self.labels[rows]) / max(1, len(rows))


def turned_at(
    rows: Rowed,
    parted: Parted,
    target: Flags,
    largest_loss: float,
    worst: bool,
    rng: np.random.Generator,
) -> float | None:
    """The share of taught labels at which accuracy on the target rows is lost, or None.

    target: shape (rows,), whose accuracy. largest_loss: it is turned where more is lost than this,
    of what the surrogate of the unturned labels has. worst: whether labels are chosen by influence
    on the target rows that are seen; else at random.
    """
    inputs, labels = rows.inputs[parted.taught], rows.labels[parted.taught].copy()
    seen = parted.seen[target[parted.seen]]
    judging = parted.judging[target[parted.judging]]
    surrogate = Surrogate.fitted(inputs, labels)
    limit = rows.share_right(surrogate, judging) - largest_loss
    free = np.ones(len(labels), dtype=bool)
    order = rng.permutation(len(labels))
    turned = 0
    for share in TRIED:
        count = max(1, round(share * len(labels)))
        if count <= turned:
            continue
        if worst:
            harm = surrogate.harm(inputs, labels, rows.inputs[seen], rows.labels[seen])
            order = np.argsort(-np.where(free, harm, -np.inf), kind="stable")
            chosen_rows = order[: count - turned]
        else:
            chosen_rows = order[turned:count]
        labels[chosen_rows] = 1 - labels[chosen_rows]
        free[chosen_rows] = False
        turned = count
        surrogate = Surrogate.fitted(inputs, labels)
        if rows.share_right(surrogate, judging) < limit:
            return turned / len(labels)
    return None


def repeated(
    rows: Rowed,
    target: Flags,
    largest_loss: float,
    worst: bool,
    repeats: int,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> list[float | None]:
    """`turned_at` of so many partings; None where half of the labels did not turn it."""
    outcomes = []
    for number in range(repeats):
        parted = Parted.drawn(len(rows.labels), rng)
        outcomes.append(turned_at(rows, parted, target, largest_loss, worst, rng))
        on_progress((number + 1) / repeats)
    return outcomes


def by_size(outcomes: Sequence[float | None]) -> list[tuple[float, int]]:
    """Shares tried, from small to large, each with how many partings it or a smaller one turned.

    A share is rounded up to the next one of `TRIED`, since rows are whole.
    """
    sizes = [next((s for s in TRIED if s >= share - 1e-9), TRIED[-1])
             for share in outcomes if share is not None]  # fmt: skip
    return [(size, sum(other <= size for other in sizes)) for size in TRIED]
