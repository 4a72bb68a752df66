"""The audit before this one, of the same name: what a report is compared with."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.artifacts import ArtifactError, ArtifactStore
from service.records.job_details import Brief
from service.records.unit_of_work import UnitOfWork
from workers.pairing import same_bytes

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PreviousAudit:
    """The last completed audit of the same name, and where its report and answers lie.

    answers_sha256: None where none were kept. same_rows: whether the datasets are the same file;
    rows of another file are compared by the child that measures. same_bytes: whether all files
    are, the model's among them.
    """

    audit_id: str
    report_sha256: str
    answers_sha256: str | None
    same_rows: bool
    same_bytes: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """For the child that judges, which knows no database."""
        return {
            "audit": self.audit_id,
            "same_rows": self.same_rows,
            "has_answers": self.answers_sha256 is not None,
        }


def previous_audit(unit: UnitOfWork, brief: Brief) -> PreviousAudit | None:
    """The audit before this one of its tenant; None where there is none, or its report is gone."""
    previous = unit.job_details.previous(brief)
    if previous is None:
        return None
    same_rows = previous.dataset_sha256 == brief.dataset_sha256
    return PreviousAudit(
        previous.audit_id,
        previous.report_sha256,
        previous.answers_sha256,
        same_rows,
        same_bytes(previous.plan or {}, brief.plan),
    )


def fetched(store: ArtifactStore, sha256: str | None, folder: Path) -> Path | None:
    """The bytes as a file, or None where they are gone: an audit never fails for what was."""
    if sha256 is None:
        return None
    try:
        return store.fetch(sha256, folder)
    except (ArtifactError, OSError) as error:
        LOG.warning("an earlier audit's file cannot be had: %s", error)
        return None
