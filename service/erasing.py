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
        erasure = unit.erasing.carry_out(object_id)
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
        unit.log.append(
            who.tenant, who.name, f"{erasure.kind}.erased", object_id,
            name=erasure.name, rows=erasure.rows, sha256=list(erasure.artifacts),
        )  # fmt: skip
        answer = erasure.to_json(unit.now())
        unit.commit()
    return answer
