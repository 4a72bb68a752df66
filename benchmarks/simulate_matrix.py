"""Simulate shares in clusters and with weights, costs, gains, correlation, kappa and Cramér's V.

Writes the tables of docs/statistics.md, worst cell first. Where the counts can be enumerated
they are: then a figure is exact. "Above" is how often the lower limit lies above the truth,
"below" how often the upper limit lies below it, at tails of .025 (an interval of 95 %) and of
.00125 (that of a rule over twenty groups after Holm).

python -m benchmarks.simulate_matrix            # print
python -m benchmarks.simulate_matrix --write    # and put into docs/statistics.md
python -m benchmarks.simulate_matrix --write cramers_v    # the tables whose titles hold the word
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import stats

from audits.data.cluster_likeness import likeness
from audits.data.clusters import FEWEST_CLUSTERS, Clustered
from audits.data.tallies import Tally
from audits.statistics.association import FEWEST_EXPECTED, smallest_expected, v_evidence
from audits.statistics.intervals import limits
from audits.statistics.matrix_scores import cohen_kappa, fiducial, matthews_correlation
from audits.statistics.shares import share_of
from audits.statistics.tests import cramers_v

TAILS = (0.025, 0.00125)
PAGE = Path("docs/statistics.md")
START, END = "<!-- matrix: start -->", "<!-- matrix: end -->"
# Of a cell: what it is, coverage, above and below at .025, above and below at .00125.
Row = tuple[str, float, float, float, float, float]


def row(cell: str, method: str, evidence: Sequence, weights: Sequence[float], truth: float) -> Row:
    """How a method holds the truth over these outcomes and their probabilities."""
    weight = np.asarray(weights) / np.sum(weights)
    found = []
    for tail in TAILS:
        drawn = [limits(method, each, 1 - 2 * tail) for each in evidence]
        found.append(float(weight @ np.array([each.lower > truth + 1e-12 for each in drawn])))
        found.append(float(weight @ np.array([each.upper < truth - 1e-12 for each in drawn])))
    return cell, 1 - found[0] - found[1], *found


def outcomes(n: int, first: float, second: float) -> tuple[list[tuple[int, int]], list[float]]:
    """Counts of two exclusive events among n rows, and their probabilities (but for 1e-4)."""
    held, weights = [], []
    x = np.arange(n + 1)
    for count, chance in zip(x.tolist(), stats.binom.pmf(x, n, first), strict=True):
        if chance < 1e-7:
            continue
        rest = np.arange(n - count + 1)
        own = chance * stats.binom.pmf(rest, n - count, second / (1 - first))
        for other in np.flatnonzero(own > 3e-8).tolist():
            held.append((count, other))
            weights.append(float(own[other]))
    return held, weights


def costs(sizes: Sequence[int] = (30, 100, 300)) -> Iterator[Row]:
    """Exact: a mean cost of two kinds of error."""
    for n in sizes:
        for fp, fn in ((0.001, 0.001), (0.01, 0.001), (0.05, 0.005), (0.2, 0.001), (0.3, 0.1)):
            held, weights = outcomes(n, fp, fn)
            for price in (1.2, 10, 100):
                evidence = [(0, price, y, n, 1, x, n) for x, y in held]
                cell = f"cost 1 and {price}: {fp} false positive, {fn} false negative, n {n}"
                yield row(cell, "exact-cost", evidence, weights, fp + price * fn)


def balanced(sizes: Sequence[tuple[int, int]] = ((30, 30), (30, 300), (100, 100))) -> Iterator[Row]:
    """Exact: the mean of two recalls."""
    for n, m in sizes:
        for p, q in ((0.99, 0.999), (0.95, 0.99), (0.5, 0.98), (0.3, 0.6)):
            x, y = np.arange(n + 1), np.arange(m + 1)
            both = np.outer(stats.binom.pmf(x, n, p), stats.binom.pmf(y, m, q))
            at = np.argwhere(both > 3e-8).tolist()
            evidence = [(0.5, a, n, 0.5, b, m) for a, b in at]
            cell = f"balanced accuracy of recalls {p} (n {n}) and {q} (n {m})"
            yield row(cell, "melded-sum", evidence, [both[a, b] for a, b in at], (p + q) / 2)


def gains(sizes: Sequence[int] = (30, 100, 300)) -> Iterator[Row]:
    """Exact: how much more often right than a fixed answer."""
    for n in sizes:
        for better, worse in ((0.01, 0.01), (0.1, 0.02), (0.3, 0.001), (0.02, 0.25), (0.3, 0.3)):
            held, weights = outcomes(n, better, worse)
            evidence = [(b + c, n, b, b + c) for b, c in held]
            cell = f"gain: {better} better, {worse} worse, n {n}"
            yield row(cell, "exact-paired", evidence, weights, better - worse)


def clustered(rng: np.random.Generator, draws: int = 1500, grid: bool = True) -> Iterator[Row]:
    """Shares of clusters whose rows are alike (beta-binomial), of equal and unequal size."""
    shapes: dict[str, Callable[[int], np.ndarray]] = {
        "4 rows": lambda many: np.full(many, 4),
        "50 rows": lambda many: np.full(many, 50),
        "1 to 50 rows": lambda many: np.clip(rng.lognormal(2, 1.2, many), 1, 50).astype(int),
        "50 rows one in ten, else 3": lambda many: np.where(np.arange(many) % 10, 3, 50),
    }
    counts, likenesses = ((5, 20, 50, 100), (0.0, 0.2, 0.4)) if grid else ((20, 100), (0.4,))
    rates = (0.001, 0.02, 0.1, 0.5) if grid else (0.02, 0.1)
    for many in counts:
        for shape, sizes in shapes.items():
            for alike in likenesses:
                for rate in rates:
                    evidence = []
                    for _ in range(draws):
                        size = sizes(many)
                        if size.sum() < 30 or size.sum() ** 2 / (size**2).sum() < FEWEST_CLUSTERS:
                            continue
                        found = _alike(rng, size, rate, alike)
                        evidence.append(found)
                    if len(evidence) < draws / 5:
                        continue
                    cell = f"{many} clusters of {shape}, intraclass {alike}, rate {rate}"
                    yield row(cell, "korn-graubard", evidence, np.ones(len(evidence)), rate)


def _alike(rng: np.random.Generator, size: np.ndarray, rate: float, alike: float):
    spread = 1 / alike - 1 if alike else 0.0
    own = rng.beta(rate * spread, (1 - rate) * spread, len(size)) if alike else rate
    hits = rng.binomial(size, own)
    amounts = np.concatenate([hits, size - hits]).astype(float)
    cell, cluster = np.repeat([0, 1], len(size)), np.tile(np.arange(len(size)), 2)
    held = Clustered(cluster, cell, amounts).within(np.ones(2, dtype=bool))
    found = likeness(held, np.array([True, False]))
    return (
        hits.sum() / size.sum(),
        min(float(size.sum()), found.effective),
        found.degrees_of_freedom,
    )


def compared(rng: np.random.Generator, draws: int = 300) -> Iterator[Row]:
    """Differences and ratios of two shares in clusters."""
    for many in (10, 30, 100):
        for size in (4, 50):
            for alike in (0.0, 0.2, 0.4):
                for p, q in ((0.02, 0.02), (0.02, 0.1), (0.1, 0.02), (0.5, 0.4), (0.98, 0.9)):
                    sizes = np.full(many, size)
                    pairs = [
                        (*_alike(rng, sizes, p, alike), *_alike(rng, sizes, q, alike))
                        for _ in range(draws)
                    ]
                    cell = f"{many} clusters of {size} each, intraclass {alike}, {p} and {q}"
                    held = np.ones(draws)
                    yield row(f"difference, {cell}", "korn-graubard-difference", pairs, held, p - q)
                    pairs = [pair for pair in pairs if pair[3] > 0]
                    if len(pairs) > draws / 3:
                        held = np.ones(len(pairs))
                        yield row(f"ratio, {cell}", "korn-graubard-ratio", pairs, held, p / q)


def weighted(rng: np.random.Generator, draws: int = 1500, grid: bool = True) -> Iterator[Row]:
    """Shares with log-normal weights, judged where the weights are worth 30 rows."""
    for n in (30, 100, 1000) if grid else (300,):
        for deviation in (0.0, 1.0, 1.5, 2.0, 3.0) if grid else (1.0, 2.0):
            for rate in (0.001, 0.02, 0.1, 0.5) if grid else (0.02,):
                evidence = []
                for _ in range(draws):
                    weight, hit = rng.lognormal(0, deviation, n), rng.random(n) < rate
                    cells = [hit, ~hit]
                    tally = Tally(
                        np.array([part.sum() for part in cells]),
                        np.array([weight[part].sum() for part in cells]),
                        np.array([(weight[part] ** 2).sum() for part in cells]),
                    )
                    found = share_of(tally, np.array([True, False]), np.array([True, True]))
                    if found.undetermined_reason(30) is None:
                        evidence.append(found.evidence)
                if len(evidence) < draws / 20:
                    continue
                judged = len(evidence) / draws
                cell = f"weights of deviation {deviation}, rate {rate}, n {n}"
                cell += "" if judged > 0.999 else f" ({judged:.0%} judged)"
                yield row(cell, "korn-graubard", evidence, np.ones(len(evidence)), rate)


def scores(rng: np.random.Generator, draws: int = 300, grid: bool = True) -> Iterator[Row]:
    """Correlation and kappa at common and rare positives."""
    rates = ((0.5, 0.5), (0.3, 0.05), (0.8, 0.2), (0.9, 0.02)) if grid else ((0.8, 0.05),)
    for n in (30, 100, 1000) if grid else (300,):
        for share in (0.02, 0.5, 0.98) if grid else (0.02, 0.98):
            for hit, alarm in rates:
                cells = np.array(
                    [[(1 - share) * (1 - alarm), (1 - share) * alarm],
                     [share * (1 - hit), share * hit]]
                )  # fmt: skip
                for name, measure in (
                    ("correlation", matthews_correlation),
                    ("kappa", cohen_kappa),
                ):
                    evidence = []
                    for drawn in rng.multinomial(n, cells.reshape(-1), draws).reshape(-1, 2, 2):
                        if min(np.count_nonzero(drawn.sum(0)), np.count_nonzero(drawn.sum(1))) > 1:
                            value = float(measure(drawn))
                            found = fiducial(value, Tally(drawn), measure, 1000, rng)
                            evidence.append(found[1])
                    if len(evidence) < draws / 4:
                        continue
                    cell = f"{name}: positives {share}, TPR {hit}, FPR {alarm}, n {n}"
                    held = np.ones(len(evidence))
                    yield row(cell, "fiducial", evidence, held, float(measure(cells)))


def weighted_scores(rng: np.random.Generator, draws: int = 300, grid: bool = True) -> Iterator[Row]:
    """The same with log-normal weights, judged where they are worth 30 rows."""
    rates = ((0.5, 0.9, 0.02), (0.2, 0.8, 0.2), (0.02, 0.8, 0.05)) if grid else ((0.02, 0.8, 0.05),)
    for n in (100, 300, 1000) if grid else (1000,):
        for deviation in (1.0, 1.5, 2.0) if grid else (1.0,):
            for share, hit, alarm in rates:
                cells = np.array(
                    [(1 - share) * (1 - alarm), (1 - share) * alarm,
                     share * (1 - hit), share * hit]
                )  # fmt: skip
                for name, measure in (
                    ("correlation", matthews_correlation),
                    ("kappa", cohen_kappa),
                ):
                    evidence = []
                    for _ in range(draws):
                        weight, cell = rng.lognormal(0, deviation, n), rng.choice(4, n, p=cells)
                        if weight.sum() ** 2 / (weight @ weight) < 30:
                            continue
                        rows, sums, squares = (
                            np.bincount(cell, each, minlength=4).reshape(2, 2)
                            for each in (None, weight, weight**2)
                        )
                        if min(np.count_nonzero(rows.sum(0)), np.count_nonzero(rows.sum(1))) > 1:
                            tally = Tally(rows, sums, squares)
                            value = float(measure(sums))
                            evidence.append(fiducial(value, tally, measure, 400, rng)[1])
                    if len(evidence) < draws / 20:
                        continue
                    cell_name = f"{name}: positives {share}, TPR {hit}, FPR {alarm}, n {n}"
                    cell_name += f", weights of deviation {deviation}"
                    held, truth = np.ones(len(evidence)), float(measure(cells.reshape(2, 2)))
                    yield row(cell_name, "fiducial", evidence, held, truth)


def associations(rng: np.random.Generator, draws: int = 1000, grid: bool = True) -> Iterator[Row]:
    """Cramér's V, judged where every expected count is at least 2."""
    margins: dict[str, Callable[[int], np.ndarray]] = {
        "equal": lambda many: np.full(many, 1 / many),
        "falling": lambda many: 0.6 ** np.arange(many) / (0.6 ** np.arange(many)).sum(),
        "rare": lambda many: np.array([1 - 0.03 * (many - 1)] + [0.03] * (many - 1)),
    }
    shapes = ((2, 2), (5, 2), (3, 3), (10, 5)) if grid else ((2, 2), (5, 3))
    for shape in shapes:
        for name, margin in margins.items():
            lines, columns = (margin(many) for many in shape)
            for strength in (0.0, 0.1, 0.3, 0.6, 0.9) if grid else (0.0, 0.3):
                table = (1 - strength) * np.outer(lines, columns)
                table += strength * _comonotone(lines, columns)
                truth = cramers_v(table)
                for n in (30, 100, 500, 5000) if grid else (300,):
                    evidence = []
                    for drawn in rng.multinomial(n, table.reshape(-1), draws):
                        found = drawn.reshape(shape)
                        if smallest_expected(found) >= FEWEST_EXPECTED:
                            evidence.append(v_evidence(found)[1])
                    if len(evidence) < draws / 4:
                        continue
                    cell = f"V {truth:.2f}: {shape[0]} x {shape[1]}, {name} margins, n {n}"
                    yield row(
                        cell, "spread-v", evidence, np.ones(len(evidence)),
                        truth if truth > 1e-6 else 0.0,
                    )  # fmt: skip


