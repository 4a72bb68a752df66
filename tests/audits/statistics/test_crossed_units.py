"""Means over cases and names: by hand, against another library, and how often nothing is found."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import t

from audits.statistics.crossed_units import Crossed, difference_over_both, mean_over_both


def study(cases, names):
    """Codes of every case with every name, and the sides: the first half of names and the rest."""
    case = np.repeat(np.arange(cases), 2 * names).astype(np.int32)
    name = np.tile(np.arange(2 * names), cases).astype(np.int32)
    return case, name, np.where(name < names, 1.0, -1.0)


def drawn(rng, cases, names, sizes, gap=0.0):
    """Yes and no of a model in whose mind cases, names and their groups in each case differ."""
    by_case, by_name, by_both = sizes
    logit = (
        rng.normal(0, by_case, cases)[:, None]
        + rng.normal(0, by_name, 2 * names)
        + np.repeat(rng.normal(0, by_both, (cases, 2)), names, axis=1)
    )
    more = np.repeat([gap, 0.0], names)
    return (rng.random((cases, 2 * names)) < expit(logit) + more).astype(float).reshape(-1)


def test_a_difference_is_the_mean_over_cases_of_what_is_within_each():
    case = np.array([0, 0, 0, 1, 1], dtype=np.int32)
    sides = np.array([1.0, 1.0, -1.0, 1.0, -1.0])
    name = np.array([0, 1, 2, 0, 2], dtype=np.int32)
    mean = difference_over_both(
        np.array([1.0, 0.0, 1.0, 1.0, 0.0]), sides, case, Crossed(case, name)
    ).mean
    # (1/2 - 1) in the first case and 1 - 0 in the second.
    assert mean.value == pytest.approx(0.25)


def test_other_groups_are_held_equal_within_a_case():
    # Women are mostly asked about with one ethnicity, which alone makes the difference.
    case = np.repeat(np.arange(6), 6).astype(np.int32)
    ethnicity = np.tile([0, 0, 0, 1, 0, 1], 6)
    sides = np.tile([1.0, 1.0, 1.0, 1.0, -1.0, -1.0], 6)
    values = ethnicity.astype(float)
    name = np.tile(np.arange(6), 6).astype(np.int32)
    strata = (2 * case + ethnicity).astype(np.int32)
    assert difference_over_both(values, sides, strata, Crossed(case, name)).mean.value == 0
    assert difference_over_both(values, sides, case, Crossed(case, name)).mean.value == -0.25


def test_rows_of_one_name_each_have_the_error_of_a_paired_t_test():
    from scipy.stats import ttest_rel

    rng = np.random.default_rng(3)
    own, other = rng.normal(size=(2, 30))
    case = np.tile(np.arange(30), 2).astype(np.int32)
    sides = np.repeat([1.0, -1.0], 30)
    # Two names in all add nothing of their own: the pairs are what varies.
    name = np.repeat([0, 1], 30).astype(np.int32)
    mean = difference_over_both(np.concatenate([own, other]), sides, case, Crossed(case, name)).mean
    paired = ttest_rel(own, other)
    assert mean.value / mean.error == pytest.approx(paired.statistic)
    assert mean.degrees_of_freedom == pytest.approx(29)


def test_names_alone_give_the_error_of_welch():
    from scipy.stats import ttest_ind

    case, name, sides = study(12, 5)
    of_name = np.random.default_rng(5).normal(size=10)
    mean = difference_over_both(of_name[name], sides, case, Crossed(case, name)).mean
    welch = ttest_ind(of_name[:5], of_name[5:], equal_var=False)
    assert mean.value / mean.error == pytest.approx(welch.statistic)
    assert mean.degrees_of_freedom == pytest.approx(welch.df)


def test_what_other_groups_make_of_names_is_no_spread_of_theirs():
    """Two kinds of person, five names a side: the mean of two of Welch's differences."""
    from scipy.stats import ttest_ind

    case, name, sides = study(12, 10)
    kind = (name % 2).astype(np.int32)
    of_name = np.random.default_rng(5).normal(size=20) + 8 * (np.arange(20) % 2)
    strata = (2 * case + kind).astype(np.int32)
    units = Crossed(case, name)
    held = difference_over_both(of_name[name], sides, strata, units, kind).mean
    each = [ttest_ind(of_name[k:10:2], of_name[10 + k :: 2], equal_var=False) for k in (0, 1)]
    differences = [of_name[k:10:2].mean() - of_name[10 + k :: 2].mean() for k in (0, 1)]
    errors = [d / one.statistic for d, one in zip(differences, each, strict=True)]
    assert held.value == pytest.approx(np.mean(differences))
    assert held.error == pytest.approx(np.hypot(*errors) / 2)
    # Without it, eight deviations between the kinds are taken for names that differ so.
    assert difference_over_both(of_name[name], sides, strata, units).mean.error > 3 * held.error


