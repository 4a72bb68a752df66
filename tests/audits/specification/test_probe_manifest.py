"""What pages and plans read of the probes without importing them."""

import json

import pytest

from audits.specification.probe_manifest import (
    PATH,
    SECTIONS,
    columns,
    declared,
    entries,
    measured_by,
    metrics_of,
    quoted,
    section,
    vocabulary,
    words,
)


@pytest.mark.parametrize(
    ("name", "said"),
    [("deletion_auc", "deletion AUC"), ("base_rate", "base rate"), ("aucune", "aucune")],
)
def test_a_name_in_words(name, said):
    assert words(name) == said


def test_every_section_of_a_probe_has_a_title_and_a_sentence():
    sections = {entry.section for entry in entries().values()}
    assert sections == set(json.loads(SECTIONS.read_text()))
    for name in sections:
        assert section(name).title[0].isupper()
        assert section(name).lede.endswith((".", "?"))


def test_a_section_that_says_nothing_is_called_by_its_name():
    assert section("long_tails").title == "Long tails"
    assert section("long_tails").lede == ""
    assert section("long_tails").caveat is None


def test_each_metric_is_told_with_the_probe_that_owns_it():
    metric, owner = vocabulary()["roc_auc"]
    assert (metric.title, owner) == ("ROC AUC", "fairness.ranking")
    assert vocabulary()["kernel_shap_importance"][0].title == "Kernel SHAP importance"
    assert vocabulary()["lime_importance"][0].title == "LIME importance"
    assert vocabulary()["explanation_stability"][0].title == "explanation stability"


def test_what_is_read_is_what_stands_in_the_file():
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    assert [json.loads(json.dumps(entry.to_json())) for entry in entries().values()] == stored


def test_columns_stand_in_their_order_and_no_two_share_a_place():
    places = [declared(metric).column for metric in columns()]
    assert places == sorted(set(places))
    assert columns()[:4] == (
        "selection_rate", "false_positive_rate", "false_negative_rate", "accuracy",
    )  # fmt: skip


def test_a_section_lists_each_of_its_metrics_once_columns_first():
    metrics = metrics_of("fairness")
    owned = [name for name, (_, probe) in vocabulary().items() if probe.startswith("fairness.")]
    assert sorted(metric.name for metric in metrics) == sorted(owned)
    numbered = [metric.column is not None for metric in metrics]
    assert numbered == sorted(numbered, reverse=True)


def test_a_metric_that_no_probe_owns_any_more_is_its_name():
    gone = declared("gone_rate")
    assert (gone.title, gone.compares, gone.column, gone.idle) == ("gone rate", (), None, None)


@pytest.mark.parametrize("metric", sorted(vocabulary()))
def test_what_a_metric_says_of_others_is_so(metric):
    entry = declared(metric)
    assert all(declared(rate).scale == "share" for rate in entry.compares)
    assert set(entry.compares) <= set(vocabulary()) - {metric}
    if entry.idle == "null":
        assert entry.null is not None, "a score of nothing that is its null needs one"


def test_comparisons_are_told_by_the_rate_they_are_made_of():
    """By the definitions: Hardt, Price & Srebro 2016 for the two of error rates."""
    assert {
        metric: declared(metric).compares for metric in vocabulary() if declared(metric).compares
    } == {
        "continuation_score_difference": ("continuation_score",),
        "demographic_parity_difference": ("selection_rate",),
        "refusal_rate_difference": ("refusal_rate",),
        "disparate_impact_ratio": ("selection_rate",),
        "impact_ratio": ("selection_rate",),
        "equal_opportunity_difference": ("true_positive_rate",),
        "equalized_odds_difference": ("true_positive_rate", "false_positive_rate"),
        "predictive_parity_difference": ("positive_predictive_value",),
        "accuracy_difference": ("accuracy",),
        "object_recall_difference": ("object_recall",),
        "object_precision_difference": ("object_precision",),
        # Of attacks and certificates, the share that stands, falls or is certified.
        "robust_accuracy_difference": ("robust_accuracy",),
        "worst_case_accuracy_difference": ("worst_case_accuracy",),
        "score_attack_accuracy_difference": ("score_attack_accuracy",),
        "decision_attack_accuracy_difference": ("decision_attack_accuracy",),
        "one_pixel_success_rate_difference": ("one_pixel_success_rate",),
        "certified_accuracy_difference": ("certified_accuracy",),
        "column_change_accuracy_difference": ("column_change_accuracy",),
        "corruption_accuracy_difference": ("corruption_accuracy",),
        "patch_accuracy_difference": ("patch_accuracy",),
        "transfer_accuracy_difference": ("transfer_accuracy",),
        "word_change_accuracy_difference": ("word_change_accuracy",),
        "label_error_rate_difference": ("label_error_rate",),
        "recourse_share_difference": ("recourse_share",),
        "malformed_answered_difference": ("malformed_answered_share",),
        "malformed_confident_difference": ("malformed_confident_share",),
        "malformed_crash_difference": ("malformed_crash_share",),
        "substitute_agreement_difference": ("substitute_agreement",),
        # Of the same rows: with the trigger and without it, of this version and the one before.
        "trigger_effect": ("trigger_success_rate",),
        "toxic_share_change": ("toxic_share",),
        # Of the same cases, with another person in them.
        "decision_rate_difference": ("decision_rate",),
        "decision_refusal_difference": ("decision_refusal_rate",),
        "decision_hedge_difference": ("decision_hedge_rate",),
        "name_recall_difference": ("name_recall",),
    }


def test_what_two_probes_measure_is_owned_by_the_one_that_did_first():
    assert measured_by()["duplicate_share"] == ("confounds.dataset", "data.duplicates")
    assert vocabulary()["duplicate_share"][1] == "confounds.dataset"
    assert measured_by()["roc_auc"] == ("fairness.ranking",)


def test_numbers_that_sum_a_section_up_stand_in_their_order_and_no_two_share_a_place():
    places = [metric.quoted for metric in quoted("robustness")]
    assert places == sorted(set(places))
    assert [metric.name for metric in quoted("robustness")][:2] == [
        "worst_case_accuracy", "robust_accuracy",
    ]  # fmt: skip
    assert quoted("long_tails") == ()
