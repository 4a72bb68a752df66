"""How often the dependence test accuses innocent tables, and how often it finds biased ones.

    python benchmarks/simulate_confounds.py [TABLES]

1,000 tables (the default) over ten families: numbers, classes, mixtures, non-linear and
exponential trends, heavy tails, growing spread. Innocent: the answer knows the label only.
Biased: it also uses the nuisance. Beside it stands the plain test that ignores the label.
"""

import sys
from pathlib import Path
from runpy import run_path

import numpy as np

from audits.confounds.conditional import model_of
from audits.confounds.plain import plain_p

# The same families that the tests draw from.
FAMILIES = run_path(str(Path("tests/audits/confounds/simulated.py")))["FAMILIES"]
ROWS, PERMUTATIONS, LEVEL, BIAS = 500, 299, 0.05, 0.3


def flagged(family, seed, bias):
    """(by the conditional test, by the plain one, whether the model's checks held)."""
    draw = np.random.default_rng([2026, seed])
    label, answer, nuisance = family(draw, ROWS, bias)
    model = model_of(label, answer, nuisance, draw)
    found = model.test(PERMUTATIONS, draw)[0]
    return found <= LEVEL, plain_p(answer, nuisance) <= LEVEL, model.holds


def main():
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
