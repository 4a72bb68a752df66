"""Which audit a bell means: the one that is next by turns, not the one that it names."""

import time
from dataclasses import dataclass, field

from service.records.turns import is_full, share_of
from service.records.unit_of_work import UnitOfWork

LOOK_SECONDS = 5.0


@dataclass
class Fairness:
    """One process's knowledge of the others, renewed every few seconds.

    threads: this worker's places. most: audits of one organisation at once; 0: see `share_of`.
    """

    threads: int
    most: int = 0
    _share: int = field(default=0, init=False)
    _is_shared: bool = field(default=False, init=False)
    _looked_at: float = field(default=float("-inf"), init=False)

    def next(self, unit: UnitOfWork, audit_id: str) -> str | None:
        """What to claim when a bell rings for the audit; None: its owner has its share."""
        self._look(unit)
        if not self._is_shared and not self.most:
            return audit_id
        if not unit.turns.is_queued(audit_id):
            return audit_id  # wants a device, or fell silent: nobody else's turn
        return unit.turns.next_audit(share=self._share)

    def follower(self, unit: UnitOfWork, tenant: str) -> str | None:
        """An audit to ring for now that one of the tenant's has ended: its bell may be spent."""
        if not self._is_shared and not self.most:
            return None
        if is_full(unit.turns.running(), tenant, self._share):
            return None
        return unit.turns.next_of(tenant)

    def _look(self, unit: UnitOfWork) -> None:
        now = time.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        self._is_shared = unit.turns.has_several_tenants()
        places = max(self.threads, unit.turns.places()) if self._is_shared else self.threads
        self._share = share_of(places, most=self.most, is_shared=self._is_shared)
