"""The front door: `evenhand.audit(...)` in Python, the command line, and the HTTP client.

    import evenhand
    report = evenhand.audit(frame, label="outcome", prediction="decision", protected=["sex"])
    report.assert_passed()

Names are imported when they are first used, so that the client works where no model can run.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audits.errors import Refused
    from evenhand.auditing import audit
    from evenhand.client import Client
    from evenhand.report import Comparison, GateClosed, Report, compare
    from workers.endings import AuditFailed

_HOMES = {
    "AuditFailed": "workers.endings",
    "Client": "evenhand.client",
    "Comparison": "evenhand.report",
    "GateClosed": "evenhand.report",
    "Refused": "audits.errors",
    "Report": "evenhand.report",
    "audit": "evenhand.auditing",
    "compare": "evenhand.report",
}

__all__ = [
    "AuditFailed", "Client", "Comparison", "GateClosed", "Refused", "Report", "audit", "compare",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        home = import_module(_HOMES[name])
    except ModuleNotFoundError as error:
        from evenhand.extras import REMEDY, missing_packages

        if error.name not in missing_packages():
            raise
        raise ImportError(
            f"evenhand.{name} needs {error.name}, which is not installed; {REMEDY}"
        ) from None
    return getattr(home, name)


def __dir__() -> list[str]:
    """What completion and `dir` show: the names, also those that nobody used yet."""
    return list(__all__)
