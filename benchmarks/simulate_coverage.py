"""Simulate how often each interval holds the truth, and write the tables of docs/statistics.md.

python -m benchmarks.simulate_coverage            # print
python -m benchmarks.simulate_coverage --write    # and put into docs/statistics.md
"""

import sys
from pathlib import Path

import numpy as np
from scipy import stats

from audits.statistics.intervals import limits
from audits.statistics.proportions import newcombe, wilson, z_quantile
from audits.statistics.ratios import ratio_score

SIZES = (40, 100, 300, 1000, 5000)
RATES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
DRAWS = 2000
PAGE = Path("docs/statistics.md")
START, END = "<!-- simulated: start -->", "<!-- simulated: end -->"


def wilson_coverage(n: int, rate: float) -> float:
    """Exact: every outcome with its binomial probability."""
    counts = np.arange(n + 1)
    weight = stats.binom.pmf(counts, n, rate)
    seen = np.flatnonzero(weight > 1e-12)
    held = [_holds(wilson((x, n), 0.95), rate) for x in seen.tolist()]
    return float(weight[seen] @ np.array(held, dtype=float))


def newcombe_coverage(n: int, p1: float, p2: float, rng: np.random.Generator) -> float:
    pairs = rng.binomial(n, (p1, p2), (DRAWS, 2)).tolist()
    held = [_holds(newcombe((x1, n, x2, n), 0.95), p1 - p2) for x1, x2 in pairs]
    return float(np.mean(held))


def koopman_coverage(n: int, p1: float, p2: float, rng: np.random.Generator) -> float:
    """The interval holds a ratio if and only if the score there is within its deviates."""
    z, truth = z_quantile(0.95), p1 / p2
    pairs = rng.binomial(n, (p1, p2), (DRAWS, 2)).tolist()
    held = [(x1 == 0 and x2 == 0) or abs(ratio_score(truth, x1, n, x2, n)) <= z for x1, x2 in pairs]
    return float(np.mean(held))


def shares_table(rng: np.random.Generator) -> list[str]:
    """Mean and least coverage over rates, by n."""
    lines = [
        "| n (each group) | Wilson mean | least | Newcombe mean | least | Koopman mean | least |",
        "|---|---|---|---|---|---|---|",
    ]
    for n in SIZES:
        single = [wilson_coverage(n, rate) for rate in RATES]
        pairs = [(p, q) for p in RATES[::2] for q in RATES[::2]]
        gaps = [newcombe_coverage(n, p, q, rng) for p, q in pairs]
        ratios = [koopman_coverage(n, p, q, rng) for p, q in pairs]
        cells = [f"{f(part):.3f}" for part in (single, gaps, ratios) for f in (np.mean, np.min)]
        lines.append(f"| {n} | " + " | ".join(cells) + " |")
    return lines


def others_table(rng: np.random.Generator, draws: int = 500) -> list[str]:
    """One line a method: what was simulated, and how often the interval held the truth."""
    lines = ["| method | simulated | coverage |", "|---|---|---|"]
    for name, said, held in (
        ("newcombe-larger", "TPR gap .1, FPR gap .05, n 200 each", _larger(rng, draws)),
        ("koopman-highest", "one group at .4, four at .5, n 300 each", _highest(rng, draws)),
        ("tango", "gain of paired shares, n 300", _gain(rng, draws)),
        ("wilson-f1", "F1 of a 10 % class, n 500", _f1(rng, draws)),
        ("mid-p", "odds ratio 2, n 100 each", _mid_p(rng, draws)),
        ("linearised", "rate .2, log-normal weights, n 300", _weighted(rng, draws)),
    ):
        lines.append(f"| `{name}` | {said} | {np.mean(list(held)):.3f} |")
    return lines


