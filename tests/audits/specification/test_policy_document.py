"""Rules with their bounds, and waivers, as a document says them."""

import pytest

from audits.errors import Refused
from audits.specification.parsing import parse_policy


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"within": 0.05}, (-0.05, 0.05)),
        ({"within": [0.8, 1.25]}, (0.8, 1.25)),
        ({"at_least": 0.8}, (0.8, None)),
        ({"below": 0.1}, (None, 0.1)),
        ({"above": 0.1, "at_most": 0.9}, (0.1, 0.9)),
    ],
)
def test_bounds_become_limits(rule, expected):
    (found,) = parse_policy({"rules": [{"metric": "m", **rule}]}).rules
    assert found.limits == expected


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"within": -0.1},
        {"within": 0.1, "at_least": 0.2},
        {"at_least": 0.1, "above": 0.2},
        {"at_most": 0.1, "below": 0.2},
        {"at_least": 0.9, "at_most": 0.1},
        {"within": [0.9, 0.1]},
        {"at_least": 0.1, "attribute": "sex", "group": {"sex": "f"}},
        {"at_least": 0.1, "smallest_share": 1.5},
        {"at_least": float("nan")},
    ],
)
def test_bounds_that_make_no_sense_are_refused(rule):
    with pytest.raises(Refused):
        parse_policy({"rules": [{"metric": "m", **rule}]})


def test_a_waiver_needs_a_date_and_a_reason():
    good = {"finding": "ab", "until": "2027-03-31", "reason": "known"}
    assert parse_policy({"waivers": [good]}).waivers[0].until == "2027-03-31"
    for bad in ({"until": "soon"}, {"reason": ""}):
        with pytest.raises(Refused):
            parse_policy({"waivers": [good | bad]})


@pytest.mark.parametrize("rule", [{"at_least": True}, {"within": False}, {"smallest_share": True}])
def test_true_and_false_are_no_numbers(rule):
    with pytest.raises(Refused, match="true and false are no numbers"):
        parse_policy({"rules": [{"metric": "m", "above": 0.1, **rule}]})
