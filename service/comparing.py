"""Two audits side by side: which findings are new, fixed or still there, and how far numbers moved.

The interval of a difference is MOVER's (Zou & Donner 2008, Statistics in Medicine 27:1693), which
takes the two samples as independent. Where both audits saw the same rows they are not: answers to
the same rows mostly agree, so the true interval is shorter, and a change found here is a change.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]
Entries = Sequence[Mapping[str, Any]]


def compare_findings(before: Entries, now: Entries) -> dict[str, list[Json]]:
    """Findings by what became of them; findings of both audits have the same ids."""
    then = {str(found["id"]): found for found in before}
    today = {str(found["id"]): found for found in now}
    failed = {key for key, found in then.items() if found["verdict"] == "fail"}
    fails = {key for key, found in today.items() if found["verdict"] == "fail"}
    passes = {key for key, found in today.items() if found["verdict"] == "pass"}
    return {
        "new": [dict(today[key]) for key in today if key in fails - failed],
        "still_failing": [dict(today[key]) for key in today if key in fails & failed],
        "fixed": [dict(today[key]) for key in today if key in failed & passes],
        "undecided": [
            dict(today.get(key, then[key])) for key in then if key in failed - fails - passes
        ],
    }


def compare_measurements(before: Entries, now: Entries, *, same_rows: bool) -> Json:
    """Differences of what both measured, largest first among those that surely moved."""
    then = {_key(entry): entry for entry in before}
    today = {_key(entry): entry for entry in now}
    changes = []
    for key, entry in today.items():
        earlier = then.get(key)
        if earlier is not None and "value" in entry and "value" in earlier:
            changes.append(_change(earlier, entry, same_rows=same_rows))
    changes.sort(key=lambda found: (not found["is_change"], -abs(found["difference"])))
    return {
        "changes": changes,
        "only_now": len(today.keys() - then.keys()),
        "only_before": len(then.keys() - today.keys()),
    }


def difference_interval(
    before: float, before_interval: Sequence[Any], now: float, now_interval: Sequence[Any]
) -> list[float | None]:
    """Of `now - before`, from each one's interval; None where a side is unbounded."""
    (low, high), (then_low, then_high) = now_interval, before_interval
    found: list[float | None] = [None, None]
    if low is not None and then_high is not None:
        found[0] = now - before - math.hypot(now - low, then_high - before)
    if high is not None and then_low is not None:
        found[1] = now - before + math.hypot(high - now, before - then_low)
    return found


def _change(earlier: Mapping[str, Any], entry: Mapping[str, Any], *, same_rows: bool) -> Json:
    value, was = float(entry["value"]), float(earlier["value"])
    found: Json = {
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
    if intervals[0] and intervals[1]:
        low, high = difference_interval(was, intervals[0], value, intervals[1])
        found["interval"] = [low, high]
        found["method"] = "MOVER, same rows taken as independent" if same_rows else "MOVER"
        found["is_change"] = (low is not None and low > 0) or (high is not None and high < 0)
    return found


def _key(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    # Not by step: another probe in the plan moves the numbers of the steps behind it.
    group = json.dumps(entry["group"], sort_keys=True, ensure_ascii=False)
    return str(entry["probe"]), str(entry["metric"]), group
