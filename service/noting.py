"""Lines of the trail about requests: sign-ins, failures, downloads.

Failures are written a moment after their answer: there is a line only where the organisation, the
person or the key exists, and an answer that waited for it would tell which do.
"""

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from service.circumstances import circumstances
from service.context import services
from service.records.errors import ReadOnly
from service.records.unit_of_work import EVERYONE, Records

LOG = logging.getLogger(__name__)
ONCE_SECONDS = 60.0
MOST_SOURCES = 10_000
AFTERWARDS_SECONDS = 0.5


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


@dataclass(frozen=True, slots=True)
class _Failure:
    records: Records
    tenant: str
    actor: str
    action: str
    object_id: str | None
    details: Mapping[str, object]


class Afterwards:
    """Lines that wait until the answers they are about have left; safe for threads.

    What waits is bounded by `Repeats`. A process that ends first writes them; one that is killed
    loses those of its last half second.
    """

    def __init__(self) -> None:
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._waiting: list[_Failure] = []
        self._timer: threading.Timer | None = None

    def add(self, failure: _Failure) -> None:
        """Write it in a moment."""
        with self._lock:
            self._waiting.append(failure)
            if self._timer is None:
                self._timer = threading.Timer(AFTERWARDS_SECONDS, self.write)
                self._timer.start()

    def write(self) -> None:
        """Write what waits, each line in a transaction of its own.

        Whoever asks while others write waits for them: then no line is on its way.
        """
        with self._writing:
            with self._lock:
                failures, self._waiting, self._timer = self._waiting, [], None
            for one in failures:
                _write(one)


def _write(one: _Failure) -> None:
    try:
        with suppress(ReadOnly), one.records.writing(EVERYONE) as unit:
            unit.log.append(one.tenant, one.actor, one.action, one.object_id, **one.details)
            unit.commit()
    except Exception:
        LOG.exception("a line is missing in the trail of %s", one.tenant)


AFTERWARDS = Afterwards()


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
        details = {"times": times, **circumstances()}
        AFTERWARDS.add(_Failure(services().records, tenant, actor, action, object_id, details))
