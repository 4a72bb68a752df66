"""People beside the model: planted abilities are found, overall, by group and by name."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.tradeoffs.human import NO_TRUTH, NOT_SURE, human
from audits.specification.roles import Role
from tests.audits.tradeoffs.judged import judged, long_form, two
from tests.subjects import Subject

FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def measured(data, **parameters):
    found = list(human(Subject(data), **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return numbers, [m for m in found if isinstance(m, Exhibit)]


def test_a_model_that_is_better_than_people_for_one_group_alone():
    rng = np.random.default_rng(1)
    items = 1200
    female, truth = np.arange(items) < 600, rng.random(items) < 0.5
    model = truth == (rng.random(items) < np.where(female, 0.95, 0.7))
    people = [
        Column(f"p{at}", Role.ANNOTATION, two(truth == (rng.random(items) < 0.8)))
        for at in range(9)
    ]
    sex = Categories.of(["f" if one else "m" for one in female])
    data = Dataset(
        (
            Column("sex", Role.PROTECTED, sex),
            Column("label", Role.LABEL, two(truth), positive="yes"),
            Column("told", Role.PREDICTION, two(model)),
            *people,
        )
    )
    numbers, _ = measured(data)
    gain = "accuracy_gain_over_median_person"
    assert 0.15 in numbers[gain, FEMALE].interval
    assert numbers[gain, FEMALE].interval.lower > 0.1
    assert -0.1 in numbers[gain, MALE].interval
    assert numbers[gain, MALE].interval.upper < 0
    assert 0.8 in numbers["people_accuracy", ()].interval
    # Two people who are right in .8 independently agree in .68: alpha (.68 - .5) / .5.
    assert 0.36 in numbers["annotator_agreement", ()].interval
    assert isinstance(numbers["accuracy_gain_over_person", (("annotator", "p3"),)], Estimate)
    assert numbers["risk_coverage_area", ()].reason == NOT_SURE


def test_long_form_gives_the_same_numbers():
    data = judged(150, 6, np.random.default_rng(2))
    wide, long = (measured(each, smallest_group=10)[0] for each in (data, long_form(data)))
    assert wide.keys() == long.keys()
    for key, one in wide.items():
        if key[0] == "accuracy_gain_of_deferral":
            continue  # which half judges goes by the order of the items' names
        other = long[key]
        assert type(one) is type(other), key
        if isinstance(one, Estimate):
            assert one.value == pytest.approx(other.value), key
            assert one.sample_size == other.sample_size


def test_the_order_of_rows_and_columns_does_not_matter():
    data = judged(120, 6, np.random.default_rng(3))
    turned = Dataset(tuple(reversed(data.take(np.arange(120)[::-1]).columns)))
    first, second = (measured(each, smallest_group=10)[0] for each in (data, turned))
    for key, one in first.items():
        if isinstance(one, Estimate):
            assert one.value == pytest.approx(second[key].value, abs=1e-12), key


def test_without_a_label_people_are_compared_with_each_other_alone():
    data = judged(200, 6, np.random.default_rng(4))
    numbers, exhibits = measured(Dataset(tuple(c for c in data if c.role is not Role.LABEL)))
    assert isinstance(numbers["annotator_agreement", ()], Estimate)
    assert numbers["people_accuracy", ()].reason == NO_TRUTH
    assert not exhibits


def test_a_small_group_is_undetermined_and_stays():
    data = judged(200, 6, np.random.default_rng(5))
    codes = (np.arange(200) < 12).astype(np.int8)
    sex = Column("sex", Role.PROTECTED, Categories(codes, ("m", "f")))
    numbers, _ = measured(Dataset((sex, *(c for c in data if c.name != "sex"))))
    few = numbers["accuracy_gain_over_median_person", FEMALE]
    assert isinstance(few, Undetermined)
    assert "12" in few.reason


def test_of_many_people_each_is_named_and_of_a_crowd_nobody_drops_out(monkeypatch):
    data = judged(60, 30, np.random.default_rng(6))
    numbers, _ = measured(data)
    of_one = {group: m for (metric, group), m in numbers.items() if metric == "person_accuracy"}
    assert len(of_one) == 30
    assert not any(isinstance(each, Undetermined) for each in of_one.values())
    assert numbers["people_accuracy", ()].method == "linearised-people (30 people)"
    monkeypatch.setattr("audits.probes.tradeoffs.human.MOST_NAMED", 25)
    numbers, _ = measured(data)
    reasons = [
        each.reason
        for (metric, _), each in numbers.items()
        if metric == "accuracy_gain_over_person" and isinstance(each, Undetermined)
    ]
    assert reasons == ["of 30 people the 25 who answered most are told"] * 5


def test_without_people_it_says_how_to_give_them():
    data = Dataset(tuple(c for c in judged(60, 1, np.random.default_rng(7))
                         if c.role is not Role.ANNOTATION))  # fmt: skip
    with pytest.raises(NotApplicable, match="no column holds what people answered"):
        measured(data)


@pytest.mark.parametrize("seed", range(2))
def test_the_truth_lies_within_the_intervals_of_drawn_people(seed):
    """Of people right in .8 on average and a model in .85."""
    held = []
    for draw in range(12):
        data = judged(200, 8, np.random.default_rng([seed, draw]), hard=0.0, spread=0.04)
        numbers, _ = measured(data)
        held.append(
            [
                0.8 in numbers["people_accuracy", ()].interval,
                0.05 in numbers["accuracy_gain_over_median_person", ()].interval,
            ]
        )
    # Of a true .95 the chance of fewer than nine in twelve is two in ten thousand.
    assert np.sum(held, axis=0).min() >= 9
