"""Predicted numbers and scores of two audits, paired; expected values are SciPy's."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audits.comparison.numbers import pair_predictions, pair_scores
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.comparison.test_differences import stepped_down
from tests.tables import audit_everything, table

RNG = np.random.default_rng(21)
AT_FIRST = RNG.bit_generator.state
# Of either district more rows than a number without limits needs.
N = 4800


@pytest.fixture(autouse=True)
def _same_rows_in_any_order():
    """The tests run in random order: with the numbers of each its own, none depends on it."""
    RNG.bit_generator.state = AT_FIRST


def houses(rows: int = N) -> Dataset:
    """Prices and what a model predicts, in two districts."""
    price = RNG.normal(100, 20, rows)
    return Dataset((
        Column("district", Role.PROTECTED, Categories.of(list(RNG.choice(["a", "b"], rows)))),
        Column("price", Role.LABEL, Numbers(price)),
        Column("predicted", Role.PREDICTION, Numbers(price + RNG.normal(0, 5, rows))),
    ))  # fmt: skip


def paired(data: Dataset, before: np.ndarray) -> dict:
    plan, _ = audit_everything("fairness.regression_error", data=data)
    subject = Subject(data)
    return pair_predictions(subject, subject.predicted_numbers, before, plan)


def entry(entries, metric, **group):
    (found,) = [e for e in entries if e["metric"] == metric and e["group"] == group]
    return found


def test_mean_errors_before_and_now_are_those_of_the_same_rows():
    data = houses()
    now, price = data["predicted"].numbers, data["price"].numbers
    before = now + RNG.normal(1, 3, N)
    found = paired(data, before)
    inside = data["district"].categories.equals("b")
    for metric, of in (("mean_absolute_error", np.abs), ("mean_error", lambda e: e)):
        one = entry(found["differences"], metric, district="b")
        then, today = of(before - price)[inside], of(now - price)[inside]
        expected = stats.ttest_rel(today, then)
        assert (one["before"], one["now"]) == pytest.approx((then.mean(), today.mean()))
        assert one["value"] == pytest.approx(today.mean() - then.mean())
        assert one["interval"] == pytest.approx(list(expected.confidence_interval(0.95)))
        assert one["p_value"] == pytest.approx(expected.pvalue)
        assert one["sample_size"] == int(inside.sum())
        assert "gained" not in one
    assert {d["metric"] for d in found["differences"]} == {
        "mean_absolute_error", "root_mean_squared_error", "mean_error", "r_squared",
    }  # fmt: skip
    assert found["answers"] == "numbers"
    assert (found["rows"], found["flips"][0]["flipped"]) == (N, N)


def test_how_far_the_answers_moved_is_told_for_everyone():
    data = houses()
    now = data["predicted"].numbers
    steps = RNG.normal(0, 3, N)
    found = paired(data, now + steps)["moved_by"]
    interval = stats.ttest_1samp(np.abs(steps), 0).confidence_interval(0.95)
    assert found["value"] == pytest.approx(np.abs(steps).mean())
    assert found["interval"] == pytest.approx(list(interval))


def test_p_values_are_adjusted_over_the_groups_of_a_metric():
    data = houses()
    found = paired(data, data["predicted"].numbers + RNG.normal(0.3, 3, N))["differences"]
    groups = [d for d in found if d["metric"] == "mean_error" and d["group"]]
    assert len(groups) == 2
    assert [d["adjusted_p_value"] for d in groups] == pytest.approx(
        stepped_down([d["p_value"] for d in groups])
    )


def test_a_gap_moves_by_its_groups_changes():
    data = houses()
    found = paired(data, data["predicted"].numbers + RNG.normal(1, 3, N))
    (gap,) = [g for g in found["gaps"] if g["metric"] == "mean_absolute_error"]
    own, other = (
        entry(found["differences"], "mean_absolute_error", **gap[side])
        for side in ("group", "reference")
    )
    assert gap["value"] == pytest.approx(own["value"] - other["value"])
    halves = [d["interval"][1] - d["value"] for d in (own, other)]
    assert gap["interval"][1] - gap["value"] == pytest.approx(np.hypot(*halves))


def test_rounding_alone_is_no_change_and_no_interval():
    data = houses()
    found = paired(data, data["predicted"].numbers * (1 + 1e-9))
    assert {f["flipped"] for f in found["flips"]} == {0}
    same = paired(data, data["predicted"].numbers.copy())
    assert {d["undetermined"] for d in same["differences"]} == {"it did not move in any row"}
    assert all("value" not in d and "raw" not in d for d in same["differences"] + same["gaps"])
    assert "moved_by" not in same


def test_rows_without_an_answer_or_a_label_are_left_out():
    data = houses()
    price = data["price"].numbers.copy()
    price[:10] = np.nan
    data = Dataset(tuple(
        replace(c, values=Numbers(price)) if c.name == "price" else c for c in data
    ))  # fmt: skip
    before = data["predicted"].numbers + RNG.normal(0, 3, N)
    before[5:30] = np.nan
    found = paired(data, before)
    assert (found["rows"], found["without_answer"]) == (N - 25, 25)
    assert entry(found["differences"], "mean_error")["sample_size"] == N - 30


def test_without_labels_the_mean_prediction_is_compared():
    data = Dataset(tuple(c for c in houses() if c.role is not Role.LABEL))
    plan, _ = audit_everything("fairness.regression_error", data=houses())
    now = data["predicted"].numbers
    before = now + RNG.normal(1, 3, N)
    found = pair_predictions(Subject(data), now, before, plan)
    assert {d["metric"] for d in found["differences"]} == {"mean_prediction"}
    one = entry(found["differences"], "mean_prediction")
    assert one["p_value"] == pytest.approx(stats.ttest_rel(now, before).pvalue)


def scored() -> tuple[Dataset, np.ndarray]:
    data = Dataset(tuple(
        replace(c, positive="1") if c.role is Role.LABEL else c
        for c in table(400) if c.name != "answer"
    ))  # fmt: skip
    return data, np.clip(data["score"].numbers + RNG.normal(0, 0.1, 400), 0, 1)


def one_more(values: np.ndarray, most: float) -> list[float]:
    """One more row at either end, all weighed at random (Gaffke 2005), 20,000 draws; the beta
    distribution of their mean and variance by SciPy."""
    rng = np.random.default_rng(0)
    weights = rng.standard_exponential((20_000, len(values) + 1))
    weights /= weights.sum(axis=1, keepdims=True)
    found = []
    for end, at in ((-most, 0.025), (most, 0.975)):
        drawn = (weights @ np.append(values, end) / most + 1) / 2
        mean, variance = drawn.mean(), drawn.var()
        size = mean * (1 - mean) / variance - 1
        quantile = stats.beta(mean * size, (1 - mean) * size).ppf(at)
        found.append(most * (2 * float(quantile) - 1))
    return found


def test_scores_are_compared_by_area_brier_score_and_mean():
    from sklearn import metrics

    data, before = scored()
    plan, _ = audit_everything("fairness.ranking", data=data)
    now = data["score"].numbers
    found = pair_scores(Subject(data), now, before, plan)
    positive = data["label"].categories.equals("1")
    women = data["sex"].categories.equals("female")
    one = entry(found["differences"], "roc_auc", sex="female")
    expected = [metrics.roc_auc_score(positive[women], part[women]) for part in (before, now)]
    assert [one["before"], one["now"]] == pytest.approx(expected)
    assert one["method"] == "delong-paired"
    brier = entry(found["differences"], "brier_score", sex="female")
    moved = ((now - positive) ** 2 - (before - positive) ** 2)[women]
    assert brier["interval"] == pytest.approx(one_more(moved, 1.0), abs=5e-4)
    assert brier["method"] == "gaffke-paired"
    assert found["answers"] == "scores"
    plain = pair_scores(Subject(data), 10 * now, 10 * before, plan)
    assert {d["metric"] for d in plain["differences"]} == {"roc_auc", "mean_score"}


def test_few_positives_are_no_area():
    data, before = scored()
    codes = np.zeros(400, dtype=np.int8)
    codes[:9] = 1
    data = Dataset(tuple(
        replace(c, values=Categories(codes, ("0", "1"))) if c.name == "label" else c for c in data
    ))  # fmt: skip
    plan, _ = audit_everything("fairness.ranking", data=data)
    found = pair_scores(Subject(data), data["score"].numbers, before, plan)
    one = entry(found["differences"], "roc_auc")
    assert one["undetermined"] == "9 positive rows where 30 are needed"
    assert one["raw"]["interval"][0] < one["raw"]["value"] < one["raw"]["interval"][1]


def test_rows_that_count_nothing_change_nothing():
    data = houses()
    counts = np.ones(N)
    counts[::3] = 0
    counted = Dataset((*data, Column("n", Role.COUNT, Numbers(counts))))
    before = data["predicted"].numbers + RNG.normal(0, 3, N)
    kept = counts > 0
    found = entry(paired(counted, before)["differences"], "mean_absolute_error")
    price = data["price"].numbers
    expected = stats.ttest_rel(
        np.abs(data["predicted"].numbers - price)[kept], np.abs(before - price)[kept]
    )
    assert found["interval"] == pytest.approx(list(expected.confidence_interval(0.95)))
    assert found["sample_size"] == int(kept.sum())
