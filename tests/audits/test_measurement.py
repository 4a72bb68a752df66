"""Measurements as JSON and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.measurement import (
    Estimate,
    Interval,
    Unanswered,
    Undetermined,
    group_from_json,
    group_to_json,
    interval_from_json,
    interval_to_json,
    is_counted,
    measurement_from_json,
    measurement_to_json,
    undetermined,
)

NUMBERS = st.floats(-1e6, 1e6)
ENDS = st.one_of(NUMBERS, st.just(float("inf")), st.just(float("-inf")))
TEXT = st.text(max_size=8)
GROUPS = st.dictionaries(TEXT, st.one_of(st.none(), TEXT), max_size=3).map(
    lambda found: tuple(found.items())
)
INTERVALS = st.tuples(
    st.one_of(NUMBERS, st.just(float("-inf"))), st.one_of(NUMBERS, st.just(float("inf")))
).map(lambda ends: Interval(*ends))
SIZES = st.one_of(st.integers(0, 10**6), st.tuples(st.integers(0, 99), st.integers(0, 99)))
EVIDENCE = st.lists(NUMBERS, max_size=5).map(tuple)
UNANSWERED = st.one_of(
    st.builds(Unanswered, SIZES),
    st.builds(Unanswered, SIZES, st.lists(EVIDENCE, min_size=2, max_size=2).map(tuple), INTERVALS),
)
ESTIMATES = st.builds(
    Estimate, TEXT, GROUPS, NUMBERS, INTERVALS, st.floats(0.5, 0.99), SIZES, TEXT, EVIDENCE,
    st.one_of(st.none(), GROUPS), st.one_of(st.none(), st.floats(0, 1)),
    st.one_of(st.none(), INTERVALS), st.one_of(st.none(), UNANSWERED),
)  # fmt: skip
NONE = st.builds(
    Undetermined, TEXT, GROUPS, TEXT, SIZES,
    st.one_of(st.none(), st.tuples(NUMBERS, INTERVALS)), st.one_of(st.none(), GROUPS),
)  # fmt: skip


@given(st.one_of(ESTIMATES, NONE))
def test_what_is_written_is_what_is_read(measured):
    text = json.dumps(measurement_to_json(measured), allow_nan=False)
    assert measurement_from_json(json.loads(text)) == measured


@given(GROUPS)
def test_a_group_is_read_back_in_its_order(group):
    assert group_from_json(json.loads(json.dumps(group_to_json(group)))) == group


@given(INTERVALS)
def test_an_unbounded_end_is_null(interval):
    stored = interval_to_json(interval)
    assert stored.count(None) == (abs(interval.lower) == float("inf")) + (
        abs(interval.upper) == float("inf")
    )
    assert interval_from_json(stored) == interval


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_estimate(value):
    with pytest.raises(ValueError, match="is not a value"):
        Estimate("m", (), value, Interval(0, 1), 0.95, 3, "wilson", ())


def test_without_a_conclusion_value_and_interval_stay_beside_the_reason():
    sex = (("sex", "f"),)
    estimate = Estimate(
        "m", sex, 0.5, Interval(0.4, 0.6), 0.95, (3, 4), "wilson", (1.0,), (("sex", "m"),)
    )
    expected = Undetermined("m", sex, "masked", (3, 4), (0.5, Interval(0.4, 0.6)), (("sex", "m"),))
    assert undetermined(estimate, "masked") == expected
    again = undetermined(expected, "shifted")
    assert (again.reason, again.raw) == ("shifted", expected.raw)


def test_what_was_counted_is_known_by_its_method():
    assert is_counted("counted")
    assert is_counted("counted (a machine)")
    assert not is_counted("wilson (counted)")
