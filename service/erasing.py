"""Erasing for API and pages: say what would go; do it for who sends that back."""

from typing import Any

from audits.errors import Problem
from service.auth import caller
from service.context import services
from service.errors import Conflict, Invalid


def planned(object_id: str) -> dict[str, Any]:
    """What erasing would do now: it is tried, and not committed."""
    with services().records.writing(caller().tenant) as unit:
        return unit.erasing.carry_out(object_id).to_json(unit.now())


def erased(object_id: str, confirm: str) -> dict[str, Any]:
    """Erase it, if `confirm` is what `planned` said of the present state."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        found = unit.erasing.carry_out(object_id)
        if found.blocked:
            raise Conflict(f"It cannot be erased: {found.blocked}.")
        if confirm != found.confirmation:
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
        unit.log.append(
            who.tenant, who.name, f"{found.kind}.erased", object_id,
            name=found.name, rows=found.rows, sha256=list(found.artifacts),
        )  # fmt: skip
        answer = found.to_json(unit.now())
        unit.commit()
    return answer
