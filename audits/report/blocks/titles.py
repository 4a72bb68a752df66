"""The title of a metric's figure: the finding, not the name of the chart."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.number_format import with_unit
from audits.report.view import View, group_name, worst


def title_of(view: View, metric: str, measurements: Sequence[Json]) -> str:
    """The finding: the worst judged group, else the one farthest from no disparity."""
    word = view.word(metric)
    known = [m for m in measurements if "value" in m]
    if not known:
        return f"{word.phrase}: no group is large enough"
    null = word.null
    if null is None or not any(m.get("reference") for m in known):
        return _range_title(view, metric, known)
    state = worst([v for m in known if (v := view.verdict(m)) != "none"] or ["pass"])
    pool = [m for m in known if view.verdict(m) == state] or known
    far = max(pool, key=lambda m: abs(m["value"] - null))
    effect = with_unit(far["value"], word.scale)
    against = group_name(far["reference"]) if far.get("reference") else "the reference"
    group = group_name(far["group"])
    if not any(view.judged(m) for m in known):
        return f"{word.phrase}: widest for {group}, {effect}"
    if state == "pass":
        return f"{word.phrase}: no group outside the tolerance"
    if state == "inconclusive":
        return f"{word.phrase}: not decided; {group} stands at {effect}"
    return f"{word.phrase}: {group} at {effect} against {against}"


def _range_title(view: View, metric: str, known: Sequence[Json]) -> str:
    word = view.word(metric)
    grouped = [m for m in known if m["group"]] or list(known)
    low = min(grouped, key=lambda m: m["value"])
    high = max(grouped, key=lambda m: m["value"])
    if low is high:
        return f"{word.phrase}: {with_unit(low['value'], word.scale)}"
    return (
        f"{word.phrase}: from {with_unit(low['value'], word.scale)} "
        f"({group_name(low['group'])}) to {with_unit(high['value'], word.scale)} "
        f"({group_name(high['group'])})"
    )
