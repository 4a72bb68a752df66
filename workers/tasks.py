"""What the queue can ask for; each task is a name for a function that knows no queue."""

from functools import cache, partial
from typing import Any

from celery import shared_task
from celery.worker import state

from service.delivery import DRAW_PDF, INSPECT, RUN_AUDIT
from workers.context import worker_context
from workers.drawing_lane import DrawingLane
from workers.execution import run_audit
from workers.inspecting import inspect_upload
from workers.lane import Lane

LANES: list[Lane] = []  # this process's, once it is ready
_drawing_lane = cache(lambda: DrawingLane(worker_context()))


@shared_task(name=RUN_AUDIT, bind=True)  # type: ignore[untyped-decorator]
def run_audit_task(self: Any, audit_id: str) -> None:
    """Carry out an audit, if it is still to be had."""
    run_audit(audit_id, worker_context(), nearly_done=partial(_acknowledge, self.request.id))


@shared_task(name=INSPECT)  # type: ignore[untyped-decorator]
def inspect_task(version_id: str) -> None:
    """Look into an upload: at once where this worker has no lane for it, else in the lane."""
    if LANES:
        LANES[0].ring()
    else:
        inspect_upload(version_id, worker_context())


@shared_task(name=DRAW_PDF)  # type: ignore[untyped-decorator]
def draw_pdf_task(audit_id: str) -> None:
    """Draw and sign the PDF of a report, beside the audits and in its owner's turn."""
    _drawing_lane().ask(audit_id)


def _acknowledge(task_id: str) -> None:
    """Before the end: the next message travels while this audit's report is being stored.

    Nothing is lost by it. The row is the job, and the message has done its duty when it was heard.
    """
    request = state.requests.get(task_id)
    if request is not None:
        request.acknowledge()
