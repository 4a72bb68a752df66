"""Simulate what two audits of the same weighted rows, or of rows in clusters, say of a change.

python -m benchmarks.simulate_changes [DRAWS]

Each line: a design, how many people, the shares of positives that gain and lose; how many samples
are judged, and of these how many hold the truth, and say that a TPR changed which did not.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from audits.comparison.pair_weights import pair_kinds
from audits.comparison.transitions import GIVEN_NOW, GIVEN_THEN, POSITIVE, transitions
from audits.data.clusters import Clustered, cluster_codes
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.tallies import Tally, count_cells
from audits.specification.roles import Role
from audits.statistics.paired_shares import Change, change_of

# Chance to be looked at, of those the design is about and of all others.
DESIGNS = {
    "the flagged before looked at": (0.9, 0.05),
    "the flagged now looked at": (0.9, 0.05),
    "the changed seldom looked at": (0.075, 0.9),
    "the gained seldom looked at": (0.075, 0.9),
    "the changed looked at": (0.9, 0.075),
    "log-normal weights": (1.0, 1.0),
}
MOVES = (
    (0.0, 0.0), (0.01, 0.01), (0.03, 0.03), (0.01, 0.0), (0.03, 0.0), (0.03, 0.01), (0.1, 0.02),
)  # fmt: skip
PEOPLE = (600, 3000, 10000)
CLUSTERS = (6, 10, 20, 60)
Bools = NDArray[np.bool_]


def sampled_change(
    rng: np.random.Generator, design: str, people: int, gain: float, lose: float
) -> Change | None:
    """The change of the TPR in one sample: prevalence .3, TPR .8 and FPR .1 before.

    gain, lose: shares of positives, and of negatives, whose answer changes to either side.
    """
    label = rng.random(people) < 0.3
    before = rng.random(people) < np.where(label, 0.8, 0.1)
    moved = rng.random(people)
    now = np.where(
        before,
        moved >= np.where(label, lose / 0.8, lose / 0.1),
        moved < np.where(label, gain / 0.2, gain / 0.9),
    )
    about = {
        "the flagged before looked at": before,
        "the flagged now looked at": now,
        "the gained seldom looked at": now & ~before,
    }.get(design, before != now)
    chance = np.where(about, *DESIGNS[design])
    if design == "log-normal weights":
        chance = 0.5 * np.exp(-np.abs(rng.normal(size=people)))
    drawn = rng.random(people) < chance
    return measured(label[drawn], before[drawn], now[drawn], 1 / chance[drawn])


def measured(
    label: Bools, before: Bools, now: Bools, weights: NDArray[np.float64]
) -> Change | None:
    """The change of the TPR; all of shape (rows,)."""
    columns = [Categories.of(values.astype(int).astype(str)) for values in (before, now, label)]
    crossing = transitions(*columns, favourable="1", positive="1")
    data = Dataset((Column("weight", Role.WEIGHT, Numbers(weights)),))
    cells = count_cells(data, {"state": crossing.column}, clusters=cluster_codes(data))
    tally = cells.groups((), ("state",))[1][:, 1:]
    kinds = pair_kinds(crossing)
    typical = kinds.weights(tally)
    if typical is None:
        return None
    masks = [crossing.having(state) for state in (GIVEN_THEN, GIVEN_NOW, POSITIVE)]
    return change_of(
        tally[0], *masks, confidence=0.95, smallest_group=30,
        typical=kinds.changed(typical[0], "true_positive_rate"),
    )  # fmt: skip


def clustered_change(
    rng: np.random.Generator, clusters: int, gain: float, lose: float
) -> Change | None:
    """Clusters of 2 to 59 rows of which whole ones change."""
    sizes, moved = rng.integers(2, 60, clusters), rng.random(clusters)
    gained = np.where(moved < gain, sizes, 0)
    lost = np.where((moved >= gain) & (moved < gain + lose), sizes, 0)
    rest = sizes - gained - lost
    cells = np.stack([rest - rest // 2, lost, gained, rest // 2], axis=1)
    cluster, cell = np.nonzero(cells)
    amounts = cells[cluster, cell].astype(np.float64)
    tally = Tally(cells.sum(0), clustered=Clustered(cluster, cell, amounts))
    then, today = np.array([False, True, False, True]), np.array([False, False, True, True])
    return change_of(tally, then, today, np.ones(4, bool), confidence=0.95, smallest_group=30)


def line(name: str, changes: list[Change | None], truth: float) -> str:
    """How many were judged, held the truth, and were called changed."""
    judged = [
        change
        for change in changes
        if change is not None and change.limits is not None and change.undetermined_reason is None
    ]
    if not judged:
        return f"{name}: none judged"
    held = np.mean([c.limits[0] <= truth <= c.limits[1] for c in judged if c.limits])
    changed = np.mean([change.p_value <= 0.05 for change in judged])
    what = "falsely" if truth == 0 else "rightly"
    return (
        f"{name}: {len(judged) / len(changes):.0%} judged, {held:.3f} held, "
        f"{changed:.1%} {what} called changed"
    )


def main(draws: int) -> None:
    """Print every cell of the grid."""
    rng = np.random.default_rng(11)
    for design in DESIGNS:
        for people in PEOPLE:
            for gain, lose in MOVES:
                drawn = [sampled_change(rng, design, people, gain, lose) for _ in range(draws)]
                name = f"{design}, {people:,} people, {gain:.0%} gain, {lose:.0%} lose"
                print(line(name, drawn, gain - lose), flush=True)
    for clusters in CLUSTERS:
        for gain, lose in MOVES[1:]:
            drawn = [clustered_change(rng, clusters, gain, lose) for _ in range(draws)]
            name = f"{clusters} clusters, {gain:.0%} gain, {lose:.0%} lose"
            print(line(name, drawn, gain - lose), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
