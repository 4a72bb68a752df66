"""Lines of the trail about requests: sign-ins, failures, downloads."""

import threading
import time
from contextlib import suppress

from service.circumstances import circumstances
from service.context import services
from service.records.errors import ReadOnly
from service.records.unit_of_work import EVERYONE

ONCE_SECONDS = 60.0
MOST_SOURCES = 10_000


class Repeats:
    """Failures that come again and again are one line a minute with their number.

    Otherwise whoever guesses keys could fill the database with lines about it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, ...], tuple[float, int]] = {}

    def due(self, *source: str) -> int | None:
        """How many failures the line stands for; None while none is to be written."""
        now = time.monotonic()
        with self._lock:
            since, unwritten = self._seen.get(source, (-ONCE_SECONDS, 0))
            if now - since < ONCE_SECONDS:
                self._seen[source] = (since, unwritten + 1)
                return None
            if len(self._seen) >= MOST_SOURCES:
                self._seen.clear()
            self._seen[source] = (now, 0)
            return unwritten + 1


_repeats = Repeats()


def note(tenant: str, actor: str, action: str, object_id: str | None, **details: object) -> None:
    """A line in a transaction of its own; where nothing can be written, reads go on."""
    with suppress(ReadOnly), services().records.writing(EVERYONE) as unit:
        unit.log.append(tenant, actor, action, object_id, **details)
        unit.commit()


def note_refused_key(text: str) -> None:
    """Somebody showed a key of ours that is revoked, expired or has another secret.

    A key that never was has no organisation whose trail could hold it.
    """
    with services().records.reading(EVERYONE) as unit:
        key = unit.keys.named_by(text)
    if key is not None:
        note_failure(key.tenant_id, key.id, "key.refused", key.id)


def note_failure(tenant: str, actor: str, action: str, object_id: str | None) -> None:
    """A failure, with how many like it since the last line."""
    times = _repeats.due(tenant, actor, action, circumstances().get("address", ""))
    if times is not None:
        note(tenant, actor, action, object_id, times=times)
