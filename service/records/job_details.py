"""All that a worker has to know of a claimed audit, in as few questions as possible."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from service.records.claims import Claim
from service.records.errors import NoRow
from service.records.requester_names import asker
from service.records.tables import (
    Audit,
    Dataset,
    DatasetVersion,
    Model,
    ModelVersion,
    Policy,
    PolicyVersion,
    Report,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The audit as it was asked for, and what its ids stand for. Times: seconds since 1970, UTC.

    created_by, asked_by: id of the key, person or schedule, and its name while it is there.
    device: "gpu" where it is meant for one; None: any worker will do.
    model_*: None where predictions were recorded, or an endpoint is asked.
    policy_*: None where the document has its rules in itself.
    """

    audit_id: str
    tenant: str
    name: str
    document: dict[str, Any]
    plan: dict[str, Any]
    created_by: str | None
    asked_by: str | None
    created_at: float
    started_at: float | None
    device: str | None
    dataset_version_id: str
    dataset_name: str
    dataset_version: str
    dataset_sha256: str
    dataset_profile: dict[str, Any] | None
    model_version_id: str | None
    model_name: str | None
    model_version: str | None
    model_sha256: str | None
    model_profile: dict[str, Any] | None
    policy_version_id: str | None
    policy_name: str | None
    policy_version: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The last completed audit of the same name, and where its report and answers lie."""

    audit_id: str
    dataset_version_id: str
    dataset_sha256: str
    report_sha256: str
    answers_sha256: str | None
    plan: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Who took the audit before as it is, when (seconds since 1970, UTC) and why."""

    audit_id: str
    by: str
    at: float
    reason: str


def _brief() -> Executable:
    return (
        select(
            Audit.id.label("audit_id"),
            Audit.tenant_id.label("tenant"),
            Audit.name,
            Audit.document,
            Audit.plan,
            Audit.created_by,
            asker(Audit.created_by).label("asked_by"),
            Audit.created_at,
            Audit.started_at,
            Audit.device,
            Audit.dataset_version_id,
            Dataset.name.label("dataset_name"),
            DatasetVersion.version.label("dataset_version"),
            DatasetVersion.sha256.label("dataset_sha256"),
            DatasetVersion.profile.label("dataset_profile"),
            Audit.model_version_id,
            Model.name.label("model_name"),
            ModelVersion.version.label("model_version"),
            ModelVersion.sha256.label("model_sha256"),
            ModelVersion.profile.label("model_profile"),
            Audit.policy_version_id,
            Policy.name.label("policy_name"),
            PolicyVersion.version.label("policy_version"),
        )
        .join(DatasetVersion, DatasetVersion.id == Audit.dataset_version_id)
        .join(Dataset, Dataset.id == DatasetVersion.family_id)
        .outerjoin(ModelVersion, ModelVersion.id == Audit.model_version_id)
        .outerjoin(Model, Model.id == ModelVersion.family_id)
        .outerjoin(PolicyVersion, PolicyVersion.id == Audit.policy_version_id)
        .outerjoin(Policy, Policy.id == PolicyVersion.family_id)
        .where(Audit.id == bindparam("audit_id"))
    )


def _previous() -> Executable:
    last = aliased(Audit)
    return (
        select(
            last.id.label("audit_id"),
            last.dataset_version_id,
            DatasetVersion.sha256.label("dataset_sha256"),
            Report.json_sha256.label("report_sha256"),
            Report.answers_sha256,
            last.plan,
        )
        .join(DatasetVersion, DatasetVersion.id == last.dataset_version_id)
        # An identical audit's results answer it: the report is that one's.
        .outerjoin(Report, Report.audit_id == func.coalesce(last.same_as, last.id))
        .where(
            last.tenant_id == bindparam("tenant"),
            last.name == bindparam("name"),
            last.state == "completed",
            last.id < bindparam("audit_id"),
        )
        .order_by(last.id.desc())
        .limit(1)
    )


def _accepted() -> Executable:
    """As `Audits.accepted_verdicts` finds it; what was accepted later is none of this audit's."""
    return (
        select(
            Audit.id.label("audit_id"),
            func.coalesce(asker(Audit.accepted_by), Audit.accepted_by, "").label("by"),
            Audit.accepted_at.label("at"),
            func.coalesce(Audit.accepted_reason, "").label("reason"),
        )
        .where(
            Audit.tenant_id == bindparam("tenant"),
            Audit.name == bindparam("name"),
            Audit.accepted_at <= bindparam("before"),
        )
        .order_by(Audit.accepted_at.desc())
        .limit(1)
    )


# Built once: every audit of every worker asks them.
BRIEF, PREVIOUS, ACCEPTED = _brief(), _previous(), _accepted()


class JobDetails:
    """What a worker reads before it starts. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, claim: Claim) -> Brief:
        """What was asked for, and of which model and dataset."""
        row = self._session.execute(BRIEF, {"audit_id": claim.audit_id}).one_or_none()
        if row is None:
            raise NoRow(claim.audit_id)
        return Brief(**row._mapping)

    def previous(self, brief: Brief) -> Previous | None:
        """The completed audit of the same name before it; None without one or without a report."""
        asked = {"tenant": brief.tenant, "name": brief.name, "audit_id": brief.audit_id}
        row = self._session.execute(PREVIOUS, asked).one_or_none()
        return None if row is None or row.report_sha256 is None else Previous(**row._mapping)

    def accepted(self, brief: Brief) -> Acceptance | None:
        """Whose word lets findings stand in an audit of only what is new; None in any other."""
        if not brief.plan.get("accepted"):
            return None
        asked = {"tenant": brief.tenant, "name": brief.name, "before": brief.created_at}
        row = self._session.execute(ACCEPTED, asked).one_or_none()
        return None if row is None else Acceptance(**row._mapping)
