import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.regression_error import regression_error
from audits.specification.roles import Role
from tests.audits.probes.published import category, measure, number


def table(label, predicted, group=None, **more):
    columns = [number("y", Role.LABEL, label), number("yhat", Role.PREDICTION, predicted)]
    if group is not None:
        columns.append(category("group", Role.PROTECTED, group))
    columns += [number(name, Role(name), values) for name, values in more.items()]
    return Dataset(tuple(columns))


def numbers(size=6000, seed=0):
    rng = np.random.default_rng(seed)
    label = rng.normal(size=size)
    return label, label + rng.normal(0.1, 0.6, size), rng.choice(["a", "b"], size, p=[0.7, 0.3])


@pytest.mark.parametrize("weighted", [False, True])
def test_points_agree_with_scikit_learn(weighted):
    label, predicted, group = numbers(12_000)
    weight = np.random.default_rng(1).random(12_000) + 0.1 if weighted else None
    more = {} if weight is None else {"weight": weight}
    found = measure(regression_error, table(label, predicted, group, **more))
    for name in ((), "a", "b"):
        at = np.ones(12_000, bool) if name == () else group == name
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


def test_differences_of_many_rows_are_welchs():
    label, predicted, group = numbers(60_000)
    found = measure(regression_error, table(label, predicted, group))
    error = np.abs(predicted - label)
    theirs = stats.ttest_ind(error[group == "b"], error[group == "a"], equal_var=False)
    ends = theirs.confidence_interval(0.95)
    gap = found["mean_absolute_error_difference", "b"]
    half = (ends.high - ends.low) / 2
    assert gap.interval.lower == pytest.approx(ends.low, abs=0.03 * half)
    assert gap.interval.upper == pytest.approx(ends.high, abs=0.03 * half)
    assert gap.reference == (("group", "a"),)
    assert ("mean_error_difference", "b") in found
    assert ("mean_error_difference", "a") not in found


def test_errors_of_root_and_r_squared_agree_with_the_bootstrap():
    label, predicted, _ = numbers(4000, 2)
    found = measure(regression_error, table(label, predicted))
    rng = np.random.default_rng(3)
    draws = rng.integers(0, 4000, (600, 4000))
    for metric, function in (
        ("root_mean_squared_error", root_mean_squared_error),
        ("r_squared", r2_score),
    ):
        spread = np.std([function(label[rows], predicted[rows]) for rows in draws])
        interval = found[metric, ()].interval
        # Longer by the rows that were not seen: of 4,000 normal errors by a tenth or so.
        assert 0.95 * spread < (interval.upper - interval.lower) / 3.92 < 1.2 * spread


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


SEVENTHS = np.tile(np.arange(7.0, 8.0, 0.1), 20)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_label_that_does_not_vary_has_no_r_squared(weighted):
    """Two hundred rows of 7.3, whose variance in floats is 3e-30: R² was -3.3e28 and a FAIL."""
    weight = np.random.default_rng(0).random(1020) + 0.5 if weighted else None
    more = {} if weight is None else {"weight": weight}
    found = measure(regression_error, table(np.full(1020, 7.3), np.resize(SEVENTHS, 1020), **more))
    assert found["r_squared", ()].reason == "the label does not vary"
    assert isinstance(found["mean_error", ()], Undetermined) == weighted
    assert found["mean_error", ()].sample_size == 1020


def test_what_floats_make_of_a_constant_label_is_no_variance():
    label = np.tile([0.1 + 0.2, 0.3], 100)
    assert label.std() > 0
    found = measure(regression_error, table(label, SEVENTHS))
    assert found["r_squared", ()].reason == "the label does not vary"
    # Seconds since 1970 that differ by a thousandth do vary.
    seconds = 1.7e9 + np.random.default_rng(0).random(3000)
    found = measure(regression_error, table(seconds, seconds + np.tile([0.1, -0.1], 1500)))
    assert found["r_squared", ()].value == pytest.approx(1 - 0.01 / seconds.var(), rel=1e-4)


def test_a_label_that_varies_only_where_rows_count_for_nothing_does_not_vary():
    label = np.full(400, 7.3)
    label[::2] = np.arange(200)
    weight = np.where(label == 7.3, 1.0, 0.0)
    data = table(label, np.tile(SEVENTHS, 2), weight=weight)
    assert measure(regression_error, data)["r_squared", ()].reason == "the label does not vary"


def test_one_group_with_one_label_is_undetermined_alone():
    label, predicted, group = numbers()
    label[group == "b"] = 7.3
    found = measure(regression_error, table(label, predicted, group))
    assert found["r_squared", "b"].reason == "the label does not vary"
    assert found["r_squared_difference", "b"].reason == "the label does not vary"
    assert isinstance(found["r_squared", "a"], Estimate)
    named = [category("group", Role.PROTECTED, group, reference="b")]
    found = measure(regression_error, Dataset((*table(label, predicted).columns, *named)))
    reason = found["r_squared_difference", "a"].reason
    assert reason == "the reference: the label does not vary"


@pytest.mark.parametrize("huge", [1e300, 1e160, 1.7e308])
def test_one_number_beyond_all_measure_undoes_its_own_group_alone(huge):
    label, predicted, group = numbers()
    predicted[np.flatnonzero(group == "b")[0]] = huge
    label[np.flatnonzero(group == "b")[1]] = -huge
    found = measure(regression_error, table(label, predicted, group))
    for metric in ("mean_error", "root_mean_squared_error", "r_squared"):
        assert f"{huge:.0e}" in found[metric, "b"].reason
        assert f"{huge:.0e}" in found[metric, ()].reason
        assert isinstance(found[metric, "a"], Estimate)


def test_a_large_error_that_decides_all_is_undetermined():
    label, predicted, _ = numbers()
    predicted[0] = 1e12
    found = measure(regression_error, table(label, predicted))
    for metric, fewest in (
        ("mean_absolute_error", 20), ("root_mean_squared_error", 25), ("r_squared", 25),
    ):  # fmt: skip
        reason = found[metric, ()].reason
        assert reason.startswith(f"its spread rests on 1.0 rows where {fewest}")


def test_people_who_answer_four_times_are_not_four_people():
    label, predicted, _ = numbers()
    alone = measure(regression_error, table(label, predicted))
    person = category("person", Role.CLUSTER, np.repeat(np.arange(6000), 4).astype(str))
    data = table(np.repeat(label, 4), np.repeat(predicted, 4))
    found = measure(regression_error, Dataset((*data.columns, person)))
    for metric in ("mean_absolute_error", "root_mean_squared_error", "mean_error", "r_squared"):
        one, four = alone[metric, ()].interval, found[metric, ()].interval
        # Of 6,000 clusters one more of which all rows are as the farthest one is next to nothing.
        apart = 0.01 * (one.upper - one.lower)
        assert (four.lower, four.upper) == pytest.approx((one.lower, one.upper), abs=apart)
        assert found[metric, ()].method.endswith("(6000 clusters)")


def test_rows_without_a_number_are_left_out():
    label, predicted, _ = numbers(100)
    label[:10] = np.nan
    assert measure(regression_error, table(label, predicted))["mean_error", ()].sample_size == 90
