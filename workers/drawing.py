"""The report as PDF, drawn in a confined child: its words are strangers'."""

import json
import logging
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.errors import AuditError, Refused
from audits.json_types import JsonObject
from audits.report.sealing_pdf import sealed_pdf
from audits.report.statement import report_sha256
from service.records.unit_of_work import EVERYONE
from workers.endings import raise_unless_done
from workers.metering import metered
from workers.sandbox import Limits, run_sandboxed
from workers.scratch import scratch_folder

if TYPE_CHECKING:
    from workers.context import WorkerContext

LOG = logging.getLogger(__name__)
REPORT, PDF = "report.json", "report.pdf"
# Where fontconfig reads which fonts there are; nothing of it is secret.
FONTS = ("/etc/fonts", "/var/cache/fontconfig")
SECONDS = 120.0


def refuse_without_weasyprint(field: str) -> None:
    """Tell before the work that no PDF can be drawn here."""
    if find_spec("weasyprint") is None:
        raise Refused.because(
            field,
            "WeasyPrint is not installed",
            "pip install 'weasyprint>=70' into this environment (in a clone with .venv/bin/pip)",
            "missing_extra",
        )


def drawn_pdf(report: JsonObject, limits: Limits | None = None) -> bytes:
    """The PDF of a report, unsigned.

    Raises `Refused` where WeasyPrint is not to be had, `AuditFailed` where the child broke.
    """
    refuse_without_weasyprint("pdf")
    limits = limits or Limits.for_wall(SECONDS)
    with scratch_folder() as scratch:
        (scratch / REPORT).write_text(
            json.dumps(report, ensure_ascii=False, allow_nan=False), encoding="utf-8"
        )
        outcome = run_sandboxed(
            "workers.drawing:draw",
            {"scratch": str(scratch)},
            read_only=[path for path in map(Path, FONTS) if path.exists()],
            scratch=scratch,
            limits=limits,
        )
        raise_unless_done(outcome)
        return (scratch / PDF).read_bytes()


def draw_report(audit_id: str, worker: "WorkerContext") -> None:
    """Draw, sign and store a report's PDF; nothing where it is there already.

    Whoever asked asks again, so a message that is lost or a child that broke costs a wait.
    """
    with worker.records.reading(EVERYONE) as unit:
        row = unit.audits.report(audit_id)
        tenant, source, there = row.tenant_id, row.json_sha256, row.pdf_sha256
    if there is not None:
        return
    if worker.fairness.is_resting(worker.records, tenant):
        LOG.info("no PDF: its owner's processor time is used up", extra={"audit_id": audit_id})
        return
    report = json.loads(worker.store.read(source))
    key = worker.signing_keys.named((report.get("signer") or {}).get("key", ""))
    pdf = None
    with metered() as meter:
        try:
            pdf = sealed_pdf(drawn_pdf(report), report_sha256(report), key)
        except AuditError as error:
            LOG.error("no PDF could be drawn: %s", error, extra={"audit_id": audit_id})
    stored = None if pdf is None else worker.store.put(BytesIO(pdf))
    with worker.records.writing(EVERYONE) as unit:
        unit.spending.add(tenant, meter.cpu_seconds)
        if stored is not None:
            unit.artifacts.add(tenant, stored.sha256, stored.size_bytes)
            unit.audits.report(audit_id).pdf_sha256 = stored.sha256
        unit.commit()


def draw(payload: Mapping[str, Any], send: Callable[[dict[str, Any]], None]) -> None:
    """In the child: from `report.json` to `report.pdf`, both in its scratch folder."""
    from audits.report import pdf

    scratch = Path(payload["scratch"])
    report = json.loads((scratch / REPORT).read_text(encoding="utf-8"))
    (scratch / PDF).write_bytes(pdf.render(report))
