"""What a chart says, before it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Interval: TypeAlias = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a forest: a value with its interval.

    verdict: pass, fail, inconclusive, not_run (too small: grey and hollow) or none.
    beside: the value of doing nothing, drawn as a hollow dot. head: the attribute it belongs to;
    a heading stands above the first row of each. row: its place in the table behind the picture.
    """

    label: str
    note: str
    value: float
    interval: Interval
    text: str
    interval_text: str
    verdict: str = "none"
    beside: float | None = None
    head: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """Dots with intervals on one axis, and the policy's tolerance as a band."""

    dots: tuple[Dot, ...]
    scale: str
    title: str
    band: Interval | None = None
    centre: float | None = None
    logarithmic: bool = False
    domain: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A line: points in order, with intervals where there are any.

    style: the index of the data colour, or -1 for a line to compare with.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    intervals: tuple[Interval, ...] = ()
    style: int = 0
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """scale: as in `audits.report.number_format`; domain None means as the data need."""

    title: str
    scale: str = "number"
    domain: tuple[float, float] | None = None
    logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A straight line with a word: chance, the threshold in use, one half."""

    position: float
    label: str
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Series along an order."""

    series: tuple[Series, ...]
    x: Axis
    y: Axis
    guides: tuple[Guide, ...] = ()
    diagonal: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a scatter; `label` is shown where there is room, and always in the table.

    style: as of a series; -1 is hollow, for what others outdo. interval: of y. across: of x.
    """

    x: float
    y: float
    label: str = ""
    style: int = 0
    interval: Interval | None = None
    across: Interval | None = None


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points on two scales."""

    marks: tuple[Mark, ...]
    x: Axis
    y: Axis
    guides: tuple[Guide, ...] = ()
    diagonal: str = ""
    named: int = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A signed amount; interval drawn over the bar."""

    label: str
    value: float
    text: str
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Signed bars from zero."""

    bars: tuple[Bar, ...]
    title: str
    scale: str = "number"


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers behind a picture. The first column names the row."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the finding as its title, its numbers and its method.

    stamp: a warning that stands on the picture itself, where it failed its checks.
    """

    id: str
    title: str
    note: str
    alt: str
    svg: str
    table: Table
    method: str
    spec: Mapping[str, Any] | None = None
    wide: bool = False
    stamp: str = ""


def columns(head: Sequence[str], rows: Sequence[Sequence[object]], caption: str = "") -> Table:
    """A table of text."""
    return Table(tuple(head), tuple(tuple(str(cell) for cell in row) for row in rows), caption)


def with_intervals(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table whose last column is the interval, and none where no number has one."""
    if any(row[-1] for row in rows):
        return columns(head, rows)
    return columns(head[:-1], [row[:-1] for row in rows])
