"""What a metric is called, on which scale it stands, and what "no disparity" is on it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audits.entries import vocabulary
from audits.report.numbers import DIFFERENCE, NUMBER, POINTS, RATIO, SHARE, UNIT


@dataclass(frozen=True, slots=True)
class Word:
    """A metric in words. `null` is the value of no disparity or no skill, where there is one."""

    name: str
    phrase: str
    scale: str
    meaning: str = ""
    null: float | None = None


# Where turning underscores into spaces would not give the usual name.
PHRASES = {
    "roc_auc": "ROC AUC",
    "f1": "F1",
    "class_f1": "F1 of a class",
    "class_recall": "Recall of a class",
    "class_precision": "Precision of a class",
    "tgbi": "TGBI",
    "cohen_kappa": "Cohen's kappa",
    "cramers_v": "Cramér's V",
    "r_squared": "R²",
    "delta_g": "ΔG",
    "delta_s": "ΔS",
    "brier_score": "Brier score",
    "pronoun_log_odds": "Pronoun log-odds",
}

_UNIT = frozenset(
    [
        "roc_auc",
        "average_precision",
        "brier_score",
        "expected_calibration_error",
        "matthews_correlation",
        "f1",
        "cohen_kappa",
        "class_f1",
        "r_squared",
        "cramers_v",
        "confound_dependence",
        "share_correlation",
        "tgbi",
        "delta_g",
        "explanation_stability",
        "explanation_fidelity",
        "explanation_sanity",
        "deletion_auc",
        "insertion_auc",
        "explanation_agreement",
        "membership_advantage",
    ]
)
_POINTS = frozenset(
    [
        "demographic_parity_difference",
        "equal_opportunity_difference",
        "equalized_odds_difference",
        "predictive_parity_difference",
        "accuracy_difference",
        "accuracy_gain_over_majority",
        "stereotype_gap",
        "paragraph_effect",
        "delta_s",
        "identity_score_gap",
    ]
)
_RATIO = frozenset(
    [
        "disparate_impact_ratio",
        "impact_ratio",
        "adjusted_odds_ratio",
        "crude_odds_ratio",
        "nuisance_odds_ratio",
    ]
)
_SHARE_ENDINGS = (
    "_rate", "_share", "_value", "_accuracy", "_recall", "_precision", "accuracy",
    "share_of_gendered", "_at_prevalence", "_preference", "_skill", "_attribution",
)  # fmt: skip


def phrase(metric: str) -> str:
    """`False positive rate`."""
    return PHRASES.get(metric) or metric.replace("_", " ").strip().capitalize()


def in_sentence(metric: str) -> str:
    """The phrase inside a sentence: `false positive rate`, but `ROC AUC`."""
    found = phrase(metric)
    return found if metric in PHRASES else found[:1].lower() + found[1:]


def scale_by_name(metric: str) -> str:
    """The scale of a metric whose probe is not installed here (an old report, a plug-in)."""
    if metric in _POINTS:
        return POINTS
    if metric in _RATIO or metric.endswith("_ratio"):
        return RATIO
    if metric in _UNIT:
        return UNIT
    if metric.endswith("_difference"):
        return DIFFERENCE
    return SHARE if metric.endswith(_SHARE_ENDINGS) else NUMBER


def _by_name(metric: str) -> Word:
    scale = scale_by_name(metric)
    null = {POINTS: 0.0, RATIO: 1.0, DIFFERENCE: 0.0}.get(scale)
    return Word(metric, phrase(metric), scale, null=null)


def vocabulary_of(metrics: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The words of these metrics, stored in the report so that it explains itself."""
    declared = vocabulary()
    found = {}
    for name in sorted(set(metrics)):
        if name in declared:
            metric, _ = declared[name]
            said = Word(name, phrase(name), metric.scale, metric.meaning, metric.null)
        else:
            said = _by_name(name)
        found[name] = asdict(said)
    return found


def word(report: Mapping[str, Any], metric: str) -> Word:
    """The stored word, or the one the name suggests."""
    found = report.get("vocabulary", {}).get(metric)
    return Word(**found) if found else _by_name(metric)
