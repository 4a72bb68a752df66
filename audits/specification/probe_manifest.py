"""What each probe is, without importing it: read by plans, pages and the API.

It reads `probes.json` and `sections.json`, which `python -m audits.running.publish` writes from the
probes themselves.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audits.specification.stated_needs import StatedNeed

PATH = Path(__file__).parent / "probes.json"
SECTIONS = PATH.with_name("sections.json")


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """One name of the policy vocabulary; the fields are those of `audits.probing.metric.Metric`."""

    name: str
    meaning: str
    scale: str
    overall: bool
    two_sided: bool
    null: float | None
    title: str
    compares: tuple[str, ...] = ()
    shown: str = "folded"
    column: int | None = None
    idle: str | None = None
    evidence: str = "sample"
    of_machine: bool = False
    quoted: int | None = None


def words(metric: str) -> str:
    """The name in words, for a metric that declares no title: `deletion AUC`."""
    return " ".join("AUC" if word == "auc" else word for word in metric.split("_") if word)


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section of the report; the fields are those of `audits.probing.section.Section`."""

    title: str
    lede: str = ""
    caveat: tuple[str, str] | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class ProbeEntry:
    """A probe's declaration. `parameters` is a JSON schema of type object.

    model: the capability that a model must have, or several joined by " or ".
    passes: the function of `audits.planning.forward_passes` that counts how often it asks the
        model again.
    by_default: whether it runs wherever it fits; else only where it is named.
    stated: what somebody must have stated before it means anything.
    alone: whether it is never measured beside another audit on the same cores.
    datasets: keys of the document that name further rows, which it reads.
    brings: attributes of people that come with it.
    """

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
    task: str | None = None
    honours: tuple[str, ...] = ()
    passes: str | None = None
    sampled: tuple[Mapping[str, int], ...] = ()
    by_default: bool = True
    stated: StatedNeed | None = None
    alone: bool = False
    datasets: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()

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
    by_name = {}
    for item in json.loads(PATH.read_text(encoding="utf-8")):
        metrics = tuple(
            MetricEntry(**{**metric, "compares": tuple(metric["compares"])})
            for metric in item["metrics"]
        )
        by_name[item["name"]] = ProbeEntry(
            **{
                **item,
                "needs": tuple(item["needs"]),
                "metrics": metrics,
                "honours": tuple(item["honours"]),
                "sampled": tuple(item["sampled"]),
                "stated": _stated(item["stated"]),
                "datasets": tuple(item["datasets"]),
                "brings": tuple(item["brings"]),
            }
        )
    return MappingProxyType(by_name)


@cache
def readers_of(dataset: str) -> frozenset[str]:
    """The probes that read further rows. dataset: the document's key that names them."""
    return frozenset(entry.name for entry in entries().values() if dataset in entry.datasets)


def _stated(written: Mapping[str, Any] | None) -> StatedNeed | None:
    if written is None:
        return None
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in written.items()
    }
    return StatedNeed(**fields)


@cache
def _sections() -> Mapping[str, SectionEntry]:
    stored = json.loads(SECTIONS.read_text(encoding="utf-8"))
    return {
        name: SectionEntry(**{**item, "caveat": item["caveat"] and tuple(item["caveat"])})
        for name, item in stored.items()
    }


def section(name: str) -> SectionEntry:
    """What the folder of this name says of itself; of an unknown one, its name in words."""
    return _sections().get(name) or SectionEntry(name.replace("_", " ").capitalize())


@cache
def vocabulary() -> Mapping[str, tuple[MetricEntry, str]]:
    """Every metric by name, with the name of the probe that owns it.

    Of several that measure it, the first by name: that which measured it first.
    """
    owned: dict[str, tuple[MetricEntry, str]] = {}
    for entry in entries().values():
        for metric in entry.metrics:
            owned.setdefault(metric.name, (metric, entry.name))
    return MappingProxyType(owned)


@cache
def measured_by() -> Mapping[str, tuple[str, ...]]:
    """Every metric by name, with the probes that measure it, the owner first."""
    probes: dict[str, tuple[str, ...]] = {}
    for entry in entries().values():
        for metric in entry.metrics:
            probes[metric.name] = (*probes.get(metric.name, ()), entry.name)
    return MappingProxyType(probes)


def declared(metric: str) -> MetricEntry:
    """What a probe says of the metric; of one that no probe owns any more, its name alone."""
    entry, _ = vocabulary().get(metric, (None, ""))
    return entry or MetricEntry(metric, "", "number", True, False, None, words(metric))


def metrics_of(section: str) -> tuple[MetricEntry, ...]:
    """The metrics of a section's probes, those of the terminal's columns first and in their order.

    The others follow in the order in which the probes name them.
    """
    owned = [
        metric for metric, owner in vocabulary().values() if owner.partition(".")[0] == section
    ]
    return tuple(sorted(owned, key=lambda metric: (metric.column is None, metric.column or 0)))


def quoted(section: str) -> tuple[MetricEntry, ...]:
    """The metrics of a section's probes that are quoted, in their order."""
    numbered = [metric for metric in metrics_of(section) if metric.quoted is not None]
    return tuple(sorted(numbered, key=lambda metric: metric.quoted or 0))


@cache
def columns() -> tuple[str, ...]:
    """The metrics that are columns of the terminal's table, in their order."""
    numbered = [metric for metric, _ in vocabulary().values() if metric.column is not None]
    return tuple(metric.name for metric in sorted(numbered, key=lambda metric: metric.column or 0))
