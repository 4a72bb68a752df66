"""Schedules made and changed, with everything checked before they are stored."""

from collections.abc import Mapping
from typing import Any

from audits.errors import Problem, Refused
from service.auth import caller, may_waive
from service.context import services
from service.endpoint_addresses import check_endpoint
from service.plan_resolution import Prepared, prepare
from service.records.tables import Schedule
from service.records.unit_of_work import UnitOfWork
from service.recurrence import check, next_due


def made(
    unit: UnitOfWork, fields: Mapping[str, Any], *, by: str, may_waive: bool = True
) -> Schedule:
    """A new schedule. Raises `Refused`, `NotInspectedYet`, or Conflict where the name is taken."""
    trigger, expression = fields["trigger"], fields["expression"]
    problems: list[Problem] = []
    if trigger == "cron" and not expression:
        problems.append(
            Problem("expression", "it is missing", 'give one, e.g. "0 3 * * *"', "missing")
        )
    if trigger != "cron" and expression:
        problems.append(
            Problem("expression", f"a {trigger} trigger has none", "leave it out", "not_allowed")
        )
    if problems:
        raise Refused(problems)
    if expression:
        check(expression, fields["zone"])
    prepared = prepare(unit, fields["document"], may_waive=may_waive)
    return unit.schedules.add(
        name=fields["name"],
        document=fields["document"],
        trigger_kind=trigger,
        family_id=_family(trigger, prepared),
        expression=expression,
        zone=fields["zone"],
        overlap=fields["overlap"],
        catch_up=fields["catch_up"],
        paused=fields["paused"],
        next_due_at=next_due(expression, fields["zone"], unit.now()) if expression else None,
        created_by=by,
    )


def changed(
    unit: UnitOfWork, schedule_id: str, changes: Mapping[str, Any], *, may_waive: bool = True
) -> Schedule:
    """The schedule with other values. A resumed or moved one counts from now on."""
    row = unit.schedules.find(schedule_id)
    values = dict(changes)
    expression = values.get("expression", row.expression)
    zone = values.get("zone", row.zone)
    if row.trigger_kind != "cron" and values.get("expression"):
        raise Refused.because(
            "expression", f"a {row.trigger_kind} trigger has none", "leave it out", "not_allowed"
        )
    if "expression" in values or "zone" in values:
        check(expression or "", zone)
    if "document" in values:
        prepared = prepare(unit, values["document"], may_waive=may_waive)
        values["family_id"] = _family(row.trigger_kind, prepared)
    if expression and {"expression", "zone", "paused"} & set(values):
        values["next_due_at"] = next_due(expression, zone, unit.now())
    return unit.schedules.change(schedule_id, **values)


def change(schedule_id: str, changes: Mapping[str, Any]) -> tuple[Schedule, float]:
    """Change it for who asks, and write down who did; the schedule, and the database's clock."""
    who = caller()
    check_endpoint(changes.get("document"), allowed=services().settings.endpoint_hosts)
    with services().records.writing(who.tenant) as unit:
        row = changed(unit, schedule_id, changes, may_waive=may_waive())
        unit.log.append(who.tenant, who.name, "schedule.changed", row.id, fields=sorted(changes))
        unit.commit()
        return row, unit.now()


def _family(trigger: str, prepared: Prepared) -> str | None:
    if trigger == "model_version":
        if prepared.model is None:
            raise Refused.because(
                "document.model",
                "no uploaded model is audited, so none can be waited for",
                "name a model, or take dataset_version",
                "missing",
            )
        return prepared.model.family_id
    return prepared.dataset.family_id if trigger == "dataset_version" else None
