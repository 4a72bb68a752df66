"""Every score beside the model that does nothing."""

import pytest

from audits.report.sections import imbalance
from audits.report.view import View


@pytest.fixture
def seen(make_report, estimate):
    def made(**scores):
        measured = [
            {**estimate(metric, {}, value, interval, 1000, p_value=0.0004), "probe": "imbalance.x"}
            for metric, (value, interval) in scores.items()
        ]
        report = make_report(measurements=measured, findings=[])
        report["probes"] = [{"name": "imbalance.x", "status": "ran", "version": 1}]
        return View(report)

    return made


SCORES = {
    "accuracy": (0.9, [0.88, 0.92]), "majority_share": (0.8, [0.77, 0.82]),
    "accuracy_gain_over_majority": (0.1, [0.07, 0.13]),
}  # fmt: skip


def test_accuracy_is_told_beside_always_answering_alike(seen):
    text = imbalance.lede(seen(**SCORES)).replace("\N{NO-BREAK SPACE}", " ")
    assert text == (
        "Right 90.0 % [88.0 to 92.0] of the time, n 1,000. Always answering the most frequent "
        "class is right 80.0 % [77.0 to 82.0] of the time. The gain is +10.0 points "
        "[+7.0 to +13.0], p < 0.001."
    )


def test_a_gain_whose_interval_reaches_nothing_is_none(seen):
    scores = {**SCORES, "accuracy_gain_over_majority": (0.01, [-0.01, 0.03])}
    assert "That is no better than always giving the same answer" in imbalance.lede(seen(**scores))


def test_each_score_stands_beside_what_doing_nothing_scores(seen):
    """A share p of positives: always positive has precision p, recall 1 and F1 2p/(1+p)."""
    scores = {name: (0.7, [0.6, 0.8]) for name in
              ("accuracy", "balanced_accuracy", "f1", "average_precision", "roc_auc",
               "cohen_kappa")}  # fmt: skip
    view = seen(**scores, majority_share=(0.8, [0.7, 0.9]), base_rate=(0.25, [0.2, 0.3]))
    figures = imbalance.block(view).parts[0].figures
    idle = {row[0]: row[3] for row in figures[0].table.rows}
    assert idle == {
        "Accuracy": "0.800", "Balanced accuracy": "0.500", "F1": "0.400",
        "Average precision": "0.250", "ROC AUC": "0.500", "Cohen's kappa": "0.000",
    }  # fmt: skip


def test_without_such_a_probe_there_is_no_block(report):
    assert imbalance.block(View(report)) is None
