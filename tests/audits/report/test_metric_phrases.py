"""Metrics are called what people call them."""

import pytest

from audits.report.metric_phrases import in_sentence, phrase


@pytest.mark.parametrize(
    ("metric", "said", "inside"),
    [
        ("deletion_auc", "Deletion AUC", "deletion AUC"),
        ("occlusion_insertion_auc", "Occlusion insertion AUC", "occlusion insertion AUC"),
        ("kernel_shap_deletion_auc", "Kernel SHAP deletion AUC", "Kernel SHAP deletion AUC"),
        ("lime_importance", "LIME importance", "LIME importance"),
        ("roc_auc", "ROC AUC", "ROC AUC"),
        ("false_positive_rate", "False positive rate", "false positive rate"),
    ],
)
def test_names_keep_their_capitals(metric, said, inside):
    assert phrase(metric) == said
    assert in_sentence(metric) == inside
