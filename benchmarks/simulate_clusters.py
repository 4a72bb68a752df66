"""Simulate what is made of shares in clusters: kappa, correlation, sums of shares, ROC areas.

Each audit draws new clusters, measures by the probe itself and is judged with a bound exactly at
the truth, from below and from above. Writes its table into docs/statistics.md, worst cell of each
metric first. Label and score of a row share a cluster's own shift, so that both are alike inside a
cluster by the intraclass correlation.

python -m benchmarks.simulate_clusters [AUDITS]            # print
python -m benchmarks.simulate_clusters [AUDITS] --write    # and put into docs/statistics.md
... --kept FILE: cells that were drawn are kept there, and a drawing that was ended goes on from it
... --again 300: the worst cell of each metric too, with another seed and so many audits
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from math import sqrt
from pathlib import Path

import numpy as np
from scipy.special import ndtr, ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.judging.advice import advice
from audits.measurement import Estimate
from audits.probing.probe import Subject
from audits.running.catalog import find
from audits.specification.roles import Role
from audits.statistics.intervals import deciding, limits, one_sided_p

PAGE = Path(__file__).parents[1] / "docs" / "statistics.md"
START, END = "<!-- clusters: start -->", "<!-- clusters: end -->"
METRICS = ("cohen_kappa", "matthews_correlation", "balanced_accuracy", "expected_cost", "roc_auc")
PROBES = {
    "imbalance.accuracy_against_majority": {
        "draws": 200, "cost_false_positive": 1.0, "cost_false_negative": 5.0,
    },
    "fairness.ranking": {},
}  # fmt: skip
LIKENESSES, CLUSTERS, PREVALENCES = (0.05, 0.2, 0.5), (10, 30, 100), (0.1, 0.5, 0.9)
ROWS = 20  # of a cluster, on average
LEVEL, MOST_FAILED, LEAST_COVERED = 0.025, 0.035, 0.93
# How far positive scores lie above negative ones, in standard deviations.
APART = 1.2


@dataclass(frozen=True, slots=True)
class Cell:
    """likeness: intraclass correlation of the latent label and of the latent score.

    clusters: how many. unequal: whether sizes are lognormal of deviation .8, else all ROWS.
    weights: lognormal deviation of the rows' weights; 0 where there are none.
    """

    likeness: float
    clusters: int
    unequal: bool
    prevalence: float
    weights: float

    def __str__(self) -> str:
        sizes = "unequal sizes" if self.unequal else f"{ROWS} rows each"
        weighted = f", weights of deviation {self.weights:g}" if self.weights else ""
        return (
            f"{self.clusters} clusters, {sizes}, alike by {self.likeness:g}, prevalence "
            f"{self.prevalence:g}{weighted}"
        )


@dataclass
class Counted:
    """Audits drawn, judged, whose interval holds the truth, and with a FAIL at least or at most."""

    audits: int = 0
    judged: int = 0
    holds: int = 0
    below: int = 0
    above: int = 0

    @property
    def coverage(self) -> float:
        """Of those judged; 1 where none is."""
        return self.holds / self.judged if self.judged else 1.0

    @property
    def failed(self) -> float:
        """The larger share of all audits with a wrong FAIL, of the two bounds."""
        return max(self.below, self.above) / self.audits


def grid() -> Iterator[Cell]:
    """Without weights, then with weights of lognormal deviation 1."""
    for weights, unequal, *rest in product(
        (0.0, 1.0), (False, True), LIKENESSES, CLUSTERS, PREVALENCES
    ):
        yield Cell(rest[0], rest[1], unequal, rest[2], weights)


def latent(cell: Cell, cluster: np.ndarray, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Labels and scores, each shape (rows,). cluster: shape (rows,), codes."""

    def noise() -> Floats:
        shared = rng.standard_normal(int(cluster.max()) + 1)[cluster]
        own = rng.standard_normal(len(cluster))
        return sqrt(cell.likeness) * shared + sqrt(1 - cell.likeness) * own

    label = (noise() < ndtri(cell.prevalence)).astype(float)
    return label, noise() + APART * label


def drawn(cell: Cell, rng: np.random.Generator) -> Dataset:
    """One audit's rows."""
    sizes = np.full(cell.clusters, ROWS)
    if cell.unequal:
        sizes = np.maximum(1, np.rint(ROWS * rng.lognormal(-0.32, 0.8, cell.clusters))).astype(int)
    cluster = np.repeat(np.arange(cell.clusters), sizes)
    label, score = latent(cell, cluster, rng)
    weight = rng.lognormal(0, cell.weights, len(label)) if cell.weights else None
    return table(label, score, cluster, weight)


def table(
    label: Floats, score: Floats, cluster: np.ndarray | None, weight: Floats | None
) -> Dataset:
    """As a dataset; the answer is yes from the middle of both laws on."""
    answer = (score > APART / 2).astype(np.int8)
    classes = ("0", "1")
    columns = [
        Column("label", Role.LABEL, Categories(label.astype(np.int8), classes), positive="1"),
        Column("answer", Role.PREDICTION, Categories(answer, classes)),
        Column("score", Role.SCORE, Numbers(ndtr(score - APART / 2))),
    ]
    if cluster is not None:
        columns.append(Column("cluster", Role.CLUSTER, Numbers(cluster.astype(float))))
    if weight is not None:
        columns.append(Column("weight", Role.WEIGHT, Numbers(weight)))
    return Dataset(tuple(columns))


