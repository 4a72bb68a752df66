"""Classes then and now; expected values are counted with plain Python."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audits.comparison import Unpaired
from audits.comparison.pairing import pair
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.comparison.answered_twice import changed, entry, paired, rows_of
from tests.tables import audit_everything, table


def test_rates_before_and_now_are_those_of_the_same_rows():
    data = table(600)
    before = changed(data)
    found = paired(data, before)["differences"]
    rows = rows_of(data, before)
    women = [r for r in rows if r[0] == "female"]
    ill = [r for r in women if r[2] == "1"]
    well = [r for r in women if r[2] == "0"]
    for metric, inside, counts in (
        ("selection_rate", women, lambda r, at: r[at] == "1"),
        ("accuracy", women, lambda r, at: r[at] == r[2]),
        ("true_positive_rate", ill, lambda r, at: r[at] == "1"),
        ("false_positive_rate", well, lambda r, at: r[at] == "1"),
    ):
        then, now = ([counts(r, at) for r in inside] for at in (3, 4))
        one = entry(found, metric, sex="female")
        assert one["sample_size"] == len(inside)
        assert one["before"] == pytest.approx(np.mean(then))
        assert one["now"] == pytest.approx(np.mean(now))
        assert one["value"] == pytest.approx(np.mean(now) - np.mean(then))
        assert one["interval"][0] < one["value"] < one["interval"][1]
        gained = sum(b and not a for a, b in zip(then, now, strict=True))
        lost = sum(a and not b for a, b in zip(then, now, strict=True))
        assert (one["gained"], one["lost"]) == (gained, lost)
        assert one["p_value"] == pytest.approx(stats.binomtest(gained, gained + lost).pvalue)


def test_levels_in_another_order_mean_the_same():
    data = table(400)
    answers = data["answer"].categories
    turned = Categories((1 - answers.codes).astype(np.int8), ("1", "0"))
    assert {f["flipped"] for f in paired(data, turned)["flips"]} == {0}


def test_weights_are_honoured():
    data = table(400)
    weights = np.random.default_rng(2).uniform(0.5, 3, len(data))
    weighted = Dataset((*data, Column("w", Role.WEIGHT, Numbers(weights))))
    before = changed(data)
    one = entry(paired(weighted, before)["differences"], "selection_rate")
    d = data["answer"].categories.codes.astype(float) - before.codes
    assert one["value"] == pytest.approx((weights * d).sum() / weights.sum())
    assert one["method"] == "linearised-paired"


def test_without_labels_only_selection_is_compared():
    data = Dataset(tuple(c for c in table(400) if c.role is not Role.LABEL))
    data = Dataset(tuple(
        replace(c, favourable="1") if c.role is Role.PREDICTION else c for c in data
    ))  # fmt: skip
    plan, _ = audit_everything("fairness.selection_rate", data=data)
    found = pair(Subject(data), data["answer"].categories, changed(data), plan)
    assert {d["metric"] for d in found["differences"]} == {"selection_rate"}


def test_many_classes_flip_without_a_favourable_one():
    rng = np.random.default_rng(1)
    levels = tuple(f"c{at:02}" for at in range(40))
    now, then, label = (
        Categories(rng.integers(0, 40, 500).astype(np.int8), levels) for _ in range(3)
    )
    data = Dataset((
        table(500)["sex"],
        Column("label", Role.LABEL, label),
        Column("answer", Role.PREDICTION, now),
    ))  # fmt: skip
    plan, _ = audit_everything("imbalance.class_report", data=data)
    found = pair(Subject(data), now, then, plan)
    assert found["favourable"] is None
    assert found["flips"][0]["flipped"] == int((now.codes != then.codes).sum())
    assert {d["metric"] for d in found["differences"]} == {"accuracy"}
    assert "to_favourable" not in found["flips"][0]


def test_the_same_answers_in_other_words_are_not_paired():
    """As 2 and 1 then and 1 and 0 now: every row would be a flip, of which there is none."""
    data = table(400)
    codes = data["answer"].categories.codes
    for words in (("1", "2"), ("deny", "approve")):
        with pytest.raises(Unpaired, match=r"then and are '0', '1' now; .* say so with `map`"):
            paired(data, Categories(codes, words))


def test_a_class_that_one_of_the_two_gave_now_and_then_is_an_answer():
    data = table(400)
    codes = data["answer"].categories.codes.copy()
    codes[:20] = 2
    assert paired(data, Categories(codes, ("0", "1", "refused")))["rows"] == 400
