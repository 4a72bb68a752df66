"""Erasing for API and pages: say what would go; do it for who sends that back."""

from dataclasses import replace
from typing import Any

from audits.errors import Problem
from service.auth import Caller, caller
from service.context import services
from service.errors import Conflict, Invalid
from service.identity import is_id
from service.records.erasing import Erasure
from service.records.errors import NoRow
from service.records.unit_of_work import EVERYONE, UnitOfWork
from service.roles import OPERATE


def planned(object_id: str) -> dict[str, Any]:
    """What erasing would do now: it is tried, and not committed."""
    who = caller()
    with services().records.writing(_whose(who, object_id)) as unit:
        return _carried_out(unit, who, object_id).to_json(unit.now())


def erased(object_id: str, confirm: str) -> dict[str, Any]:
    """Erase it, if `confirm` is what `planned` said of the present state."""
    who = caller()
    whose = _whose(who, object_id)
    with services().records.writing(whose) as unit:
        erasure = _carried_out(unit, who, object_id)
        if erasure.blocked:
            raise Conflict(f"It cannot be erased: {erasure.blocked}.")
        if confirm != erasure.confirmation:
            raise Invalid(
                problems=(
                    Problem(
                        "confirm",
                        "this is not the confirmation of what would go now",
                        f"read GET /v1/erasures/{object_id} and send its `confirm`",
                        "not_confirmed",
                    ),
                )
            )
        details = _details(erasure)
        for trail in {who.tenant, object_id} if whose == EVERYONE else {who.tenant}:
            unit.log.append(trail, who.name, f"{erasure.kind}.erased", object_id, **details)
        answer = erasure.to_json(unit.now())
        unit.commit()
    return answer


def _whose(who: Caller, object_id: str) -> str:
    """The unit that it is done in. Organisations are there for operators alone."""
    if not is_id(object_id, "tenant"):
        return who.tenant
    if not who.may(OPERATE):
        raise NoRow(object_id)
    return EVERYONE


def _carried_out(unit: UnitOfWork, who: Caller, object_id: str) -> Erasure:
    if is_id(object_id, "tenant"):
        done = unit.erasing_organisations.carry_out(object_id)
        if object_id == who.tenant:
            return replace(done, blocked="it is your own organisation")
        return done
    if is_id(object_id, "user"):
        is_operator = OPERATE in unit.users.find(object_id).scopes
        done = unit.erasing.carry_out(object_id)
        if object_id == who.name:
            return replace(done, blocked="you are signed in as this person")
        if is_operator and not who.may(OPERATE):
            return replace(done, blocked="they are an operator, whom only another one erases")
        return done
    return unit.erasing.carry_out(object_id)


def _details(erasure: Erasure) -> dict[str, Any]:
    """For the trail: which files, but no word of who was erased."""
    if erasure.kind == "person":
        return {"rows": erasure.rows}
    if erasure.kind == "organisation":
        return {"rows": erasure.rows, "files": len(erasure.artifacts), "bytes": erasure.size_bytes}
    return {"name": erasure.name, "rows": erasure.rows, "sha256": list(erasure.artifacts)}
