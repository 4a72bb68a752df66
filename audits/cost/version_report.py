"""Versions of a model beside each other: what each is worth and costs, from stored measurements.

Of each version one audit, all of the same rows. Nothing is measured anew: values and intervals are
those that the audits stored. A number that would be another one on another machine is compared
only where its method names the same machine, runtime and way of measuring for every version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.cost.pareto import (
    ACCURACY,
    ENERGY,
    GAP,
    LATENCY,
    SIZE,
    WORST,
    Criterion,
    Level,
    Scored,
    compared_by,
    dominated,
)
from audits.json_types import Json
from audits.measurement import interval_from_json

Entry = Json
Shown = dict[str, Any]
# By the criterion, the metric that is stored of everybody.
WHOLE: Mapping[Criterion, str] = {
    ACCURACY: "accuracy", LATENCY: "latency", ENERGY: "energy", SIZE: "model_bytes",
}  # fmt: skip
DIFFERENCE = "accuracy_difference"
METRICS = frozenset({*WHOLE.values(), DIFFERENCE})
CRITERIA = (ACCURACY, WORST, GAP, LATENCY, ENERGY, SIZE)
NOT_EVERY = "not every version has a value for it"


@dataclass(frozen=True, eq=False)
class Audited:
    """A version by one of its audits. name: its own. entries: of METRICS, as measurements in JSON.

    audit: the audit's id, for readers.
    """

    name: str
    audit: str
    entries: Sequence[Entry]


def compared_versions(audited: Sequence[Audited]) -> Shown:
    """Each version by each criterion, which of them others dominate, and what is left out and why.

    audited: of distinct names, all of the same rows. The answer: `title`, `criteria` (names),
    `words` of each, `left_out` (`words`, `why`), and `versions`, each `name`, `audit`,
    `dominated_by` and its numbers by the criterion's name (`value`, `interval`, `n`, of an extreme
    the `group`; None where it is not known).
    """
    numbers: list[dict[str, Shown | None]] = [{} for _ in audited]
    left_out: dict[Criterion, str] = {}
    for criterion in CRITERIA:
        values = _of_each(criterion, audited)
        for own, number in zip(numbers, values, strict=True):
            own[criterion.name] = number
        why = _why_not(criterion, [each for each in values if each is not None], len(audited))
        if why:
            left_out[criterion] = why
    scored = [
        Scored(
            version.name,
            {c.name: _level(own[c.name]) for c in CRITERIA if c not in left_out},
        )
        for version, own in zip(audited, numbers, strict=True)
    ]
    beaten = dominated(scored)
    return {
        "title": _title(scored, beaten),
        "criteria": [each.name for each in compared_by(scored)],
        "words": {each.name: each.words for each in CRITERIA},
        "left_out": [{"words": c.words, "why": why} for c, why in left_out.items()],
        "versions": [
            {
                "name": version.name,
                "audit": version.audit,
                "dominated_by": list(beaten[version.name]),
                **own,
            }
            for version, own in zip(audited, numbers, strict=True)
        ],
    }


def _of_each(criterion: Criterion, audited: Sequence[Audited]) -> list[Shown | None]:
    """Of each version the number; an extreme over the groups that every version has one of."""
    if criterion in WHOLE:
        metric = WHOLE[criterion]
        return [_number(_by_group(each, metric).get(())) for each in audited]
    metric = DIFFERENCE if criterion is GAP else WHOLE[ACCURACY]
    of_groups = [_by_group(each, metric) for each in audited]
    shared = [key for key in of_groups[0] if key and all(key in other for other in of_groups)]
    return [_extreme(criterion, [own[key] for key in shared]) for own in of_groups]


def _by_group(version: Audited, metric: str) -> dict[tuple[object, ...], Entry]:
    """The values that may be decided on, by group and reference; of unknown people none."""
    entries: dict[tuple[object, ...], Entry] = {}
    for entry in version.entries:
        group = entry["group"]
        if entry["metric"] != metric or "value" not in entry or entry.get("undecidable"):
            continue
        if None in group.values() or group == entry.get("reference"):
            continue
        key = (*sorted(group.items()), *sorted((entry.get("reference") or {}).items()))
        entries.setdefault(key, entry)
    return entries


def _extreme(criterion: Criterion, entries: Sequence[Entry]) -> Shown | None:
    if not entries:
        return None
    if criterion is WORST:
        number = _number(min(entries, key=lambda each: each["value"]))
    else:
        number = _size(_number(max(entries, key=lambda each: abs(each["value"]))))
    return number and {**number, "answered": not any(e.get("unanswered") for e in entries)}


def _number(entry: Entry | None) -> Shown | None:
    if entry is None:
        return None
    return {
        "value": entry["value"], "interval": list(entry["interval"]), "n": entry["sample_size"],
        "group": dict(entry["group"]), "method": entry["method"],
        "confidence": entry["confidence"], "answered": not entry.get("unanswered"),
    }  # fmt: skip


def _size(number: Shown | None) -> Shown | None:
    """Without its sign: of an interval that holds both signs from 0 on."""
    if number is None:
        return None
    low, high = number["interval"]
    is_one_sided = None not in (low, high) and low * high > 0
    ends = [None if end is None else abs(end) for end in (low, high)]
    most = None if None in ends else max(end for end in ends if end is not None)
    least = min(end for end in ends if end is not None) if is_one_sided else 0.0
    return {**number, "value": abs(number["value"]), "interval": [least, most]}


def _level(number: Shown | None) -> Level:
    assert number is not None  # or it is left out
    limits = interval_from_json(number["interval"])
    return Level(number["value"], limits.lower, limits.upper)


def _why_not(criterion: Criterion, known: Sequence[Shown], versions: int) -> str:
    """Why versions are not compared by it; "" where they are."""
    if len(known) < versions:
        return NOT_EVERY
    if criterion in (LATENCY, ENERGY):
        if len({each["method"] for each in known}) > 1:
            return f"not measured on one machine in one way, but on {_machines(known)}"
        if len({each["confidence"] for each in known}) > 1:
            return "its intervals are of different confidence"
    if criterion in (ACCURACY, WORST, GAP) and not all(each["answered"] for each in known):
        return "a version left rows without an answer"
    if criterion is ACCURACY and len({each["n"] for each in known}) > 1:
        return "the versions answered different numbers of rows"
    return ""


def _machines(known: Iterable[Shown]) -> str:
    methods = dict.fromkeys(each["method"] for each in known)
    return " and on ".join(each.partition(" (")[2].removesuffix(")") or each for each in methods)


def _title(scored: Sequence[Scored], beaten: Mapping[str, Sequence[str]]) -> str:
    if len(scored) == 1:
        return f"Version {scored[0].name} alone was measured on these rows"
    losing = [one.name for one in scored if beaten[one.name]]
    if not losing:
        return "No version is dominated by another"
    standing = [one.name for one in scored if not beaten[one.name]]
    verbs = ["is" if len(names) == 1 else "are" for names in (losing, standing)]
    noun = "Version" if len(losing) == 1 else "Versions"
    return f"{noun} {_listed(losing)} {verbs[0]} dominated; {_listed(standing)} {verbs[1]} not"


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
