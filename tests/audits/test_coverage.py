"""A fast version of benchmarks/simulate_coverage.py: intervals hold the truth as they say."""

import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import limits

RATES = (0.02, 0.1, 0.5, 0.9, 0.98)


def share_covered(method, truth, evidence):
    held = [truth in limits(method, each, 0.95) for each in evidence]
    return np.mean(held)


@pytest.mark.parametrize(("n", "least"), [(40, 0.91), (1000, 0.935)])
def test_wilson_holds_the_rate_exactly_computed(n, least):
    found = []
    for rate in RATES:
        weight = stats.binom.pmf(np.arange(n + 1), n, rate)
        seen = np.flatnonzero(weight > 1e-9)
        held = [rate in limits("wilson", (int(x), n), 0.95) for x in seen]
        found.append(weight[seen] @ np.array(held, dtype=float))
    assert min(found) >= least
    assert 0.94 <= np.mean(found) <= 0.965


@pytest.mark.parametrize("method", ["newcombe", "koopman"])
@pytest.mark.parametrize(("n", "least"), [(40, 0.91), (1000, 0.935)])
def test_two_groups_are_compared_honestly(method, n, least):
    rng, found, draws = np.random.default_rng(11), [], 300
    for p in RATES:
        for q in (0.02, 0.5, 0.98):
            pairs = rng.binomial(n, (p, q), (draws, 2)).tolist()
            truth = p - q if method == "newcombe" else p / q
            evidence = [(x1, n, x2, n) for x1, x2 in pairs if method == "newcombe" or x1 + x2]
            found.append(share_covered(method, truth, evidence))
    # Three standard errors of a simulation of so many draws, for the least of fifteen.
    assert min(found) >= least - 3 * (0.05 * 0.95 / draws) ** 0.5
    assert 0.94 <= np.mean(found) <= 0.97


def test_the_four_fifths_rule_at_its_bound_rarely_fails_or_passes_anybody():
    rng, groups, n, audits = np.random.default_rng(12), 5, 400, 300
    rates = np.array([0.4, 0.5, 0.5, 0.5, 0.5])
    fail = passed = 0
    for counts in rng.binomial(n, rates, (audits, groups)).tolist():
        rows = [
            (counts[at], n, *(part for o in range(groups) if o != at for part in (counts[o], n)))
            for at in range(groups)
        ]
        level = 1 - 2 * 0.025 / groups
        fail += any(limits("koopman-highest", row, level).upper < 0.8 for row in rows)
        passed += all(limits("koopman-highest", row, 0.95).lower >= 0.8 for row in rows)
    assert fail / audits <= 0.035 + 2 * (0.035 * 0.965 / audits) ** 0.5
    assert passed / audits <= 0.05 + 2 * (0.05 * 0.95 / audits) ** 0.5