def verdicts_table(rng: np.random.Generator, draws: int = 400) -> list[str]:
    """FAIL and PASS of `impact_ratio at_least 0.8`, Holm over the groups."""
    lines = ["| groups | truth | n each | FAIL | PASS |", "|---|---|---|---|---|"]
    for groups, low in ((2, 0.4), (5, 0.4), (10, 0.4), (10, 0.5), (2, 0.3), (5, 0.3)):
        for n in (200, 1000):
            rates = np.full(groups, 0.5)
            rates[0] = low
            fail = passed = 0
            for _ in range(draws):
                counts = rng.binomial(n, rates).astype(float)
                evidence = []
                for at in range(groups):
                    others = [part for o in range(groups) if o != at for part in (counts[o], n)]
                    evidence.append((counts[at], float(n), *others))
                method = "koopman-highest"
                # Holm rejects something if and only if the smallest p-value passes Bonferroni.
                level = 1 - 2 * 0.025 / groups
                fail += any(limits(method, each, level).upper < 0.8 for each in evidence)
                passed += all(limits(method, each, 0.95).lower >= 0.8 for each in evidence)
            truth = f"lowest over highest {low / 0.5:.1f}"
            lines.append(
                f"| {groups} | {truth} | {n} | {fail / draws:.3f} | {passed / draws:.3f} |"
            )
    return lines


def _larger(rng, draws):
    rates = (0.7, 0.6, 0.25, 0.2)
    for counts in rng.binomial(200, rates, (draws, 4)).tolist():
        evidence = [part for x in counts for part in (x, 200)]
        yield 0.1 in limits("newcombe-larger", evidence, 0.95)


def _highest(rng, draws):
    for counts in rng.binomial(300, (0.4, 0.5, 0.5, 0.5, 0.5), (draws, 5)).tolist():
        evidence = [part for x in counts for part in (x, 300)]
        yield 0.8 in limits("koopman-highest", evidence, 0.95)


def _gain(rng, draws):
    # Of 300 rows 60 % are the majority class; .88 of it and .7 of the rest are answered rightly.
    for better, worse, _ in rng.multinomial(300, (0.28, 0.072, 0.648), draws).tolist():
        yield 0.28 - 0.072 in limits("tango", (better, worse, 300), 0.95)


def _f1(rng, draws):
    # TP, FP, FN, TN
    cells = np.array((0.07, 0.05, 0.03, 0.85))
    truth = 2 * cells[0] / (2 * cells[0] + cells[1] + cells[2])
    for hit, false, missed, _ in rng.multinomial(500, cells, draws).tolist():
        yield truth in limits("wilson-f1", (hit, hit + false + missed), 0.95)


def _mid_p(rng, draws):
    low = 0.3
    high = 2 * low / (1 - low) / (1 + 2 * low / (1 - low))
    for a, c in rng.binomial(100, (high, low), (draws, 2)).tolist():
        yield 2.0 in limits("mid-p", (a, 100 - a, c, 100 - c), 0.95)


def _weighted(rng, draws):
    for _ in range(draws):
        weight, hit = rng.lognormal(0, 0.7, 300), rng.random(300) < 0.2
        value = (weight * hit).sum() / weight.sum()
        variance = ((weight * (hit - value)) ** 2).sum() * 300 / 299 / weight.sum() ** 2
        evidence = (value, value * (1 - value) / variance, 299)
        yield 0.2 in limits("linearised", evidence, 0.95)


def _holds(found: tuple[float, float], truth: float) -> bool:
    return found[0] <= truth <= found[1]


def tables(seed: int = 0) -> str:
    """All tables as Markdown."""
    rng = np.random.default_rng(seed)
    parts = (
        f"Coverage at 95 %. Wilson: exact, over rates {RATES[0]} to {RATES[-1]}. Newcombe and "
        f"Koopman: {DRAWS:,} draws of each pair of six rates, so one entry has a standard error "
        "of about .005, and the least of 36 entries lies about .01 low by chance alone.",
        "\n".join(shares_table(rng)),
        "500 draws each (standard error .01).",
        "\n".join(others_table(rng)),
        "Verdicts of `impact_ratio at_least 0.8`, 400 audits each, Holm over the groups. At .8 "
        "the truth is at the bound; at 1.0 there is no disparity; at .6 FAIL is the power.",
        "\n".join(verdicts_table(rng)),
    )
    return "\n\n".join(parts)


def main() -> None:
    text = tables()
    print(text)
    if "--write" in sys.argv:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(START)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
