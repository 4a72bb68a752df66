"""The common odds ratio of strata, decided by the exact conditional law too."""

from math import exp, inf, log

import numpy as np
import pytest
from scipy.stats import nchypergeom_fisher

from audits.judging.equivalence import Deciding, needed_factor
from audits.specification.policy_document import RuleSpec
from audits.statistics.common_odds import METHOD, _stratum, decided, evidence_of, printed, tail
from audits.statistics.intervals import deciding, one_sided_p, scaled
from audits.statistics.odds_ratios import LARGE, exact, exact_tail, mantel_haenszel


def evidence(tables):
    tables = np.array(tables, dtype=float)
    value, error, _ = mantel_haenszel(tables)
    return evidence_of(value, error, tables)


def test_one_stratum_has_the_conditional_exact_limits_where_they_are_wider():
    own = evidence([[[2, 58], [40, 1960]]])
    assert tail(own, 1.0, True) == pytest.approx(exact_tail((2, 58, 40, 1960), 1.0, True), rel=1e-9)
    assert decided(own, 0.95)[0] == pytest.approx(exact((2, 58, 40, 1960), 0.95)[0], rel=1e-6)


def test_of_two_strata_the_tail_is_that_of_the_sum_of_two_noncentral_hypergeometrics():
    tables = [[[2, 18], [6, 194]], [[1, 29], [9, 291]]]
    own, ratio = evidence(tables), 0.7
    laws = [nchypergeom_fisher(int(np.sum(one)), a + c, a + b, ratio)
            for one in tables for (a, b), (c, _) in [one]]  # fmt: skip
    events = range(25)
    sums = [sum(laws[0].pmf(k) * laws[1].pmf(total - k) for k in range(total + 1))
            for total in events]  # fmt: skip
    normal = printed(own, 0.95)
    assert tail(own, ratio, True) == pytest.approx(sum(sums[3:]), rel=1e-8)
    assert decided(own, 0.95)[0] < normal[0]


def test_a_group_without_events_in_any_stratum_has_no_lower_limit():
    own = (log(0.5), 0.8, 0.0, 40.0, 12.0, 300.0, 0.0, 30.0, 9.0, 200.0)
    assert decided(own, 0.95)[0] == 0
    assert decided((0.2, 0.8, 40.0, 0.0, 290.0, 12.0), 0.95)[1] == inf


def test_large_tables_keep_the_normal_limits():
    tables = np.full((3, 2, 2), LARGE)
    assert len(evidence_of(1.0, 0.02, tables)) == 2
    assert decided((log(1.5), 0.2), 0.9) == printed((log(1.5), 0.2), 0.9)
    for above in (True, False):
        one, other = (tail((log(1.5), 0.2), bound, above) for bound in (1.2, 1.9))
        assert (one < other) == above
    assert tail((0.0, 0.1), 0.0, True) == 0
    assert tail((0.0, 0.1), 0.0, False) == 1


def test_few_events_beside_a_large_group_do_not_accuse():
    """100 rows beside 3,000, one event in 200: by normal limits .0090 failed at .0025."""
    rng, wrong, audits = np.random.default_rng(2), np.zeros(2), 2500
    for _ in range(audits):
        sizes = [rng.multinomial(rows, [1 / 3] * 3) for rows in (100, 3000)]
        events = [rng.binomial(rows, 0.005) for rows in sizes]
        tables = np.stack(
            [np.stack([hit, rows - hit], 1) for hit, rows in zip(events, sizes, strict=True)], 1
        ).astype(float)
        pooled = mantel_haenszel(tables[tables.sum(1)[:, 0] > 0])
        if pooled is None:
            continue
        own = evidence_of(*pooled[:2], tables)
        p = one_sided_p(deciding(METHOD), own, 1.0, above=True)
        wrong += [p <= 0.025, p <= 0.0025]
    assert wrong[0] <= 0.025 * audits
    assert wrong[1] <= 0.0025 * audits


@pytest.mark.parametrize("logarithm", [-2.5, -0.4, 0.0, 1.7])
@pytest.mark.parametrize("table", [(30, 270, 40, 160), (0, 12, 5, 90), (900, 4000, 20, 80)])
def test_a_stratum_has_the_noncentral_hypergeometric_law_where_it_matters(table, logarithm):
    a, b, c, d = map(float, table)
    first, shares = _stratum(a + b, a + c, a + b + c + d, logarithm)
    law = nchypergeom_fisher(sum(table), table[0] + table[2], table[0] + table[1], exp(logarithm))
    expected = law.pmf(first + np.arange(len(shares)))
    assert shares / shares.sum() == pytest.approx(expected, abs=1e-10)
    assert expected.sum() == pytest.approx(1, abs=1e-10)


def test_of_many_rows_the_events_far_from_the_likeliest_are_not_made():
    """Of 4e8 rows there are 2e8 numbers of events; the mean solves x^2 = e^.3 (2e8 - x)^2."""
    first, shares = _stratum(2e8, 2e8, 4e8, 0.3)
    assert len(shares) < 1_000_000
    root = exp(0.15)
    mean = first + shares @ np.arange(len(shares)) / shares.sum()
    assert mean == pytest.approx(2e8 * root / (1 + root), rel=1e-8)


def test_how_many_rows_would_decide_is_told_of_strata_at_any_distance():
    """Six departments of 250 rows, .711 beside .7: the exact law of a million times the rows."""
    tables = np.array([[[12, 8], [150, 80]]] * 6)
    own = evidence(tables)
    more = scaled(METHOD, own, 1e6)
    assert more == (own[0], own[1] / 1000)
    assert len(scaled(METHOD, own, 2.0)) == len(own)
    estimate = Deciding(deciding(METHOD), own, 0.95)
    ratio = exp(own[0])
    factor = needed_factor(
        RuleSpec(metric="adjusted_odds_ratio", at_least=ratio - 0.01), estimate, 0.025
    )
    # Where the normal limit meets the bound: (z error / distance)^2 times the rows.
    distance = own[0] - log(ratio - 0.01)
    assert factor == pytest.approx((1.959964 * own[1] / distance) ** 2, rel=0.02)
