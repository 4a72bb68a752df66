"""From values to places on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from audits.report.charts.shapes import Axis
from audits.report.number_format import BYTES, MINUS, POINTS, SHARE

# From ten of the next smaller on, a label says thousands, millions or thousand millions.
_THOUSANDS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear or logarithmic map of `domain` to pixels; values outside end at the frame."""

    domain: tuple[float, float]
    pixels: tuple[float, float]
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        low, high = (self._bend(limit) for limit in self.domain)
        share = (self._bend(value) - low) / (high - low) if high > low else 0.5
        start, end = self.pixels
        return round(start + min(max(share, 0.0), 1.0) * (end - start), 1)

    def limits(self, interval: Sequence[float | None]) -> tuple[float, float]:
        """Both ends in pixels; an open side ends at the frame."""
        lower, upper = interval
        return (
            self(self.domain[0] if lower is None else lower),
            self(self.domain[1] if upper is None else upper),
        )

    def _bend(self, value: float) -> float:
        return log10(max(value, 1e-12)) if self.logarithmic else value


def covering(values: Iterable[float | None], *, logarithmic: bool) -> tuple[float, float]:
    """A round domain that holds every value."""
    known = [value for value in values if value is not None and isfinite(value)]
    if logarithmic:
        known = [value for value in known if value > 0]
    if not known:
        return (0.1, 10.0) if logarithmic else (0.0, 1.0)
    low, high = min(known), max(known)
    if logarithmic:
        return low / 1.15, high * 1.15
    if low == high:
        room = max(0.5, abs(low) / 20)
        low, high = low - room, high + room
    unit = step((low, high), 4)
    return floor(low / unit) * unit, ceil(high / unit) * unit


def symmetric(values: Iterable[float | None], *, at_least: float) -> tuple[float, float]:
    """A domain around zero, so that both directions compare by eye."""
    reach = max([at_least, *(abs(v) for v in values if v is not None and isfinite(v))])
    unit = step((-reach, reach), 4)
    reach = ceil(reach / unit) * unit
    return -reach, reach


def step(domain: tuple[float, float], count: int) -> float:
    """A round distance (1, 2, 2.5 or 5 times a power of ten) for about `count` intervals."""
    span = domain[1] - domain[0]
    rough: float = span / count if span > 0 else 1.0
    power: float = 10.0 ** floor(log10(rough))
    for times in (1, 2, 2.5, 5, 10):
        if rough <= times * power * 1.0001:
            return times * power
    return 10 * power


def ticks(
    domain: tuple[float, float], *, logarithmic: bool, count: int = 4, whole: bool = False
) -> list[float]:
    """Round places on the axis; whole: of what is counted, between whose numbers there is none."""
    if whole:
        return [t for t in ticks(domain, logarithmic=logarithmic, count=count) if t == round(t)]
    low, high = domain
    if logarithmic:
        wide = log10(high / low) > 2.2
        tens = range(floor(log10(low)) - 1, ceil(log10(high)) + 1)
        inside = [t * 10.0**k for k in tens for t in ((1,) if wide else (1, 2, 5))]
        inside = [t for t in inside if low * 0.999 <= t <= high * 1.001]
        # One place alone says nothing of how far apart values lie.
        if len(inside) > 1:
            return inside
    unit = step(domain, count)
    first = ceil(low / unit - 1e-9)
    last = floor(high / unit + 1e-9)
    return [round(k * unit, 12) for k in range(first, last + 1)]


def tick_label(value: float, scale: str) -> str:
    """Short: `25%`, `+10`, `0.5`, `200k`; bytes in megabytes."""
    if scale == SHARE:
        return f"{100 * value:g}%".replace("-", MINUS)
    if scale == POINTS:
        value = round(100 * value, 9)
        return f"+{value:g}" if value > 0 else f"{value:g}".replace("-", MINUS)
    if scale == BYTES:
        value /= 1e6
    size, letter = next(((s, name) for s, name in _THOUSANDS if abs(value) >= 10 * s), (1.0, ""))
    return f"{value / size:g}{letter}".replace("-", MINUS)


def axis_scale(axis: Axis, values: Iterable[float], pixels: tuple[float, float]) -> Scale:
    """The scale an axis asks for."""
    domain = axis.domain or covering(values, logarithmic=axis.logarithmic)
    return Scale(domain, pixels, axis.logarithmic)
