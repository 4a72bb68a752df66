"""What a protected report keeps of its comparison with the audit before.

`settings.disclosure: protect` takes people out of groups of a few, so numbers of an audit that did
not, set beside its own, would tell of those few by subtraction; and pairs of rows show single ones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.json_types import JsonObject
from audits.specification.few_people import FEWEST

UNPROTECTED = (
    "the audit before was made without `settings.disclosure: protect`, so its numbers are not set "
    "beside these: the difference would tell of a few people"
)
# Findings that are told by what the audit before said of them.
OF_BEFORE = ("undecided", "lapsed", "rule_gone", "fixed")
COUNTS = ("n", "flipped", "to_unfavourable", "to_favourable")

Entry = Mapping[str, Any]


def is_protected(report: Mapping[str, Any]) -> bool:
    """Whether a report's plan says so."""
    return (report["plan"].get("settings") or {}).get("disclosure") == "protect"


def protected_comparison(
    comparison: JsonObject, before: Mapping[str, Any], report: Mapping[str, Any]
) -> JsonObject:
    """The comparison without single rows, counts of a few people, or numbers of open audits.

    comparison: as `compare_reports` gives it. before, report: the two reports.
    """
    protected: JsonObject = {**comparison}
    if protected["paired"] is not None:
        protected["paired"] = _of_enough(protected["paired"])
    judged = {str(finding["id"]) for finding in report["findings"]}
    for key in OF_BEFORE:
        protected[key] = [one for one in protected.get(key, ()) if str(one["id"]) in judged]
    *trend, last = [_of_findings(point, judged) for point in protected["trend"]]
    if not is_protected(before):
        protected |= {"changes": [], "left_out": 0, "withheld": UNPROTECTED}
        trend = [{**point, "values": []} for point in trend]
        last = {**last, "values": []}
    return {**protected, "trend": [*trend, last]}


def _of_findings(point: Entry, judged: set[str]) -> JsonObject:
    """A point of the trend with numbers of findings that this report has."""
    return {**point, "values": [one for one in point["values"] if str(one["id"]) in judged]}


def _of_enough(paired: Entry) -> JsonObject:
    """Paired rows without examples; where one group counts a few, none of its attribute is left."""
    small = {
        _attributes(entry)
        for entry in paired["flips"]
        if entry["group"] and any(0 < entry.get(key, 0) < FEWEST for key in COUNTS)
    }

    def enough(entries: Sequence[Entry]) -> list[Entry]:
        return [entry for entry in entries if _attributes(entry) not in small]

    entries_by_kind = {key: enough(paired.get(key, ())) for key in ("flips", "differences", "gaps")}
    differences = [_without_raw(entry) for entry in entries_by_kind["differences"]]
    entries_by_kind["differences"] = differences
    return {**paired, **entries_by_kind, **({"examples": []} if "examples" in paired else {})}


def _attributes(entry: Entry) -> frozenset[str]:
    return frozenset(entry["group"])


def _without_raw(entry: Entry) -> Entry:
    """Numbers of too few rows decide nothing, and tell who they are of."""
    return {key: value for key, value in entry.items() if key != "raw" or not entry["group"]}
