"""What judging gives: a verdict for each rule and group, and what they come to together."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from audits.judging.rule_scope import LeftOut
from audits.measurement import (
    Group,
    Interval,
    Measurement,
    group_to_json,
    interval_to_json,
    measurement_to_json,
)
from audits.specification.policy_document import RuleSpec
from audits.specification.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule held against one measurement, or against nothing where nothing was measured.

    measurement: index into the report's measurements, None where there is none.
    judged: what was judged in its place: a ratio to the highest group, made again without the
        groups that the rule leaves out.
    p_value: one-sided, at the bound that is violated or nearer; None where no test was made.
    method, interval: those that decided, at the audit's confidence: of a share exact limits, where
        the measurement prints a score interval; None where no test was made.
    interval_adjusted: the same for all comparisons of the policy at once (Bonferroni).
    parameters: of the step, where the plan asks its probe more than once.
    needed_sample_size: of the group, the n at which this very estimate would be decided if it
        stayed; None: never, or nothing to decide.
    """

    rule: RuleSpec
    metric: str
    group: Group
    verdict: Verdict
    measurement: int | None = None
    p_value: float | None = None
    adjusted_p_value: float | None = None
    method: str | None = None
    interval: Interval | None = None
    interval_adjusted: Interval | None = None
    needed_sample_size: int | None = None
    reason: str | None = None
    remedy: str | None = None
    waived: str | None = None
    parameters: Mapping[str, Any] | None = None
    judged: Measurement | None = None

    @property
    def id(self) -> str:
        """Stable from audit to audit: a hash of rule, metric and group.

        And of the step's parameters where the plan asks one probe more than once, since there
        the same rule is held against each of its answers.
        """
        named: dict[str, Any] = {
            "rule": self.rule.to_json(),
            "metric": self.metric,
            "group": group_to_json(self.group),
        }
        if self.parameters is not None:
            named["parameters"] = json.dumps(self.parameters, sort_keys=True)
        return sha256(rfc8785.dumps(named)).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        """One entry of the report's findings, before its sentence is written."""
        again = {} if self.judged is None else {"judged": measurement_to_json(self.judged)}
        return {
            "id": self.id,
            "rule": self.rule.to_json(),
            "metric": self.metric,
            "group": group_to_json(self.group),
            "verdict": str(self.verdict),
            "measurement": self.measurement,
            **again,
            "p_value": self.p_value,
            "adjusted_p_value": self.adjusted_p_value,
            "method": self.method,
            "interval": _ends(self.interval),
            "interval_adjusted": _ends(self.interval_adjusted),
            "needed_sample_size": self.needed_sample_size,
            "reason": self.reason,
            "remedy": self.remedy,
            "waived": self.waived,
        }


def _ends(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else interval_to_json(interval)


@dataclass(frozen=True)
class Judgement:
    """Every finding, what they come to, and whether that stops a pipeline.

    warnings: waivers and exceptions that do nothing here, and why, and passes that people of
        unknown groups could undo.
    """

    findings: tuple[Finding, ...]
    gate: Verdict
    blocking: bool
    left_out: tuple[LeftOut, ...] = ()
    reason: str | None = None
    warnings: tuple[str, ...] = ()
