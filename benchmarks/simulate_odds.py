"""Simulate adjusted odds ratios of rows that weigh unequally, or belong together, at the truth.

python -m benchmarks.simulate_odds [DRAWS]

Each line: a design; how many samples are judged, how many of these hold the truth at 95 %, and in
how many of all samples a rule at the truth fails, from below and from above, at .025 and at .0025.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.judging.advice import advice
from audits.measurement import Estimate
from audits.probes.fairness.adjusted import adjusted
from audits.probing.probe import Subject
from audits.specification.roles import Role
from audits.statistics.intervals import beyond, deciding, limits

STRATA = 3
LEVELS = (0.025, 0.0025)
FAR = 0.7
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """Two groups in three strata that share one odds ratio.

    rows: of the group and of its reference, or rows of a cluster's group where clustered. events:
    share of the reference's rows in the middle stratum, half and twice the odds in the others.
    ratio: the truth. deviation: of the logarithm of the weights; 0: none. kept: chances to be
    looked at of an event and of the others. clusters: of the group and of the reference; 0: none.
    alike: intraclass correlation of what lies behind the answers. shared: clusters hold both
    groups. unequal: sizes are log-normal, of deviation .8. far: share of clusters in which seven
    in ten rows are events. opposed: what a cluster adds to the group it takes from the reference.
    """

    rows: tuple[int, int]
    events: float
    ratio: float = 1.0
    deviation: float = 0.0
    kept: tuple[float, float] = (1.0, 1.0)
    clusters: tuple[int, int] = (0, 0)
    alike: float = 0.0
    shared: bool = False
    unequal: bool = False
    far: float = 0.0
    opposed: bool = False

    def __str__(self) -> str:
        parts = [f"events {self.events}", f"ratio {self.ratio:g}"]
        if self.clusters[0]:
            kind = "shared " if self.shared else ""
            sizes = "unequal" if self.unequal else "equal"
            own = f"{self.clusters[0]}" if self.shared else "{} and {}".format(*self.clusters)
            parts.insert(0, f"{own} {kind}clusters of {self.rows[0]} and {self.rows[1]}, {sizes}")
            parts.append(f"alike by {self.alike}")
        else:
            parts.insert(0, "{:,} and {:,} rows".format(*self.rows))
        if self.far:
            parts.append(f"{self.far:g} of clusters far off")
        if self.opposed:
            parts.append("opposed")
        if self.deviation:
            parts.append(f"weights of deviation {self.deviation:g}")
        if self.kept != (1.0, 1.0):
            parts.append("looked at {:g} of events, {:g} of others".format(*self.kept))
        return ", ".join(parts)


def sampled(rng: np.random.Generator, design: Design) -> Dataset:
    """One sample of a design."""
    group, cluster = _people(rng, design)
    stratum = rng.integers(0, STRATA, len(group))
    odds = design.events / (1 - design.events) * 2.0 ** (stratum - 1.0)
    odds = odds * np.where(group, design.ratio, 1.0)
    latent = rng.normal(size=len(group))
    shares = odds / (1 + odds)
    if design.clusters[0]:
        shifts = rng.normal(size=int(cluster.max()) + 1)[cluster]
        shifts = np.where(group & design.opposed, -shifts, shifts)
        latent = design.alike**0.5 * shifts + (1 - design.alike) ** 0.5 * latent
        is_far = (rng.random(int(cluster.max()) + 1) < design.far)[cluster]
        shares = np.where(is_far, FAR, shares)
    event = latent < ndtri(shares)
    weight = np.exp(design.deviation * rng.normal(size=len(group)))
    chance = np.where(event, *design.kept)
    weight = weight / chance
    seen = rng.random(len(group)) < chance
    columns = [
        Column(
            "g", Role.PROTECTED, Categories.of(np.where(group, "b", "a")[seen]), reference="a"
        ),
        Column("s", Role.NUISANCE, Categories.of(stratum[seen].astype(str))),
        Column(
            "p", Role.PREDICTION, Categories.of(event[seen].astype(int).astype(str)),
            favourable="1",
        ),
    ]  # fmt: skip
    if design.deviation or design.kept != (1.0, 1.0):
        columns.append(Column("w", Role.WEIGHT, Numbers(weight[seen])))
    if design.clusters[0]:
        columns.append(Column("c", Role.CLUSTER, Numbers(cluster[seen].astype(float))))
    return Dataset(tuple(columns))


def _people(rng: np.random.Generator, design: Design) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Whether each row is of the group, and its cluster; both of shape (rows,)."""
    if not design.clusters[0]:
        return np.repeat([True, False], design.rows), np.zeros(sum(design.rows), dtype=np.intp)
    sizes, groups, clusters = [], [], []
    for which, (number, rows) in enumerate(zip(design.clusters, design.rows, strict=True)):
        own = np.full(number, rows, dtype=float)
        if design.unequal:
            own = rows * np.exp(0.8 * rng.normal(size=number) - 0.32)
        start = 0 if design.shared or which == 0 else design.clusters[0]
        sizes.append(np.maximum(1, np.rint(own)).astype(int))
        groups.append(np.full(number, which == 0))
        clusters.append(start + np.arange(number))
    size = np.concatenate(sizes)
    return np.repeat(np.concatenate(groups), size), np.repeat(np.concatenate(clusters), size)


