"""How often the dependence test accuses innocent tables, and how often it finds biased ones.

    python -m benchmarks.simulate_confounds [TABLES]
    python -m benchmarks.simulate_confounds shapes ROWS [TABLES [PART OF PARTS]]

1,000 tables (the default) over ten families: numbers, classes, mixtures, non-linear and
exponential trends, heavy tails, growing spread. Innocent: the answer knows the label only.
Biased: it also uses the nuisance. Beside it stands the plain test that ignores the label.

shapes: answer and nuisance, numbers and classes, follow a numeric label by one shared shape, ten
smooth and ten rough; prints the rows of the table in docs/confounds.md, TABLES innocent and as
many biased ones for each of the four kinds. The biased answer uses as much of the nuisance as a
test that knows both true conditional means needs to find nearly all (its share is printed).
Flagged: p <= .05 and not Undetermined.
"""

import sys
from pathlib import Path
from runpy import run_path

import numpy as np

from audits.confounds.conditional_model import model_of
from audits.confounds.marginal_association import plain_p

# The same families that the tests draw from.
FAMILIES = run_path(str(Path("tests/audits/confounds/simulated.py")))["FAMILIES"]
SHAPED = run_path(str(Path("tests/audits/confounds/shapes.py")))["FAMILIES"]
# Of 60 rows an effect that the test with the truth finds 99 times of 100; else 98 times.
WANTED = {60: 5.0}
ROWS, PERMUTATIONS, LEVEL, BIAS = 500, 299, 0.05, 0.3


def flagged(family, seed, bias):
    """(by the conditional test, by the plain one, whether the model's checks held)."""
    draw = np.random.default_rng([2026, seed])
    label, answer, nuisance = family(draw, ROWS, bias)
    model = model_of(label, answer, nuisance, draw)
    found = model.test(PERMUTATIONS, draw)[0]
    return found <= LEVEL, plain_p(answer, nuisance) <= LEVEL, model.holds


def followed(family, rows, seed, use):
    """(flagged, undetermined, flagged by a test that knows the truth), or None: one class only."""
    draw = np.random.default_rng([7, seed, rows, int(use > 0), SHAPED.index(family)])
    label, answer, nuisance, known = family.draw(draw, rows, use)
    if any(found.is_category and len(found.levels) < 2 for found in (answer, nuisance)):
        return None
    model = model_of(label, answer, nuisance, draw)
    reached = model.test(199, draw)[0] <= LEVEL
    return reached and not model.misleads, model.misleads, known > 1.96


def shapes(rows, tables, part, parts):
    names = list(dict.fromkeys(family.shape for family in SHAPED))[part::parts]
    for name in names:
        found = {}
        for family in (held for held in SHAPED if held.shape == name):
            for use in (0.0, family.use(rows, WANTED.get(rows, 4.1))):
                seen = [followed(family, rows, seed, use) for seed in range(tables)]
                kind = f"{family.answer}, nuisance a {family.nuisance}"
                found[kind, use > 0] = np.array([one for one in seen if one is not None])
        innocent, biased = (
            np.concatenate([found[k] for k in found if k[1] == b]) for b in (False, True)
        )
        weakest = min((k for k in found if k[1]), key=lambda k: found[k][:, 0].mean())
        print(
            f"| {name} | {rows:,} | {100 * innocent[:, 0].mean():.1f} % | "
            f"{100 * innocent[:, 1].mean():.1f} % | {100 * biased[:, 0].mean():.1f} % | "
            f"{100 * biased[:, 2].mean():.1f} % | {100 * found[weakest][:, 0].mean():.0f} % "
            f"({weakest[0]}) | {len(innocent)} |",
            flush=True,
        )


def main():
    if sys.argv[1:2] == ["shapes"]:
        given = [int(word) for word in sys.argv[2:]]
        shapes(*given, *(100, 0, 1)[len(given) - 1 :])
        return
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    each = max(1, tables // len(FAMILIES))
    print(f"{each} tables a family, n {ROWS}, {PERMUTATIONS} permutations")
    print(f"{'':20} innocent: conditional  plain   biased: conditional   checks held")
    sums = np.zeros(4)
    for family in FAMILIES:
        innocent = np.array([flagged(family, seed, 0.0) for seed in range(each)])
        biased = np.array([flagged(family, seed + 10_000, BIAS) for seed in range(each)])
        shares = np.array(
            [innocent[:, 0].mean(), innocent[:, 1].mean(), biased[:, 0].mean(),
             innocent[:, 2].mean()]
        )  # fmt: skip
        sums += shares
        print(f"{family.__name__:20} {shares[0]:21.3f} {shares[1]:6.3f} {shares[2]:21.3f} "
              f"{shares[3]:13.3f}", flush=True)  # fmt: skip
    means = sums / len(FAMILIES)
    error = np.sqrt(means[0] * (1 - means[0]) / (each * len(FAMILIES)))
    print(f"{'all':20} {means[0]:21.4f} {means[1]:6.3f} {means[2]:21.4f} {means[3]:13.3f}")
    print(f"standard error of the simulation {error:.4f}")


if __name__ == "__main__":
    main()
