"""The list of audits: which of them, in which order, and how many each choice would leave."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, defer

from audits.specification.verdicts import WORST_FIRST
from service.records.paging import Page, page_of
from service.records.tables import (
    Audit,
    Dataset,
    DatasetVersion,
    Model,
    ModelVersion,
    Policy,
    PolicyVersion,
    Schedule,
    ScheduleRun,
)

SORTS = ("newest", "oldest", "name", "verdict")
# So many models, datasets, schedules and policies are offered, those with most audits first.
MOST_CHOICES = 100
_RANK = case(
    {str(verdict): rank for rank, verdict in enumerate(WORST_FIRST)},
    value=Audit.gate,
    else_=len(WORST_FIRST),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which audits; None takes all.

    model_id, dataset_id, policy_id: of a family or of a version. since: seconds since 1970.
    """

    state: str | None = None
    gate: str | None = None
    model_id: str | None = None
    dataset_id: str | None = None
    schedule_id: str | None = None
    policy_id: str | None = None
    text: str | None = None
    since: float | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row of `audits` must fulfil."""
        clauses: list[ColumnElement[bool]] = []
        if self.state is not None:
            clauses.append(Audit.state == self.state)
        if self.gate is not None:
            clauses.append(Audit.gate == self.gate)
        for name, column, version in (
            (self.model_id, Audit.model_version_id, ModelVersion),
            (self.dataset_id, Audit.dataset_version_id, DatasetVersion),
            (self.policy_id, Audit.policy_version_id, PolicyVersion),
        ):
            if name is not None:
                named = or_(version.family_id == name, version.id == name)
                clauses.append(column.in_(select(version.id).where(named)))
        if self.schedule_id is not None:
            runs = select(ScheduleRun.audit_id).where(ScheduleRun.schedule_id == self.schedule_id)
            clauses.append(Audit.id.in_(runs.where(ScheduleRun.audit_id.is_not(None))))
        if self.text:
            clauses.append(Audit.name.icontains(self.text, autoescape=True))
        if self.since is not None:
            clauses.append(Audit.created_at >= self.since)
        return clauses


@dataclass(frozen=True, slots=True)
class Choice:
    """A model, dataset, schedule or policy that the list can be narrowed to. count: of audits."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many audits each choice would leave, all other choices standing.

    verdicts: by gate once judged, by state until then; without any, left out.
    """

    verdicts: Mapping[str, int]
    models: tuple[Choice, ...]
    datasets: tuple[Choice, ...]
    schedules: tuple[Choice, ...]
    policies: tuple[Choice, ...]


def listed(
    session: Session, filters: AuditFilter, *, sort: str, cursor: str | None, limit: int
) -> Page[Audit]:
    """A page of audits without their documents and plans. cursor: the last one shown before.

    Equal names and verdicts stand newest first. A cursor that is gone begins anew.
    """
    query = (
        select(Audit)
        .options(defer(Audit.document, raiseload=True), defer(Audit.plan, raiseload=True))
        .where(*filters.conditions())
    )
    if sort == "newest":
        return page_of(session, query, Audit.id, cursor, limit)
    return _sorted_page(session, query, sort, cursor, limit)


def counts(session: Session, filters: AuditFilter) -> Counts:
    """What the filters of the list say beside each choice.

    The audits are counted once, by versions and verdict; the choices are sums of that.
    """
    alike = (Audit.model_version_id, Audit.dataset_version_id, Audit.policy_version_id)
    without_kinds = AuditFilter(
        text=filters.text, since=filters.since, schedule_id=filters.schedule_id
    )
    counted = select(*alike, Audit.state, Audit.gate, func.count().label("number"))
    rows = session.execute(
        counted.where(*without_kinds.conditions()).group_by(*alike, Audit.state, Audit.gate)
    ).all()
    kinds = (
        (Model, ModelVersion, filters.model_id),
        (Dataset, DatasetVersion, filters.dataset_id),
        (Policy, PolicyVersion, filters.policy_id),
    )
    families = [_families(session, family, version) for family, version, _ in kinds]
    verdicts: Counter[str] = Counter()
    sums: tuple[Counter[tuple[str, str]], ...] = (Counter(), Counter(), Counter())
    for *versions, state, gate, number in rows:
        owners = [known.get(one) for known, one in zip(families, versions, strict=True)]
        fits = [
            wanted_id is None or wanted_id == one or (owner is not None and wanted_id == owner[0])
            for (_, _, wanted_id), one, owner in zip(kinds, versions, owners, strict=True)
        ]
        is_shown = filters.state in (None, state) and filters.gate in (None, gate)
        if all(fits):
            verdicts[gate or state] += number
        for index, owner in enumerate(owners):
            if owner is not None and is_shown and all(fits[:index] + fits[index + 1 :]):
                sums[index][owner] += number
    models, datasets, policies = (_most(one) for one in sums)
    return Counts(dict(verdicts), models, datasets, _schedules(session, filters), policies)


def _families(session: Session, family: Any, version: Any) -> dict[str | None, tuple[str, str]]:
    """Id and name of the family of every version."""
    query = select(version.id, family.id, family.name).join(family, family.id == version.family_id)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _most(counter: Counter[tuple[str, str]]) -> tuple[Choice, ...]:
    """Those with most audits first; equal ones by name."""
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0][1]))
    return tuple(Choice(id_, name, number) for (id_, name), number in ordered[:MOST_CHOICES])


def _schedules(session: Session, filters: AuditFilter) -> tuple[Choice, ...]:
    query = (
        select(Schedule.id, Schedule.name, func.count().label("number"))
        .select_from(ScheduleRun)
        .join(Audit, Audit.id == ScheduleRun.audit_id)
        .join(Schedule, Schedule.id == ScheduleRun.schedule_id)
        .where(*replace(filters, schedule_id=None).conditions())
        .group_by(Schedule.id, Schedule.name)
        .order_by(func.count().desc(), Schedule.name)
        .limit(MOST_CHOICES)
    )
    return tuple(Choice(row.id, row.name, row.number) for row in session.execute(query))


def _sorted_page(
    session: Session, query: Select[Audit], sort: str, cursor: str | None, limit: int
) -> Page[Audit]:
    keys: dict[str, tuple[Any, Callable[[Any], Any]]] = {
        "oldest": (Audit.id, lambda key: Audit.id > key),
        "name": (func.lower(Audit.name), lambda key: func.lower(Audit.name) > key),
        "verdict": (_RANK, lambda key: key < _RANK),
    }
    key, is_after = keys[sort]
    if cursor is not None:
        last = session.scalar(select(key).where(Audit.id == cursor))
        if last is not None:
            query = query.where(or_(is_after(last), and_(key == last, Audit.id < cursor)))
    rows = session.scalars(query.order_by(key, Audit.id.desc()).limit(limit + 1)).all()
    return Page(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)
