"""What complexity buys: planted gains are found, for whom, and nothing where there is nothing."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.tradeoffs.simplicity import simplicity
from tests.audits.tradeoffs.learnable import one_sign, table
from tests.subjects import Subject

GAIN, DIFFERENCE = "accuracy_gain_over_simple_model", "accuracy_gain_over_simple_model_difference"
FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def measured(data, **parameters):
    subject = Subject(data)
    found = list(simplicity(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return numbers, [m for m in found if isinstance(m, Exhibit)], subject.warnings


def planted(rows, seed, *, split=None):
    """A rule is right in .85; the model too, but for women, of whom it knows all."""
    rng = np.random.default_rng(seed)
    values, label = one_sign(rows, rng)
    female = rng.random(rows) < 0.5
    told = np.where(female, label, label == (rng.random(rows) < 0.85))
    group = np.where(female, "f", "m").tolist()
    return table({"x": values}, label, told, group=group, split=split)


def test_complexity_buys_something_for_one_group_alone():
    split = ["train"] * 1000 + ["test"] * 2000
    numbers, exhibits, warnings = measured(planted(3000, 1, split=split))
    assert 0.15 in numbers[GAIN, FEMALE].interval
    assert 0.0 in numbers[GAIN, MALE].interval
    assert 0.075 in numbers[GAIN, ()].interval
    gap = numbers[DIFFERENCE, FEMALE]
    assert 0.15 in gap.interval
    assert gap.interval.lower > 0.05
    assert gap.reference == MALE
    assert 0.85 in numbers["simple_model_accuracy", ()].interval
    assert numbers[GAIN, ()].method == "tango (beside one rule)"
    assert [exhibit.kind for exhibit in exhibits] == ["sentences", "facts"]
    assert not warnings


def test_without_a_split_each_row_is_judged_by_models_that_did_not_see_it_and_is_worth_less():
    numbers, _, warnings = measured(planted(2000, 2))
    gain = numbers[GAIN, ()]
    assert 0.075 in gain.interval
    more, fewer, rows = gain.evidence
    assert rows == pytest.approx(2000 / 2.25)
    assert gain.value == pytest.approx((more - fewer) / rows)
    assert gain.sample_size == 2000
    assert any("nothing says that the model was not trained" in text for text in warnings)


def test_a_model_that_is_the_simple_model_gains_nothing():
    rng = np.random.default_rng(3)
    values, label = one_sign(900, rng)
    split = ["train"] * 400 + ["test"] * 500
    numbers, _, _ = measured(table({"x": values}, label, values > 0, split=split))
    gain = numbers[GAIN, ()]
    assert isinstance(gain, Estimate)
    assert abs(gain.value) < 0.03
    assert 0 in gain.interval


def test_each_variant_stands_beside_it():
    numbers, _, _ = measured(planted(600, 4))
    variants = [group for metric, group in numbers if metric == GAIN and group[:1]
                and group[0][0] == "variant"]  # fmt: skip
    assert variants == [
        (("variant", "one rule"),), (("variant", "tree of depth 3"),),
        (("variant", "logistic regression"),),
    ]  # fmt: skip


def test_the_order_of_rows_does_not_matter():
    data = planted(300, 5)
    one, other = (measured(each)[0] for each in (data, data.take(np.arange(300)[::-1])))
    for key, number in one.items():
        if isinstance(number, Estimate):
            assert number.value == pytest.approx(other[key].value, abs=1e-12), key


def test_a_small_group_is_undetermined_and_labels_alike_are_refused():
    rng = np.random.default_rng(6)
    values, label = one_sign(200, rng)
    group = ["f"] * 10 + ["m"] * 190
    numbers, _, _ = measured(table({"x": values}, label, label, group=group))
    assert isinstance(numbers[GAIN, FEMALE], Undetermined)
    assert isinstance(numbers[DIFFERENCE, FEMALE], Undetermined)
    with pytest.raises(NotApplicable, match="every label is the same"):
        measured(table({"x": values}, np.ones(200) == 1, label))


@pytest.mark.long
def test_over_samples_its_interval_holds_the_gain_over_what_such_samples_teach():
    """Cross-fitted: the truth is the mean gain over models that so many rows teach."""
    drawn = []
    for seed in range(60):
        rng = np.random.default_rng([7, seed])
        values, label = one_sign(150, rng)
        told = label == (rng.random(150) < 0.9)
        gain = measured(table({"x": values}, label, told))[0][GAIN, ()]
        drawn.append((gain.value, gain.interval))
    truth = np.mean([value for value, _ in drawn])
    assert np.mean([truth in interval for _, interval in drawn]) >= 0.93
