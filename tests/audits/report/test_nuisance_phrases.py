"""Measurements about a nuisance, in a plain sentence."""

import pytest

from audits.report.nuisance_phrases import affected
from audits.report.view import View


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("intervention_flip_rate",
         "Of 100 answers, 46 [41 to 51] change when mark is changed and nothing else, n 400."),
        ("worst_group_accuracy",
         "In the worst combination of label and mark, 46 [41 to 51] of 100 answers are right, "
         "n 400."),
        ("nuisance_only_skill",
         "Knowing mark alone, 46 [41 to 51] of 100 labels are given right, n 400."),
    ],
)  # fmt: skip
def test_what_is_affected_is_counted_in_hundreds(report, estimate, metric, expected):
    measured = estimate(metric, {"nuisance": "mark"}, 0.46, [0.41, 0.51], 400)
    assert affected(View(report), measured).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_a_dependence_is_told_on_its_own_scale(report, estimate):
    measured = estimate("confound_dependence", {"nuisance": "mark"}, 0.46, [0.41, 0.51], 400)
    assert "goes with mark by 0.46" in affected(View(report), measured)
    assert "on a scale from 0 to 1" in affected(View(report), measured)


def test_other_measurements_are_about_people(report, estimate):
    view = View(report)
    assert affected(view, estimate("accuracy", {}, 0.5, [0.4, 0.6], 100)) is None
    unknown = estimate("accuracy", {"nuisance": "mark"}, 0.5, [0.4, 0.6], 100)
    assert affected(view, unknown) is None
