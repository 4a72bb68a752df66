"""A model over time: its audits with their gate and the largest gap between groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from audits.specification.probe_manifest import entries
from service import shapes
from service.records.paging import Page
from service.records.tables import Audit, Model
from service.records.unit_of_work import UnitOfWork
from service.records.worst_gaps import Gap


@dataclass(frozen=True, slots=True)
class Point:
    """One audit. version: of the model. before: the audit of the same name before it."""

    audit: Audit
    version: str
    before: str | None
    gap: Gap | None


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
    points = [
        Point(
            row,
            unit.models.find(row.model_version_id).version if row.model_version_id else "",
            unit.audits.previous(row),
            gaps.get(source),
        )
        for row, source in zip(page.rows, sources, strict=True)
    ]
    return points, page.cursor


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
        ).model_dump(mode="json")
        for point in points
    ]
