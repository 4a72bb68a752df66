"""A figure for any metric: a dot and an interval a group, whatever probe measured it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from audits.json_types import Json
from audits.report.blocks.titles import title_of
from audits.report.charts import forest
from audits.report.charts.shapes import Dot, Figure, Forest, Table, columns
from audits.report.metric_phrases import is_claim
from audits.report.number_format import (
    POINTS,
    RATIO,
    TIGHT,
    between,
    interval_text,
    listed,
    plain,
    probability,
    size,
    sizes,
    with_unit,
)
from audits.report.rule_phrases import TO_HIGHEST, bounds
from audits.report.view import WORDS, View, group_name
from audits.specification.verdicts import Verdict

# A picture of more rows cannot be read; the table behind it holds more.
MOST_DOTS, MOST_ROWS = 10, 40
# What is drawn first where there are too many: what nobody judged may be news, a pass is none.
_ORDER = (
    Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, "none", Verdict.PASS, Verdict.NOT_RUN,
)  # fmt: skip


def metric_figure(
    view: View,
    metric: str,
    measurements: Sequence[Json],
    *,
    name: str = "",
    title: str = "",
    axis: str = "",
    wide: bool = False,
) -> Figure | None:
    """The forest plot of these measurements, or None where there is no number to show.

    title: what it claims; left out, what `title_of` finds. axis: what its numbers are, in words.
    """
    measurements = view.ordered(measurements)
    shown = [m for m in measurements if "value" in m or m.get("raw")]
    if not shown or _refused(view, metric, measurements):
        return None
    word = view.word(metric)
    most_telling = _most_telling(view, shown)
    several = _several(shown)
    rows = {id(m): index for index, m in enumerate(measurements[:MOST_ROWS])}
    dots = tuple(
        replace(_dot(view, m), head=_head(m) if several else "", row=rows.get(id(m)))
        for m in most_telling
    )
    overall = view.estimate(metric)
    compared = any(m.get("reference") for m in shown)
    chart = Forest(
        dots,
        word.scale,
        axis or _axis_title(view, metric, shown),
        _band(view, shown),
        word.null if compared or overall is None else overall["value"],
        word.scale == RATIO and all(_value(m) > 0 for m in shown),
    )
    title = title or title_of(view, metric, shown)
    alt = f"Forest plot. {title}. {_spoken(most_telling, word.scale)}"
    slug = name or metric.replace("_", "-")
    return Figure(
        id=f"fig-{slug}",
        title=title,
        note=_note(view, metric, shown, overall),
        alt=alt,
        svg=forest.draw(chart, alt=alt, wide=wide),
        table=_numbers(view, measurements),
        method=method(view, metric, measurements),
        wide=wide,
    )


def _refused(view: View, metric: str, measurements: Sequence[Json]) -> bool:
    """Whether all of it is undetermined for the one reason that everyone together has.

    Its raw values mean nothing then, and a picture of them would say what the numbers do not.
    """
    overall = view.one(metric)
    if overall is None or "value" in overall:
        return False
    reason = overall["undetermined"]
    return all(m.get("undetermined") == reason for m in measurements)


def method(view: View, metric: str, measurements: Sequence[Json]) -> str:
    """Meaning, interval methods and what the band is, in sentences."""
    word = view.word(metric)
    methods = listed(list(dict.fromkeys(m["method"] for m in measurements if "method" in m)))
    owner = measurements[0]["probe"]
    meaning = f"{word.meaning.rstrip('.')}. " if word.meaning else ""
    text = f"{meaning}Measured by {owner}, version {measurements[0].get('probe_version', 1)}"
    level = plain(100 * view.confidence, 1).removesuffix(".0")
    text += f"; intervals at {level}{TIGHT}%: {methods}." if methods else "."
    if any("undetermined" in m for m in measurements):
        text += (
            f" Grey and hollow: undetermined, with its raw value; the smallest group judged has "
            f"{view.smallest_group} in the denominator."
        )
    if _band(view, measurements) is not None:
        text += " The band is the policy's tolerance."
    return text


def _most_telling(view: View, measurements: Sequence[Json]) -> list[Json]:
    """All of them; where they are too many, the judged and the far ones, small ones last."""
    if len(measurements) <= MOST_DOTS:
        return list(measurements)
    null = view.word(measurements[0]["metric"]).null or 0.0
    ranked = sorted(
        measurements,
        key=lambda m: (
            "value" not in m,
            _ORDER.index(view.verdict(m)),
            -abs(_value(m) - null),
        ),
    )
    identities = {id(m) for m in ranked[:MOST_DOTS]}
    return [m for m in measurements if id(m) in identities]


def _head(measurement: Json) -> str:
    """The attribute that a row is about, as the heading above its rows."""
    return " and ".join(measurement["group"]) or "everyone"


def _dot(view: View, measurement: Json) -> Dot:
    scale = view.word(measurement["metric"]).scale
    value, interval = _value(measurement), _interval(measurement)
    note = f"n {size(measurement['sample_size'])}"
    verdict = view.verdict(measurement) if "value" in measurement else "not_run"
    if verdict in ("not_run", "error") and "value" in measurement:
        verdict = "none"
    return Dot(
        group_name(measurement["group"]) if measurement["group"] else "everyone",
        note,
        value,
        (interval[0], interval[1]),
        with_unit(value, scale).removesuffix(f"{TIGHT}points"),
        interval_text(measurement, scale).replace(" to ", ", "),
        verdict,
    )


def _value(measurement: Json) -> float:
    return float(measurement["value"] if "value" in measurement else measurement["raw"]["value"])


def _interval(measurement: Json) -> Sequence[float | None]:
    interval: Sequence[float | None] = (
        measurement["interval"] if "value" in measurement else measurement["raw"]["interval"]
    )
    return interval


def _several(measurements: Iterable[Json]) -> bool:
    return len({tuple(m["group"]) for m in measurements if m["group"]}) > 1


def _band(view: View, measurements: Iterable[Json]) -> tuple[float | None, float | None] | None:
    """The one tolerance that judged these, or None where there are several or none."""
    bands = {bounds(finding["rule"]) for m in measurements for finding in view.judged(m)}
    return bands.pop() if len(bands) == 1 else None


def _axis_title(view: View, metric: str, shown: Sequence[Json]) -> str:
    """What the numbers are, and against whom."""
    scale = view.word(metric).scale
    references = {group_name(m["reference"]) for m in shown if m.get("reference")}
    if not references:
        return {POINTS: "points", RATIO: "ratio"}.get(scale, view.word(metric).phrase)
    if is_claim(metric):
        return view.word(metric).phrase
    against = f", {references.pop()}" if len(references) == 1 else " of its attribute"
    if metric in TO_HIGHEST:
        return f"ratio to the highest group{against}"
    if scale == RATIO:
        return f"ratio to the reference group{against}"
    return f"{'points' if scale == POINTS else 'difference'} from the reference group{against}"


def _note(view: View, metric: str, measurements: Sequence[Json], overall: Json | None) -> str:
    references: dict[str, str] = {}
    for m in measurements:
        if m.get("reference"):
            sample = m["sample_size"]
            n = f" (n {sample[1]:,})" if isinstance(sample, list | tuple) else ""
            references[group_name(m["reference"])] = n
    text = ""
    if references:
        names = [f"{name}{n}" for name, n in list(references.items())[:4]]
        highest = (
            ", the highest of each attribute, whose own ratio is 1 by definition"
            if metric in TO_HIGHEST
            else ""
        )
        text = f"Against {listed(names)}{highest}"
    elif overall is not None:
        scale = view.word(metric).scale
        text = (
            f"Everyone: {with_unit(overall['value'], scale)} "
            f"{between(overall['interval'], scale)}, n {size(overall['sample_size'])}"
        )
    hidden = len(measurements) - MOST_DOTS
    if hidden > 0:
        text += f"{'; ' if text else ''}{hidden} more groups in the numbers"
    return text


def _spoken(measurements: Sequence[Json], scale: str) -> str:
    parts = [
        f"{group_name(m['group'])} {with_unit(_value(m), scale)} {interval_text(m, scale)}"
        for m in measurements[:6]
    ]
    return f"{'; '.join(parts)}."


def _numbers(view: View, measurements: Sequence[Json]) -> Table:
    """Every number of the figure, undetermined ones with their reason."""
    head = ("Group", "Value", "Interval", "n", "p", "Verdict")
    rows = []
    for m in measurements[:MOST_ROWS]:
        scale = view.word(m["metric"]).scale
        verdict = view.verdict(m)
        judged = view.judged(m)
        p = next((f["adjusted_p_value"] for f in judged if f.get("adjusted_p_value")), None)
        if "value" in m:
            value = with_unit(m["value"], scale)
            itself = m.get("reference") == m["group"] and verdict == "none"
            state = "reference" if itself else WORDS.get(verdict, "not judged")
        else:
            value = f"({with_unit(m['raw']['value'], scale)})" if m.get("raw") else "–"
            state = m["undetermined"]
        interval = interval_text(m, scale) if "value" in m or m.get("raw") else ""
        rows.append(
            (group_name(m["group"]), value, interval, sizes(m["sample_size"]),
             probability(p if p is not None else m.get("p_value")), state)
        )  # fmt: skip
    left_out = len(measurements) - MOST_ROWS
    caption = (
        f"{left_out} more {'row stands' if left_out == 1 else 'rows stand'} in the JSON report."
        if left_out > 0
        else ""
    )
    return numbers_table(head, rows, caption)


def numbers_table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    """A table of numbers, whose last two columns are p and the verdict: idle ones are left out.

    A column in which nothing stands, or the same nothing, is none.
    """
    p, verdict = len(head) - 2, len(head) - 1
    idle = {p} if not any(row[p] for row in rows) else set()
    idle |= {verdict} if {row[verdict] for row in rows} <= {"not judged", "reference"} else set()
    shown_columns = [column for column in range(len(head)) if column not in idle]
    return columns(
        [head[column] for column in shown_columns],
        [[row[column] for column in shown_columns] for row in rows],
        caption,
    )
