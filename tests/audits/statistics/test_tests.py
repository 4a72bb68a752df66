import numpy as np
import pytest
from scipy import stats

from audits.statistics.tests import (
    benjamini_hochberg,
    cramers_v,
    holm,
    independence_p,
    mcnemar_exact,
    more_often,
    permutation_p,
)
from tests.audits.probes.published import figures


def test_holm_and_benjamini_hochberg_reject_as_the_paper_does():
    paper = figures("benjamini1995")
    assert sum(p <= paper["alpha"] for p in benjamini_hochberg(paper["p"])) == paper["bh_reject"]
    assert sum(p <= paper["alpha"] for p in holm(paper["p"])) == paper["holm_reject"]


def test_benjamini_hochberg_agrees_with_scipy_in_any_order():
    values = np.random.default_rng(3).random(40) ** 3
    assert benjamini_hochberg(list(values)) == pytest.approx(
        stats.false_discovery_control(values).tolist(), rel=1e-12
    )


def test_holm_by_hand():
    assert holm([0.04, 0.01, 0.03]) == pytest.approx((0.06, 0.03, 0.06))
    assert holm([]) == ()


@pytest.mark.parametrize("pair", [p for p in figures("mcnemar")["pairs"] if "exact_p" in p])
def test_mcnemar_is_the_exact_test(pair):
    assert mcnemar_exact(pair["b"], pair["c"]) == pytest.approx(pair["exact_p"], rel=1e-4)


def test_mcnemar_without_a_discordant_pair_is_1():
    assert mcnemar_exact(0, 0) == 1.0


def test_the_one_sided_test_agrees_with_scipys_binomial():
    for b, c in ((7, 2), (0, 5), (30, 30), (1, 0)):
        theirs = stats.binomtest(b, b + c, alternative="greater").pvalue
        assert more_often(b, c) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_cramers_v_of_the_published_waterbirds_counts(split):
    found = figures("waterbirds")
    held = found[split]
    assert cramers_v(held["counts"]) == pytest.approx(held["cramers_v"], abs=found["tolerance"])


def test_cramers_v_and_independence_agree_with_scipy():
    table = np.random.default_rng(2).integers(1, 60, (4, 3))
    assert cramers_v(table) == pytest.approx(stats.contingency.association(table, "cramer"))
    theirs = stats.chi2_contingency(table, correction=False).pvalue
    assert independence_p(table) == pytest.approx(theirs, rel=1e-9)


def test_cramers_v_of_one_value_is_refused():
    with pytest.raises(ValueError, match="two values"):
        cramers_v([[3, 4], [0, 0]])


def test_a_permutation_p_value_is_never_0():
    assert permutation_p(0, 999) == pytest.approx(0.001)
