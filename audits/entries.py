"""What each probe is, without importing it: read by plans, pages and the API.

`audits/probes.json` is written by `python -m audits.entries` from the probes themselves; a test
fails when it is out of date.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audits.probe import Probe

PATH = Path(__file__).parent / "probes.json"


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """One name of the policy vocabulary; the fields are those of `audits.probe.Metric`."""

    name: str
    meaning: str
    scale: str
    overall: bool
    two_sided: bool
    null: float | None


@dataclass(frozen=True, slots=True)
class ProbeEntry:
    """A probe's declaration. `parameters` is a JSON schema of type object."""

    name: str
    version: int
    summary: str
    description: str
    needs: tuple[str, ...]
    asks: str
    label: str | None
    model: str | None
    parameters: Mapping[str, Any]
    metrics: tuple[MetricEntry, ...]

    @property
    def section(self) -> str:
        """Its folder, which is its section of the report."""
        return self.name.partition(".")[0]

    def to_json(self) -> dict[str, Any]:
        """As it stands in `probes.json` and in `GET /v1/probes`."""
        return asdict(self)


@cache
def entries() -> Mapping[str, ProbeEntry]:
    """Every probe by name."""
    found = {}
    for item in json.loads(PATH.read_text(encoding="utf-8")):
        metrics = tuple(MetricEntry(**metric) for metric in item["metrics"])
        found[item["name"]] = ProbeEntry(
            **{**item, "needs": tuple(item["needs"]), "metrics": metrics}
        )
    return MappingProxyType(found)


@cache
def vocabulary() -> Mapping[str, tuple[MetricEntry, str]]:
    """Every metric by name, with the name of the one probe that owns it."""
    return MappingProxyType(
        {
            metric.name: (metric, entry.name)
            for entry in entries().values()
            for metric in entry.metrics
        }
    )


def describe(probe: "Probe") -> ProbeEntry:
    """The entry of a probe, from its signature and docstring."""
    from pydantic import TypeAdapter

    said = dict(re.findall(r"^(\w+): ((?:.|\n(?!\w+: ))+)", probe.description, re.M))
    properties = {}
    for name, parameter in probe.parameters.items():
        schema = TypeAdapter(parameter.annotation).json_schema()
        if parameter.default is not parameter.empty:
            default = parameter.default
            schema["default"] = list(default) if isinstance(default, tuple) else default
        schema["description"] = " ".join(said.get(name, "").split())
        properties[name] = schema
    return ProbeEntry(
        name=probe.name,
        version=probe.version,
        summary=probe.summary,
        description=probe.description,
        needs=tuple(map(str, probe.needs)),
        asks=str(probe.asks),
        label=None if probe.label is None else str(probe.label),
        model=None if probe.model is None else probe.model.__name__,
        parameters={"type": "object", "properties": properties, "additionalProperties": False},
        metrics=tuple(
            MetricEntry(m.name, m.meaning, str(m.scale), m.overall, m.two_sided, m.null)
            for m in probe.metrics
        ),
    )


def generated() -> str:
    """The text that `probes.json` must have."""
    from audits.catalog import catalog

    found = [describe(probe).to_json() for probe in catalog().values()]
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(generated(), encoding="utf-8")
