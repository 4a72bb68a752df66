"""What every table shares: the naming of constraints, the types, the clock of the database."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Sequence = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts INTEGER keys only


class database_now(FunctionElement[float]):  # noqa: N801 (reads as SQL)
    """Seconds since 1970 (UTC) by the database's clock, the only clock leases trust."""

    type = Double()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    # unixepoch('subsec') is NULL before SQLite 3.42, and then no lease ever expires
    return "((julianday('now')-2440587.5)*86400.0)"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "(extract(epoch from clock_timestamp())::double precision)"


class database_hour(FunctionElement[int]):  # noqa: N801 (reads as SQL)
    """Whole hours since 1970 (UTC) by the database's clock."""

    type = Integer()
    inherit_cache = True


@compiles(database_hour, "sqlite")
def _sqlite_hour(element: database_hour, compiler: SQLCompiler, **kw: Any) -> str:
    return "cast((julianday('now')-2440587.5)*24.0 as integer)"


@compiles(database_hour, "postgresql")
def _postgresql_hour(element: database_hour, compiler: SQLCompiler, **kw: Any) -> str:
    return "floor(extract(epoch from clock_timestamp())/3600)::integer"


class Record(DeclarativeBase):
    """A row. Times are seconds since 1970 (UTC) by the database's clock."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads a plain dict)
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        float: Double,
        str: String,
    }


class TenantOwned:
    """Mixin: a row that another tenant cannot see. The unit of work filters on it."""

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), index=True)


class Dated:
    """Mixin: when the row was made."""

    created_at: Mapped[float] = mapped_column(default=database_now())


class Leased:
    """Mixin: work that one worker at a time holds, for as long as its heartbeat is heard.

    token: fences every write; a worker whose token is no longer here has lost the work.
    attempt: claims so far.
    """

    worker: Mapped[str | None]
    token: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[float | None]
