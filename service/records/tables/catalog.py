"""What is audited: families and versions of models, datasets and policies, and their bytes."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from service.records.base import Dated, Leased, Record, TenantOwned

INSPECTION_STATES = ("waiting", "running", "ready", "refused", "failed")


class Family(TenantOwned, Dated):
    """Mixin: a name under which versions are kept."""

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        return (UniqueConstraint("tenant_id", "name"),)


class InspectedVersion(Leased, TenantOwned, Dated):
    """Mixin: an uploaded version, and what a worker found it to be.

    sha256: of the file, and its key in the artifact store.
    inspection: waiting, running, ready, refused (problems) or failed (problems).
    profile: `audits.specification.profiles` as JSON once ready.
    """

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    sha256: Mapped[str]
    filename: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    created_by: Mapped[str | None]
    inspection: Mapped[str] = mapped_column(default="waiting")
    profile: Mapped[dict[str, Any] | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:
        return (
            UniqueConstraint("family_id", "version"),
            CheckConstraint(f"inspection in {INSPECTION_STATES}", name="inspection"),
            Index(None, "tenant_id", "sha256"),
            Index(None, "inspection", "tenant_id"),
        )


class Model(Family, Record):
    """A family of models."""

    __tablename__ = "models"


class ModelVersion(InspectedVersion, Record):
    """One uploaded model."""

    __tablename__ = "model_versions"
    family_id: Mapped[str] = mapped_column(ForeignKey("models.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("model_versions.id"))


class Dataset(Family, Record):
    """A family of datasets."""

    __tablename__ = "datasets"


class DatasetVersion(InspectedVersion, Record):
    """One uploaded dataset."""

    __tablename__ = "dataset_versions"
    family_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("dataset_versions.id"))


class Policy(Family, Record):
    """A family of policies."""

    __tablename__ = "policies"


class PolicyVersion(TenantOwned, Dated, Record):
    """One text of a policy; `body` as `PolicySpec` reads it, `sha256` of its canonical JSON."""

    __tablename__ = "policy_versions"
    __table_args__ = (UniqueConstraint("family_id", "version"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    family_id: Mapped[str] = mapped_column(ForeignKey("policies.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("policy_versions.id"))
    version: Mapped[str]
    sha256: Mapped[str]
    body: Mapped[dict[str, Any]]
    created_by: Mapped[str | None]


class Artifact(TenantOwned, Dated, Record):
    """Stored bytes that a tenant owns. The store's key is the SHA-256."""

    __tablename__ = "artifacts"
    __table_args__ = (CheckConstraint("state in ('stored', 'swept')", name="state"),)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True, index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(default="stored")


class Upload(TenantOwned, Dated, Record):
    """A file on its way in; its part file is named by the id.

    kind: model or dataset.
    received_bytes: how much is safe; the client goes on from there.
    version_id: what it became, once finished.
    """

    __tablename__ = "uploads"
    __table_args__ = (CheckConstraint("state in ('open', 'finished', 'swept')", name="state"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    filename: Mapped[str]
    name: Mapped[str | None]
    version: Mapped[str | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(default="open")
    touched_at: Mapped[float]
    created_by: Mapped[str | None]
    version_id: Mapped[str | None]
