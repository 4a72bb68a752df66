"""Errors of predicted numbers in clusters of which a few are far off: rules at the truth.

Of each cluster all rows err by so many deviations more with a small probability. Such a cluster is
in few samples or in none, so what is judged is judged as if one more had been drawn
(`audits.statistics.unseen_clusters`). Beside it the limits without that one. Writes its table into
docs/statistics.md, the worst cell of each metric first, and what the limits cost in ordinary
clusters.

python -m benchmarks.simulate_far_clusters [DRAWS]            # print
python -m benchmarks.simulate_far_clusters [DRAWS] --write    # and put into docs/statistics.md
python -m benchmarks.simulate_far_clusters [DRAWS] --unseen   # who is missed five deviations off
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import pi, sqrt
from pathlib import Path

import numpy as np
from scipy.stats import foldnorm

from audits.statistics.enough_rows import not_enough
from audits.statistics.intervals import limits
from audits.statistics.residuals import Figure, Pairs, residuals

PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
START, END = "<!-- far clusters: start -->", "<!-- far clusters: end -->"
CLUSTERS, EXPECTED, DISTANCES, LIKENESSES = (
    (20, 40, 60, 100, 200),
    (1, 2, 3),
    (2.0, 3.0, 4.0),
    (0.0, 0.1),
)
ORDINARY = (0.05, 0.2, 0.4)
ROWS, FEWEST_ROWS = 2400, 20
LABEL_VARIANCE = 4.0
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """share: of clusters that are far off, by so many deviations of a row; likeness: intraclass."""

    clusters: int
    share: float
    by: float
    likeness: float

    @property
    def rows(self) -> int:
        """Of one cluster."""
        return max(FEWEST_ROWS, ROWS // self.clusters)

    def __str__(self) -> str:
        far = f"{100 * self.share:.2g} % off by {self.by:g}" if self.share else "none far off"
        return f"{self.clusters} clusters of {self.rows}, alike by {self.likeness:g}, {far}"

    @property
    def truths(self) -> dict[str, float]:
        """Of the law of an error, closed forms of the mixture of two normals."""
        square = 1 + self.share * self.by**2
        near, far = sqrt(2 / pi), float(foldnorm.mean(self.by)) if self.by else 0.0
        return {
            "mean_error": self.share * self.by,
            "mean_absolute_error": (1 - self.share) * near + self.share * far,
            "root_mean_squared_error": sqrt(square),
            "r_squared": 1 - square / LABEL_VARIANCE,
        }


@dataclass
class Counted:
    """Samples judged, then those that lie under the truth and over it: before, and now."""

    judged: int = 0
    under: int = 0
    over: int = 0
    under_before: int = 0
    over_before: int = 0
    widths: list[float] = field(default_factory=list)

    @property
    def worst(self) -> int:
        """Samples that decide a rule falsely, of the worse bound."""
        return max(self.under, self.over)


def drawn(cell: Cell, rng: np.random.Generator) -> tuple[dict[str, Figure], int]:
    """The figures of one sample, and how many of its clusters are far off."""
    codes = np.repeat(np.arange(cell.clusters, dtype=np.int32), cell.rows)
    far = rng.random(cell.clusters) < cell.share
    shift = cell.by * far + sqrt(cell.likeness) * rng.normal(size=cell.clusters)
    error = shift[codes] + sqrt(1 - cell.likeness) * rng.normal(size=len(codes))
    label = sqrt(LABEL_VARIANCE) * rng.normal(size=len(codes))
    figures = residuals(Pairs(label, label + error, clusters=codes)).figures
    known = {name: figure for name, figure in figures.items() if isinstance(figure, Figure)}
    return known, int(far.sum())


def simulate(cell: Cell, draws: int) -> dict[str, Counted]:
    """Samples of one cell by metric."""
    counts = {metric: Counted() for metric in cell.truths}
    seed = (cell.clusters, round(1e4 * cell.share), round(cell.by), round(100 * cell.likeness))
    rng = np.random.default_rng([20261201, *seed])
    for _ in range(draws):
        for metric, figure in drawn(cell, rng)[0].items():
            if not_enough(figure.mean, figure.needs, 30) is not None:
                continue
            count, truth = counts[metric], cell.truths[metric]
            before = limits(figure.method, figure.mean.skewed, 0.95)
            now = limits(f"{figure.method}-clusters", figure.mean.with_a_cluster, 0.95)
            count.judged += 1
            count.under += now.upper < truth
            count.over += now.lower > truth
            count.under_before += before.upper < truth
            count.over_before += before.lower > truth
            count.widths.append((now.upper - now.lower) / (before.upper - before.lower))
    return counts


def grid() -> Iterator[Cell]:
    """With a few far off, then ordinary ones."""
    for clusters in CLUSTERS:
        for expected, by, likeness in product(EXPECTED, DISTANCES, LIKENESSES):
            yield Cell(clusters, expected / clusters, by, likeness)
    for clusters, likeness in product(CLUSTERS, ORDINARY):
        yield Cell(clusters, 0.0, 0.0, likeness)


def rows(cells: dict[Cell, dict[str, Counted]], draws: int) -> Iterator[str]:
    """The page's table."""
    yield (
        "| metric | clusters | judged | truth above, of all | below | before: above | below "
        "| times as wide |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for metric in Cell(20, 0, 0, 0).truths:
        far = [(cell, counts[metric]) for cell, counts in cells.items() if cell.share]
        ordinary = [(cell, counts[metric]) for cell, counts in cells.items() if not cell.share]
        far.sort(key=lambda item: -item[1].worst)
        ordinary.sort(key=lambda item: -float(np.median(item[1].widths)))
        for cell, count in (*far[:SHOWN], ordinary[0], ordinary[len(ordinary) // 2], ordinary[-1]):
            parts = (count.judged, count.under, count.over, count.under_before, count.over_before)
            shares = " | ".join(f"{part / draws:.3f}" for part in parts)
            yield f"| `{metric}` | {cell} | {shares} | {float(np.median(count.widths)):.2f} |"


def unseen(cell: Cell, draws: int) -> dict[str, tuple[int, int, int]]:
    """Of each metric the samples that miss the truth without a far cluster, those that do with
    some, and all samples without one."""
    missed = {metric: [0, 0] for metric in cell.truths}
    none, rng = 0, np.random.default_rng([20261202, cell.clusters, round(10 * cell.by)])
    for _ in range(draws):
        figures, far = drawn(cell, rng)
        none += far == 0
        for metric, figure in figures.items():
            if not_enough(figure.mean, figure.needs, 30) is None:
                now = limits(f"{figure.method}-clusters", figure.mean.with_a_cluster, 0.95)
                inside = now.lower <= cell.truths[metric] <= now.upper
                missed[metric][far > 0] += not inside
    return {metric: (without, some, none) for metric, (without, some) in missed.items()}


def tell_unseen(draws: int) -> None:
    """Print a line for each metric of cells that are too far off for the limits."""
    for clusters, share in ((30, 0.067), (60, 0.04), (100, 0.025)):
        for by in (5.0, 6.0, 8.0):
            cell = Cell(clusters, share, by, 0.1)
            for metric, (without, some, none) in unseen(cell, draws).items():
                print(
                    f"| `{metric}` | {cell} | {none} of {draws} | {without} | {some} |", flush=True
                )


def main(draws: int, *, write: bool) -> None:
    """Print the table. write: put it into docs/statistics.md too."""
    cells = {cell: simulate(cell, draws) for cell in grid()}
    text = "\n".join(rows(cells, draws))
    print(text)
    if write:
        made = f"Made by `python -m benchmarks.simulate_far_clusters {draws} --write`."
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{made}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Errors in clusters of which a few are far off.")
    parser.add_argument("draws", type=int, nargs="?", default=400)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    asked = parser.parse_args()
    if asked.unseen:
        tell_unseen(asked.draws)
    else:
        main(asked.draws, write=asked.write)