def measured(data: Dataset, seed: int) -> dict[str, Estimate]:
    """The determined numbers of all rows by their metric."""
    estimates = {}
    for name, own in PROBES.items():
        probe = find(name)
        parameters = {key: parameter.default for key, parameter in probe.parameters.items()} | own
        for item in probe(Subject(data, seed=seed, advice=advice(None)), **parameters):
            if isinstance(item, Estimate) and not item.group and item.metric in METRICS:
                estimates[item.metric] = item
    return estimates


@cache
def truths(prevalence: float) -> dict[str, float]:
    """Of the law of a row, which no likeness changes; closed forms of the binormal."""
    right = float(ndtr(APART / 2))
    errors = (prevalence * (1 - right), (1 - prevalence) * (1 - right))
    yes = prevalence * right + errors[1]
    chance = prevalence * yes + (1 - prevalence) * (1 - yes)
    shared = prevalence * right - prevalence * yes
    return {
        "cohen_kappa": (right - chance) / (1 - chance),
        "matthews_correlation": shared / sqrt(prevalence * (1 - prevalence) * yes * (1 - yes)),
        "balanced_accuracy": right,
        "expected_cost": 5 * errors[0] + errors[1],
        "roc_auc": float(ndtr(APART / sqrt(2))),
    }


def simulate(cell: Cell, audits: int, seed: int = 20261130) -> dict[str, Counted]:
    """Audits of one cell by metric."""
    counts = {metric: Counted() for metric in METRICS}
    known = truths(cell.prevalence)
    rng = np.random.default_rng(
        [seed, *(round(100 * float(part)) for part in asdict(cell).values())]
    )
    for audit in range(audits):
        estimates = measured(drawn(cell, rng), audit + 1)
        for metric, count in counts.items():
            count.audits += 1
            if (estimate := estimates.get(metric)) is None:
                continue
            method, truth = deciding(estimate.method), known[metric]
            interval = limits(method, estimate.evidence, 0.95)
            count.judged += 1
            count.holds += interval.lower <= truth <= interval.upper
            for side, above in (("below", False), ("above", True)):
                p_value = one_sided_p(method, estimate.evidence, truth, above=above)
                setattr(count, side, getattr(count, side) + (p_value <= LEVEL))
    return counts


def drawn_grid(audits: int, kept: Path | None) -> dict[Cell, dict[str, Counted]]:
    """All cells. kept: where those drawn are written, and read again."""
    before: dict[str, dict[str, dict[str, int]]] = {}
    if kept is not None and kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            before |= json.loads(line)
    cells = {}
    for cell in grid():
        key = f"{cell}; {audits}"
        if key not in before:
            before[key] = {name: asdict(c) for name, c in simulate(cell, audits).items()}
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({key: before[key]}) + "\n")
        cells[cell] = {name: Counted(**count) for name, count in before[key].items()}
    return cells


def rows(cells: Mapping[Cell, Mapping[str, Counted]], worst: int = 3) -> Iterator[str]:
    """The page's table: of each metric what all cells together give, and its worst cells."""
    by_metric: dict[str, list[tuple[Cell, Counted]]] = defaultdict(list)
    for cell, counts in cells.items():
        for metric, count in counts.items():
            by_metric[metric].append((cell, count))
    yield "| metric | cell | judged | coverage | FAIL `at_least` % | FAIL `at_most` % |"
    yield "|---|---|---|---|---|---|"
    for metric, own in by_metric.items():
        total = Counted(*(sum(getattr(c, n) for _, c in own) for n in Counted().__dict__))
        yield _row(metric, f"all {len(own)}", total)
        for cell, count in _worst_first(own)[:worst]:
            yield _row(metric, str(cell), count)


def _worst_first(own: Sequence[tuple[Cell, Counted]]) -> list[tuple[Cell, Counted]]:
    return sorted(own, key=lambda item: (-item[1].failed, item[1].coverage))


def again(cells: Mapping[Cell, Mapping[str, Counted]], audits: int) -> Iterator[str]:
    """Lines of the worst cell of each metric, with another seed."""
    for metric in METRICS:
        cell, _ = _worst_first([(cell, counts[metric]) for cell, counts in cells.items()])[0]
        yield _row(metric, str(cell), simulate(cell, audits, seed=20261202)[metric])


def _row(metric: str, cell: str, count: Counted) -> str:
    return (
        f"| `{metric}` | {cell} | {count.judged / count.audits:.2f} | {count.coverage:.3f} | "
        f"{100 * count.below / count.audits:.1f} | {100 * count.above / count.audits:.1f} |"
    )


def main(audits: int, *, write: bool, kept: Path | None, more: int) -> None:
    """Print the table. write: put it into docs/statistics.md too. more: audits of the worst."""
    cells = drawn_grid(audits, kept)
    text = "\n".join(rows(cells))
    print(text)
    if more:
        print("\n".join(again(cells, more)))
    if write:
        said = (
            f"Made by `python -m benchmarks.simulate_clusters {audits} --write`: {audits} audits a "
            f"cell, one error of a share of 2.5 % is {100 * sqrt(0.025 * 0.975 / audits):.1f} "
            "points."
        )
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{said}\n\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Numbers made of shares in clusters.")
    parser.add_argument("audits", type=int, nargs="?", default=100)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--again", type=int, default=0, help="audits of each worst cell anew")
    asked = parser.parse_args()
    main(asked.audits, write=asked.write, kept=asked.kept, more=asked.again)
