"""Wrong labels: planted ones, and those that people found among the digits of MNIST."""

import time

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.data.label_noise import label_noise
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.audits.data_quality.mislabelled import recorded, stored, two_classes
from tests.subjects import Subject

RATE, GAP = "label_error_rate", "label_error_rate_difference"


def measured(subject, **parameters):
    found = list(label_noise(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return numbers, [m for m in found if isinstance(m, Exhibit)]


def test_planted_mistakes_are_counted_overall_and_by_given_label():
    labels, probabilities, flipped = stored("digits_10")
    numbers, exhibits = measured(Subject(recorded(labels, probabilities)))
    assert len(flipped) / len(labels) in numbers[RATE, ()].interval
    for digit in range(10):
        rows = labels == digit
        truth = np.isin(np.flatnonzero(rows), flipped).mean()
        assert truth in numbers[RATE, (("class", f"c{digit}"),)].interval
    assert [exhibit.kind for exhibit in exhibits] == ["sentences", "heat_map", "facts"]


def test_a_group_with_worse_labels_is_told_with_its_distance():
    worse, better = two_classes(600, 0.25, 1), two_classes(700, 0.02, 2)
    sex = Column("sex", Role.PROTECTED, Categories.of(["f"] * 600 + ["m"] * 700))
    data = recorded(np.r_[worse[0], better[0]], np.concatenate([worse[1], better[1]]), sex)
    numbers, _ = measured(Subject(data))
    female, male = (("sex", "f"),), (("sex", "m"),)
    assert worse[2] in numbers[RATE, female].interval
    assert better[2] in numbers[RATE, male].interval
    assert numbers[GAP, female].interval.lower > 0.1
    assert (GAP, male) not in numbers


def test_a_surrogate_finds_what_was_turned_where_features_tell_the_label():
    rng = np.random.default_rng(4)
    values = rng.normal(size=900)
    wrong = rng.random(900) < 0.1
    label = np.where(wrong, values < 0, values > 0)
    data = Dataset(
        (
            Column("x", Role.FEATURE, Numbers(values)),
            Column("y", Role.LABEL, Categories.of([("no", "yes")[int(v)] for v in label])),
        )
    )
    for learner in ("linear", "trees"):
        numbers, _ = measured(Subject(data), surrogate=learner)
        assert wrong.mean() in numbers[RATE, ()].interval


def test_a_surrogate_that_cannot_learn_is_undetermined():
    rng = np.random.default_rng(5)
    data = Dataset(
        (
            Column("x", Role.FEATURE, Numbers(rng.normal(size=300))),
            Column("y", Role.LABEL, Categories.of(list(rng.choice(["no", "yes"], 300)))),
        )
    )
    numbers, _ = measured(Subject(data))
    assert all(isinstance(number, Undetermined) for number in numbers.values())
    assert "most frequent" in numbers[RATE, ()].reason


def test_of_a_model_that_may_know_the_rows_by_heart_it_is_warned():
    data = people(200)
    subject = Subject(data, LinearTable({"x0": 1.0}))
    measured(subject, source="model")
    assert any("by heart" in warning for warning in subject.warnings)


def test_classes_that_overlap_are_told():
    rng = np.random.default_rng(7)
    label = rng.integers(0, 2, 600)
    positive = 1 / (1 + np.exp(-2 * (rng.normal(size=600) + 2 * label - 1)))
    subject = Subject(recorded(label, np.stack([1 - positive, positive], axis=1)))
    measured(subject)
    assert any("with no label wrong" in warning for warning in subject.warnings)
    apart = Subject(recorded(*two_classes(600, 0.2, 1)[:2]))
    measured(apart)
    assert not apart.warnings


def test_one_class_is_not_run():
    data = Dataset((Column("y", Role.LABEL, Categories.of(["a"] * 100)),))
    with pytest.raises(NotApplicable):
        measured(Subject(data))


@pytest.mark.slow
def test_a_million_rows_of_ten_classes_take_seconds():
    rng = np.random.default_rng(6)
    rows = 1_000_000
    labels = rng.integers(0, 10, rows)
    probabilities = rng.random((rows, 10)) * 0.05
    probabilities[np.arange(rows), labels] += 1 + rng.random(rows)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    turned = rng.random(rows) < 0.03
    labels[turned] = (labels[turned] + 1) % 10
    codes = Categories(labels.astype(np.int8), tuple(f"c{place}" for place in range(10)))
    columns = recorded([0], probabilities[:1]).columns[1:]
    data = Dataset(
        (
            Column("label", Role.LABEL, codes),
            *(
                Column(column.name, column.role, Numbers(probabilities[:, place]))
                for place, column in enumerate(columns)
            ),
        )
    )
    before = time.process_time()
    numbers, _ = measured(Subject(data))
    assert time.process_time() - before < 5
    estimate = numbers[RATE, ()]
    assert isinstance(estimate, Estimate)
    assert turned.mean() in estimate.interval
