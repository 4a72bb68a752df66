"""How numbers are written for people: percent and points, a true minus sign, n with commas."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

TIGHT = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
UNBOUNDED = "\N{INFINITY}"
# Of a ratio to the highest group, where nobody else can be it.
BY_DEFINITION = "the reference"

SHARE, POINTS, RATIO, UNIT, DIFFERENCE, NUMBER = (
    "share", "share difference", "ratio", "unit", "difference", "number"
)  # fmt: skip
COUNT, MILLISECONDS, PER_SECOND, BYTES, JOULES, KILOWATT_HOURS, KILOGRAMS = (
    "count", "milliseconds", "per second", "bytes", "joules", "kilowatt hours", "kilograms"
)  # fmt: skip
SIGNED = (POINTS, DIFFERENCE)
# What stands behind a number, and so many of what is measured are one of it.
_UNITS: Mapping[str, tuple[str, float]] = {
    SHARE: ("%", 1), POINTS: ("points", 1), MILLISECONDS: ("ms", 1), PER_SECOND: ("a second", 1),
    BYTES: ("MB", 1e6), JOULES: ("mJ", 1e-3),
    KILOWATT_HOURS: ("kWh", 1), KILOGRAMS: ("kg", 1),
}  # fmt: skip
_HUGE = 1e15  # from here on a double has no digit behind the point


def plain(value: float, digits: int, *, signed: bool = False) -> str:
    """Fixed digits, a true minus, and no minus before zero."""
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    if value < 0:
        return MINUS + text
    return f"+{text}" if signed else text


def significant(value: float) -> str:
    """A number of unknown size: about three significant digits; tiny and huge: a power of ten."""
    size = abs(value)
    if size >= _HUGE:
        mantissa, exponent = f"{value:.3e}".split("e")
        return f"{plain(float(mantissa), 3)}e{int(exponent)}"
    if 0 < size < 0.001:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{plain(float(mantissa), 1)}e−{abs(int(exponent))}"
    digits = 3 if size < 1 else 2 if size < 100 else 1 if size < 1000 else 0
    return plain(value, digits)


def bare(value: float, scale: str, *, digits: int | None = None) -> str:
    """The number on its scale without a unit: shares as percent, ratios with two digits."""
    if scale == SHARE:
        return plain(100 * value, 1 if digits is None else digits)
    if scale == POINTS:
        return plain(100 * value, 1 if digits is None else digits, signed=True)
    if scale == RATIO and abs(value) < _HUGE:
        return plain(value, 2 if digits is None else digits)
    if scale == UNIT:
        if digits is None and 0 < value < 0.0005:  # three zeros would read as never
            return f"<{TIGHT}0.001"
        return plain(value, 3 if digits is None else digits)
    if scale == COUNT and abs(value) < _HUGE:
        return plain(value, 0)
    text = significant(value / _UNITS.get(scale, ("", 1))[1])
    return f"+{text}" if scale == DIFFERENCE and value > 0 and text.strip("0.,") else text


def with_unit(value: float, scale: str, *, digits: int | None = None) -> str:
    """`44.8 %`, `+21.4 points`, `0.63`, `12.3 ms`."""
    unit, _ = _UNITS.get(scale, ("", 1))
    return bare(value, scale, digits=digits) + (unit and f"{TIGHT}{unit}")


def between(interval: Sequence[float | None], scale: str, *, digits: int | None = None) -> str:
    """`[43.0 to 47.1]`; an open side is written as infinity, and what was counted as that."""
    lower, upper = interval
    if lower == upper and scale in (COUNT, BYTES):
        return "[counted]"
    if lower == upper and scale in (KILOWATT_HOURS, KILOGRAMS):
        return "[as stated]"
    if scale == RATIO and digits is None and lower is not None and upper is not None:
        # Two digits would make a narrow interval look like a point.
        digits = 2 if upper - lower >= 0.01 else 3
    low = MINUS + UNBOUNDED if lower is None else bare(lower, scale, digits=digits)
    high = UNBOUNDED if upper is None else bare(upper, scale, digits=digits)
    return f"[{low} to {high}]"


def interval_text(measured: Mapping[str, Any], scale: str, *, digits: int | None = None) -> str:
    """The interval of a measurement, or of its raw value; BY_DEFINITION where it can be no other.

    The highest group is its own reference: where no other could be the highest its ratio is 1,
    whoever is drawn, and an interval without width would look like a claim of certainty.
    """
    low, high = (measured if "value" in measured else measured["raw"])["interval"]
    if low == high and measured.get("reference") == measured.get("group"):
        return BY_DEFINITION
    return between((low, high), scale, digits=digits)


def limit(value: float, scale: str) -> str:
    """A policy's bound, without digits nobody wrote: `5 points`, `0.80`, `90 %`."""
    if scale in (SHARE, POINTS):
        number = plain(100 * value, 1).removesuffix(".0")
        if scale == SHARE:
            return f"{number}{TIGHT}%"
        return f"{number}{TIGHT}{'point' if number == '1' else 'points'}"
    if scale == RATIO:
        return plain(value, 2)
    unit, size = _UNITS.get(scale, ("", 1))
    value /= size
    text = f"{value:,.6f}".rstrip("0").removesuffix(".") if abs(value) >= 1000 else f"{value:g}"
    return text.replace("-", MINUS) + (unit and f"{TIGHT}{unit}")


def probability(p: float | None) -> str:
    """A p-value: never 0, and three digits are enough."""
    if p is None or not isfinite(p):
        return ""
    if p < 0.001:
        return f"<{TIGHT}0.001"
    return "1" if p >= 0.9995 else f"{p:.3f}"


def size(sample: int | Sequence[int] | None) -> str:
    """`7,214`; of a comparison the group's own n."""
    if sample is None:
        return ""
    if isinstance(sample, int):
        return f"{sample:,}"
    return f"{sample[0]:,}"


def sizes(sample: int | Sequence[int] | None) -> str:
    """`1,795 against 1,488`: both sides of a comparison."""
    if isinstance(sample, Sequence):
        return " against ".join(f"{n:,}" for n in sample)
    return size(sample)


def near(needed: int) -> str:
    """A planned sample size: two significant digits claim enough."""
    digits = max(len(str(needed)) - 2, 0)
    unit = 10**digits
    return f"{-(-needed // unit) * unit:,}"


def listed(words: Sequence[Any], *, last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    texts = [str(word) for word in words]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {last} {texts[-1]}"


def lower_first(words: str) -> str:
    """For the middle of a sentence; what begins with a name (`F1`, `ROC`) stays as it is."""
    rest = words.partition(" ")[0].rstrip(",.;:")[1:]
    return words if rest and not rest.islower() else words[:1].lower() + words[1:]
