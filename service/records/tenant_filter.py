"""A session that sees the rows of one tenant, and gives new rows to it.

Whoever queries need not think of it: a forgotten `where` would show a stranger's rows.
"""

from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from service.records.base import TenantOwned

EVERYONE: Final = "*"  # the workers' view: rows of all tenants


class TenantSession(Session):
    """Sees and writes rows of one tenant; with EVERYONE, those of all."""

    def __init__(self, connection: Any, tenant: str) -> None:
        super().__init__(connection, expire_on_commit=False, autoflush=True)
        self.tenant = tenant


@event.listens_for(TenantSession, "do_orm_execute")
def _see_only_the_tenant(state: ORMExecuteState) -> None:
    tenant = state.session.tenant  # type: ignore[attr-defined]
    if tenant != EVERYONE and not state.is_insert:
        state.statement = state.statement.options(
            with_loader_criteria(
                TenantOwned, lambda owned: owned.tenant_id == tenant, include_aliases=True
            )
        )


@event.listens_for(TenantSession, "before_flush")
def _give_new_rows_the_tenant(session: TenantSession, *_: object) -> None:
    for row in session.new:
        if isinstance(row, TenantOwned) and session.tenant != EVERYONE:
            if row.tenant_id not in (None, session.tenant):
                raise ValueError("a row of another tenant cannot be written here")
            row.tenant_id = session.tenant
