"""Figures of R's sleep data, of McNemar's worked examples, and tests of scipy beside ours."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import fisher_exact, ttest_ind, ttest_ind_from_stats

from audits.claims.difference_tests import compare
from audits.claims.grounds import Grounds
from audits.claims.scores import Lack, Scores, Summary
from audits.measurement import WhyNot
from audits.statistics.standardised_differences import limits as effect_limits

REFERENCE = Path(__file__).parents[2] / "reference"
# Student 1908, table of Cushny and Peebles; R: datasets::sleep. Hours of sleep gained.
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
PEOPLE = tuple("abcdefghij")


def held(claimed, baseline, **more):
    rng = np.random.default_rng(0)
    return compare(claimed, baseline,
                   **{"higher": True, "folds": False, "fewest": 3, "rng": rng,
                      "grounds": Grounds(normal=True)} | more)  # fmt: skip


def test_scores_of_the_same_people_are_paired_and_of_others_are_not():
    paired = held(Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE))
    assert paired.p_value == pytest.approx(0.002833, abs=5e-7)  # R: t.test(paired = TRUE)
    assert (paired.test, paired.sizes) == ("paired t test", 10)
    assert paired.won == (9, 9)  # one person slept as long
    apart = held(Scores(SECOND), Scores(FIRST))
    assert apart.p_value == pytest.approx(0.07939, abs=5e-6)  # R: t.test(extra ~ group)
    assert (apart.test, apart.sizes) == ("Welch's t test", (10, 10))


def test_pairs_are_of_the_shared_units_in_whatever_order_they_stand():
    order = np.array([3, 1, 9, 0, 2, 8, 7, 6, 5, 4])
    shuffled = Scores(SECOND[order], tuple(PEOPLE[place] for place in order))
    more = Scores(np.append(FIRST, 99.0), (*PEOPLE, "z"))
    assert held(shuffled, more).p_value == pytest.approx(0.002833, abs=5e-7)
    assert isinstance(held(Scores(SECOND, PEOPLE), Scores(FIRST, tuple("klmnopqrst"))), WhyNot)


def test_of_few_scores_t_decides_nothing_unless_they_are_stated_to_be_normal():
    """The figures stand beside the reason; of a stated normal the very same decide."""
    for pair in ((Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE)), (Scores(SECOND), Scores(FIRST)),
                 (Summary(93.1, 0.2, 5), Summary(92.4, 0.3, 8))):  # fmt: skip
        stated, nothing = held(*pair), held(*pair, grounds=Grounds())
        assert stated.undetermined_reason is None
        assert "`assumes: normal`" in nothing.undetermined_reason
        assert (nothing.p_value, nothing.evidence, nothing.difference) == (
            stated.p_value, stated.evidence, stated.difference)  # fmt: skip
    assert "`limits`" not in held(*pair, grounds=Grounds()).undetermined_reason


def test_lower_may_be_better():
    lower = held(Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE), higher=False)
    assert lower.difference == pytest.approx(-1.58)


def test_what_stands_beside_is_wilcoxons_test_and_one_that_turns_signs():
    beside = dict(held(Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE)).beside)
    # All nine that differ point one way; the tenth may turn or not: 2 / 2 ** 9 for either.
    assert beside["Wilcoxon's signed ranks"] == pytest.approx(2 / 2**9)
    assert beside["signs turned"] == pytest.approx(2 / 2**9)
    # Drawn again, only the one that slept as long, ten times over, is on the other side: 1 / 10^10.
    assert beside["paired bootstrap"] == pytest.approx(2 / 2000)


@pytest.mark.parametrize(
    "pair", json.loads((REFERENCE / "mcnemar.json").read_text())["pairs"], ids=str
)
def test_answers_to_the_same_items_are_held_by_mcnemars_exact_test(pair):
    b, c, rest = pair["b"], pair["c"], 40
    claimed = np.array([1.0] * b + [0.0] * c + [1.0] * rest)
    baseline = np.array([0.0] * b + [1.0] * c + [1.0] * rest)
    keys = tuple(map(str, range(len(claimed))))
    answers = held(Scores(claimed, keys), Scores(baseline, keys))
    assert answers.of_answers
    assert answers.won == (b, b + c)
    assert answers.difference == pytest.approx((b - c) / (b + c + rest))
    if "exact_p" in pair:
        assert answers.p_value == pytest.approx(pair["exact_p"], rel=1e-4)


def test_welch_of_means_and_of_values_agrees_with_scipy():
    rng = np.random.default_rng(1)
    first, second = rng.normal(1, 1, 7), rng.normal(0, 3, 12)
    assert held(Scores(first), Scores(second)).p_value == pytest.approx(
        ttest_ind(first, second, equal_var=False).pvalue
    )
    printed = held(Summary(93.1, 0.4 / sqrt(5), 5), Summary(92.4, 0.6 / sqrt(8), 8))
    expected = ttest_ind_from_stats(93.1, 0.4, 5, 92.4, 0.6, 8, equal_var=False)
    assert printed.p_value == pytest.approx(expected.pvalue)
    pooled = sqrt((4 * 0.4**2 + 7 * 0.6**2) / 11)
    assert printed.effect[0] / printed.effect[2] == pytest.approx(0.7 / pooled)


def test_folds_that_share_training_rows_are_worth_less():
    # Nadeau & Bengio 2003: of k folds the variance is (1 / k + 1 / (k - 1)) times that of one.
    plain = held(Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE))
    folds = held(Scores(SECOND, PEOPLE), Scores(FIRST, PEOPLE), folds=True)
    assert folds.evidence[1] / plain.evidence[1] == pytest.approx(sqrt((1 / 10 + 1 / 9) / (1 / 10)))
    assert folds.effect[0] / folds.effect[2] == pytest.approx(plain.effect[0] / plain.effect[2])


@pytest.mark.parametrize(
    ("claimed", "baseline", "reason"),
    [
        (Scores(FIRST + 1, PEOPLE), Scores(FIRST, PEOPLE), "every pair differs by the same 1"),
        (Scores(FIRST[:2], ("a", "b")), Scores(SECOND[:2], ("a", "b")), "2 values where 3"),
        (Scores(FIRST[:1], ("a",)), Scores(SECOND[:1], ("a",)), "1 value where 3"),
        (Scores(np.ones(4)), Scores(np.full(4, 2.0)), "do not vary"),
        (Summary(2.0, None, 5, (Lack.OVER,)), Summary(1.0, 0.1, 5), "unknown source"),
        (Summary(2.0, 0.1, 2), Summary(1.0, 0.1, 2), "2 values where 3"),
        (Scores(FIRST[:1]), Scores(SECOND), "1 value where 3"),
    ],
)
def test_what_cannot_be_told_says_why(claimed, baseline, reason):
    assert reason in held(claimed, baseline).undetermined_reason


def test_answers_to_other_items_are_held_by_the_exact_test_of_two_shares():
    claimed, baseline = np.repeat([1.0, 0.0], [40, 10]), np.repeat([1.0, 0.0], [25, 25])
    apart = held(Scores(claimed), Scores(baseline))
    assert (apart.of_answers, apart.sizes) == (True, (50, 50))
    assert apart.difference == pytest.approx(0.3)
    # Melded limits of no difference are those of Fisher's test (Fay, Proschan & Brittain 2015).
    one_sided = fisher_exact([[40, 10], [25, 25]], alternative="greater").pvalue
    assert apart.p_value == pytest.approx(2 * one_sided, rel=1e-6)


def test_of_wrong_answers_fewer_are_better():
    keys = tuple(map(str, range(60)))
    wrong, other = np.repeat([1.0, 0.0], [5, 55]), np.repeat([1.0, 0.0], [20, 40])
    answers = held(Scores(wrong, keys), Scores(other, keys), higher=False)
    assert answers.of_answers
    assert answers.difference == pytest.approx(15 / 60)
    assert answers.won == (15, 15)


def test_scores_without_a_partner_are_counted():
    more = Scores(np.append(FIRST, 99.0), (*PEOPLE, "z"))
    assert held(Scores(SECOND, PEOPLE), more).unpaired == 1


@pytest.mark.parametrize(
    ("runs", "deviations"),
    [((4, 20), (2, 0.5)), ((60, 10), (1, 3)), ((5, 5), (1, 0.2)), ((10, 30), (1, 1))],
)
def test_limits_of_the_effect_of_two_systems_hold_where_their_spreads_are_unlike(runs, deviations):
    """By the pooled deviation alone 64, 68, 93 and 95 % did."""
    rng, held_true = np.random.default_rng(runs), 0
    within = np.average(np.square(deviations), weights=np.array(runs) - 1) ** 0.5
    for _ in range(400):
        own, other = (rng.normal(0, spread, size) for spread, size in
                      zip(deviations, runs, strict=True))  # fmt: skip
        test = held(Scores(own + 0.5 * within), Scores(other), rng=None)
        lower, upper = effect_limits(test.effect, 0.95)
        held_true += lower <= 0.5 <= upper
    assert held_true >= 0.93 * 400


def test_shares_are_not_compared_with_per_cent():
    shares = np.array([0.803, 0.811, 0.807, 0.815])
    for pair in ((shares, 100 * shares - 1), (100 * shares, shares)):
        why = compare(Scores(pair[0], PEOPLE[:4]), Scores(pair[1], PEOPLE[:4]), higher=True,
                      folds=False, fewest=3, rng=None)  # fmt: skip
        assert isinstance(why, WhyNot)
        assert "like shares beside per cent" in why.reason
    # Losses of .9 and of 1.3 are of one unit.
    own = compare(Scores(shares, PEOPLE[:4]), Scores(shares + 0.5, PEOPLE[:4]), higher=False,
                  folds=False, fewest=3, rng=None)  # fmt: skip
    assert not isinstance(own, WhyNot)
