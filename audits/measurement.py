"""What a probe reports: an estimate with its interval, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf, isfinite
from typing import Any, TypeAlias

# (("sex", "female"), ("age", "60+")) is one group; () is everyone; a value of None is "unknown".
Group: TypeAlias = tuple[tuple[str, str | None], ...]
SampleSize: TypeAlias = int | tuple[int, int]
# What rows lack that are in no number, where nothing else is said.
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a step on the way to a measurement has no value; stands where the value would."""

    reason: str


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed range of values that the data do not contradict; infinite where unbounded."""

    lower: float
    upper: float

    def __contains__(self, value: float) -> bool:
        return self.lower <= value <= self.upper


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Rows that an estimate leaves out because no answer was given, and what they could hide.

    rows: how many; (group, reference) for a difference or ratio.
    evidence: of the estimate's method, with all of them answered so that the value is least, and
        so that it is greatest; () where nothing bounds what they would do.
    bounds: those two values. what: they lack.
    """

    rows: SampleSize
    evidence: tuple[tuple[float, ...], ...] = ()
    bounds: Interval | None = None
    what: str = ANSWER


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with what is needed to believe, repeat and judge it.

    `evidence` holds the arguments of the interval method, so that the same interval can be
    drawn again at another confidence (`limits(method, evidence, confidence)` of
    `audits.statistics.intervals`): the test at a bound inverts exactly the printed interval.
    `sample_size` is the metric's denominator; (group, reference) for a difference or ratio.
    `bounds` is the range the value could take if unknown groups were known.
    `unanswered` says what rows without an answer could hide; None where every row has one.
    `undecidable` says why no rule may be decided on it; None where one may.
    """

    metric: str
    group: Group
    value: float
    interval: Interval
    confidence: float
    sample_size: SampleSize
    method: str
    evidence: tuple[float, ...]
    reference: Group | None = None
    p_value: float | None = None
    bounds: Interval | None = None
    unanswered: Unanswered | None = None
    undecidable: str | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.value):
            raise ValueError(f"{self.metric} {self.group}: {self.value} is not a value")


@dataclass(frozen=True, slots=True)
class Undetermined:
    """The data cannot answer. Kept in the report: silence would read as a pass."""

    metric: str
    group: Group
    reason: str
    sample_size: SampleSize
    raw: tuple[float, Interval] | None = None
    reference: Group | None = None


Measurement: TypeAlias = Estimate | Undetermined
# The method of what was counted whole and has no interval but itself (`audits.statistics.counted`).
COUNTED = "counted"


def is_counted(method: str) -> bool:
    """Whether an estimate of this method, with its bracket, was counted and not estimated."""
    return method.partition(" (")[0] == COUNTED


def undetermined(measurement: Measurement, reason: str) -> Undetermined:
    """The measurement without a conclusion, for this reason; value and interval stay beside it."""
    if isinstance(measurement, Undetermined):
        return replace(measurement, reason=reason)
    return Undetermined(
        measurement.metric, measurement.group, reason, measurement.sample_size,
        (measurement.value, measurement.interval), measurement.reference,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Something to look at that is not a number with an interval: a curve, pairs, sentences.

    `kind` names the drawing (one renderer a kind in the report); `content` is plain JSON.
    Nothing is ever judged on an exhibit.
    """

    kind: str
    title: str
    content: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "title": self.title, "content": dict(self.content)}


def group_to_json(group: Group) -> dict[str, str | None]:
    """`{"sex": "female"}`; everyone is `{}`."""
    return dict(group)


def group_from_json(written: Mapping[str, str | None]) -> Group:
    return tuple(written.items())


def interval_to_json(interval: Interval) -> list[float | None]:
    """`[lower, upper]`, null on an unbounded side."""
    return [limit if isfinite(limit) else None for limit in (interval.lower, interval.upper)]


def interval_from_json(written: list[float | None]) -> Interval:
    lower, upper = written
    return Interval(-inf if lower is None else lower, inf if upper is None else upper)


def _size_to_json(size: SampleSize) -> int | list[int]:
    return list(size) if isinstance(size, tuple) else size


def _size_from_json(written: int | list[int]) -> SampleSize:
    return (written[0], written[1]) if isinstance(written, list) else written


def measurement_to_json(measurement: Measurement) -> dict[str, Any]:
    """One entry of the report's `measurements`, without the probe that made it."""
    written: dict[str, Any] = {
        "metric": measurement.metric,
        "group": group_to_json(measurement.group),
        "sample_size": _size_to_json(measurement.sample_size),
    }
    if measurement.reference is not None:
        written["reference"] = group_to_json(measurement.reference)
    if isinstance(measurement, Undetermined):
        written["undetermined"] = measurement.reason
        if measurement.raw is not None:
            value, interval = measurement.raw
            written["raw"] = {"value": value, "interval": interval_to_json(interval)}
        return written
    written |= {
        "value": measurement.value,
        "interval": interval_to_json(measurement.interval),
        "confidence": measurement.confidence,
        "method": measurement.method,
        "evidence": list(measurement.evidence),
    }
    if measurement.p_value is not None:
        written["p_value"] = measurement.p_value
    if measurement.bounds is not None:
        written["bounds"] = interval_to_json(measurement.bounds)
    if measurement.unanswered is not None:
        written["unanswered"] = _unanswered_to_json(measurement.unanswered)
    if measurement.undecidable is not None:
        written["undecidable"] = measurement.undecidable
    return written


def _unanswered_to_json(unanswered: Unanswered) -> dict[str, Any]:
    written: dict[str, Any] = {"rows": _size_to_json(unanswered.rows)}
    if unanswered.bounds is not None:
        written["bounds"] = interval_to_json(unanswered.bounds)
        written["evidence"] = [list(end) for end in unanswered.evidence]
    if unanswered.what != ANSWER:
        written["lacks"] = unanswered.what
    return written


def _unanswered_from_json(written: Mapping[str, Any] | None) -> Unanswered | None:
    if written is None:
        return None
    bounds = written.get("bounds")
    return Unanswered(
        _size_from_json(written["rows"]),
        tuple(tuple(end) for end in written.get("evidence", ())),
        None if bounds is None else interval_from_json(bounds),
        written.get("lacks", ANSWER),
    )


def measurement_from_json(written: Mapping[str, Any]) -> Measurement:
    """The inverse of `measurement_to_json`; further keys (probe, step) are ignored."""
    reference = written.get("reference")
    shared = {
        "metric": written["metric"],
        "group": group_from_json(written["group"]),
        "sample_size": _size_from_json(written["sample_size"]),
        "reference": None if reference is None else group_from_json(reference),
    }
    if "undetermined" in written:
        raw = written.get("raw")
        return Undetermined(
            reason=written["undetermined"],
            raw=None if raw is None else (raw["value"], interval_from_json(raw["interval"])),
            **shared,
        )
    bounds = written.get("bounds")
    return Estimate(
        value=written["value"],
        interval=interval_from_json(written["interval"]),
        confidence=written["confidence"],
        method=written["method"],
        evidence=tuple(written["evidence"]),
        p_value=written.get("p_value"),
        bounds=None if bounds is None else interval_from_json(bounds),
        unanswered=_unanswered_from_json(written.get("unanswered")),
        undecidable=written.get("undecidable"),
        **shared,
    )
