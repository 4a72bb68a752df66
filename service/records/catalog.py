"""Families and versions of models, datasets and policies, and who owns which bytes."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from sqlalchemy import Table, literal_column, select
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.errors import ConflictingWrite, NoRow
from service.records.paging import Page, page_of
from service.records.tables import (
    Artifact,
    Dataset,
    DatasetVersion,
    Model,
    ModelVersion,
    Policy,
    PolicyVersion,
)

F = TypeVar("F", Model, Dataset, Policy)
V = TypeVar("V", ModelVersion, DatasetVersion, PolicyVersion)
ARTIFACTS = cast(Table, Artifact.__table__)


def ignoring(session: Session, table: Any) -> Any:
    """An insert that passes over rows of which an equal one (by any unique key) is there."""
    return into(_dialect(session), table).on_conflict_do_nothing()


def insert_ignoring(session: Session, table: Any, **values: Any) -> bool:
    """Insert the row unless an equal one is there already; whether it is new."""
    return session.execute(_unless_there(_dialect(session), table), values).first() is not None


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def into(dialect: str, table: Any) -> Any:
    """The dialect's own insert, which knows what to do on a conflict.

    A process loads the dialect of its own database only: the other would be 2 MB for nothing.
    """
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


@cache  # to build a statement takes longer than to run it
def _unless_there(dialect: str, table: Any) -> Any:
    plain = getattr(table, "__table__", table)
    return into(dialect, plain).on_conflict_do_nothing().returning(literal_column("1"))


@cache
def _own(dialect: str) -> Any:
    return into(dialect, ARTIFACTS).on_conflict_do_update(
        index_elements=["tenant_id", "sha256"],
        set_={"state": "stored"},
        where=ARTIFACTS.c.state == "swept",
    )


class Catalog(Generic[F, V]):
    """Families of one kind of upload, and their versions."""

    kind: ClassVar[str]
    family: type[F]
    version: type[V]

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_version(
        self, tenant: str, *, name: str, sha256: str, version: str | None = None, **fields: Any
    ) -> tuple[V, bool]:
        """The version, and whether it is new. The same bytes under the same name are the same.

        version: left out, that of the same bytes where they are there, else the first 12 digits
        of the SHA-256.
        """
        insert_ignoring(
            self._session, self.family, id=new_id(self.kind), tenant_id=tenant, name=name
        )
        family = self.named(name)
        assert family is not None  # noqa: S101
        if version is None and (same := self._of_bytes(family.id, sha256)) is not None:
            return same, False
        label = version or sha256[:12]
        row_id = new_id(f"{self.kind}_version")
        latest = self.latest(family.id)
        insert_ignoring(
            self._session,
            self.version,
            id=row_id,
            tenant_id=tenant,
            family_id=family.id,
            parent_id=latest.id if latest else None,
            version=label,
            sha256=sha256,
            **fields,
        )
        row = self.resolve(name, label)
        if row.sha256 != sha256:
            raise ConflictingWrite(
                f"{name} {label} exists with other bytes; choose another version"
            )
        return row, row.id == row_id

    def _of_bytes(self, family_id: str, sha256: str) -> V | None:
        """The last version of these bytes; none that nobody could look into."""
        rows = self._session.scalars(
            select(self.version)
            .where(self.version.family_id == family_id, self.version.sha256 == sha256)
            .order_by(self.version.id.desc())
        )
        return next((row for row in rows if getattr(row, "inspection", "") != "failed"), None)

    def named(self, name: str) -> F | None:
        """The family of this name."""
        return self._session.scalar(select(self.family).where(self.family.name == name))

    def find_family(self, family_id: str) -> F:
        """The family, or NoRow."""
        row = self._session.scalar(select(self.family).where(self.family.id == family_id))
        if row is None:
            raise NoRow(family_id)
        return row

    def find(self, version_id: str) -> V:
        """The version, or NoRow."""
        row = self._session.scalar(select(self.version).where(self.version.id == version_id))
        if row is None:
            raise NoRow(version_id)
        return row

    def latest(self, family_id: str) -> V | None:
        """The version added last."""
        return self._session.scalar(
            select(self.version)
            .where(self.version.family_id == family_id)
            .order_by(self.version.id.desc())
            .limit(1)
        )

    def resolve(self, name: str, version: str | None = None) -> V:
        """The version of this name and label (left out: the latest), or NoRow."""
        query = select(self.version).join(
            self.family, self.family.id == self.version.family_id
        )  # fmt: skip
        query = query.where(self.family.name == name)
        if version is not None:
            query = query.where(self.version.version == version)
        row = self._session.scalar(query.order_by(self.version.id.desc()).limit(1))
        if row is None:
            raise NoRow(f"{name} {version or ''}".strip())
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[F]:
        """Families, newest first."""
        return page_of(self._session, select(self.family), self.family.id, cursor, limit)

    def versions(self, family_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[V]:
        """Versions of a family, newest first."""
        query = select(self.version).where(self.version.family_id == family_id)
        return page_of(self._session, query, self.version.id, cursor, limit)


class Models(Catalog[Model, ModelVersion]):
    """Families and versions of models. New versions: filename, size_bytes, created_by."""

    kind = "model"
    family = Model
    version = ModelVersion


class Datasets(Catalog[Dataset, DatasetVersion]):
    """Families and versions of datasets. New versions: filename, size_bytes, created_by."""

    kind = "dataset"
    family = Dataset
    version = DatasetVersion


class Policies(Catalog[Policy, PolicyVersion]):
    """Families and versions of policies. New versions: body, created_by."""

    kind = "policy"
    family = Policy
    version = PolicyVersion


class Artifacts:
    """Which bytes a tenant owns; the bytes lie in the artifact store under their SHA-256."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, tenant: str, sha256: str, size_bytes: int) -> None:
        """The tenant owns these bytes; twice is once, and thrown away before is stored again."""
        self.add_all(tenant, {sha256: size_bytes})

    def add_all(self, tenant: str, sizes: Mapping[str, int]) -> None:
        """The same of several: sizes in bytes by SHA-256."""
        rows = [
            {"tenant_id": tenant, "sha256": sha256, "size_bytes": size}
            for sha256, size in sorted(sizes.items())  # two that add the same, in the same order
        ]
        self._session.execute(_own(_dialect(self._session)), rows)

    def add_loose(self, tenant: str, sha256: str, size_bytes: int) -> None:
        """Bytes that came in and are not kept: the sweep takes them, unless somebody has them."""
        insert_ignoring(
            self._session,
            Artifact,
            tenant_id=tenant,
            sha256=sha256,
            size_bytes=size_bytes,
            state="swept",
        )
