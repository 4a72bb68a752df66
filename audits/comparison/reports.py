"""Two audits side by side: which findings are new, fixed or still there, and how far numbers moved.

The interval of a difference is MOVER's (Zou & Donner 2008, Statistics in Medicine 27:1693), which
takes the two samples as independent. Where both audits saw the same rows they are not: answers to
the same rows mostly agree, and then the interval is wider than it need be. It is no more than a
95 % interval of one number among many: of twenty numbers that did not move, one may be marked.
Rates of the same rows are compared pair by pair instead (`audits.comparison`), with a correction.
"""

import json
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from audits.comparison.changed_conditions import is_comparable, what_changed
from audits.json_types import JsonObject
from audits.report.judged_measurements import judged_measurement
from audits.statistics.mover import difference_interval

Entries = Sequence[Mapping[str, Any]]
SCHEMA = "evenhand.comparison/1"
# Kept in a report: changes of numbers, audits of the trend, and findings followed in each.
MOST_CHANGES, MOST_AUDITS, MOST_FOLLOWED = 100, 12, 12


def compare_reports(
    before: Mapping[str, Any],
    report: Mapping[str, Any],
    *,
    facts: Mapping[str, Any],
    paired: Mapping[str, Any] | None = None,
) -> JsonObject:
    """The report's `comparison`: findings, paired rows, numbers that moved, and the trend so far.

    facts: `audit` (the earlier one's id), `same_rows` (whether the dataset's file is the same);
    what is left out is read from the reports.
    paired: `audits.comparison.pairing.keep_and_pair`'s, or None where rows were not paired. Rows
    that it paired are the same, also where they stand in another file.
    Raises `KeyError`, `TypeError` or `ValueError` where the earlier report is none.
    """
    facts = {
        "audit": before["audit"].get("id"),
        "same_rows": _same(before["dataset"], report["dataset"]),
        **facts,
    }
    # One file, of which the two audits measured other rows, is not the same rows.
    if before["plan"].get("rows", ()) != report["plan"].get("rows", ()):
        facts = {**facts, "same_rows": False}
    unpaired = None if paired is None else paired.get("unpaired")
    is_paired = paired is not None and unpaired is None
    found_rows = before["dataset"].get("rows"), report["dataset"].get("rows")
    changed = what_changed(before, report)
    comparison: JsonObject = {
        "schema": SCHEMA,
        "audit": facts["audit"],
        "gate": before["gate"],
        "finished": before["audit"].get("finished"),
        "model": _named(before["model"]),
        "dataset": _named(before["dataset"]),
        "canonical_sha256": before["canonical_sha256"],
        "same_rows": bool(facts["same_rows"]) or is_paired,
        "same_file": bool(facts["same_rows"]),
        # Of recorded answers, and of an address, nobody can tell.
        "same_model": changed["model"]["is_same"],
        "same_columns": before["plan"].get("columns") == report["plan"].get("columns"),
        "same_policy": before["plan"].get("policy") == report["plan"].get("policy"),
        "what_changed": changed,
        "paired": dict(paired) if paired is not None and is_paired else None,
        "unpaired": None if is_paired else unpaired or _why_unpaired(found_rows, facts),
    }
    then = {str(finding["id"]): finding["verdict"] for finding in before["findings"]}
    now = {str(finding["id"]): finding["verdict"] for finding in report["findings"]}
    became = compare_findings(
        before["findings"], report["findings"],
        measured=(before["measurements"], report["measurements"]),
    )  # fmt: skip
    for what, findings in became.items():
        comparison[what] = [_entry(finding, then, now) for finding in findings]
    numbers = compare_measurements(
        before["measurements"], report["measurements"], same_rows=comparison["same_rows"]
    )
    # What pairs of rows say better than two intervals.
    better = {change["metric"] for change in paired["differences"]} if is_paired and paired else ()
    real_changes = [
        change
        for change in numbers["changes"]
        if change["metric"] not in better and change["is_change"]
    ]
    comparison["changes"] = real_changes[:MOST_CHANGES]
    comparison |= {"left_out": len(real_changes) - len(comparison["changes"]),
              "only_now": numbers["only_now"], "only_before": numbers["only_before"]}  # fmt: skip
    earlier = (before.get("comparison") or {}).get("trend", [])
    comparison["trend"] = [*earlier, trend_point(before, facts["audit"])][-MOST_AUDITS:]
    return comparison


def trend_point(report: Mapping[str, Any], audit: str) -> JsonObject:
    """One audit of a trend: its gate, and the numbers its policy judged, failing ones first."""
    counts: dict[str, int] = {}
    for finding in report["findings"]:
        counts[finding["verdict"]] = counts.get(finding["verdict"], 0) + 1
    judged = sorted(report["findings"], key=lambda finding: finding["verdict"] != "fail")
    values = (
        {
            "id": finding["id"],
            "verdict": finding["verdict"],
            "value": measured["value"],
            "interval": measured["interval"],
        }
        for finding in judged
        if (measured := judged_measurement(report, finding)) is not None and "value" in measured
    )
    return {
        "audit": audit,
        "finished": report["audit"].get("finished"),
        "gate": report["gate"],
        "version": report["model"].get("version") or report["dataset"].get("version"),
        "counts": counts,
        "values": list(islice(values, MOST_FOLLOWED)),
    }


