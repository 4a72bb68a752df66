"""The pace of the scheduler's rounds."""

import threading
from pathlib import Path
from typing import Any

from service.artifacts import open_store
from service.queue import Queue
from service.records.errors import DatabaseAway
from service.records.migrating import migrate
from service.records.unit_of_work import Records
from service.settings import Settings
from workers.scheduling import Scheduler


class Pauses(threading.Event):
    """Notes each pause instead of making it, and says stop at the last."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.after: list[int] = []
        self._most = most
        self.fired: list[int] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.after.append(len(self.fired))
        if len(self.after) == self._most:
            self.set()
        return self.is_set()


def test_a_round_that_started_audits_is_followed_at_once_by_the_next(tmp_path: Path) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    migrate(settings.database_url)
    pauses = Pauses(3)
    left: list[Any] = [100, 100, 7, 0, DatabaseAway("gone"), 5, 0]

    with Records(settings.database_url) as records:

        class Told(Scheduler):
            def fire(self) -> int:
                found = left[len(pauses.fired)]
                pauses.fired.append(0)
                if isinstance(found, Exception):
                    raise found
                return int(found)

        Told(records, Queue(settings), open_store(settings), settings).run(pauses)
    # After the fourth round, which found nothing; after the fifth, which broke; after the last.
    assert pauses.after == [4, 5, 7]
