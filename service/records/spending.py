"""What a tenant used: processor time by the hour, and rows of the database."""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from service.records.base import TenantOwned, database_hour
from service.records.catalog import into
from service.records.tables import CpuSpent, LogEntry, TrailHead

DAY_HOURS = 24
# The trail stays whatever is deleted, so nobody is bounded by it.
TRAIL = (LogEntry, TrailHead)


class Spending:
    """Processor seconds, and rows."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, tenant: str, cpu_seconds: float) -> None:
        """Processor time that children of the tenant's have used."""
        if cpu_seconds > 0:
            statement = _add(self._session.get_bind().dialect.name)
            self._session.connection().execute(statement, {"who": tenant, "more": cpu_seconds})

    def cpu_seconds(self, tenant: str) -> float:
        """What the tenant used in this hour and the 24 before."""
        used = select(func.sum(CpuSpent.seconds)).where(
            CpuSpent.tenant_id == tenant, CpuSpent.hour >= database_hour() - DAY_HOURS
        )
        return float(self._session.scalar(used) or 0.0)

    def used_up(self, most_seconds: float) -> frozenset[str]:
        """Tenants that used as much within the same time, or more. For units of EVERYONE."""
        query = (
            select(CpuSpent.tenant_id)
            .where(CpuSpent.hour >= database_hour() - DAY_HOURS)
            .group_by(CpuSpent.tenant_id)
            .having(func.sum(CpuSpent.seconds) >= most_seconds)
        )
        return frozenset(self._session.scalars(query))

    def rows(self, tenant: str) -> int:
        """Rows that the tenant has in all tables but its trail's. Counted, which takes a while."""
        return sum(
            self._session.scalar(
                select(func.count()).select_from(table).where(table.tenant_id == tenant)
            )
            or 0
            for table in owned_tables()
        )

    def forget_old(self) -> None:
        """Hours that no bound asks for any more. For units of EVERYONE."""
        self._session.execute(
            delete(CpuSpent)
            .where(CpuSpent.hour < database_hour() - 2 * DAY_HOURS)
            .execution_options(synchronize_session=False)
        )


@cache
def owned_tables() -> tuple[Any, ...]:
    """Every table whose rows are a tenant's, but for its trail's."""
    mapped = (one.class_ for one in CpuSpent.registry.mappers)
    owned = {table for table in mapped if issubclass(table, TenantOwned)} - {*TRAIL}
    return tuple(sorted(owned, key=lambda table: str(table.__tablename__)))


@cache
def _add(dialect: str) -> Any:
    new = into(dialect, CpuSpent).values(
        tenant_id=bindparam("who"), hour=database_hour(), seconds=bindparam("more")
    )
    return new.on_conflict_do_update(
        index_elements=["tenant_id", "hour"],
        set_={"seconds": CpuSpent.seconds + new.excluded.seconds},
    )
