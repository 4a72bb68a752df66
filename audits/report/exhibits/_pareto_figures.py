"""Scatter plots of a quality against a cost, and the words of their numbers.

Of forms of one model as of its versions: those that another one dominates are hollow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.report.charts import scatter, vega
from audits.report.charts.shapes import Axis, Figure, Mark, Scatter, columns
from audits.report.number_format import (
    BYTES,
    JOULES,
    MILLISECONDS,
    SHARE,
    bare,
    between,
    listed,
    size,
    with_unit,
)
from audits.report.view import group_name

# By the criterion's name: the key of its number, its scale, and its axis.
UP: Mapping[str, tuple[str, str]] = {
    "accuracy": ("accuracy", "accuracy, %"),
    "worst_group": ("worst_group", "worst group's accuracy, %"),
    "gap": ("gap", "widest gap between groups, %"),
    "changed": ("flips", "answers that changed, %"),
}
ACROSS: Mapping[str, tuple[str, str, str]] = {
    "latency": ("latency", MILLISECONDS, "latency of a row, ms"),
    "size": ("size", BYTES, "size on disk, MB"),
    "energy": ("energy", JOULES, "energy of a row, mJ"),
    "packed": ("packed", BYTES, "size of the download, MB"),
}
PICTURES = 3

Scored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Noun:
    """What the points are. head: of a column of a table."""

    head: str
    many: str


FORMS, VERSIONS = Noun("Form", "forms"), Noun("Version", "versions")


def pareto_figures(
    scored: Sequence[Scored],
    content: Mapping[str, Any],
    title: str,
    noun: Noun,
    method: str,
    prefix: str,
) -> tuple[Figure, ...]:
    """One a cost that all were compared by; qualities take turns. None without a quality.

    scored: each `name`, `dominated_by` and its numbers. content: `criteria` and `words`. title:
    what is found of all. prefix: of the figures' ids.
    """
    up = [key for key in UP if key in content["criteria"]]
    across = [key for key in ACROSS if key in content["criteria"]][:PICTURES]
    return tuple(
        _figure(scored, content["words"], up[index % len(up)], key, title, noun, method,
                f"{prefix}-{index}")
        for index, key in enumerate(across if up else ())
    )  # fmt: skip


def _figure(
    scored: Sequence[Scored],
    words: Mapping[str, str],
    quality: str,
    cost: str,
    finding: str,
    noun: Noun,
    method: str,
    name: str,
) -> Figure:
    key, title = UP[quality]
    cost_key, scale, cost_title = ACROSS[cost]
    marks = tuple(
        Mark(
            _value(one[cost_key]) / _unit(scale), _quality(one, quality), one["name"],
            -1 if one["dominated_by"] else 0, _interval(one.get(key)), _of_times(one, cost),
        )
        for one in scored
    )  # fmt: skip
    chart = Scatter(marks, Axis(cost_title), Axis(title, SHARE), named=len(marks))
    alt = (
        f"Scatter plot of {len(marks)} {noun.many}: {words[quality]} against {words[cost]}. "
        f"{finding}."
    )
    rows = [
        (mark.label, dominated_by(one), _told(bare(mark.y, SHARE), mark.interval, SHARE),
         _told(with_unit(_value(one[cost_key]), scale), mark.across, scale))
        for mark, one in zip(marks, scored, strict=True)
    ]  # fmt: skip
    return Figure(
        name, f"{words[quality].capitalize()} against {words[cost]}",
        "Hollow: dominated." if any(one["dominated_by"] for one in scored) else "", alt,
        scatter.draw(chart, alt=alt, wide=False),
        columns((noun.head, "Dominated by", title, cost_title), rows),
        method, vega.scatter_spec(chart),
    )  # fmt: skip


def _unit(scale: str) -> float:
    return {BYTES: 1e6, JOULES: 1e-3}.get(scale, 1.0)


def _value(number: Any) -> float:
    return float(number["value"] if isinstance(number, Mapping) else number)


def _quality(one: Scored, quality: str) -> float:
    number = one[UP[quality][0]]
    if number is None and quality == "changed":  # the model itself
        return 0.0
    return _value(number)


def _interval(number: Any) -> tuple[float | None, float | None] | None:
    if not isinstance(number, Mapping) or number.get("interval") is None:
        return None
    low, high = number["interval"]
    return low, high


def _of_times(one: Scored, cost: str) -> tuple[float | None, float | None] | None:
    """Of a latency; what a machine spends is uncertain for all alike, and is compared otherwise."""
    return _interval(one[ACROSS[cost][0]]) if cost == "latency" else None


def _told(value: str, interval: tuple[float | None, float | None] | None, scale: str) -> str:
    return value if interval is None else f"{value} {between(interval, scale)}"


def dominated_by(one: Scored) -> str:
    """`fp16 and pruned`, or a dash."""
    return listed(one["dominated_by"]) if one["dominated_by"] else "–"


def shown(number: Any, scale: str) -> str:
    """Value, interval and n; what decides nothing in brackets, as it was seen."""
    if number is None or number.get("value") is None:
        return "–"
    text = with_unit(number["value"], scale)
    if number.get("interval") is not None:
        text = f"{text} {between(number['interval'], scale)}"
    text = f"{text} (n {size(number['n'])})"
    return f"undetermined: {text}" if "why" in number else text


def of_group(extreme: Any) -> str:
    """`female: 80.0 % [70.0 to 87.0] (n 90)`, or a dash."""
    return "–" if extreme is None else f"{group_name(extreme['group'])}: {shown(extreme, SHARE)}"