def compare_findings(
    before: Entries, now: Entries, *, measured: tuple[Entries, Entries] = ((), ())
) -> dict[str, list[JsonObject]]:
    """Findings by what became of them; findings of both audits have the same ids.

    measured: the measurements of both. A group that stands highest is no finding, and passes: one
    that failed and stands there now is fixed.

    A finding is new where the audit before had its rule and it did not fail then. By a rule that
    was added or changed since nothing can have become worse, so its failure is `other_rule`; a
    failure of then whose rule is gone is `rule_gone`, which is no repair. What passed then and is
    not decided now is `lapsed`.
    """
    then = {str(finding["id"]): finding for finding in before}
    today = {str(finding["id"]): finding for finding in now}
    failed = {key for key, finding in then.items() if finding["verdict"] == "fail"}
    fails = {key for key, finding in today.items() if finding["verdict"] == "fail"}
    passes = {key for key, finding in today.items() if finding["verdict"] == "pass"}
    unasked, gone = _of_no_rule(today, then), _of_no_rule(then, today)
    stood, stands = (_highest(entries) for entries in measured)
    passes |= {key for key in then if key not in today and _about(then[key]) in stands}
    passed = {key for key, finding in then.items() if finding["verdict"] == "pass"}
    passed |= {key for key in today if key not in then and _about(today[key]) in stood}
    return {
        "new": [dict(today[key]) for key in today if key in fails - failed - unasked],
        "other_rule": [dict(today[key]) for key in today if key in fails & unasked],
        "still_failing": [dict(today[key]) for key in today if key in fails & failed],
        "fixed": [dict(today.get(key, then[key])) for key in then if key in failed & passes],
        "undecided": [
            dict(today.get(key, then[key])) for key in then if key in failed - fails - passes - gone
        ],
        "rule_gone": [dict(then[key]) for key in then if key in failed & gone],
        "lapsed": [
            dict(today[key]) for key in today if key in passed - passes - fails - unasked
        ],
    }  # fmt: skip


def _highest(entries: Entries) -> set[tuple[str, str]]:
    """Metric and group of what is compared with itself: the group that others are held against."""
    return {
        _about(entry)
        for entry in entries
        if entry.get("reference") and entry["reference"] == entry["group"]
    }


def _about(entry: Mapping[str, Any]) -> tuple[str, str]:
    return str(entry.get("metric")), _group(entry)


def _of_no_rule(own: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """Findings of `own` by a rule that `other` did not have: each rule leaves a finding at least.

    Where `other` held the rule against the same group under another id, its probe was asked with
    other parameters: that is another check too.
    """
    rules = {_rule(finding) for finding in other.values()}
    groups = {(_rule(finding), _group(finding)) for finding in other.values()}
    return {
        key
        for key, finding in own.items()
        if key not in other
        and (_rule(finding) not in rules or (_rule(finding), _group(finding)) in groups)
    }


def _rule(finding: Mapping[str, Any]) -> str:
    return json.dumps(finding["rule"], sort_keys=True, ensure_ascii=False)


def _group(finding: Mapping[str, Any]) -> str:
    return json.dumps(finding["group"], sort_keys=True, ensure_ascii=False)


def compare_measurements(before: Entries, now: Entries, *, same_rows: bool) -> JsonObject:
    """Differences of what both measured, largest first among those that surely moved."""
    then = {_key(entry): entry for entry in before}
    today = {_key(entry): entry for entry in now}
    changes = []
    for key, entry in today.items():
        earlier = then.get(key)
        if earlier is not None and "value" in entry and "value" in earlier:
            changes.append(_change(earlier, entry, same_rows=same_rows))
    changes.sort(key=lambda change: (not change["is_change"], -abs(change["difference"])))
    return {
        "changes": changes,
        "only_now": len(today.keys() - then.keys()),
        "only_before": len(then.keys() - today.keys()),
    }


def _change(earlier: Mapping[str, Any], entry: Mapping[str, Any], *, same_rows: bool) -> JsonObject:
    value, was = float(entry["value"]), float(earlier["value"])
    change: JsonObject = {
        "probe": entry["probe"],
        "metric": entry["metric"],
        "group": entry["group"],
        "before": was,
        "now": value,
        "difference": value - was,
        "interval": None,
        "method": None,
        "is_change": False,
    }
    intervals = earlier.get("interval"), entry.get("interval")
    if not is_comparable(earlier, entry):
        return change
    if intervals[0] and intervals[1]:
        low, high = difference_interval(was, intervals[0], value, intervals[1])
        change["interval"] = [low, high]
        change["method"] = "MOVER, same rows taken as independent" if same_rows else "MOVER"
        change["is_change"] = (low is not None and low > 0) or (high is not None and high < 0)
    return change


def _same(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return then.get("sha256") == now.get("sha256")


def _named(subject: Mapping[str, Any]) -> JsonObject:
    return {key: subject[key] for key in ("name", "version", "sha256") if subject.get(key)}


def _why_unpaired(rows: tuple[Any, Any], facts: Mapping[str, Any]) -> str:
    if facts["same_rows"]:
        return "no answers row by row were kept"
    if rows[0] != rows[1]:
        return "the two audits saw other rows"
    return "they read other files, and no answers row by row were kept"


def _entry(
    finding: Mapping[str, Any], then: Mapping[str, str], now: Mapping[str, str]
) -> JsonObject:
    """A finding as a comparison tells it: what it was, what it is now, null where it was not."""
    return {
        "id": finding["id"],
        "metric": finding.get("metric"),
        "group": finding.get("group"),
        "verdict": now.get(str(finding["id"])),
        "was": then.get(str(finding["id"])),
        "sentence": finding.get("sentence", ""),
    }


def _key(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    # Not by step: another probe in the plan moves the numbers of the steps behind it.
    group = json.dumps(entry["group"], sort_keys=True, ensure_ascii=False)
    return str(entry["probe"]), str(entry["metric"]), group
