"""A report beside what the same plan measures again: which numbers are others, one by one.

Equal is equal to the last bit: a repeat of the same arithmetic gives the same numbers, and whoever
allows for more decides it by looking at how far they are apart. Numbers of the machine that
measured (`Metric.of_machine`: times, memory) are others each time: they are told apart, and are no
difference.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from audits.json_types import Json
from audits.specification.probe_manifest import declared, entries

Scalar: TypeAlias = str | int | float | bool | None
# What a number is that stands on one side alone.
NOTHING = "not there"
GATE = "gate"
# In a method's bracket: which parameters the time for an audit left a probe.
_FOR_THE_BUDGET = re.compile(r" \([^()]+, for the budget\)$")
# Of an entry, what names it and is no number of its own.
_NAMES = frozenset({"probe", "step", "metric", "group", "id", "rule", "measurement", "sentence"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One number, or word, that is another one now.

    where: whose it is: a measurement, finding, exhibit, or step. field: which of its numbers.
    before, now: what stands in the report, and what was measured again.
    """

    where: str
    field: str
    before: Scalar
    now: Scalar

    @property
    def apart(self) -> float | None:
        """Now less before; None where one of them is no number."""
        numbers = [
            float(value)
            for value in (self.before, self.now)
            if isinstance(value, int | float) and not isinstance(value, bool)
        ]
        return numbers[1] - numbers[0] if len(numbers) == 2 else None

    def to_json(self) -> dict[str, Any]:
        """For a file; `difference` where both are numbers."""
        written = {"where": self.where, "field": self.field, "before": self.before, "now": self.now}
        return written if self.apart is None else {**written, "difference": self.apart}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference, in the report's order, and how many numbers and words were compared.

    of_machine: entries that are the machine's own and were not compared. machine: their values
    that are others, for whoever wants to see them.
    """

    differences: tuple[Difference, ...]
    compared: int
    of_machine: int = 0
    machine: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """values: what is compared. source: the report's own entry, with what names it."""

    values: Json
    source: Json


def is_of_machine(entry: Json) -> bool:
    """Whether an entry of a report is about the machine that measured it.

    entry: of `measurements`, `findings` or `exhibits`; what a probe of such numbers shows (where
    and how it measured) is the machine's too.
    """
    metric = entry.get("metric") or (entry.get("rule") or {}).get("metric")
    if metric is not None:
        return declared(metric).of_machine
    probe = entries().get(entry.get("probe", "")) if "content" in entry else None
    return probe is not None and any(metric.of_machine for metric in probe.metrics)


def compare(
    before: Json, now: Json, of_machine: Callable[[Json], bool] = is_of_machine
) -> Comparison:
    """Every number of two reports of one plan.

    before, now: JSON reports. of_machine: whether an entry of `measurements`, `findings` or
    `exhibits` is the machine's own, so that another value is no difference. Where the verdict on
    such a number is another one, the gate is the machine's too.
    """
    differences: list[Difference] = []
    machine: list[Difference] = []
    compared = aside = 0
    sides = [_entries(before), _entries(now)]
    for where in dict.fromkeys([*sides[0], *sides[1]]):
        both = [side.get(where) for side in sides]
        if any(entry is not None and of_machine(entry.source) for entry in both):
            aside += 1
            machine += _moved_value(where, both)
            continue
        there = [entry for entry in both if entry is not None]
        if len(there) < 2:
            words = [NOTHING if entry is None else "there" for entry in both]
            differences.append(Difference(where, "", *words))
            compared += 1
            continue
        first, second = (dict(_leaves(entry.values)) for entry in there)
        for field in dict.fromkeys([*first, *second]):
            values = first.get(field, NOTHING), second.get(field, NOTHING)
            compared += 1
            if not _same(*values):
                differences.append(Difference(where, field, *values))
    if any(one.field == "verdict" for one in machine):
        gates = [one for one in differences if one.where == GATE]
        differences = [one for one in differences if one.where != GATE]
        machine += gates
    return Comparison(tuple(differences), compared, aside, tuple(machine))


def _moved_value(where: str, both: Sequence[_Entry | None]) -> Iterator[Difference]:
    """The value or verdict itself, where it is another one; not its interval and method."""
    for field in ("value", "verdict"):
        values = [NOTHING if entry is None else entry.values.get(field) for entry in both]
        if not _same(*values):
            yield Difference(where, field, *values)


def _same(before: Scalar, now: Scalar) -> bool:
    """1 and 1.0 are one number, and 1 and true are two things."""
    return before == now and isinstance(before, bool) == isinstance(now, bool)


def _entries(report: Json) -> dict[str, _Entry]:
    """Whatever holds numbers, by what names it."""
    by_name = {GATE: _Entry({"": report["gate"]}, {})}
    for step in report["probes"]:
        name = f"step {step['step']} {step['name']}"
        by_name[name] = _Entry({k: step[k] for k in ("status", "reason") if k in step}, {})
    for measured in report["measurements"]:
        values = {
            key: _without_budget(value) if key == "method" else value
            for key, value in measured.items()
            if key not in _NAMES
        }
        by_name[_name(measured)] = _Entry(values, measured)
    for finding in report["findings"]:
        name = f"finding {finding['id']} {finding['rule']['metric']}{_group(finding.get('group'))}"
        values = {key: value for key, value in finding.items() if key not in _NAMES}
        by_name[name] = _Entry(values, finding)
    times: dict[str, int] = {}
    for exhibit in report["exhibits"]:
        name = f"exhibit {exhibit['probe']} {exhibit['kind']}: {exhibit['title']}"
        times[name] = times.get(name, 0) + 1
        nth = f" ({times[name]})" if times[name] > 1 else ""
        by_name[f"{name}{nth}"] = _Entry({"content": exhibit["content"]}, exhibit)
    return by_name


def _name(measured: Json) -> str:
    return (
        f"step {measured['step']} {measured['probe']} {measured['metric']}"
        f"{_group(measured.get('group'))}"
    )


def _group(group: Any) -> str:
    if not isinstance(group, Mapping) or not group:
        return ""
    return " " + json.dumps(dict(group), ensure_ascii=False, sort_keys=True)


def _without_budget(method: Any) -> Any:
    return _FOR_THE_BUDGET.sub("", method) if isinstance(method, str) else method


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Scalar]]:
    """Numbers and words, each by the way to it: `interval[0]`, `content.series[1].name`."""
    if isinstance(value, Mapping):
        if not value and path:
            yield path, "{}"
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            yield path, "[]"
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value
