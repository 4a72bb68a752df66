"""A small report: figures of COMPAS, as ProPublica counted them."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from audits.report.assemble import assemble

PLAN: dict[str, Any] = {
    "dataset_sha256": "d" * 64,
    "model_sha256": None,
    "columns": {
        "race": {"role": "protected", "reference": "Caucasian"},
        "two_year_recid": {"role": "label", "positive": "1", "favourable": "0"},
        "score_text": {"role": "prediction"},
    },
    "model": None,
    "steps": [],
    "settings": {"confidence": 0.95, "smallest_group": 30, "seed": 0},
    "policy": {"rules": [], "on_inconclusive": "block", "correction": "holm"},
}
PROVENANCE: dict[str, Any] = {
    "audit": {"id": "aud_1", "by": "the nightly schedule", "started": "2026-11-23T06:41:09Z"},
    "environment": {"versions": {"evenhand": "0.1.0"}, "sandbox": ["landlock", "seccomp"]},
    "model": {"name": "Recidivism score", "version": "2.1"},
    "dataset": {"name": "compas", "rows": 7214},
}


def measured(
    metric: str,
    group: dict[str, str | None],
    value: float,
    interval: list[float | None],
    n: Any,
    **further: Any,
) -> dict[str, Any]:
    """An estimate as a step writes it."""
    return {
        "probe": "fairness.error_rates", "probe_version": 1, "step": 0, "metric": metric,
        "group": group, "value": value, "interval": interval, "confidence": 0.95,
        "sample_size": n, "method": "wilson", "evidence": [1.0, 2.0], **further,
    }  # fmt: skip


def found(rule: dict[str, Any], verdict: str, place: int | None, **further: Any) -> dict[str, Any]:
    """A finding as the judging writes it."""
    return {
        "id": f"{verdict}-{place}", "rule": rule, "metric": rule["metric"], "group": {},
        "verdict": verdict, "measurement": place, "p_value": None, "adjusted_p_value": None,
        "interval_adjusted": None, "needed_sample_size": None, "reason": None, "remedy": None,
        "waived": None, **further,
    }  # fmt: skip


BLACK, WHITE = {"race": "African-American"}, {"race": "Caucasian"}
RULE = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
GAIN = {"metric": "accuracy_gain_over_majority", "above": 0.0}


def compas() -> dict[str, Any]:
    """Rates with Wilson intervals, computed by hand from the published counts."""
    return {
        "plan": {**PLAN, "policy": {**PLAN["policy"], "rules": [RULE, GAIN]}},
        "measurements": [
            measured("false_positive_rate", BLACK, 805 / 1795, [0.4256, 0.4716], 1795),
            measured("false_positive_rate", WHITE, 349 / 1488, [0.2137, 0.2567], 1488),
            measured("true_positive_rate", BLACK, 1369 / 1901, [0.7, 0.74], 1901),
            measured("true_positive_rate", WHITE, 505 / 966, [0.491, 0.554], 966),
            measured(
                "equalized_odds_difference", BLACK, 805 / 1795 - 349 / 1488, [0.182, 0.245],
                [1795, 1488], reference=WHITE,
            ),
            {
                "probe": "fairness.error_rates", "probe_version": 1, "step": 0,
                "metric": "equalized_odds_difference", "group": {"race": "Native American"},
                "undetermined": "8 rows where 30 are needed", "sample_size": [8, 1488],
                "raw": {"value": 0.14, "interval": [-0.1, 0.45]}, "reference": WHITE,
            },
        ],
        "findings": [
            found(RULE, "fail", 4, p_value=1e-9, adjusted_p_value=1e-9),
            found(RULE, "inconclusive", 5, needed_sample_size=30,
                  reason="8 rows where 30 are needed"),
            found(GAIN, "not_run", None, reason="no probe of this plan measures it",
                  remedy="add `imbalance.accuracy_against_majority` to `probes`"),
        ],
    }  # fmt: skip


@pytest.fixture
def make_report() -> Callable[..., dict[str, Any]]:
    """`make_report(measurements=..., exhibits=...)`: what is left out is COMPAS."""

    def make(**changed: Any) -> dict[str, Any]:
        # A copy: a test may change what it looks at, and the next one starts anew.
        parts = deepcopy({**compas(), **changed})
        step = {
            "step": 0, "probe": "fairness.error_rates", "version": 1, "status": "ran",
            "reason": None, "remedy": None, "measurements": parts["measurements"],
            "exhibits": parts.get("exhibits", []), "warnings": parts.get("warnings", []),
            "seconds": 0.1,
        }  # fmt: skip
        return assemble(
            parts["plan"], [step, *parts.get("steps", [])], parts["findings"],
            parts.get("provenance") or deepcopy(PROVENANCE),
            gate=parts.get("gate", "fail"), blocking=True,
        )  # fmt: skip

    return make


@pytest.fixture
def report(make_report: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The COMPAS report."""
    return make_report()


@pytest.fixture
def estimate() -> Callable[..., dict[str, Any]]:
    """An estimate as a step writes it."""
    return measured


@pytest.fixture
def finding() -> Callable[..., dict[str, Any]]:
    """A finding as the judging writes it."""
    return found
