"""An association lies above 0 where its permutation test says so."""

from math import atanh

import numpy as np
import pytest
from scipy.stats import norm

from audits.confounds.conditional_model import model_of
from audits.confounds.effect_size import effect
from audits.statistics.intervals import deciding, limits, one_sided_p, scaled
from tests.audits.confounds.simulated import category, number

SIZES = {
    "partial-correlation": (atanh(0.4), 0.1),
    "noncentral-v": (0.3, 8.1, 1, 90),
    "noncentral-r2": (0.1, 10, 1, 90),
}


@pytest.mark.parametrize("method", SIZES)
@pytest.mark.parametrize("p_value", [0.3, 0.03, 0.002])
def test_a_rule_at_0_is_decided_by_the_permutation_p(method, p_value):
    evidence = (*SIZES[method], p_value)
    assert one_sided_p(deciding(method), evidence, 0.0, above=True) == pytest.approx(p_value)
    assert (limits(deciding(method), evidence, 0.95).lower > 0) == (p_value <= 0.025)
    # What is printed is the size alone.
    assert limits(method, evidence, 0.95) == limits(method, SIZES[method], 0.95)


@pytest.mark.parametrize("method", SIZES)
def test_beyond_another_bound_both_must_lie(method):
    of_size = one_sided_p(deciding(method), SIZES[method], 0.01, above=True)
    for p_value in (1e-4, 0.4):
        found = one_sided_p(deciding(method), (*SIZES[method], p_value), 0.01, above=True)
        assert found == pytest.approx(max(of_size, p_value), rel=1e-6)


def test_four_times_the_rows_have_twice_the_deviate():
    (*_, p_value) = scaled("partial-correlation", (0.4, 0.1, 0.1), 4.0)
    assert p_value == pytest.approx(2 * norm.sf(2 * norm.isf(0.05)))


@pytest.mark.parametrize(("moved", "least", "most"), [(0.0, 0.0, 0.06), (1.0, 0.9, 1.0)])
def test_a_skewed_nuisance_is_found_and_accuses_nobody(moved, least, most):
    """Sixty rows, a log-normal nuisance: of biased answers Fisher's z finds .83 (600 tables)."""
    draw, failed, tables = np.random.default_rng(16), 0, 150
    for _ in range(tables):
        own = draw.normal(size=60)
        label = (draw.random(60) < 0.4).astype(int)
        noise = draw.normal(size=60) * (1 + label)
        answer = number(1 / (1 + np.exp(-(1.5 * label + noise + moved * own))))
        nuisance = number(np.exp(own + label))
        model = model_of(category(label.tolist()), answer, nuisance, draw)
        size = effect(model.label, answer, nuisance)
        p_value, _ = model.test(199, draw)
        evidence = (*size.evidence, p_value)
        failed += one_sided_p(deciding(size.method), evidence, 0.0, above=True) <= 0.025
    # Of a true 2.5 % the chance of 10 or more in 150 is five in a thousand.
    assert least * tables <= failed <= most * tables
