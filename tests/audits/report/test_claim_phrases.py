"""Whole sentences stand in findings_in_words.yaml; here what is none of a claim."""

import pytest

from audits.report.claim_phrases import affected, beside, question
from audits.report.metric_phrases import is_claim
from audits.report.questions import question as question_of
from audits.report.view import View


def test_only_metrics_of_the_section_are_claims():
    assert is_claim("improvement")
    assert not is_claim("demographic_parity_difference")
    assert not is_claim("nothing_measures_this")


@pytest.mark.parametrize("metric", ["female_share", "improvement"])
def test_what_is_no_claim_or_has_no_baseline_is_told_as_any_other(metric, make_report):
    view = View(make_report())
    measured = {"metric": metric, "group": {"system": "a"}, "sample_size": 3}
    asked = question_of(view, {"metric": metric, "group": {"system": "a"}, "above": 0}, measured)
    assert "better than" not in asked


def test_without_a_name_the_baseline_is_called_so():
    assert beside({"reference": {"set": "SST-2"}}) == "the baseline"


def test_the_best_of_several_is_called_so(make_report):
    view = View(make_report())
    measured = {"metric": "corrected_improvement", "group": {"variant": "the best"},
                "reference": {"system": "old"}, "sample_size": 30}  # fmt: skip
    assert affected(view, measured).startswith("the best of the variants beside old, n")
    asked = question(view, {"metric": "corrected_improvement", "group": {"variant": "the best"},
                            "above": 0}, measured)  # fmt: skip
    assert asked.startswith("Is the best better than old, by an improvement of the best")
