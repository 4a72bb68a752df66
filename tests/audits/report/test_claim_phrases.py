"""Whole sentences stand in findings_in_words.yaml; here what is none of a claim."""

import pytest

from audits.report.claim_phrases import affected, beside, question
from audits.report.metric_phrases import is_claim
from audits.report.view import View


def test_only_metrics_of_the_section_are_claims():
    assert is_claim("improvement")
    assert not is_claim("demographic_parity_difference")
    assert not is_claim("nothing_measures_this")


@pytest.mark.parametrize("metric", ["female_share", "improvement"])
def test_what_is_no_claim_or_has_no_baseline_is_told_elsewhere(metric, make_report):
    view = View(make_report())
    measured = {"metric": metric, "group": {"system": "a"}, "sample_size": 3}
    assert affected(view, measured) is None
    assert question(view, {"metric": metric, "above": 0}, measured) is None
    assert beside(measured) == "the baseline"


def test_the_best_of_several_is_called_so(make_report):
    view = View(make_report())
    measured = {"metric": "corrected_improvement", "group": {"variant": "the best"},
                "reference": {"system": "old"}, "sample_size": 30}  # fmt: skip
    assert affected(view, measured).startswith("the best of the variants beside old, n")
    asked = question(view, {"metric": "corrected_improvement", "group": {"variant": "the best"},
                            "above": 0}, measured)  # fmt: skip
    assert asked.startswith("Is the best better than old, by an improvement of the best")
