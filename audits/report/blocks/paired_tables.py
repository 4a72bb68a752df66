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


def flips_table(paired: Json, found: Sequence[Json]) -> Table:
    """Rows, changed rows, their share, and to which side."""
    has_sides = paired.get("favourable") is not None
    head = ["Group", "Rows", "Changed", "Share"]
    if has_sides:
        head += ["Now unfavourable", "Now favourable"]
    rows = []
    for flips in found[:MOST_ROWS]:
        number = flips if "value" in flips else flips.get("raw")
        share = "–" if number is None else _number(number, SHARE)
        row = [group_name(flips["group"]), f"{flips['n']:,}", f"{flips['flipped']:,}",
               f"({share})" if "undetermined" in flips and number else share]  # fmt: skip
        if has_sides:
            row += [f"{flips['to_unfavourable']:,}", f"{flips['to_favourable']:,}"]
        rows.append(row)
    return columns(head, rows, _more(len(found)))


def change_table(found: Sequence[Json], scale: str) -> Table:
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
        for d in found[:MOST_ROWS]
    ]
    told = "Gained and lost: rows counted now and not before, and the reverse." if is_share else ""
    return columns(head, rows, f"{told} {_more(len(found))}".strip())


def gap_table(found: Sequence[Json], scale: str) -> Table:
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
        for g in found[:MOST_ROWS]
    ]
    return columns(head, rows, _more(len(found)))


def sure_changes(view: View, found: Json) -> list[tuple[str, ...]]:
    """Metrics of the same rows whose change survives the correction, largest first."""
    paired = found["paired"] or {"differences": ()}
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


def told_changes(view: View, found: Json) -> list[str]:
    """Everyone's paired differences, then the groups' sure ones; none where no row moved."""
    paired = found["paired"] or {"differences": ()}
    shown = [
        d
        for d in paired["differences"]
        if "value" in d
        and (not d["group"] or d["is_change"])
        and (d.get("gained") != 0 or d.get("lost") != 0)
    ]
    return [_told(d, view.word(d["metric"]).scale) for d in sorted(shown, key=_most_sure)]


def _most_sure(found: Json) -> tuple[bool, float]:
    return bool(found["group"]), -abs(found["value"])


def _told(found: Json, scale: str) -> str:
    whose = group_name(found["group"]) if found["group"] else "everyone"
    text = (
        f"{phrase(found['metric'])}, {whose}: {with_unit(found['before'], scale)}, now "
        f"{with_unit(found['now'], scale)}; {_moved(found, moved_on(scale))}, "
        f"n {found['sample_size']:,}"
    )
    if "gained" in found:
        text += f"; {found['lost']:,} rows lost, {found['gained']:,} gained"
    test = "McNemar's exact p" if found["method"] == "newcombe-paired" else "paired p"
    p_value = found["adjusted_p_value"]
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


def _moved(found: Json, scale: str) -> str:
    number = found if "value" in found else found.get("raw")
    return "–" if number is None else _number(number, scale)


def _number(found: Json, scale: str) -> str:
    return f"{with_unit(found['value'], scale)} {between(found['interval'], scale)}"


def _more(rows: int) -> str:
    return f"{plain(rows - MOST_ROWS, 0)} more rows stand in the JSON report." if (
        rows > MOST_ROWS
    ) else ""  # fmt: skip
