"""The numbers behind the figures of paired answers."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.blocks.metrics import MOST_ROWS
from audits.report.charts.shapes import Table, columns
from audits.report.metric_phrases import phrase
from audits.report.number_format import (
    DIFFERENCE,
    POINTS,
    SHARE,
    bare,
    between,
    plain,
    probability,
    sizes,
    with_unit,
)
from audits.report.view import View, group_name
from audits.specification.counts import counted


def flips_table(paired: Json, group_flips: Sequence[Json]) -> Table:
    """Rows, changed rows, their share, and to which side."""
    has_sides = paired.get("favourable") is not None
    head = ["Group", "Rows", "Changed", "Share"]
    if has_sides:
        head += ["Now unfavourable", "Now favourable"]
    rows = []
    for flips in group_flips[:MOST_ROWS]:
        number = flips if "value" in flips else flips.get("raw")
        share = "–" if number is None else _number(number, SHARE)
        row = [group_name(flips["group"]), f"{flips['n']:,}", f"{flips['flipped']:,}",
               f"({share})" if "undetermined" in flips and number else share]  # fmt: skip
        if has_sides:
            row += [f"{flips['to_unfavourable']:,}", f"{flips['to_favourable']:,}"]
        rows.append(row)
    return columns(head, rows, _more(len(group_flips)))


def change_table(differences: Sequence[Json], scale: str) -> Table:
    """Each group's value then and now on this scale, and how sure its change is."""
    is_share = scale == SHARE
    counts = ("Gained", "Lost") if is_share else ()
    head = ("Group", "Before", "Now", "Change", "n", *counts, "p (Holm)", "Sure")
    rows = [
        (
            group_name(d["group"]),
            with_unit(d["before"], scale),
            with_unit(d["now"], scale),
            _moved(d, POINTS if is_share else DIFFERENCE),
            f"{d['sample_size']:,}",
            *((f"{d['gained']:,}", f"{d['lost']:,}") if is_share else ()),
            probability(d.get("adjusted_p_value")),
            d.get("undetermined") or ("yes" if d["is_change"] else "no"),
        )
        for d in differences[:MOST_ROWS]
    ]
    note = "Gained and lost: rows counted now and not before, and the reverse." if is_share else ""
    return columns(head, rows, f"{note} {_more(len(differences))}".strip())


def gap_table(gaps: Sequence[Json], scale: str) -> Table:
    """Each gap to the reference then and now; scale: of gaps."""
    head = ("Group", "Gap before", "Gap now", "Change", "n", "Undetermined")
    rows = [
        (
            f"{group_name(g['group'])} against {group_name(g['reference'])}",
            with_unit(g["before"], scale),
            with_unit(g["now"], scale),
            _moved(g, scale),
            sizes(g["sample_size"]),
            g.get("undetermined", ""),
        )
        for g in gaps[:MOST_ROWS]
    ]
    return columns(head, rows, _more(len(gaps)))


def sure_changes(view: View, comparison: Json) -> list[tuple[str, ...]]:
    """Metrics of the same rows whose change survives the correction, largest first."""
    paired = comparison["paired"] or {"differences": ()}
    sure = [d for d in paired["differences"] if d.get("is_change")]
    scales = {d["metric"]: view.word(d["metric"]).scale for d in sure}
    return [
        (
            f"{phrase(d['metric'])}, {group_name(d['group']) if d['group'] else 'everyone'}",
            with_unit(d["before"], scale),
            with_unit(d["now"], scale),
            f"{with_unit(d['value'], moved_on(scale))} {between(d['interval'], moved_on(scale))}",
            probability(d["adjusted_p_value"]),
        )
        for d in sorted(sure, key=lambda d: -abs(d["value"]))
        for scale in (scales[d["metric"]],)
    ]


def told_changes(view: View, comparison: Json) -> list[str]:
    """Everyone's paired differences, then the groups' sure ones; none where no row moved."""
    paired = comparison["paired"] or {"differences": ()}
    shown = [
        d
        for d in paired["differences"]
        if "value" in d
        and (not d["group"] or d["is_change"])
        and (d.get("gained") != 0 or d.get("lost") != 0)
    ]
    return [_sentence(d, view.word(d["metric"]).scale) for d in sorted(shown, key=_most_sure)]


def _most_sure(difference: Json) -> tuple[bool, float]:
    return bool(difference["group"]), -abs(difference["value"])


def _sentence(difference: Json, scale: str) -> str:
    whose = group_name(difference["group"]) if difference["group"] else "everyone"
    text = (
        f"{phrase(difference['metric'])}, {whose}: {with_unit(difference['before'], scale)}, now "
        f"{with_unit(difference['now'], scale)}; {_moved(difference, moved_on(scale))}, "
        f"n {difference['sample_size']:,}"
    )
    if "gained" in difference:
        text += (
            f"; {counted(difference['lost'], 'row', 'rows')} lost, {difference['gained']:,} gained"
        )
    test = "McNemar's exact p" if difference["method"] == "newcombe-paired" else "paired p"
    p_value = difference["adjusted_p_value"]
    return f"{text}; {test} {f'{p_value:.1e}' if p_value < 0.001 else probability(p_value)}"


def moved_on(scale: str) -> str:
    """The scale of a change: shares move by points."""
    return POINTS if scale == SHARE else DIFFERENCE


def written(value: float, interval: tuple[float, float], scale: str) -> tuple[str, str]:
    """As short as there is room for: the digits of a number's interval are those of its ends."""
    widest = max(map(abs, interval))
    if scale == POINTS or widest < 0.001:
        return bare(value, scale), between(interval, scale).replace(" to ", ", ")
    digits = 3 if widest < 1 else 2 if widest < 100 else 1 if widest < 1000 else 0
    low, high = (plain(end, digits, signed=True) for end in interval)
    return plain(value, digits, signed=True), f"[{low}, {high}]"


def _moved(change: Json, scale: str) -> str:
    number = change if "value" in change else change.get("raw")
    return "–" if number is None else _number(number, scale)


def _number(number: Json, scale: str) -> str:
    return f"{with_unit(number['value'], scale)} {between(number['interval'], scale)}"


def _more(rows: int) -> str:
    return f"{plain(rows - MOST_ROWS, 0)} more rows stand in the JSON report." if (
        rows > MOST_ROWS
    ) else ""  # fmt: skip
