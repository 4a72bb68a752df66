"""The title of a metric's figure: the finding, not the name of the chart."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.number_format import between, with_unit
from audits.report.rule_phrases import bounds
from audits.report.view import View, group_name, worst


def title_of(view: View, metric: str, measurements: Sequence[Json]) -> str:
    """The finding: the worst judged group, else the one farthest from no disparity."""
    word = view.word(metric)
    known = [m for m in measurements if "value" in m]
    if not known:
        # Numbers may be undetermined for what more rows do not mend.
        unsaid = all("needed" not in str(m.get("undetermined", "needed")) for m in measurements)
        return f"{word.phrase}: {'undetermined' if unsaid else 'no group is large enough'}"
    null = word.null
    if null is None or not any(m.get("reference") for m in known):
        failing = [m for m in known if view.verdict(m) == "fail"]
        return _failing_title(view, metric, failing) if failing else _range_title(
            view, metric, known
        )  # fmt: skip
    if not any(view.judged(m) for m in known):
        return _unjudged_title(view, metric, known, null)
    state = worst([v for m in known if (v := view.verdict(m)) != "none"] or ["pass"])
    pool = [m for m in known if view.verdict(m) == state] or known
    far = max(pool, key=lambda m: abs(m["value"] - null))
    effect = with_unit(far["value"], word.scale)
    against = group_name(far["reference"]) if far.get("reference") else "the reference"
    group = group_name(far["group"])
    if state == "pass":
        by_rules = {frozenset(m["group"]) for m in known if view.judged(m)}
        if any(frozenset(m["group"]) not in by_rules for m in known):
            return f"{word.phrase}: no group that a rule is about outside its tolerance"
        return f"{word.phrase}: no group outside the tolerance"
    if state == "inconclusive":
        return f"{word.phrase}: not decided; {group} stands at {effect}"
    return f"{word.phrase}: {group} at {effect} against {against}"


def _failing_title(view: View, metric: str, failing: Sequence[Json]) -> str:
    """Of what has no reference, the group that lies farthest outside of its limit."""
    word = view.word(metric)
    low, high = bounds(view.judged(failing[0])[0]["rule"])
    ends = [end for end in (low, high) if end is not None]
    far = max(failing, key=lambda m: max(abs(m["value"] - end) for end in ends))
    number = f"{with_unit(far['value'], word.scale)} {between(far['interval'], word.scale)}"
    return f"{word.phrase}: {group_name(far['group'])} at {number}, outside its limit"


def _unjudged_title(view: View, metric: str, known: Sequence[Json], null: float) -> str:
    """The widest of the gaps whose interval leaves equality out; else that none does."""
    word = view.word(metric)
    apart = [m for m in known if not _holds(m["interval"], null)]
    if not apart:
        return f"{word.phrase}: no group is told apart from {with_unit(null, word.scale)}"
    far = max(apart, key=lambda m: abs(m["value"] - null))
    against = f" against {group_name(far['reference'])}" if far.get("reference") else ""
    effect = f"{with_unit(far['value'], word.scale)} {between(far['interval'], word.scale)}"
    return f"{word.phrase}: widest for {group_name(far['group'])}{against}, {effect}"


def _holds(interval: Sequence[float | None], value: float) -> bool:
    low, high = interval
    return (low is None or low <= value) and (high is None or value <= high)


def _range_title(view: View, metric: str, known: Sequence[Json]) -> str:
    """From the lowest to the highest group where their intervals part, else that they do not."""
    word = view.word(metric)
    grouped = [m for m in known if m["group"]] or list(known)
    low = min(grouped, key=lambda m: m["value"])
    high = max(grouped, key=lambda m: m["value"])
    if low is high:
        return f"{word.phrase}: {with_unit(low['value'], word.scale)}"
    lower, upper = (with_unit(m["value"], word.scale) for m in (low, high))
    names = group_name(low["group"]), group_name(high["group"])
    if parted(low["interval"], high["interval"]):
        return f"{word.phrase}: from {lower} ({names[0]}) to {upper} ({names[1]})"
    return f"{word.phrase}: {lower} to {upper}; intervals of {names[0]} and {names[1]} overlap"


def parted(lower: Sequence[float | None], higher: Sequence[float | None]) -> bool:
    """Whether the higher interval begins where the lower one has ended."""
    return lower[1] is not None and higher[0] is not None and lower[1] < higher[0]
