"""From what was measured to what is kept: judged, compared, signed, stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from audits.json_types import JsonObject
from audits.planning.plan import Plan
from audits.report.json import exchangeable
from audits.report.sealing import sealed
from audits.report.signing import sign, signer
from audits.report.statement import report_sha256
from service.artifacts import Stored
from service.records.claims import Outcome
from workers.context import WorkerContext
from workers.pairing import Pairing
from workers.previous_audit import PreviousAudit, fetched
from workers.provenance import complete
from workers.sandbox import Limits

if TYPE_CHECKING:
    from workers.auditing import Conclusion


@dataclass(frozen=True, kw_only=True)
class Measured:
    """An audit whose plan was carried out.

    steps: with their measurements, in the plan's order. context: of the data. layers: of the
    sandbox. origin: `workers.provenance`. Times: seconds since 1970 (UTC), the database's.
    before, pairing: the audit before, and what pairing the answers with its gave.
    """

    plan: Plan
    steps: Sequence[JsonObject]
    context: JsonObject
    origin: JsonObject
    layers: tuple[str, ...]
    asked_at: float
    ended_at: float
    before: PreviousAudit | None
    pairing: Pairing


def judged(measured: Measured, worker: WorkerContext, limits: Limits, folder: Path) -> "Conclusion":
    """Judge, compare and draw, in a child; `folder` is for scratch."""
    rows = measured.context.get("rows")
    known = complete(
        measured.origin, plan=measured.plan, layers=measured.layers, rows=rows,
        finished=measured.ended_at,
    )  # fmt: skip
    conclusion: Conclusion = worker.auditor.conclude(
        measured.plan,
        measured.steps,
        context=measured.context,
        provenance={**known, "signer": signer(worker.signing_keys.current())},
        # The day it was asked for: a retry after midnight judges as the first attempt did.
        today=datetime.fromtimestamp(measured.asked_at, UTC).date(),
        limits=limits,
        earlier=_earlier_of(measured, worker, folder),
    )
    return conclusion


def stored(
    conclusion: "Conclusion", measured: Measured, worker: WorkerContext
) -> tuple[Outcome, list[Stored]]:
    """Sign the report and its page, and put into the store what was drawn, and the answers."""
    report = exchangeable(conclusion.report)
    key = worker.signing_keys.named(report.get("signer", {}).get("key", ""))
    report["signature"] = sign(report, key)
    # As assembled; where that is wrong, no verification passes.
    digest = report_sha256(report, report["canonical_sha256"])
    put = worker.store.put
    text = json.dumps(report, ensure_ascii=False, allow_nan=False)
    drawn = (text, conclusion.article, sealed(conclusion.page, digest, key))
    artifacts = [put(BytesIO(document.encode())) for document in drawn]
    if (answers := measured.pairing.kept_file) is not None:
        with answers.open("rb") as file:
            artifacts.append(put(file))
    outcome = Outcome(
        gate=conclusion.gate,
        blocking=conclusion.blocking,
        findings=report["findings"],
        canonical_sha256=report.get("canonical_sha256"),
        json_sha256=artifacts[0].sha256,
        article_sha256=artifacts[1].sha256,
        page_sha256=artifacts[2].sha256,
        answers_sha256=artifacts[3].sha256 if len(artifacts) > 3 else None,
        sandbox=measured.layers,
    )
    return outcome, artifacts


def _earlier_of(measured: Measured, worker: WorkerContext, folder: Path) -> JsonObject | None:
    """What the judging needs of the audit before; None where there is none to compare with."""
    before = measured.before
    if before is None:
        return None
    report = fetched(worker.store, before.report_sha256, folder)
    if report is None:
        return None
    return {**before.facts, "report": str(report), "paired": measured.pairing.paired}
