"""What the queue can ask for; each task is a name for a function that knows no queue."""

from celery import shared_task

from service.delivery import INSPECT, RUN_AUDIT
from workers.desk import desk
from workers.execution import run_audit
from workers.inspecting import inspect_upload


@shared_task(name=RUN_AUDIT)  # type: ignore[untyped-decorator]
def run_audit_task(audit_id: str) -> None:
    """Carry out an audit, if it is still to be had."""
    run_audit(audit_id, desk())


@shared_task(name=INSPECT)  # type: ignore[untyped-decorator]
def inspect_task(version_id: str) -> None:
    """Look into an upload."""
    inspect_upload(version_id, desk())
