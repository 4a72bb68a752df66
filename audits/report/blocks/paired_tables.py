"""The numbers behind the figures of paired answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.report.blocks.metrics import MOST_ROWS
from audits.report.charts.shapes import Table, columns
from audits.report.numbers import POINTS, SHARE, between, plain, probability, sizes, with_unit
from audits.report.view import group_name

Json = Mapping[str, Any]


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


def change_table(found: Sequence[Json]) -> Table:
    """Each group's rate then and now, and how sure its change is."""
    head = ("Group", "Before", "Now", "Change", "n", "Gained", "Lost", "p (Holm)", "Sure")
    rows = [
        (
            group_name(d["group"]),
            with_unit(d["before"], SHARE),
            with_unit(d["now"], SHARE),
            _number(d if "value" in d else d["raw"], POINTS),
            f"{d['sample_size']:,}",
            f"{d['gained']:,}",
            f"{d['lost']:,}",
            probability(d.get("adjusted_p_value")),
            d.get("undetermined") or ("yes" if d["is_change"] else "no"),
        )
        for d in found[:MOST_ROWS]
    ]
    caption = "Gained and lost: rows counted now and not before, and the reverse."
    return columns(head, rows, f"{caption} {_more(len(found))}".strip())


def gap_table(found: Sequence[Json]) -> Table:
    """Each gap to the reference then and now."""
    head = ("Group", "Gap before", "Gap now", "Change", "n", "Undetermined")
    rows = [
        (
            f"{group_name(g['group'])} against {group_name(g['reference'])}",
            with_unit(g["before"], POINTS),
            with_unit(g["now"], POINTS),
            _number(g if "value" in g else g["raw"], POINTS),
            sizes(g["sample_size"]),
            g.get("undetermined", ""),
        )
        for g in found[:MOST_ROWS]
    ]
    return columns(head, rows, _more(len(found)))


def _number(found: Json, scale: str) -> str:
    return f"{with_unit(found['value'], scale)} {between(found['interval'], scale)}"


def _more(rows: int) -> str:
    return f"{plain(rows - MOST_ROWS, 0)} more rows stand in the JSON report." if (
        rows > MOST_ROWS
    ) else ""  # fmt: skip
