"""Intersections of two attributes as a heat table: shade, rate, interval and n in each cell."""

from collections.abc import Iterator
from itertools import combinations

from audits.json_types import Json
from audits.report.blocks.titles import parted
from audits.report.components import Cell, Heat, Part
from audits.report.headline import headline
from audits.report.metric_phrases import phrase
from audits.report.number_format import SHARE, between, size, with_unit
from audits.report.rate_phrases import compared_rate
from audits.report.view import View, value_name

MOST_ROWS, MOST_COLUMNS, MOST_MAPS = 14, 6, 3


def heat_maps(view: View) -> Iterator[Part]:
    """A table a pair of attributes, of the rate that the headline is told by."""
    metric = _metric(view)
    made = 0
    for pair in combinations(view.attributes, 2):
        measurements = [m for m in view.of_metric(metric) if set(m["group"]) == set(pair)]
        if measurements and made < MOST_MAPS:
            made += 1
            yield _heat(
                view, metric, measurements, *_tall(measurements, pair), f"intersections-{made}"
            )


def _metric(view: View) -> str:
    finding = headline(view)
    rule_metric = "" if finding is None else finding["rule"]["metric"]
    rate = compared_rate(rule_metric)
    for candidate in (rate, "false_positive_rate", "selection_rate", "accuracy"):
        if view.word(candidate).scale == SHARE and any(
            len(m["group"]) == 2 for m in view.of_metric(candidate)
        ):
            return candidate
    return "selection_rate"


def _tall(measurements: list[Json], pair: tuple[str, str]) -> tuple[str, str]:
    """The attribute with more groups down the side, the other across the top."""
    one, other = (len({m["group"][name] for m in measurements}) for name in pair)
    return pair if one >= other else (pair[1], pair[0])


def _heat(
    view: View, metric: str, measurements: list[Json], down: str, across: str, name: str
) -> Heat:
    cells = {(m["group"][down], m["group"][across]): m for m in measurements}
    rows = _by_size(measurements, down)[:MOST_ROWS]
    columns = _by_size(measurements, across)[:MOST_COLUMNS]
    known = [m["value"] for m in measurements if "value" in m]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    shown = tuple(
        (
            value_name(row),
            tuple(_cell(cells.get((row, column)), low, high) for column in columns),
        )
        for row in rows
    )
    hidden = len(measurements) - sum(cell is not None for _, line in shown for cell in line)
    more = f" {hidden} smaller groups stand in the JSON report." if hidden > 0 else ""
    return Heat(
        name,
        _title(metric, measurements, down, across),
        f"{phrase(metric)} by {down} and {across}; in each cell the rate, its interval and n. "
        f"Dashed: under {view.smallest_group} in the denominator.{more}",
        tuple(map(value_name, columns)),
        shown,
        f"Five equal steps of shade from {with_unit(low, SHARE)} to {with_unit(high, SHARE)}. "
        "Cells are measured like every other group; small ones keep their raw value and are "
        "never ranked.",
        (with_unit(low, SHARE, digits=0), with_unit(high, SHARE, digits=0)),
    )


def _by_size(measurements: list[Json], attribute: str) -> list[str | None]:
    """Values of an attribute, the most frequent first."""
    total: dict[str | None, int] = {}
    for m in measurements:
        n = m["sample_size"] if isinstance(m["sample_size"], int) else m["sample_size"][0]
        value = m["group"][attribute]
        total[value] = total.get(value, 0) + n
    return sorted(total, key=lambda value: (value is None, -total[value]))


def _cell(measurement: Json | None, low: float, high: float) -> Cell | None:
    if measurement is None:
        return None
    n = size(measurement["sample_size"])
    if "value" not in measurement:
        raw = measurement.get("raw")
        if raw is None:
            return Cell(0, "–", "", n)
        return Cell(0, with_unit(raw["value"], SHARE, digits=0), _short(raw["interval"]), n)
    share = (measurement["value"] - low) / (high - low) if high > low else 0.0
    shade = 1 + min(int(share * 5), 4)
    return Cell(
        shade, with_unit(measurement["value"], SHARE, digits=0), _short(measurement["interval"]), n
    )


def _short(interval: list[float | None]) -> str:
    return between(interval, SHARE, digits=0)


def _title(metric: str, measurements: list[Json], down: str, across: str) -> str:
    """Which cell stands highest, where its interval lies above that of every other."""
    known = [m for m in measurements if "value" in m]
    if not known:
        return f"{phrase(metric)}: every cell is too small to judge"
    far = max(known, key=lambda m: m["value"])
    group = far["group"]
    name = ", ".join(value_name(group[axis]) for axis in (down, across))
    others = [m for m in known if m is not far]
    if all(parted(m["interval"], far["interval"]) for m in others):
        return f"{phrase(metric)} is highest among {name}"
    return f"{phrase(metric)} by {down} and {across}: no cell stands above all others"
