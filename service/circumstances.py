"""Where a request comes from: its address and its id, for the trail and the logs."""

from collections.abc import Mapping
from contextvars import ContextVar

_present: ContextVar[Mapping[str, str] | None] = ContextVar("circumstances", default=None)


def circumstances() -> Mapping[str, str]:
    """`address` and `request_id` of the request being answered; nothing outside of one."""
    return _present.get() or {}


def begin(address: str, request_id: str) -> None:
    """A request is being answered in this thread."""
    _present.set({"address": address, "request_id": request_id})


def end() -> None:
    """Forget the request: it was answered."""
    _present.set(None)