def test_of_a_kind_with_few_names_all_of_a_side_are_compared():
    """One name has no spread of its own: it is not taken for one that is sure."""
    case, name, sides = study(12, 4)
    kind = (name % 4 == 0).astype(np.int32)
    strata = (2 * case + kind).astype(np.int32)
    values, units = np.random.default_rng(2).normal(size=8)[name], Crossed(case, name)
    apart = difference_over_both(values, sides, strata, units, kind)
    assert apart == difference_over_both(values, sides, strata, units)


def test_a_plain_mean_of_names_and_cases_has_a_part_of_each():
    case, name, _ = study(20, 6)
    rng = np.random.default_rng(2)
    of_case, of_name = rng.normal(size=20), rng.normal(size=12)
    mean = mean_over_both(of_case[case] + of_name[name], Crossed(case, name))
    assert mean.error**2 == pytest.approx(of_case.var(ddof=1) / 20 + of_name.var(ddof=1) / 12)


def test_the_same_answer_everywhere_has_no_error():
    case, name, sides = study(8, 3)
    mean = difference_over_both(np.ones(len(case)), sides, case, Crossed(case, name)).mean
    assert (mean.value, mean.error, mean.degrees_of_freedom) == (0, 0, 2)


def shares(cases, names, sizes, gap, times, seed=1):
    """In how many of so many studies an interval of 95 % lies apart from 0."""
    rng = np.random.default_rng(seed)
    case, name, sides = study(cases, names)
    apart = 0
    for _ in range(times):
        values = drawn(rng, cases, names, sizes, gap)
        mean = difference_over_both(values, sides, case, Crossed(case, name)).mean
        apart += abs(mean.value) > t.ppf(0.975, mean.degrees_of_freedom) * mean.error
    return apart / times


# Chances of cases, names and groups in a case, on the scale of log-odds.
LAWS = [(1, 0, 0), (1, 0.3, 0), (1, 1, 0), (0.5, 0.3, 0.5)]


@pytest.mark.parametrize("sizes", LAWS)
def test_a_model_without_a_preference_is_seldom_accused(sizes):
    # 5 % and two errors of the simulation.
    assert shares(40, 9, sizes, 0.0, 400) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)


def test_without_the_names_it_often_would_be():
    rng = np.random.default_rng(1)
    *_, sides = study(40, 9)
    found = 0
    for _ in range(200):
        values = drawn(rng, 40, 9, (1, 1, 0))
        by_case = (values * sides / 9).reshape(40, 18).sum(axis=1)
        found += abs(by_case.mean()) > t.ppf(0.975, 39) * by_case.std(ddof=1) / np.sqrt(40)
    assert found / 200 > 0.3


def test_ten_points_are_seen():
    assert shares(40, 18, (1, 0, 0), 0.1, 200) > 0.9


@pytest.mark.long
@pytest.mark.parametrize("sizes", LAWS)
@pytest.mark.parametrize("names", [3, 5, 9])
@pytest.mark.parametrize("cases", [8, 40, 100])
def test_at_length_in_no_study_more_than_one_in_twenty(cases, names, sizes):
    assert shares(cases, names, sizes, 0.0, 3000) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 3000)
