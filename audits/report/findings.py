"""The findings as a table: every rule for every group, worst first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from audits.json_types import Json
from audits.report.acceptance import acceptance
from audits.report.charts import micro
from audits.report.charts.shapes import Dot, Forest
from audits.report.headline import headline, rate_and_estimates
from audits.report.heads import head_of, heads, id_prefix, own, titled
from audits.report.metric_phrases import in_sentence
from audits.report.next_steps import SEE_THRESHOLDS, next_step
from audits.report.number_format import (
    RATIO,
    SHARE,
    interval_text,
    probability,
    size,
    with_unit,
)
from audits.report.rule_phrases import (
    against,
    bounds,
    is_convention,
    limit_text,
    rule_name,
    whose,
)
from audits.report.view import View
from audits.report.where_to_look import READ_THRESHOLDS
from audits.specification.heads import HEAD
from audits.specification.verdicts import COUNTING_ORDER, READING_ORDER

# Beyond so many rows of a verdict the page stays small and readable; the JSON holds them all.
MOST = {"fail": 40, "error": 20, "inconclusive": 30, "not_run": 20, "pass": 30}
# Up to so many rows all stand open; of more, so many of each verdict, and the rest folds.
FEW = 6
# Their two shares are told beside the effect.
UNDER_DOUBT = ("fail", "inconclusive")
OPEN = {"fail": 6, "error": 3, "inconclusive": 3, "not_run": 1, "pass": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as people read it; a text is empty where there is nothing to say."""

    id: str
    rule: str
    group: str
    limit: str
    effect: str
    interval: str
    sample_size: str
    p: str
    next: str
    verdict: str
    reason: str = ""
    change: str = ""
    strip: str = ""
    rates: str = ""
    attributes: tuple[str, ...] = ()
    see: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one verdict: the first `open` stand open, `left_out` more in the JSON."""

    verdict: str
    count: int
    rows: tuple[Row, ...]
    left_out: int
    open: int


def counts(view: View, *, waived: bool = True) -> dict[str, int]:
    """How many findings have each verdict; waived: those too that are accepted for a while."""
    by_verdict = dict.fromkeys(map(str, COUNTING_ORDER), 0)
    for finding in view.findings:
        if waived or not finding.get("waived"):
            by_verdict[finding["verdict"]] += 1
    return by_verdict


def sections(view: View) -> tuple[Section, ...]:
    """Findings by verdict, worst first, each in the order of the policy.

    The finding that the sentences tell stands first, and what is waived after what is not.
    """
    scales, first = rule_scales(view), headline(view)
    by_verdict = []
    for verdict in READING_ORDER:
        findings = sorted(
            (f for f in view.findings if f["verdict"] == verdict),
            key=lambda finding: (
                finding is not first, bool(finding.get("waived")), _nearness(view, finding)
            ),
        )  # fmt: skip
        if findings:
            rows = tuple(row(view, finding, scales) for finding in findings[: MOST[verdict]])
            left_out = max(len(findings) - MOST[verdict], 0)
            section = Section(verdict, len(findings), rows, left_out, len(rows))
            # A verdict all of whose findings are waived does not stand before the one that counts.
            by_verdict.append((bool(findings[0].get("waived")), section))
    ordered = tuple(section for _, section in sorted(by_verdict, key=lambda each: each[0]))
    if sum(len(section.rows) for section in ordered) <= FEW:
        return ordered
    return tuple(replace(each, open=min(OPEN[each.verdict], each.open)) for each in ordered)


def _nearness(view: View, finding: Json) -> tuple[int, float, int]:
    """Of what is undecided first the nearest to failing, then the larger group, the small last.

    What is decided keeps the order of the policy.
    """
    if finding["verdict"] != "inconclusive":
        return 0, 0.0, 0
    measured = view.measured(finding) or {}
    sample = measured.get("sample_size") or 0
    rows = sample if isinstance(sample, int) else sample[0]
    p_value = finding.get("p_value")
    return int("value" not in measured), 1.0 if p_value is None else p_value, -rows


def rates_text(view: View, measured: Json) -> str:
    """`selection rate 33 % against 51 %`: the two shares that a comparison is made of."""
    rate, pair = rate_and_estimates(view, measured)
    if len(pair) != 2:
        return ""
    shares = " against ".join(with_unit(each["value"], SHARE, digits=0) for each in pair)
    return f"{in_sentence(rate)} {shares}"


def row(view: View, finding: Json, scales: Mapping[str, Forest] | None = None) -> Row:
    """One finding in words."""
    head, whole, known = head_of(finding), finding, heads(view)
    view, finding = own(view, finding)
    rule, measured = finding["rule"], view.measured(finding)
    scale = view.word(rule["metric"]).scale
    shared = {
        "id": finding["id"],
        "rule": rule_name(rule),
        "group": titled(head, whose(view, finding)),
        "limit": limit_text(rule, scale) + against(view, finding) + _custom(rule),
        "verdict": finding["verdict"],
        "change": change(view, finding),
        "next": next_step(view, finding),
        "attributes": (*(() if head is None else (HEAD,)), *_attributes(whole, measured)),
        "see": _see(head, known) if next_step(view, finding).startswith(READ_THRESHOLDS) else "",
    }
    if measured is None or "value" not in measured:
        raw = (measured or {}).get("raw")
        return Row(
            effect=with_unit(raw["value"], scale) if raw else "",
            interval=interval_text(measured or {}, scale) if raw else "",
            sample_size=size((measured or {}).get("sample_size")),
            p="",
            reason=reason_of(finding, measured),
            **shared,
        )
    strip: str = ""
    forest = (scales or {}).get(rule["metric"])
    if forest is not None:
        strip = micro.draw(_dot(measured, finding["verdict"]), _with_band(forest, rule))
    return Row(
        effect=with_unit(measured["value"], scale),
        interval=interval_text(measured, scale),
        sample_size=size(measured["sample_size"]),
        p=probability(finding.get("adjusted_p_value")) if finding["verdict"] == "fail" else "",
        strip=strip,
        rates=rates_text(view, measured) if finding["verdict"] in UNDER_DOUBT else "",
        **shared,
    )


def _see(head: str | None, known: tuple[str, ...]) -> str:
    """The id of the chart of thresholds, which each head has its own of."""
    return f"{id_prefix(known.index(head)) if head in known else ''}{SEE_THRESHOLDS}"


def _attributes(finding: Json, measured: Json | None) -> tuple[str, ...]:
    """What the groups of a finding are groups of, by which a reader filters."""
    asked = finding["rule"].get("attribute") or finding["rule"].get("group") or ()
    named = [asked] if isinstance(asked, str) else list(asked)
    return tuple(dict.fromkeys([*(measured or {}).get("group", {}), *named]))


def _custom(rule: Json) -> str:
    return " (convention)" if is_convention(rule) else ""


def change(view: View, finding: Json) -> str:
    """New, still failing, fixed or waived, where that is known."""
    if finding.get("waived"):
        return acceptance(view, finding)
    compared = view.report.get("comparison") or {}
    words = {"new": "New", "still_failing": "Failed before too", "fixed": "Fixed",
             "other_rule": "No such rule before"}  # fmt: skip
    return next(
        (
            label
            for what, label in words.items()
            if any(known["id"] == finding["id"] for known in compared.get(what, ()))
        ),
        "",
    )


def reason_of(finding: Json, measured: Json | None) -> str:
    """Why there is no number to judge."""
    reason = (
        finding.get("reason") or (measured or {}).get("undetermined") or "nothing measured this"
    )
    return str(reason).rstrip(".")


def _dot(measured: Json, verdict: str) -> Dot:
    low, high = measured["interval"]
    return Dot("", "", measured["value"], (low, high), "", "", verdict)


def _with_band(forest: Forest, rule: Json) -> Forest:
    low, high = bounds(rule)
    return Forest(
        forest.dots, forest.scale, "", (low, high), forest.centre, forest.logarithmic,
        forest.domain,
    )  # fmt: skip


def rule_scales(view: View) -> dict[str, Forest]:
    """One scale a metric, so that its rows compare by eye."""
    by_metric: dict[str, list[Dot]] = {}
    for finding in view.findings:
        measured = view.measured(finding)
        if measured is not None and "value" in measured:
            by_metric.setdefault(measured["metric"], []).append(_dot(measured, "none"))
            low, high = bounds(finding["rule"])
            edge = [limit for limit in (low, high) if limit is not None]
            by_metric[measured["metric"]] += [
                Dot("", "", limit, (limit, limit), "", "") for limit in edge
            ]
    return {
        metric: Forest(
            tuple(dots),
            view.word(metric).scale,
            "",
            None,
            view.word(metric).null,
            view.word(metric).scale == RATIO,
        )
        for metric, dots in by_metric.items()
    }
