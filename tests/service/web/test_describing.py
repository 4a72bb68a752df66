"""Rows and documents in the words of the pages."""

import pytest

from service.web.describing import audit_rows, policy_row, profile_sentence, rule_sentence
from tests.service.conftest import Place


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8},
         "Impact ratio of each sex is at least 0.8"),
        ({"metric": "accuracy", "at_least": 0.5, "below": 1},
         "Accuracy of everyone is at least 0.5 and is below 1"),
        ({"metric": "selection_rate", "attribute": ["sex", "race"], "within": [0.1, 0.2]},
         "Selection rate of each sex and race is from 0.1 to 0.2"),
        ({"metric": "gap", "group": {"sex": "f"}, "within": 0.1},
         "Gap of sex f stays within ± 0.1"),
    ],
)  # fmt: skip
def test_a_rule_is_a_sentence(rule: dict[str, object], sentence: str) -> None:
    assert rule_sentence(rule) == sentence


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ({"format": "csv", "rows": 7214, "columns": [{}] * 17}, "csv, 7,214 rows, 17 columns"),
        ({"format": "onnx", "task": "classification", "inputs": [{}], "classes": ["a", "b"]},
         "onnx, classification, 1 input, 2 classes"),
        ({"format": "onnx", "task": "regression", "inputs": [{}, {}]},
         "onnx, regression, 2 inputs"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_profile_is_a_sentence(profile: dict[str, object], sentence: str) -> None:
    assert profile_sentence(profile) == sentence


def test_a_policy_says_what_doubt_does_where_it_says_nothing() -> None:
    shown = policy_row({"created": 1.0, "policy": {"rules": [], "on_not_run": "pass"}})
    assert (shown["on_inconclusive"], shown["on_not_run"]) == ("blocks", "lets pass")


def test_an_audit_is_listed_by_what_it_is_about_and_how_far_it_is(place: Place) -> None:
    waiting, judged = place.audit(), place.completed_audit()
    with place.records.reading(place.tenants["ours"]) as unit:
        rows = audit_rows(unit, [unit.audits.find(waiting), unit.audits.find(judged)])
    assert (rows[0].shown, rows[0].percent, rows[0].note) == ("queued", 0, "waits for a worker")
    assert rows[0].by == "full"  # the key's name and not its id
    assert rows[0].subject.startswith("dataset ")
    assert (rows[1].percent, rows[1].stage_name) == (100, "Done")
    assert rows[1].shown in ("pass", "fail", "inconclusive", "not_run", "error")