def designs() -> Iterator[Design]:
    """Every design."""
    for deviation in (0.5, 1.0, 1.5):
        yield Design((100, 3000), 0.005, 1.0, deviation)
        for events in (0.01, 0.03, 0.1, 0.4):
            yield Design((150, 3000), events, 1.0, deviation)
        yield Design((600, 600), 0.03, 2.0, deviation)
        yield Design((600, 600), 0.4, 2.0, deviation)
    for kept in ((0.9, 0.1), (0.1, 0.9)):
        for events in (0.03, 0.2):
            for rows in ((600, 6000), (2000, 2000)):
                yield Design(rows, events, kept=kept)
    for clusters in ((8, 60), (20, 60), (30, 30), (60, 60)):
        for events in (0.02, 0.1, 0.4):
            yield Design((20, 20), events, clusters=clusters, alike=0.05)
        yield Design((20, 20), 0.1, clusters=clusters, alike=0.2, unequal=True)
        yield Design((20, 20), 0.4, 2.0, clusters=clusters, alike=0.2)
        yield Design((20, 20), 0.4, 1.0, 1.0, clusters=clusters, alike=0.1)
    for number in (8, 20, 60):
        for events in (0.1, 0.4):
            yield Design((4, 40), events, clusters=(number, number), alike=0.1, shared=True)
            yield Design((20, 20), events, clusters=(number, number), alike=0.1, shared=True)
            yield Design((20, 20), events, clusters=(number, number), alike=0.2, shared=True,
                         opposed=True)  # fmt: skip
    for clusters in ((12, 12), (12, 60), (30, 30)):
        for shared in (False, True):
            if not shared or clusters[0] == clusters[1]:
                yield Design((30, 30), 0.05, clusters=clusters, shared=shared, far=0.1)


@dataclass(slots=True)
class Counted:
    """Of the samples of a design: all, judged, holding the truth, failing below and above."""

    samples: int = 0
    judged: int = 0
    held: int = 0
    failed: NDArray[np.int64] | None = None
    width: float = 0.0
    crude: int = 0


def count(rng: np.random.Generator, design: Design, draws: int) -> Counted:
    """How often rules at the truth are decided falsely in so many samples."""
    counted = Counted(failed=np.zeros((2, len(LEVELS)), dtype=np.int64))
    for _ in range(draws):
        counted.samples += 1
        for item in adjusted(Subject(sampled(rng, design), advice=advice(None))):
            if not isinstance(item, Estimate):
                continue
            if item.metric == "crude_odds_ratio":
                counted.crude += any(
                    beyond(deciding(item.method), item.evidence, 1.0, LEVELS[0], above=above)
                    for above in (True, False)
                )
                continue
            counted.judged += 1
            method = deciding(item.method)
            inside = limits(method, item.evidence, 0.95)
            counted.held += inside.lower <= design.ratio <= inside.upper
            counted.width += min(20.0, np.log(inside.upper + 1e-9) - np.log(inside.lower + 1e-9))
            for side, above in enumerate((True, False)):
                for place, level in enumerate(LEVELS):
                    counted.failed[side, place] += beyond(
                        method, item.evidence, design.ratio, level, above=above
                    )
    return counted


def main(draws: int) -> None:
    """Print a line for each design."""
    for seed, design in enumerate(designs()):
        seen = count(np.random.default_rng(seed), design, draws)
        below, above = seen.failed / seen.samples
        judged = max(seen.judged, 1)
        print(
            f"{seen.judged / seen.samples:5.2f} {seen.held / judged:6.3f} "
            f"{below[0]:.4f} {above[0]:.4f}  {below[1]:.4f} {above[1]:.4f} "
            f"{seen.width / judged:5.2f} {seen.crude / seen.samples:.4f}  {design}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
