"""A measurement as its finding judged it: by which interval, without whom, and of which rate."""

from collections.abc import Iterable, Mapping

from audits.json_types import Json
from audits.specification.probe_manifest import declared, vocabulary

_Key = tuple[str, frozenset[tuple[str, str | None]]]


def judged_measurement(report: Json, finding: Json) -> Json | None:
    """The measurement that a finding judged, with the interval that decided.

    It was made again where the finding's rule leaves groups out.
    """
    position = finding.get("measurement")
    if position is None:
        return None
    measurement: Json = report["measurements"][position]
    again = finding.get("judged")
    if again is not None:
        owner = {
            key: value for key, value in measurement.items() if key.startswith(("probe", "step"))
        }
        measurement = {**owner, **again}
    return as_decided(measurement, finding)


def as_decided(measured: Json, finding: Json) -> Json:
    """The measurement with the interval by which the finding was decided."""
    if finding.get("interval") is None:
        return measured
    return {**measured, "interval": finding["interval"], "method": finding["method"]}


def is_reference(report: Json, finding: Json) -> bool:
    """Whether a finding is the pass of a group that others are compared with, against itself.

    Its ratio is 1 whatever the data. Where its interval does not keep the limit another group may
    stand higher, and where a rule names the group it is asked about: both are checks.
    """
    if finding["verdict"] != "pass" or finding["rule"].get("group"):
        return False
    measured = finding.get("judged")
    if measured is None and finding.get("measurement") is not None:
        measured = report["measurements"][finding["measurement"]]
    if measured is None or not measured.get("reference"):
        return False
    return bool(measured["reference"] == measured["group"])


def of_larger_rates(measurements: Iterable[Json]) -> list[Json]:
    """Each larger of several gaps with the rate it stands on, and the sizes of that rate.

    Its own sizes are the least of all its rates, and would name other people than its number.
    """
    every = list(measurements)
    rates = {_key(m["metric"], m["group"]): m for m in reversed(every) if "value" in m}
    return [_of_larger_rate(measured, rates) for measured in every]


def _of_larger_rate(measured: Json, rates: Mapping[_Key, Json]) -> Json:
    several = declared(measured["metric"]).compares if measured["metric"] in vocabulary() else ()
    if len(several) < 2 or "value" not in measured or not measured.get("reference"):
        return measured
    pairs = []
    for rate in several:
        ours = rates.get(_key(rate, measured["group"]))
        other = rates.get(_key(rate, measured["reference"]))
        if ours is not None and other is not None:
            away = abs(ours["value"] - other["value"] - measured["value"])
            pairs.append((away, rate, [ours["sample_size"], other["sample_size"]]))
    if not pairs:
        return measured
    _, rate, sizes = min(pairs, key=lambda pair: pair[0])
    return {**measured, "sample_size": sizes, "rate": rate}


def _key(metric: str, group: Mapping[str, str | None]) -> _Key:
    return metric, frozenset(group.items())
