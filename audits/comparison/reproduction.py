"""A report beside what the same plan measures again: which numbers are others, one by one.

Equal is equal to the last bit: a repeat of the same arithmetic gives the same numbers, and whoever
allows for more decides it by looking at how far they are apart.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from audits.json_types import Json

Scalar: TypeAlias = str | int | float | bool | None
# What a number is that stands on one side alone.
NOTHING = "not there"
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

    of_machine: numbers that are the machine's own and were not compared.
    """

    differences: tuple[Difference, ...]
    compared: int
    of_machine: int = 0


def _nothing_is(entry: Json) -> bool:
    return False


def compare(
    before: Json, now: Json, is_of_machine: Callable[[Json], bool] = _nothing_is
) -> Comparison:
    """Every number of two reports of one plan.

    before, now: JSON reports. is_of_machine: whether an entry of `measurements` or `findings` is
    about the machine that measured it (a duration), so that another value is no difference.
    """
    differences: list[Difference] = []
    compared = of_machine = 0
    sides = [_entries(before), _entries(now)]
    for where in dict.fromkeys([*sides[0], *sides[1]]):
        entries = [side.get(where) for side in sides]
        if any(entry is not None and is_of_machine(entry) for entry in entries):
            of_machine += 1
            continue
        if None in entries:
            words = [NOTHING if entry is None else "there" for entry in entries]
            differences.append(Difference(where, "", *words))
            compared += 1
            continue
        first, second = (dict(_leaves(entry)) for entry in entries)
        for field in dict.fromkeys([*first, *second]):
            values = first.get(field, NOTHING), second.get(field, NOTHING)
            compared += 1
            if not _same(*values):
                differences.append(Difference(where, field, *values))
    return Comparison(tuple(differences), compared, of_machine)


def _same(before: Scalar, now: Scalar) -> bool:
    """1 and 1.0 are one number, and 1 and true are two things."""
    return before == now and isinstance(before, bool) == isinstance(now, bool)


def _entries(report: Json) -> dict[str, Mapping[str, Any]]:
    """Whatever holds numbers, by what names it."""
    entries: dict[str, Mapping[str, Any]] = {"gate": {"": report["gate"]}}
    for step in report["probes"]:
        name = f"step {step['step']} {step['name']}"
        entries[name] = {k: step[k] for k in ("status", "reason") if k in step}
    for measured in report["measurements"]:
        entries[_name(measured)] = {
            key: _without_budget(value) if key == "method" else value
            for key, value in measured.items()
            if key not in _NAMES
        }
    for finding in report["findings"]:
        name = f"finding {finding['id']} {finding['rule']['metric']}{_group(finding.get('group'))}"
        entries[name] = {key: value for key, value in finding.items() if key not in _NAMES}
    times: dict[str, int] = {}
    for exhibit in report["exhibits"]:
        name = f"exhibit {exhibit['probe']} {exhibit['kind']}: {exhibit['title']}"
        times[name] = times.get(name, 0) + 1
        nth = f" ({times[name]})" if times[name] > 1 else ""
        entries[f"{name}{nth}"] = {"content": exhibit["content"]}
    return entries


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