def _comonotone(lines: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The strongest positive coupling of two margins: both read along one uniform number."""
    ends = np.unique(np.concatenate([[0.0], np.cumsum(lines), np.cumsum(columns)]).round(12))
    middle, width = (ends[1:] + ends[:-1]) / 2, np.diff(ends)
    found = np.zeros((len(lines), len(columns)))
    at = (
        np.minimum(np.searchsorted(np.cumsum(lines), middle), len(lines) - 1),
        np.minimum(np.searchsorted(np.cumsum(columns), middle), len(columns) - 1),
    )
    np.add.at(found, at, width)
    return found


def table(found: Sequence[Row], shown: int = 5) -> list[str]:
    """The worst cells by coverage, and the worst of each tail over all."""
    lines = [
        "| cell | held | above .025 | below .025 | above .00125 | below .00125 |",
        "|---|---|---|---|---|---|",
    ]
    for cell, *figures in sorted(found, key=lambda each: each[1])[:shown]:
        lines.append(f"| {cell} | " + " | ".join(_figures(figures)) + " |")
    worst = [min(each[1] for each in found), *(max(e[at] for e in found) for at in range(2, 6))]
    lines.append(f"| worst of all {len(found)} cells | " + " | ".join(_figures(worst)) + " |")
    return lines


def _figures(found: Sequence[float]) -> list[str]:
    return [f"{found[0]:.3f}", *(f"{each:.4f}" for each in found[1:])]


# What is drawn, by its title in the page; what has a generator draws from one of its own, so that a
# table drawn alone is what it is among all.
PARTS: dict[str, Callable[[np.random.Generator], Iterator[Row]]] = {
    "Shares in clusters (`korn-graubard`), 1,500 draws": clustered,
    "Differences and ratios of shares in clusters, 300 draws": compared,
    "Shares with weights (`korn-graubard`), 1,500 draws": weighted,
    "`expected_cost` (`exact-cost`), exact": lambda rng: costs(),
    "`balanced_accuracy` (`melded-sum`), exact": lambda rng: balanced(),
    "`accuracy_gain_over_majority` (`exact-paired`), exact": lambda rng: gains(),
    "`matthews_correlation`, `cohen_kappa` (`fiducial`), 300 draws": scores,
    "`matthews_correlation`, `cohen_kappa` with weights, 300 draws": weighted_scores,
    "`cramers_v` (`spread-v`), 1,000 draws": associations,
}


def part(title: str, seed: int = 0) -> str:
    """One table under its title."""
    rng = np.random.default_rng([seed, list(PARTS).index(title)])
    return "\n".join([f"**{title}.**", "", *table(list(PARTS[title](rng)))])


def _name(title: str) -> str:
    """Without how many were drawn."""
    return title.removeprefix("**").rsplit(",", 1)[0]


def main() -> None:
    wanted = [word for word in sys.argv[1:] if word != "--write"]
    titles = [title for title in PARTS if not wanted or any(word in title for word in wanted)]
    drawn = {}
    for title in titles:
        print(title, flush=True)
        drawn[title] = part(title)
        print(drawn[title], flush=True)
    if "--write" not in sys.argv:
        return
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    text, after = rest.split(END)
    tables = [each for each in re.split(r"\n\n(?=\*\*)", text.strip("\n")) if each]
    there = {_name(each.split(".**")[0]): each for each in tables}
    there |= {_name(title): each for title, each in drawn.items()}
    written = "\n\n".join(there[_name(title)] for title in PARTS if _name(title) in there)
    PAGE.write_text(f"{before}{START}\n{written}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
