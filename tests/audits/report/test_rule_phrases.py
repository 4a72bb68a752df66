"""A policy's rule in words."""

import pytest

from audits.report import rule_phrases
from audits.report.view import View

POINTS, SHARE, RATIO = "share difference", "share", "ratio"


@pytest.mark.parametrize(
    ("rule", "expected", "scale", "words"),
    [
        ({"within": 0.05}, (-0.05, 0.05), POINTS, "within ±5 points"),
        ({"within": [0.8, 1.25]}, (0.8, 1.25), RATIO, "from 0.80 to 1.25"),
        ({"at_least": 0.8}, (0.8, None), RATIO, "at least 0.80"),
        ({"above": 0.0}, (0.0, None), POINTS, "above 0 points"),
        ({"at_most": 0.01}, (None, 0.01), POINTS, "at most 1 point"),
        ({"at_least": 0.1, "below": 0.3}, (0.1, 0.3), SHARE, "at least 10 % and below 30 %"),
    ],
)
def test_a_bound_is_two_ends_and_a_phrase(rule, expected, scale, words):
    assert rule_phrases.bounds(rule) == expected
    assert rule_phrases.limit_text(rule, scale).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("interval", "expected"),
    [((0.06, 0.1), True), ((0.04, 0.1), False), ((-0.2, -0.06), True), ((None, -0.06), True),
     ((0.06, None), True), ((None, None), False)],
)  # fmt: skip
def test_an_interval_lies_outside_where_none_of_it_keeps_the_bounds(interval, expected):
    assert rule_phrases.outside(interval, {"within": 0.05}) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"attribute": "race"}, "every race"),
        ({"attribute": ["race", "sex"]}, "every race and sex together"),
        ({"group": {"class": "1"}}, "class 1"),
        ({}, "everyone"),
    ],
)
def test_a_rule_is_about_someone(rule, expected):
    assert rule_phrases.scope_text(rule) == expected


@pytest.mark.parametrize(
    ("value", "rule", "scale", "expected"),
    [
        (0.21, {"within": 0.05}, POINTS, "exceeds the policy's limit of 5"),
        (0.5, {"at_most": 0.4}, SHARE, "is above the policy's limit of 40 %"),
        (0.5, {"at_least": 0.8}, RATIO, "is below the policy's limit of 0.80"),
        (0.0, {"above": 0.0}, POINTS, "is not above the policy's limit of 0"),
        (0.3, {"below": 0.3}, SHARE, "is not below the policy's limit of 30 %"),
    ],
)
def test_the_bound_that_is_broken_is_named(value, rule, scale, expected):
    assert rule_phrases.exceeds(value, rule, scale).replace("\xa0", " ") == expected


def test_the_four_fifths_rule_is_a_convention():
    assert rule_phrases.is_convention({"metric": "impact_ratio", "at_least": 0.8})
    assert not rule_phrases.is_convention({"metric": "impact_ratio", "at_least": 0.9})
    assert not rule_phrases.is_convention({"metric": "accuracy", "at_least": 0.8})


def test_whose_it_is_and_against_whom(report):
    view = View(report)
    fail, _, idle = view.findings
    assert rule_phrases.whose(view, fail) == "African-American"
    assert rule_phrases.against(view, fail) == " of the reference, Caucasian"
    assert rule_phrases.whose(view, idle) == "everyone"
    assert rule_phrases.against(view, idle) == ""


def test_a_needed_size_is_no_promise():
    assert rule_phrases.decided_near(1380).replace("\xa0", " ") == (
        "would be decided near n 1,400 if this estimate stayed"
    )
