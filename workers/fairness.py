"""Which audit a bell means: the one that is next by turns, not the one that it names."""

import time
from dataclasses import dataclass, field

from service.records.turns import is_full, share_of
from service.records.unit_of_work import EVERYONE, Records, UnitOfWork

LOOK_SECONDS = 5.0


@dataclass
class Fairness:
    """One process's knowledge of the others, renewed every few seconds.

    threads: this worker's places. most: audits of one organisation at once; 0: see `share_of`.
    most_seconds: processor time of one within a day, after which no more of its audits begin; 0: no
    bound.
    """

    threads: int
    most: int = 0
    most_seconds: float = 0.0
    _share: int = field(default=0, init=False)
    _is_shared: bool = field(default=False, init=False)
    _looked_at: float = field(default=float("-inf"), init=False)

    def next(self, unit: UnitOfWork, audit_id: str) -> str | None:
        """What to claim when a bell rings for the audit; None: its owner has its share."""
        self._look(unit)
        if not self._is_bounded:
            return audit_id
        waiting = unit.turns.waiting(audit_id)
        if waiting is None:
            return audit_id  # its end has come, as whoever claims it will see
        resting = self.resting(unit)
        if waiting.takes_turns:
            return unit.turns.next_audit(share=self._share, without=resting)
        # Wants a device, or fell silent: nobody else's turn, but its owner's share all the same.
        is_new = waiting.state == "queued"
        if is_full(unit.turns.running(), waiting.tenant, self._share):
            return None
        return None if is_new and waiting.tenant in resting else audit_id

    def is_resting(self, records: Records, tenant: str) -> bool:
        """Whether the tenant has used up the day's processor time, so that nothing of it begins."""
        if not self.most_seconds:
            return False
        with records.reading(EVERYONE) as unit:
            return tenant in self.resting(unit)

    def resting(self, unit: UnitOfWork) -> frozenset[str]:
        """Tenants of which nothing begins, as they have used up the day's processor time."""
        return unit.spending.used_up(self.most_seconds) if self.most_seconds else frozenset()

    def follower(self, unit: UnitOfWork, tenant: str) -> str | None:
        """An audit to ring for now that one of the tenant's has ended: its bell may be spent."""
        if not self._is_bounded:
            return None
        if is_full(unit.turns.running(), tenant, self._share):
            return None
        return unit.turns.next_of(tenant)

    @property
    def _is_bounded(self) -> bool:
        return self._is_shared or bool(self.most or self.most_seconds)

    def _look(self, unit: UnitOfWork) -> None:
        now = time.monotonic()
        if now - self._looked_at < LOOK_SECONDS:
            return
        self._looked_at = now
        self._is_shared = unit.turns.has_several_tenants()
        places = max(self.threads, unit.turns.places()) if self._is_shared else self.threads
        self._share = share_of(places, most=self.most, is_shared=self._is_shared)
