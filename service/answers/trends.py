"""A model over time: its audits with their gate, the largest gap between groups, and costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from audits.specification.probe_manifest import entries
from service import shapes
from service.records.paging import Page
from service.records.tables import Audit, Model
from service.records.unit_of_work import UnitOfWork
from service.records.worst_gaps import Gap

# What an answer takes, as versions of a model are compared by it.
COSTS = ("latency", "energy", "model_bytes")
SHOWN = ("metric", "value", "interval", "sample_size", "method")


@dataclass(frozen=True, slots=True)
class Point:
    """One audit. version: of the model. before: the audit of the same name before it.

    costs: measurements of everybody that may be decided on, as they were stored.
    """

    audit: Audit
    version: str
    before: str | None
    gap: Gap | None
    costs: tuple[dict[str, Any], ...] = ()


@cache
def scales() -> dict[str, str]:
    """The unit of each cost that is shown, by its metric."""
    return {
        metric.name: metric.scale
        for probe in entries().values()
        for metric in probe.metrics
        if metric.name in COSTS
    }


@cache
def gap_metrics() -> frozenset[str]:
    """Differences between groups, in points: what can be compared from audit to audit."""
    return frozenset(
        metric.name
        for probe in entries().values()
        if probe.section == "fairness"
        for metric in probe.metrics
        if metric.scale == "share difference"
    )


def trend(
    unit: UnitOfWork, family: Model, *, cursor: str | None, limit: int
) -> tuple[list[Point], str | None]:
    """The audits of a model, newest first, and the cursor of those before."""
    page: Page[Audit] = unit.audits.page(model_id=family.id, cursor=cursor, limit=limit)
    sources = [row.same_as or row.id for row in page.rows]
    gaps = unit.audits.worst_gaps(sources, gap_metrics())
    figures = unit.audits.figures(sources, COSTS)
    points = [
        Point(
            row,
            unit.models.find(row.model_version_id).version if row.model_version_id else "",
            unit.audits.previous(row),
            gaps.get(source),
            tuple(each for each in figures[source] if _is_of_everybody(each)),
        )
        for row, source in zip(page.rows, sources, strict=True)
    ]
    return points, page.cursor


def _is_of_everybody(entry: dict[str, Any]) -> bool:
    return not entry["group"] and "value" in entry and not entry.get("undecidable")


def trend_answer(points: Sequence[Point]) -> list[dict[str, object]]:
    """The points as the API shows them."""
    return [
        shapes.TrendPoint(
            audit=point.audit.id,
            name=point.audit.name,
            version=point.version,
            created=point.audit.created_at,
            state=point.audit.state,
            gate=point.audit.gate,
            worst_gap=None
            if point.gap is None
            else shapes.WorstGap(
                metric=point.gap.metric,
                group=dict(point.gap.group),
                value=point.gap.value,
                interval=list(point.gap.interval),
                sample_size=point.gap.sample_size,
            ),
            costs=[
                {name: each[name] for name in SHOWN} | {"scale": scales()[each["metric"]]}
                for each in point.costs
            ],
        ).model_dump(mode="json")
        for point in points
    ]
