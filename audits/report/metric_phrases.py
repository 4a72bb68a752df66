"""What a metric is called, on which scale it stands, and what "no disparity" is on it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audits.report.number_format import DIFFERENCE, NUMBER, POINTS, RATIO, SHARE
from audits.specification.probe_manifest import measured_by, vocabulary, words


@dataclass(frozen=True, slots=True)
class Word:
    """A metric in words. `null` is the value of no disparity or no skill, where there is one."""

    name: str
    phrase: str
    scale: str
    meaning: str = ""
    null: float | None = None


_SHARE_ENDINGS = (
    "_rate", "_share", "_value", "accuracy", "_recall", "_precision", "share_of_gendered",
    "_at_prevalence", "_preference", "_skill",
)  # fmt: skip
# Differences of shares; other differences are of numbers whose unit nobody stated.
_POINTS = ("parity_difference", "opportunity_difference", "odds_difference", "accuracy_difference")


def phrase(metric: str) -> str:
    """`False positive rate`, as a label or at the beginning of a sentence."""
    title = in_sentence(metric)
    return title[:1].upper() + title[1:]


def in_sentence(metric: str) -> str:
    """What its probe calls it inside a sentence: `false positive rate`, `ROC AUC`."""
    declared = vocabulary().get(metric)
    return words(metric) if declared is None else declared[0].title


def scale_by_name(metric: str) -> str:
    """The scale of a metric whose probe is not installed here (an old report, a plug-in)."""
    if metric.endswith("_ratio"):
        return RATIO
    if metric.endswith(_POINTS):
        return POINTS
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
    entries = {}
    for name in sorted(set(metrics)):
        if name in declared:
            metric, _ = declared[name]
            entry = Word(name, phrase(name), metric.scale, metric.meaning, metric.null)
        else:
            entry = _by_name(name)
        entries[name] = asdict(entry)
    return entries


def word(report: Mapping[str, Any], metric: str) -> Word:
    """The stored word, or the one the name suggests."""
    stored = report.get("vocabulary", {}).get(metric)
    return Word(**stored) if stored else _by_name(metric)


def is_claim(metric: str) -> bool:
    """Whether a probe of the section Claims measures it."""
    return any(name.startswith("claims.") for name in measured_by().get(metric, ()))
