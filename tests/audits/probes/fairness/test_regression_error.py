import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from audits.columns import Role
from audits.dataset import Dataset
from audits.measurement import Undetermined
from audits.probes.fairness.regression_error import regression_error
from tests.audits.probes.published import category, measure, number


def table(label, predicted, group=None, **more):
    columns = [number("y", Role.LABEL, label), number("yhat", Role.PREDICTION, predicted)]
    if group is not None:
        columns.append(category("group", Role.PROTECTED, group))
    columns += [number(name, Role(name), values) for name, values in more.items()]
    return Dataset(tuple(columns))


def numbers(size=500, seed=0):
    rng = np.random.default_rng(seed)
    label = rng.normal(size=size)
    return label, label + rng.normal(0.1, 0.6, size), rng.choice(["a", "b"], size, p=[0.7, 0.3])


@pytest.mark.parametrize("weighted", [False, True])
def test_points_agree_with_scikit_learn(weighted):
    label, predicted, group = numbers()
    weight = np.random.default_rng(1).random(500) + 0.1 if weighted else None
    more = {} if weight is None else {"weight": weight}
    found = measure(regression_error, table(label, predicted, group, **more))
    for name in ((), "a", "b"):
        at = np.ones(500, bool) if name == () else group == name
        part = None if weight is None else weight[at]
        for metric, function in (
            ("mean_absolute_error", mean_absolute_error),
            ("root_mean_squared_error", root_mean_squared_error),
            ("r_squared", r2_score),
        ):
            expected = function(label[at], predicted[at], sample_weight=part)
            assert found[metric, name].value == pytest.approx(expected, abs=1e-12)
        expected = np.average(predicted[at] - label[at], weights=part)
        assert found["mean_error", name].value == pytest.approx(expected, abs=1e-12)


def test_differences_are_welchs():
    label, predicted, group = numbers()
    found = measure(regression_error, table(label, predicted, group))
    error = np.abs(predicted - label)
    theirs = stats.ttest_ind(error[group == "b"], error[group == "a"], equal_var=False)
    ends = theirs.confidence_interval(0.95)
    gap = found["mean_absolute_error_difference", "b"]
    assert (gap.interval.lower, gap.interval.upper) == pytest.approx((ends.low, ends.high))
    assert gap.reference == (("group", "a"),)
    assert ("mean_error_difference", "b") in found
    assert ("mean_error_difference", "a") not in found


def test_errors_of_root_and_r_squared_agree_with_the_bootstrap():
    label, predicted, _ = numbers(600, 2)
    found = measure(regression_error, table(label, predicted))
    rng = np.random.default_rng(3)
    draws = rng.integers(0, 600, (1500, 600))
    for metric, function in (
        ("root_mean_squared_error", root_mean_squared_error),
        ("r_squared", r2_score),
    ):
        spread = np.std([function(label[rows], predicted[rows]) for rows in draws])
        interval = found[metric, ()].interval
        assert (interval.upper - interval.lower) / 3.92 == pytest.approx(spread, rel=0.08)


def test_a_perfect_model_has_no_variation_and_is_not_judged():
    label, _, _ = numbers()
    found = measure(regression_error, table(label, label))
    assert found["mean_absolute_error", ()].reason == "no variation"


def test_a_small_group_is_undetermined_with_a_raw_value():
    label, predicted, _ = numbers(100)
    found = measure(regression_error, table(label, predicted, ["a"] * 90 + ["b"] * 10))
    assert found["mean_absolute_error", "b"].reason == "10 rows where 30 are needed"
    gap = found["mean_absolute_error_difference", "b"]
    assert isinstance(gap, Undetermined)
    assert gap.raw is not None


def test_rows_without_a_number_are_left_out():
    label, predicted, _ = numbers(100)
    label[:10] = np.nan
    assert measure(regression_error, table(label, predicted))["mean_error", ()].sample_size == 90
