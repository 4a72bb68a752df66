"""JSON that has one meaning only: what two readers could understand differently is refused."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn


def loads(text: str | bytes) -> Any:
    """The value; ValueError for duplicate members, NaN, infinities, or what is no UTF-8 JSON."""
    if isinstance(text, bytes):
        text = text.decode("utf-8")  # json guesses UTF-16 and UTF-32 too
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the member {name!r} stands twice in one object")
        members[name] = value
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
