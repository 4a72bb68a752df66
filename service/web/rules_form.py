"""Policy rules as sentences of a form, of what will be measured."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from audits.errors import Problem
from audits.planning.steps import Step
from audits.specification.policy_document import RuleSpec
from audits.specification.probe_manifest import MetricEntry, entries, vocabulary
from service.web.describing import BOUNDS
from service.web.typed_texts import typed_number

if TYPE_CHECKING:
    from service.web.form_rows import FormProblem

# `0,8` is four fifths, never from 0 to 8.
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+\s*")
MOST_RULES = 50
EVERY_CROSSING = "*"
# What the sections' metrics are about, as the page groups them.
SECTIONS = {
    "fairness": "Groups of people",
    "imbalance": "Beside always giving the commonest answer",
    "confounds": "Right for the wrong reason",
    "explanations": "How far explanations may be believed",
    "translation": "Translations",
    "language": "Words about people",
}
_LIMITS = {
    "within": "0.05", "at_least": "0.8", "at_most": "0.05", "above": "0", "below": "0.05",
}  # fmt: skip


@dataclass(frozen=True)
class RuleRow:
    """One sentence. An empty metric is a sentence not yet begun.

    scope: empty for everyone, a protected column, or `*` for their crossings.
    limit: as typed; `within` also takes two numbers. one_sided: the other side may be anything.
    """

    metric: str = ""
    scope: str = ""
    bound: str = "within"
    limit: str = ""
    one_sided: bool = False
    problems: tuple[FormProblem, ...] = ()

    @property
    def entry(self) -> MetricEntry | None:
        """The metric, None where there is none of this name."""
        metric_entry = vocabulary().get(self.metric)
        return None if metric_entry is None else metric_entry[0]

    @property
    def meaning(self) -> str:
        """What the metric measures, in a sentence."""
        return "" if self.entry is None else self.entry.meaning

    @property
    def asks_one_sided(self) -> bool:
        """Whether the bound leaves a gap the other way round unjudged."""
        return self.entry is not None and self.entry.two_sided and self.bound != "within"

    @property
    def example(self) -> str:
        """A limit as it is written."""
        return _LIMITS.get(self.bound, "0.05")


def offered(steps: Iterable[Step], ticked: Collection[str]) -> list[tuple[str, list[MetricEntry]]]:
    """Metrics that the ticked probes will measure, by what they are about."""
    by_section: dict[str, list[MetricEntry]] = {}
    for step in steps:
        if step.reason is None and step.probe in ticked:
            entry = entries()[step.probe]
            about = SECTIONS.get(entry.section, entry.section)
            by_section.setdefault(about, []).extend(entry.metrics)
    return list(by_section.items())


def unmeasured(
    rows: Sequence[RuleRow], steps: Sequence[Step], ticked: Collection[str]
) -> list[Problem]:
    """Rules that nothing will measure, each with the reason of the probe that could."""
    by_probe = {step.probe: step for step in steps}
    problems = []
    filled = [row for row in rows if row.metric]
    for position, row in enumerate(filled):
        if row.metric not in vocabulary():
            continue  # told as an unknown metric
        owner = vocabulary()[row.metric][1]
        step = by_probe.get(owner)
        if step is not None and step.reason is None and owner in ticked:
            continue
        if step is not None and step.reason is not None:
            reason, remedy = step.reason, step.remedy or ""
        else:
            reason, remedy = f"{owner} is not ticked", f"tick {owner}"
        problems.append(
            Problem(
                f"policy.rules.{position}.metric", f"nothing will measure this: {reason}",
                f"{remedy}, or remove the rule; left in, the gate cannot pass".removeprefix(", "),
                "not_measured",
            )
        )  # fmt: skip
    return problems


def read_rules(values: MultiDict[str, str], wish: str) -> tuple[RuleRow, ...]:
    """The sentences sent, one more or one less as the pressed button wishes."""
    rows = []
    for index in range(MOST_RULES):
        if f"metric-{index}" not in values:
            break
        if wish == f"remove-{index}":
            continue
        bound = values.get(f"bound-{index}", "")
        rows.append(
            RuleRow(
                metric=values[f"metric-{index}"][:200],
                scope=values.get(f"scope-{index}", "")[:200],
                bound=bound if bound in BOUNDS else "within",
                limit=values.get(f"limit-{index}", "").strip()[:80],
                one_sided=values.get(f"one-sided-{index}") == "yes",
            )
        )
    if wish == "add" or not rows:
        rows.append(RuleRow())
    return tuple(rows)


def written_rules(
    rules: Sequence[RuleSpec], protected: Sequence[str]
) -> tuple[tuple[RuleRow, ...], list[dict[str, Any]]]:
    """A document's rules as sentences, and those that no sentence of the page can say."""
    rows: list[RuleRow] = []
    written: list[dict[str, Any]] = []
    for rule in rules:
        body = rule.to_json()
        bounds = [key for key in BOUNDS if key in body]
        known = {"metric", "attribute", "one_sided", *bounds}
        scope = _scope(rule, protected)
        if set(body) - known or len(bounds) != 1 or scope is None:
            written.append(body)
            continue
        limit = body[bounds[0]]
        ends = limit if isinstance(limit, list) else [limit]
        text = " to ".join(map(typed_number, ends))
        rows.append(RuleRow(rule.metric, scope, bounds[0], text, rule.one_sided))
    return tuple(rows), written


def _scope(rule: RuleSpec, protected: Sequence[str]) -> str | None:
    if len(rule.attributes) > 1:
        return EVERY_CROSSING if set(rule.attributes) == set(protected) else None
    return rule.attributes[0] if rule.attributes else ""


def rule_bodies(
    rows: Sequence[RuleRow], protected: Sequence[str]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The rules in the document's words, and what cannot be read in them."""
    bodies: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in rows:
        if not row.metric:
            continue
        field = f"policy.rules.{len(bodies)}"
        body: dict[str, Any] = {"metric": row.metric}
        if row.scope == EVERY_CROSSING:
            body["attribute"] = list(protected)
        elif row.scope:
            body["attribute"] = row.scope
        limit = _limit(row)
        if limit is None:
            problems.append(
                Problem(
                    f"{field}.{row.bound}",
                    f"{row.limit!r} is not a limit",
                    "write a number, e.g. 0.05, or for a range 0.8 to 1.25",
                )
            )
        body[row.bound] = limit if limit is not None else 0.0
        if row.one_sided and row.asks_one_sided:
            body["one_sided"] = True
        bodies.append(body)
    return bodies, problems


def _limit(row: RuleRow) -> float | list[float] | None:
    parts = [row.limit.replace(",", ".")]
    if not _DECIMAL_COMMA.fullmatch(row.limit):
        parts = row.limit.replace(" to ", ";").replace(",", ";").split(";")
        if all(map(_DECIMAL_COMMA.fullmatch, row.limit.split(" to "))):
            parts = row.limit.replace(",", ".").split(" to ")
    try:
        numbers = [float(text) for text in parts]
    except ValueError:
        return None
    if any(number - number != 0 for number in numbers):
        return None
    if len(numbers) == 1:
        return numbers[0]
    return numbers if len(numbers) == 2 and row.bound == "within" else None


def merged(policy: Mapping[str, Any], kept_rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The policy with the rules that the page could not show behind its own."""
    return {**policy, "rules": [*policy.get("rules", ()), *kept_rules]}
